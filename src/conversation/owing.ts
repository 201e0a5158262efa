import type { Contact } from '../contact/contact.ts'
import type { Fact } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Conversation, Owed } from './conversation.ts'
import type { ConversationEvent } from './events.ts'
import { addTime, settledBy, settleUpTo } from './pending.ts'

type Work = Working<Conversation>
type Any = Fact<ConversationEvent>

/** Ended contacts whose pending replies are kept: the oldest and the newest. */
const endedKept = 16

/** The later of two instants: "last" times are maxima, never last writes (I-14). */
export const later = (a: Instant | null, b: Instant): Instant => (a === null || b > a ? b : a)

export const replaceContact = (
  work: Work,
  id: ContactId | null,
  change: (contact: Contact) => Contact,
): void => {
  work.contacts = work.contacts.map((contact) => (contact.id === id ? change(contact) : contact))
}

const isOpen = (work: Work, id: ContactId): boolean => work.contacts.some((contact) => contact.id === id)

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
  work.owed = withinLimit(
    owed,
    work.contacts.map(({ id }) => id),
  )
}

/** Something of this time waits for a reply on the contact (C-1). */
export const owe = (work: Work, contact: ContactId | null, at: Instant): void => {
  if (contact === null) return
  const known = work.owed.find((owed) => owed.contact === contact)
  if (known !== undefined) {
    const more = addTime(known, at)
    if (more !== known) work.owed = work.owed.map((owed) => (owed === known ? more : owed))
    return
  }
  const open = work.contacts.find(({ id }) => id === contact)
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
  const settledUntil = work.contacts.find((contact) => contact.id === id)?.settledUntil ?? null
  if (settledUntil === null || at > settledUntil) owe(work, id, at)
}

/** A reply settles what its own contact and those that have ended were sent up to its time, and nothing later (C-1). */
export const answer = (work: Work, event: Any, settlesLate = false): void => {
  const { contact: id, occurredAt: at } = event
  work.owed = work.owed.flatMap((owed) => {
    if (owed.contact !== id && isOpen(work, owed.contact)) return owed
    return settleUpTo(owed, settledBy(event, owed)) ?? []
  })
  replaceContact(work, id, (contact) => ({
    ...contact,
    answeredAt: later(contact.answeredAt, at),
    settledUntil: settlesLate ? later(contact.settledUntil, at) : contact.settledUntil,
  }))
  if (event.actor.kind !== 'automation') work.answeredAt = later(work.answeredAt, at)
}
