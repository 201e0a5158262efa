import type { Contact } from '../contact/contact.ts'
import type { Fact } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Conversation, Owed } from './conversation.ts'
import type { ConversationEvent } from './events.ts'

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

/** The customer said something that waits for an answer; the clock of the earliest unanswered word is kept. */
export const owe = (work: Work, contact: ContactId | null, since: Instant): void => {
  if (contact === null) return
  const known = work.owed.find((owed) => owed.contact === contact)
  if (known !== undefined) {
    if (since >= known.since) return
    work.owed = work.owed.map((owed) => (owed.contact === contact ? { ...owed, since } : owed))
    return
  }
  const endpoint = work.contacts.find((open) => open.id === contact)?.endpoint ?? null
  work.owed = withinLimit(work, [...work.owed, { contact, since, endpoint, overdueAt: null }])
}

export const hear = (work: Work, event: Any): void => {
  work.heardAt = later(work.heardAt, event.occurredAt)
  work.heardSeq = Math.max(work.heardSeq, event.seq)
}

/**
 * An answer settles its own contact and every one that has ended (section 1, *owed*), but no word that came after it,
 * when the news of it are late (I-14). A call that is taken is answered, whatever the clocks say.
 */
export const answer = (work: Work, event: Any): void => {
  const isAfter = (owed: Owed): boolean => event.type !== 'call.answered' && owed.since > event.occurredAt
  work.owed = work.owed.filter(
    (owed) => isAfter(owed) || (owed.contact !== event.contact && isOpen(work, owed.contact)),
  )
  replaceContact(work, event.contact, (contact) => ({
    ...contact,
    answeredAt: later(contact.answeredAt, event.occurredAt),
  }))
  if (event.actor.kind === 'agent') work.answeredAt = later(work.answeredAt, event.occurredAt)
}
