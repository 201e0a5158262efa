import type { Contact } from '../contact/contact.ts'
import type { EventWithoutContent } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Conversation, PendingReply } from './conversation.ts'
import type { ConversationEvent } from './events.ts'
import { addTime, type PendingTimes, pendingAfterReply, replyCoversUntil } from './pending-times.ts'

type Work = Working<Conversation>
type AnyConversationEvent = EventWithoutContent<ConversationEvent>

/** Ended contacts whose pending replies are kept: the oldest and the newest. */
const maxEndedPending = 16

/** The later of two instants: "last" times are maxima, never last writes (I-14). */
export const later = (a: Instant | null, b: Instant): Instant => (a === null || b > a ? b : a)

/** A copy of a list with another item at a place. */
const replaceAt = <T>(list: readonly T[], at: number, item: T): readonly T[] => {
  const copy = list.slice()
  copy[at] = item
  return copy
}

// Loops: these lists have one or two items, and a closure costs more than the search.

const contactIndex = (contacts: readonly Contact[], id: ContactId | null): number => {
  for (let at = 0; at < contacts.length; at++) if (contacts[at]?.id === id) return at
  return -1
}

const pendingIndex = (pending: readonly PendingReply[], id: ContactId): number => {
  for (let at = 0; at < pending.length; at++) if (pending[at]?.contact === id) return at
  return -1
}

export const updateContact = (
  work: Work,
  id: ContactId | null,
  change: (contact: Contact) => Contact,
): void => {
  const at = contactIndex(work.contacts, id)
  const contact = work.contacts[at]
  if (contact !== undefined) work.contacts = replaceAt(work.contacts, at, change(contact))
}

const isContactOpen = (work: Work, id: ContactId): boolean => contactIndex(work.contacts, id) >= 0

/** What is pending, within bounds (C-1): of ended contacts beyond the limit the second oldest entry goes. */
export const limitPending = <T extends { readonly contact: ContactId }>(
  pending: readonly T[],
  open: readonly ContactId[],
): readonly T[] => {
  if (pending.length <= maxEndedPending) return pending
  const ended = new Set(pending)
  const ids = new Set(open)
  for (const one of pending) if (ids.has(one.contact)) ended.delete(one)
  const dropped = new Set([...ended].slice(1, 1 - maxEndedPending))
  return ended.size <= maxEndedPending ? pending : pending.filter((one) => !dropped.has(one))
}

export const setPendingReplies = (work: Work, pendingReplies: readonly PendingReply[]): void => {
  const isFew = pendingReplies.length <= maxEndedPending
  work.pendingReplies = isFew
    ? pendingReplies
    : limitPending(
        pendingReplies,
        work.contacts.map(({ id }) => id),
      )
}

/** The same entry with other times. */
export const withTimes = (
  pending: PendingReply,
  { waitingSince, laterTimes }: PendingTimes,
): PendingReply => ({
  contact: pending.contact,
  channel: pending.channel,
  endpoint: pending.endpoint,
  address: pending.address,
  session: pending.session,
  waitingSince,
  laterTimes,
  overdueAt: pending.overdueAt,
})

/** Something of this time waits for a reply on the contact (C-1). */
export const addPendingReply = (work: Work, contact: ContactId | null, at: Instant): void => {
  if (contact === null) return
  const index = pendingIndex(work.pendingReplies, contact)
  const existing = work.pendingReplies[index]
  if (existing !== undefined) {
    const times = addTime(existing, at)
    if (times !== existing)
      work.pendingReplies = replaceAt(work.pendingReplies, index, withTimes(existing, times))
    return
  }
  const open = work.contacts[contactIndex(work.contacts, contact)]
  if (open === undefined) return
  const { channel, endpoint, address, session } = open
  const entry = {
    contact,
    channel,
    endpoint,
    address,
    session,
    waitingSince: at,
    laterTimes: [],
    overdueAt: null,
  }
  setPendingReplies(work, [...work.pendingReplies, entry])
}

/** The customer wrote or called, and waits for a reply unless a reply that was reported covers it (C-1). */
export const applyCustomerMessage = (work: Work, event: AnyConversationEvent): void => {
  const { contact: id, occurredAt: at, seq } = event
  work.lastCustomerMessageAt = later(work.lastCustomerMessageAt, at)
  work.lastCustomerMessageSeq = Math.max(work.lastCustomerMessageSeq, seq)
  const repliedUntil = work.contacts[contactIndex(work.contacts, id)]?.repliedUntil ?? null
  if (repliedUntil === null || at > repliedUntil) addPendingReply(work, id, at)
}

/** A reply settles what its own contact and those that have ended were sent up to its time, and nothing later (C-1). */
export const applyReply = (work: Work, event: AnyConversationEvent, coversLateMessages = false): void => {
  const { contact: id, occurredAt: at } = event
  const remaining: PendingReply[] = []
  for (const pending of work.pendingReplies) {
    const isOther = pending.contact !== id && isContactOpen(work, pending.contact)
    const rest = isOther ? pending : pendingAfterReply(pending, replyCoversUntil(event, pending))
    if (rest !== null) remaining.push(rest === pending ? pending : withTimes(pending, rest))
  }
  work.pendingReplies = remaining
  updateContact(work, id, (contact) => ({
    ...contact,
    lastReplyAt: later(contact.lastReplyAt, at),
    repliedUntil: coversLateMessages ? later(contact.repliedUntil, at) : contact.repliedUntil,
  }))
  if (event.actor.kind !== 'automation') work.lastAgentReplyAt = later(work.lastAgentReplyAt, at)
}
