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

/** Ended contacts that may stay owed in the state; beyond it the oldest and the newest are kept. */
const owedLimit = 16

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

/** What is owed, within bounds: of ended contacts beyond the limit the second oldest goes. */
export const withinLimit = (work: Work, owed: readonly Owed[]): readonly Owed[] => {
  let kept = owed
  while (kept.length > owedLimit) {
    const spare = kept.findIndex((one, at) => at > 0 && !isOpen(work, one.contact))
    if (spare < 0) return kept
    kept = kept.toSpliced(spare, 1)
  }
  return kept
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
  const endpoint = work.contacts.find((open) => open.id === contact)?.endpoint ?? null
  work.owed = withinLimit(work, [...work.owed, { contact, since: at, more: [], endpoint, overdueAt: null }])
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
  if (event.actor.kind === 'agent') work.answeredAt = later(work.answeredAt, at)
}
