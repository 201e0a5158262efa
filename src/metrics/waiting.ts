import type { ConversationEvent } from '../conversation/events.ts'
import { later, limitPending } from '../conversation/pending-replies.ts'
import { addTime, pendingAfterReply, replyCoversUntil } from '../conversation/pending-times.ts'
import type { EventWithoutContent } from '../kernel/event.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { updateContactClock } from './handling.ts'
import type { PendingClock } from './metrics.ts'
import { elapsedBetween, isResponder } from './options.ts'
import { type MetricsWork, openSegment, recordTime, updateFigures } from './work.ts'

type AnyConversationEvent = EventWithoutContent<ConversationEvent>

const earliest = (times: readonly (Instant | null)[]): Instant | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null)

const isOpen = ({ clocks }: MetricsWork, id: ContactId): boolean =>
  clocks.contacts.some(({ contact }) => contact === id)

const hasResponse = (work: MetricsWork): boolean => (openSegment(work)?.figures.firstResponse.count ?? 1) > 0

/** Counts the time for which anything has been owed, once, however many contacts wait and however late the news. */
export const advanceWaiting = (work: MetricsWork, at: Instant): void => {
  const { clocks, rules } = work
  const since = earliest(clocks.pendingReplies.map(({ pending }) => pending?.waitingSince ?? null))
  if (since === null) return
  const from = Math.max(since, clocks.waitedUntil ?? since)
  if (!(at > from)) return
  const time = elapsedBetween(rules, from, at)
  clocks.waitedUntil = at
  if (time > 0) updateFigures(work, (figures) => ({ ...figures, waiting: figures.waiting + time }))
}

/** Keeps what the conversation itself keeps of contacts that have ended (C-1), and as much that waits for a first response. */
export const setPendingClocks = (work: MetricsWork, pendingClocks: readonly PendingClock[]): void => {
  const open = work.clocks.contacts.map(({ contact }) => contact)
  work.clocks.pendingReplies = [
    ...limitPending(
      pendingClocks.filter(({ pending }) => pending !== null),
      open,
    ),
    ...limitPending(
      pendingClocks.filter(({ pending }) => pending === null),
      open,
    ),
  ]
}

/** What waits for a reply on a contact from now on, beside what waits there already. */
export const addPendingTimes = (
  work: MetricsWork,
  contact: ContactId | null,
  ...times: readonly Instant[]
): void => {
  if (contact === null) return
  const { clocks } = work
  const existing = clocks.pendingReplies.find((clock) => clock.contact === contact)
  const first = hasResponse(work) ? null : earliest([existing?.firstWaitingSince ?? null, ...times])
  let pending = existing?.pending ?? null
  for (const at of times)
    pending = pending === null ? { waitingSince: at, laterTimes: [] } : addTime(pending, at)
  const entry: PendingClock = { contact, pending, firstWaitingSince: first }
  if (existing !== undefined) {
    clocks.pendingReplies = clocks.pendingReplies.map((clock) => (clock === existing ? entry : clock))
    return
  }
  setPendingClocks(work, [...clocks.pendingReplies, entry])
}

/** The customer wrote or called, and waits for a reply unless a reply that was reported covers it (C-1). */
export const recordCustomerMessage = (work: MetricsWork, contact: ContactId | null, at: Instant): void => {
  const clock = work.clocks.contacts.find((open) => open.contact === contact)
  const repliedUntil = clock?.repliedUntil ?? null
  if (repliedUntil === null || at > repliedUntil) addPendingTimes(work, contact, at)
}

const keepRunning = (work: MetricsWork, clocks: readonly PendingClock[]): void => {
  work.clocks.pendingReplies = clocks.filter(
    ({ pending, firstWaitingSince }) => pending !== null || firstWaitingSince !== null,
  )
}

/** No answer is needed any more. */
export const clearPending = (work: MetricsWork, contacts: readonly ContactId[], at: Instant): void => {
  advanceWaiting(work, at)
  keepRunning(
    work,
    work.clocks.pendingReplies.filter(({ contact }) => !contacts.includes(contact)),
  )
}

/**
 * A reply settles the same as in the conversation itself (C-1). Whether it is a response, or only ends the waiting,
 * depends on who gave it. Gives the oldest message that it settled; `echoed` is the one that its echo settled before.
 */
export const recordReply = (
  work: MetricsWork,
  event: AnyConversationEvent,
  {
    echoed: echoWaitingSince = null,
    settlesLate: coversLateMessages = false,
  }: { echoed?: Instant | null; settlesLate?: boolean } = {},
): Instant | null => {
  const { clocks, rules } = work
  const { kind } = event.actor
  const at = event.occurredAt
  const isResponse = isResponder(rules, kind)
  if (!isResponse && !rules.waiting.includes(kind)) return null
  const remaining = clocks.pendingReplies.map(({ contact, pending }) => {
    if (pending === null || (contact !== event.contact && isOpen(work, contact))) return pending
    return pendingAfterReply(
      pending,
      replyCoversUntil(event, { contact, waitingSince: pending.waitingSince }),
    )
  })
  const settled = clocks.pendingReplies.filter(({ pending }, n) => pending !== remaining[n])
  const since = earliest(settled.map(({ pending }) => pending?.waitingSince ?? null))
  const waiting = clocks.pendingReplies.filter(({ contact, firstWaitingSince }) => {
    return (
      firstWaitingSince !== null &&
      firstWaitingSince <= replyCoversUntil(event, { contact, waitingSince: firstWaitingSince })
    )
  })
  const first =
    hasResponse(work) || !rules.firstResponse.includes(kind)
      ? null
      : earliest(waiting.map((one) => one.firstWaitingSince))
  if (first !== null) recordTime(work, 'firstResponse', first, at)
  else if (rules.nextResponse.includes(kind)) {
    const from = since ?? echoWaitingSince
    if (from !== null) recordTime(work, 'nextResponse', from, at)
  }
  advanceWaiting(work, at)
  keepRunning(
    work,
    clocks.pendingReplies.map((clock, n) => ({
      contact: clock.contact,
      pending: remaining[n] ?? null,
      firstWaitingSince: first === null ? clock.firstWaitingSince : null,
    })),
  )
  if (coversLateMessages)
    updateContactClock(work, event.contact, ({ repliedUntil }) => ({ repliedUntil: later(repliedUntil, at) }))
  return since
}
