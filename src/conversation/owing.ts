import type { Contact } from '../contact/contact.ts'
import type { Fact } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Conversation, Owed } from './conversation.ts'
import type { ConversationEvent } from './events.ts'
import { addTime, type PendingTimes, settledBy, settleUpTo } from './pending.ts'

type Work = Working<Conversation>
type Any = Fact<ConversationEvent>

/** Ended contacts whose pending replies are kept: the oldest and the newest. */
const endedKept = 16

/** The later of two instants: "last" times are maxima, never last writes (I-14). */
export const later = (a: Instant | null, b: Instant): Instant => (a === null || b > a ? b : a)

/** A copy of a list with another item at a place. */
const withItem = <T>(list: readonly T[], at: number, item: T): readonly T[] => {
  const copy = list.slice()
  copy[at] = item
  return copy
}

// Loops: these lists have one or two items, and a closure costs more than the search.

const placeOf = (contacts: readonly Contact[], id: ContactId | null): number => {
  for (let at = 0; at < contacts.length; at++) if (contacts[at]?.id === id) return at
  return -1
}

const pendingAt = (owed: readonly Owed[], id: ContactId): number => {
  for (let at = 0; at < owed.length; at++) if (owed[at]?.contact === id) return at
  return -1
}

export const replaceContact = (
  work: Work,
  id: ContactId | null,
  change: (contact: Contact) => Contact,
): void => {
  const at = placeOf(work.contacts, id)
  const contact = work.contacts[at]
  if (contact !== undefined) work.contacts = withItem(work.contacts, at, change(contact))
}

const isOpen = (work: Work, id: ContactId): boolean => placeOf(work.contacts, id) >= 0

/** What is pending, within bounds (C-1): of ended contacts beyond the limit the second oldest entry goes. */
export const withinLimit = <T extends { readonly contact: ContactId }>(
  owed: readonly T[],
  open: readonly ContactId[],
): readonly T[] => {
  if (owed.length <= endedKept) return owed
  const isEnded = new Set(owed)
  const ids = new Set(open)
  for (const one of owed) if (ids.has(one.contact)) isEnded.delete(one)
  const spare = new Set([...isEnded].slice(1, 1 - endedKept))
  return isEnded.size <= endedKept ? owed : owed.filter((one) => !spare.has(one))
}

export const boundOwed = (work: Work, owed: readonly Owed[]): void => {
  const isFew = owed.length <= endedKept
  work.owed = isFew
    ? owed
    : withinLimit(
        owed,
        work.contacts.map(({ id }) => id),
      )
}

/** The same entry with other times. */
export const withTimes = (owed: Owed, { since, more }: PendingTimes): Owed => ({
  contact: owed.contact,
  channel: owed.channel,
  endpoint: owed.endpoint,
  address: owed.address,
  session: owed.session,
  since,
  more,
  overdueAt: owed.overdueAt,
})

/** Something of this time waits for a reply on the contact (C-1). */
export const owe = (work: Work, contact: ContactId | null, at: Instant): void => {
  if (contact === null) return
  const place = pendingAt(work.owed, contact)
  const known = work.owed[place]
  if (known !== undefined) {
    const times = addTime(known, at)
    if (times !== known) work.owed = withItem(work.owed, place, withTimes(known, times))
    return
  }
  const open = work.contacts[placeOf(work.contacts, contact)]
  if (open === undefined) return
  const { channel, endpoint, address, session } = open
  const entry = { contact, channel, endpoint, address, session, since: at, more: [], overdueAt: null }
  boundOwed(work, [...work.owed, entry])
}

/** The customer wrote or called, and waits for a reply unless a reply that was reported covers it (C-1). */
export const hear = (work: Work, event: Any): void => {
  const { contact: id, occurredAt: at, seq } = event
  work.heardAt = later(work.heardAt, at)
  work.heardSeq = Math.max(work.heardSeq, seq)
  const settledUntil = work.contacts[placeOf(work.contacts, id)]?.settledUntil ?? null
  if (settledUntil === null || at > settledUntil) owe(work, id, at)
}

/** A reply settles what its own contact and those that have ended were sent up to its time, and nothing later (C-1). */
export const answer = (work: Work, event: Any, settlesLate = false): void => {
  const { contact: id, occurredAt: at } = event
  const left: Owed[] = []
  for (const owed of work.owed) {
    const isOther = owed.contact !== id && isOpen(work, owed.contact)
    const rest = isOther ? owed : settleUpTo(owed, settledBy(event, owed))
    if (rest !== null) left.push(rest === owed ? owed : withTimes(owed, rest))
  }
  work.owed = left
  replaceContact(work, id, (contact) => ({
    ...contact,
    answeredAt: later(contact.answeredAt, at),
    settledUntil: settlesLate ? later(contact.settledUntil, at) : contact.settledUntil,
  }))
  if (event.actor.kind !== 'automation') work.answeredAt = later(work.answeredAt, at)
}
