import type { ConversationEvents, ConversationJoinedData } from '../conversation/events.ts'
import { isLateMessageCovered } from '../conversation/pending-times.ts'
import type { Cause, Envelope, EventWithoutContent } from '../kernel/event.ts'
import type { Reducers } from '../kernel/fold.ts'
import { addValue, emptyStat } from './figures.ts'
import { recordActivity, startContactClock, stopContactClock, updateContactClock } from './handling.ts'
import { type CloseStat, newSegment } from './metrics.ts'
import { elapsedBetween, isResponder } from './options.ts'
import {
  addPendingTimes,
  advanceWaiting,
  clearPending,
  recordCustomerMessage,
  recordReply,
  setPendingClocks,
} from './waiting.ts'
import { advanceStatus, type MetricsWork, recordTime, setLastSegment, updateFigures } from './work.ts'

/** Closes that solve the matter; the others only end the segment. */
const solvingCauses: readonly Cause[] = ['close', 'auto_close', 'imported']

/** It is in use: from now on the reopening counts (W-3), unless it only takes a separation back (W-10). */
const countReopening = (work: MetricsWork): void => {
  const { metrics, clocks } = work
  const { reopenedWithoutContact } = clocks
  if (reopenedWithoutContact === null) return
  clocks.reopenedWithoutContact = null
  metrics.segments++
  if (reopenedWithoutContact.opened.cause !== 'rejoin') metrics.reopens++
  setLastSegment(work, reopenedWithoutContact)
}

const applyClosed = (
  work: MetricsWork,
  { occurredAt: at, actor, cause }: EventWithoutContent<Envelope<string, unknown>>,
): void => {
  const { metrics, clocks, rules } = work
  advanceStatus(work, at)
  advanceWaiting(work, at)
  clocks.pendingReplies = []
  clocks.status = 'closed'
  if (clocks.reopenedWithoutContact !== null || metrics.last.closed !== null) {
    clocks.reopenedWithoutContact = null
    return
  }
  const { opened } = metrics.last
  if (solvingCauses.includes(cause)) recordTime(work, 'resolution', opened.at, at)
  setLastSegment(work, { ...metrics.last, closed: { at, by: { kind: actor.kind, id: actor.id }, cause } })
  const isSameClose = (one: CloseStat): boolean => one.by === actor.kind && one.cause === cause
  const time = addValue(
    metrics.closes.find(isSameClose)?.time ?? emptyStat,
    elapsedBetween(rules, opened.at, at),
  )
  metrics.closes = [...metrics.closes.filter((one) => !isSameClose(one)), { by: actor.kind, cause, time }]
}

/** The words that came along are answered here, but the customer's waiting was the other's until now. */
const applyJoined = (
  work: MetricsWork,
  { data, occurredAt: at }: EventWithoutContent<Envelope<string, ConversationJoinedData>>,
): void => {
  const { clocks } = work
  // Taking over another conversation is use, also if no contact of it is open: its next close counts (W-3).
  countReopening(work)
  advanceWaiting(work, at)
  clocks.waitedUntil = Math.max(clocks.waitedUntil ?? at, at)
  for (const contact of data.contacts) {
    const from = contact.lastReplyAt === null ? null : at
    const { repliedUntil } = contact
    if (clocks.contacts.some((clock) => clock.contact === contact.id))
      updateContactClock(work, contact.id, ({ handledFrom }) => ({
        handledFrom: handledFrom ?? from,
        repliedUntil,
      }))
    else startContactClock(work, contact, from, repliedUntil)
  }
  for (const { contact, waitingSince, laterTimes } of data.pendingReplies)
    addPendingTimes(work, contact, waitingSince, ...laterTimes)
}

/** What each event does to the figures; notes, signals, topics and assignments do nothing. */
export const metricsReducers: Reducers<MetricsWork, ConversationEvents> = {
  'conversation.status_changed': (work, { data, occurredAt }) => {
    advanceStatus(work, occurredAt)
    work.clocks.status = data.to
  },
  'conversation.reopened': (work, event) => {
    const { metrics, clocks, rules } = work
    if (metrics.last.closed === null || clocks.reopenedWithoutContact !== null) return
    advanceStatus(work, event.occurredAt)
    clocks.status = 'waiting'
    clocks.reopenedWithoutContact = newSegment(
      event,
      elapsedBetween(rules, metrics.last.closed.at, event.occurredAt),
    )
  },
  'conversation.closed': (work, event) => applyClosed(work, event),
  'conversation.joined': (work, event) => applyJoined(work, event),
  'conversation.merged': ({ metrics }, { data }) => {
    metrics.mergedInto = data.into
  },
  'conversation.no_reply_needed': (work, { data, occurredAt }) =>
    clearPending(work, data.contacts, occurredAt),
  'conversation.response_overdue': (work) =>
    updateFigures(work, (figures) => ({ ...figures, overdue: figures.overdue + 1 })),
  'contact.started': (work, { id, contact, data }) => {
    countReopening(work)
    startContactClock(work, { id: contact ?? id, channel: data.channel, class: data.class }, null)
  },
  'contact.ended': (work, { contact, data, occurredAt }) => {
    stopContactClock(work, contact, data.reason, occurredAt)
    setPendingClocks(work, work.clocks.pendingReplies)
  },
  'message.received': (work, { data, contact, occurredAt }) => {
    if (data.silent) return
    recordCustomerMessage(work, contact, occurredAt)
    recordActivity(work, contact, occurredAt, false)
  },
  'message.sent': (work, event) => {
    if (!event.data.isReply) return
    const isResponse = isResponder(work.rules, event.actor.kind)
    const since = recordReply(work, event, { settlesLate: isLateMessageCovered(event) })
    if (event.data.echo && since !== null && !isResponse)
      work.clocks.echo = { message: event.id, waitingSince: since }
    recordActivity(work, event.contact, event.occurredAt, isResponse)
  },
  'message.attributed': (work, event) => {
    const { echo } = work.clocks
    const isSame = echo?.message === event.data.message
    recordReply(work, event, { echoed: isSame ? echo.waitingSince : null })
    if (isSame) work.clocks.echo = null
    recordActivity(work, event.contact, event.occurredAt, isResponder(work.rules, event.actor.kind))
  },
  'delivery.failed': (work, { data, contact, occurredAt }) => {
    if (data.pendingAgain) addPendingTimes(work, contact, occurredAt)
  },
  'call.started': (work, { data, contact, occurredAt }) => {
    if (data.silent) return
    if (data.direction === 'inbound') recordCustomerMessage(work, contact, occurredAt)
  },
  'call.answered': (work, event) => {
    if (event.data.silent) return
    recordReply(work, event)
    recordActivity(work, event.contact, event.occurredAt, isResponder(work.rules, event.actor.kind))
  },
  'call.ended': (work, { data, contact, occurredAt }) => {
    if (!data.silent) updateContactClock(work, contact, () => ({ hungUpAt: occurredAt }))
  },
}
