import type { Working } from '../kernel/fold.ts'
import type { Instant } from '../kernel/instant.ts'
import { counted, type Figures } from './figures.ts'
import type { Clocks, ConversationMetrics, Segment } from './metrics.ts'
import { type Rules, spanOf } from './options.ts'

/** A working copy of what is measured, and the rules to measure by. */
export interface Work {
  readonly metrics: Working<ConversationMetrics>
  readonly clocks: Working<Clocks>
  readonly rules: Rules
}

// Literals, field by field: a spread costs many times as much, and the compiler reports a forgotten field.

const copyOf = (m: ConversationMetrics): Working<ConversationMetrics> => ({
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

const clocksOf = (c: Clocks): Working<Clocks> => ({
  status: c.status,
  statusAt: c.statusAt,
  bare: c.bare,
  contacts: c.contacts,
  owed: c.owed,
  waitedUntil: c.waitedUntil,
  echo: c.echo,
})

export const workOn = (metrics: ConversationMetrics, rules: Rules): Work => ({
  metrics: copyOf(metrics),
  clocks: clocksOf(metrics.clocks),
  rules,
})

/** The working copy itself: nothing may be written to it afterwards. */
export const resultOf = ({ metrics, clocks }: Work): ConversationMetrics => {
  metrics.clocks = clocks
  return metrics
}

/** The segment that is open; a bare one until it counts (W-3). */
export const openSegment = ({ metrics, clocks }: Work): Segment | null =>
  clocks.bare ?? (metrics.last.closed === null ? metrics.last : null)

/** Puts the last segment in its place, which is the first one's as well while it is the only one. */
export const setLast = ({ metrics }: Work, segment: Segment): void => {
  metrics.last = segment
  if (metrics.segments === 1) metrics.first = segment
}

/** Writes into the open segment and into the totals alike. */
export const tally = (work: Work, change: (figures: Figures) => Figures): void => {
  work.metrics.total = change(work.metrics.total)
  const segment = openSegment(work)
  if (segment === null) return
  const next = { ...segment, figures: change(segment.figures) }
  if (work.clocks.bare === null) setLast(work, next)
  else work.clocks.bare = next
}

type StatName = 'firstResponse' | 'nextResponse' | 'handling' | 'resolution'

/** One more value of a figure. */
export const tallyTime = (work: Work, name: StatName, from: Instant, to: Instant): void => {
  const time = spanOf(work.rules, from, to)
  tally(work, (figures) => ({ ...figures, [name]: counted(figures[name], time) }))
}

/** Counts the time in the present status; status never goes back in time, however late the news. */
export const passStatus = (work: Work, at: Instant): void => {
  const { metrics, clocks, rules } = work
  if (!(at > clocks.statusAt)) return
  const { status } = clocks
  const time = spanOf(rules, clocks.statusAt, at)
  const add = (figures: Figures): Figures => ({
    ...figures,
    inStatus: { ...figures.inStatus, [status]: figures.inStatus[status] + time },
  })
  clocks.statusAt = at
  if (time === 0) return
  if (status === 'closed') metrics.total = add(metrics.total)
  else tally(work, add)
}
