import type { ConversationEvent } from '../conversation/events.ts'
import type { Fact } from '../kernel/event.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { OwedClock } from './metrics.ts'
import { responds, spanOf } from './options.ts'
import { openSegment, tally, tallyTime, type Work } from './work.ts'

type Any = Fact<ConversationEvent>

/** Ended contacts may stay owed, but not any number of them: beyond it the oldest and the newest are kept. */
const owedLimit = 16

const earliest = (times: readonly (Instant | null)[]): Instant | null =>
  times.reduce((first, time) => (first === null || (time !== null && time < first) ? time : first), null)

const isOpen = ({ clocks }: Work, id: ContactId): boolean =>
  clocks.contacts.some(({ contact }) => contact === id)

const hasResponse = (work: Work): boolean => (openSegment(work)?.figures.firstResponse.count ?? 1) > 0

/** Counts the time for which anything has been owed, once, however many contacts wait and however late the news. */
export const passWaiting = (work: Work, at: Instant): void => {
  const { clocks, rules } = work
  const since = earliest(clocks.owed.map((owed) => owed.since))
  if (since === null) return
  const from = Math.max(since, clocks.waitedUntil ?? since)
  if (!(at > from)) return
  const time = spanOf(rules, from, at)
  clocks.waitedUntil = at
  if (time > 0) tally(work, (figures) => ({ ...figures, waiting: figures.waiting + time }))
}

/** The customer said something; of each contact the earliest unanswered word counts. */
export const hear = (work: Work, contact: ContactId | null, at: Instant): void => {
  if (contact === null) return
  const { clocks } = work
  const known = clocks.owed.find((owed) => owed.contact === contact)
  const first = hasResponse(work) ? null : earliest([known?.first ?? null, at])
  const entry: OwedClock = { contact, since: earliest([known?.since ?? null, at]), first }
  if (known !== undefined) {
    clocks.owed = clocks.owed.map((owed) => (owed === known ? entry : owed))
    return
  }
  const owed = [...clocks.owed, entry]
  const spare = owed.length > owedLimit ? owed.findIndex((one, n) => n > 0 && !isOpen(work, one.contact)) : -1
  clocks.owed = spare > 0 ? owed.toSpliced(spare, 1) : owed
}

const keepRunning = (work: Work, clocks: readonly OwedClock[]): void => {
  work.clocks.owed = clocks.filter(({ since, first }) => since !== null || first !== null)
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
 * An answer: it settles its own contact and those that have ended, but no word that came after it, as in the
 * conversation itself. Whether it is a response, or only ends the waiting, depends on who gave it. Gives the word that
 * it settled; `echoed` is the one that its echo settled before.
 */
export const answer = (work: Work, event: Any, echoed: Instant | null = null): Instant | null => {
  const { clocks, rules } = work
  const { kind } = event.actor
  const at = event.occurredAt
  const isResponse = responds(rules, kind)
  if (!isResponse && !rules.waiting.includes(kind)) return null
  const isBefore = (time: Instant | null): boolean =>
    time !== null && (event.type === 'call.answered' || time <= at)
  const isMeant = ({ contact }: OwedClock): boolean => contact === event.contact || !isOpen(work, contact)
  const since = earliest(
    clocks.owed.filter((owed) => isMeant(owed) && isBefore(owed.since)).map((owed) => owed.since),
  )
  const first =
    hasResponse(work) || !rules.firstResponse.includes(kind)
      ? null
      : earliest(clocks.owed.map((owed) => owed.first).filter(isBefore))
  if (first !== null) tallyTime(work, 'firstResponse', first, at)
  else if (rules.nextResponse.includes(kind)) {
    const from = since ?? echoed
    if (from !== null) tallyTime(work, 'nextResponse', from, at)
  }
  passWaiting(work, at)
  keepRunning(
    work,
    clocks.owed.map((owed) => ({
      contact: owed.contact,
      since: isMeant(owed) && isBefore(owed.since) ? null : owed.since,
      first: first === null ? owed.first : null,
    })),
  )
  return since
}
