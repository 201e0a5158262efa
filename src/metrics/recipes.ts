import type { ConversationEvents, Joined } from '../conversation/events.ts'
import { settlesLateArrivals } from '../conversation/pending.ts'
import type { Cause, Envelope, Fact } from '../kernel/event.ts'
import type { Recipes } from '../kernel/fold.ts'
import { counted, noStat } from './figures.ts'
import { endContact, onContact, say, takeContact } from './handling.ts'
import { type CloseStat, opening } from './metrics.ts'
import { responds, spanOf } from './options.ts'
import { answer, boundClocks, hear, owe, passWaiting, settle } from './waiting.ts'
import { passStatus, setLast, tally, tallyTime, type Work } from './work.ts'

/** Closes that solve the matter; the others only end the segment. */
const solving: readonly Cause[] = ['close', 'auto_close', 'imported']

/** It is in use: from now on the reopening counts (W-3), unless it only takes a separation back (W-10). */
const makeItCount = (work: Work): void => {
  const { metrics, clocks } = work
  const { bare } = clocks
  if (bare === null) return
  clocks.bare = null
  metrics.segments++
  if (bare.opened.cause !== 'rejoin') metrics.reopens++
  setLast(work, bare)
}

const close = (work: Work, { occurredAt: at, actor, cause }: Fact<Envelope<string, unknown>>): void => {
  const { metrics, clocks, rules } = work
  passStatus(work, at)
  passWaiting(work, at)
  clocks.owed = []
  clocks.status = 'closed'
  if (clocks.bare !== null || metrics.last.closed !== null) {
    clocks.bare = null
    return
  }
  const { opened } = metrics.last
  if (solving.includes(cause)) tallyTime(work, 'resolution', opened.at, at)
  setLast(work, { ...metrics.last, closed: { at, by: { kind: actor.kind, id: actor.id }, cause } })
  const isSuch = (one: CloseStat): boolean => one.by === actor.kind && one.cause === cause
  const time = counted(metrics.closes.find(isSuch)?.time ?? noStat, spanOf(rules, opened.at, at))
  metrics.closes = [...metrics.closes.filter((one) => !isSuch(one)), { by: actor.kind, cause, time }]
}

/** The words that came along are answered here, but the customer's waiting was the other's until now. */
const join = (work: Work, { data, occurredAt: at }: Fact<Envelope<string, Joined>>): void => {
  const { clocks } = work
  // Taking over another conversation is use, also if no contact of it is open: its next close counts (W-3).
  makeItCount(work)
  passWaiting(work, at)
  clocks.waitedUntil = Math.max(clocks.waitedUntil ?? at, at)
  for (const contact of data.contacts) {
    const from = contact.answeredAt === null ? null : at
    const { settledUntil } = contact
    if (clocks.contacts.some((clock) => clock.contact === contact.id))
      onContact(work, contact.id, ({ handledFrom }) => ({ handledFrom: handledFrom ?? from, settledUntil }))
    else takeContact(work, contact, from, settledUntil)
  }
  for (const { contact, since, more } of data.owed) owe(work, contact, since, ...more)
}

/** What each event does to the figures; notes, signals, topics and assignments do nothing. */
export const metricsRecipes: Recipes<Work, ConversationEvents> = {
  'conversation.status_changed': (work, { data, occurredAt }) => {
    passStatus(work, occurredAt)
    work.clocks.status = data.to
  },
  'conversation.reopened': (work, event) => {
    const { metrics, clocks, rules } = work
    if (metrics.last.closed === null || clocks.bare !== null) return
    passStatus(work, event.occurredAt)
    clocks.status = 'waiting'
    clocks.bare = opening(event, spanOf(rules, metrics.last.closed.at, event.occurredAt))
  },
  'conversation.closed': (work, event) => close(work, event),
  'conversation.joined': (work, event) => join(work, event),
  'conversation.merged': ({ metrics }, { data }) => {
    metrics.mergedInto = data.into
  },
  'conversation.no_reply_needed': (work, { data, occurredAt }) => settle(work, data.contacts, occurredAt),
  'conversation.response_overdue': (work) =>
    tally(work, (figures) => ({ ...figures, overdue: figures.overdue + 1 })),
  'contact.started': (work, { id, contact, data }) => {
    makeItCount(work)
    takeContact(work, { id: contact ?? id, channel: data.channel, class: data.class }, null)
  },
  'contact.ended': (work, { contact, data, occurredAt }) => {
    endContact(work, contact, data.reason, occurredAt)
    boundClocks(work, work.clocks.owed)
  },
  'message.received': (work, { data, contact, occurredAt }) => {
    if (data.quiet) return
    hear(work, contact, occurredAt)
    say(work, contact, occurredAt, false)
  },
  'message.sent': (work, event) => {
    if (!event.data.answer) return
    const isResponse = responds(work.rules, event.actor.kind)
    const since = answer(work, event, { settlesLate: settlesLateArrivals(event) })
    if (event.data.echo && since !== null && !isResponse) work.clocks.echo = { message: event.id, since }
    say(work, event.contact, event.occurredAt, isResponse)
  },
  'message.attributed': (work, event) => {
    const { echo } = work.clocks
    const isSame = echo?.message === event.data.message
    answer(work, event, { echoed: isSame ? echo.since : null })
    if (isSame) work.clocks.echo = null
    say(work, event.contact, event.occurredAt, responds(work.rules, event.actor.kind))
  },
  'delivery.failed': (work, { data, contact, occurredAt }) => {
    if (data.owed) owe(work, contact, occurredAt)
  },
  'call.started': (work, { data, contact, occurredAt }) => {
    if (data.quiet) return
    if (data.direction === 'inbound') hear(work, contact, occurredAt)
  },
  'call.answered': (work, event) => {
    if (event.data.quiet) return
    answer(work, event)
    say(work, event.contact, event.occurredAt, responds(work.rules, event.actor.kind))
  },
  'call.ended': (work, { data, contact, occurredAt }) => {
    if (!data.quiet) onContact(work, contact, () => ({ hungUpAt: occurredAt }))
  },
}
