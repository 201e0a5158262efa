import type { ConversationEvent } from '../conversation/events.ts'
import { later, withinLimit } from '../conversation/owing.ts'
import { addTime, settledBy, settleUpTo } from '../conversation/pending.ts'
import type { Fact } from '../kernel/event.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { onContact } from './handling.ts'
import type { OwedClock } from './metrics.ts'
import { responds, spanOf } from './options.ts'
import { openSegment, tally, tallyTime, type Work } from './work.ts'

type Any = Fact<ConversationEvent>

const earliest = (times: readonly (Instant | null)[]): Instant | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null)

const isOpen = ({ clocks }: Work, id: ContactId): boolean =>
  clocks.contacts.some(({ contact }) => contact === id)

const hasResponse = (work: Work): boolean => (openSegment(work)?.figures.firstResponse.count ?? 1) > 0

/** Counts the time for which anything has been owed, once, however many contacts wait and however late the news. */
export const passWaiting = (work: Work, at: Instant): void => {
  const { clocks, rules } = work
  const since = earliest(clocks.owed.map(({ pending }) => pending?.since ?? null))
  if (since === null) return
  const from = Math.max(since, clocks.waitedUntil ?? since)
  if (!(at > from)) return
  const time = spanOf(rules, from, at)
  clocks.waitedUntil = at
  if (time > 0) tally(work, (figures) => ({ ...figures, waiting: figures.waiting + time }))
}

/** Keeps what the conversation itself keeps of contacts that have ended (C-1), and as much that waits for a first response. */
export const boundClocks = (work: Work, owed: readonly OwedClock[]): void => {
  const open = work.clocks.contacts.map(({ contact }) => contact)
  work.clocks.owed = [
    ...withinLimit(
      owed.filter(({ pending }) => pending !== null),
      open,
    ),
    ...withinLimit(
      owed.filter(({ pending }) => pending === null),
      open,
    ),
  ]
}

/** What waits for a reply on a contact from now on, beside what waits there already. */
export const owe = (work: Work, contact: ContactId | null, ...times: readonly Instant[]): void => {
  if (contact === null) return
  const { clocks } = work
  const known = clocks.owed.find((owed) => owed.contact === contact)
  const first = hasResponse(work) ? null : earliest([known?.first ?? null, ...times])
  let pending = known?.pending ?? null
  for (const at of times) pending = pending === null ? { since: at, more: [] } : addTime(pending, at)
  const entry: OwedClock = { contact, pending, first }
  if (known !== undefined) {
    clocks.owed = clocks.owed.map((owed) => (owed === known ? entry : owed))
    return
  }
  boundClocks(work, [...clocks.owed, entry])
}

/** The customer wrote or called, and waits for a reply unless a reply that was reported covers it (C-1). */
export const hear = (work: Work, contact: ContactId | null, at: Instant): void => {
  const clock = work.clocks.contacts.find((open) => open.contact === contact)
  const settledUntil = clock?.settledUntil ?? null
  if (settledUntil === null || at > settledUntil) owe(work, contact, at)
}

const keepRunning = (work: Work, clocks: readonly OwedClock[]): void => {
  work.clocks.owed = clocks.filter(({ pending, first }) => pending !== null || first !== null)
}

/** No answer is needed any more. */
export const settle = (work: Work, contacts: readonly ContactId[], at: Instant): void => {
  passWaiting(work, at)
  keepRunning(
    work,
    work.clocks.owed.filter(({ contact }) => !contacts.includes(contact)),
  )
}

/**
 * A reply settles the same as in the conversation itself (C-1). Whether it is a response, or only ends the waiting,
 * depends on who gave it. Gives the oldest message that it settled; `echoed` is the one that its echo settled before.
 */
export const answer = (
  work: Work,
  event: Any,
  { echoed = null, settlesLate = false }: { echoed?: Instant | null; settlesLate?: boolean } = {},
): Instant | null => {
  const { clocks, rules } = work
  const { kind } = event.actor
  const at = event.occurredAt
  const isResponse = responds(rules, kind)
  if (!isResponse && !rules.waiting.includes(kind)) return null
  const left = clocks.owed.map(({ contact, pending }) => {
    if (pending === null || (contact !== event.contact && isOpen(work, contact))) return pending
    return settleUpTo(pending, settledBy(event, { contact, since: pending.since }))
  })
  const settled = clocks.owed.filter(({ pending }, n) => pending !== left[n])
  const since = earliest(settled.map(({ pending }) => pending?.since ?? null))
  const waiting = clocks.owed.filter(({ contact, first }) => {
    return first !== null && first <= settledBy(event, { contact, since: first })
  })
  const first =
    hasResponse(work) || !rules.firstResponse.includes(kind)
      ? null
      : earliest(waiting.map((one) => one.first))
  if (first !== null) tallyTime(work, 'firstResponse', first, at)
  else if (rules.nextResponse.includes(kind)) {
    const from = since ?? echoed
    if (from !== null) tallyTime(work, 'nextResponse', from, at)
  }
  passWaiting(work, at)
  keepRunning(
    work,
    clocks.owed.map((owed, n) => ({
      contact: owed.contact,
      pending: left[n] ?? null,
      first: first === null ? owed.first : null,
    })),
  )
  if (settlesLate)
    onContact(work, event.contact, ({ settledUntil }) => ({ settledUntil: later(settledUntil, at) }))
  return since
}
