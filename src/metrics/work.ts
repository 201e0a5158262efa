import type { Working } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import { addValue, type Figures } from './figures.ts'
import type { Clocks, ConversationMetrics, Segment } from './metrics.ts'
import { elapsedBetween, type MetricsRules } from './options.ts'

/** A working copy of what is measured, and the rules to measure by. */
export interface MetricsWork {
  readonly metrics: Working<ConversationMetrics>
  readonly clocks: Working<Clocks>
  readonly rules: MetricsRules
}

// Literals, field by field: a spread costs many times as much, and the compiler reports a forgotten field.

const copyMetrics = (m: ConversationMetrics): Working<ConversationMetrics> => ({
  schema: 1,
  conversation: m.conversation,
  customer: m.customer,
  mergedInto: m.mergedInto,
  segments: m.segments,
  reopens: m.reopens,
  first: m.first,
  last: m.last,
  total: m.total,
  closes: m.closes,
  channels: m.channels,
  clocks: m.clocks,
})

const copyClocks = (c: Clocks): Working<Clocks> => ({
  status: c.status,
  statusCountedUntil: c.statusCountedUntil,
  reopenedWithoutContact: c.reopenedWithoutContact,
  contacts: c.contacts,
  pendingReplies: c.pendingReplies,
  waitedUntil: c.waitedUntil,
  echo: c.echo,
})

export const metricsWorkOf = (metrics: ConversationMetrics, rules: MetricsRules): MetricsWork => ({
  metrics: copyMetrics(metrics),
  clocks: copyClocks(metrics.clocks),
  rules,
})

/** The working copy itself: nothing may be written to it afterwards. */
export const resultOf = ({ metrics, clocks }: MetricsWork): ConversationMetrics => {
  metrics.clocks = clocks
  return metrics
}

/** The segment that is open; a bare one until it counts (W-3). */
export const openSegment = ({ metrics, clocks }: MetricsWork): Segment | null =>
  clocks.reopenedWithoutContact ?? (metrics.last.closed === null ? metrics.last : null)

/** Puts the last segment in its place, which is the first one's as well while it is the only one. */
export const setLastSegment = ({ metrics }: MetricsWork, segment: Segment): void => {
  metrics.last = segment
  if (metrics.segments === 1) metrics.first = segment
}

/** Writes into the open segment and into the totals alike. */
export const updateFigures = (work: MetricsWork, change: (figures: Figures) => Figures): void => {
  work.metrics.total = change(work.metrics.total)
  const segment = openSegment(work)
  if (segment === null) return
  const next = { ...segment, figures: change(segment.figures) }
  if (work.clocks.reopenedWithoutContact === null) setLastSegment(work, next)
  else work.clocks.reopenedWithoutContact = next
}

type StatName = 'firstResponse' | 'nextResponse' | 'handling' | 'resolution'

/** One more value of a figure. */
export const recordTime = (work: MetricsWork, name: StatName, from: Instant, to: Instant): void => {
  const time = elapsedBetween(work.rules, from, to)
  updateFigures(work, (figures) => ({ ...figures, [name]: addValue(figures[name], time) }))
}

/** Counts the time in the present status; status never goes back in time, however late the news. */
export const advanceStatus = (work: MetricsWork, at: Instant): void => {
  const { metrics, clocks, rules } = work
  if (!(at > clocks.statusCountedUntil)) return
  const { status } = clocks
  const time = elapsedBetween(rules, clocks.statusCountedUntil, at)
  const add = (figures: Figures): Figures => ({
    ...figures,
    inStatus: { ...figures.inStatus, [status]: figures.inStatus[status] + time },
  })
  clocks.statusCountedUntil = at
  if (time === 0) return
  if (status === 'closed') metrics.total = add(metrics.total)
  else updateFigures(work, add)
}
