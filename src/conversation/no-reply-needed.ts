import { type Contact, hasSameKey } from '../contact/contact.ts'
import type { ContactId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type ConversationChanged, changeConversation } from './change.ts'
import type { Conversation, PendingReply } from './conversation.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'
import { requireSeen, type SeenVersion, type UnseenMessage } from './seen-version.ts'

export type ContactChoiceError =
  | (Refusal<'contact.ambiguous'> & { readonly contacts: readonly ContactId[] })
  | Refusal<'contact.none'>

/** The contact that a command means: the one it names, else the only one there is (K-6). */
export const chooseContact = (
  candidates: readonly ContactId[],
  named: ContactId | undefined,
): { readonly ok: true; readonly contact: ContactId } | Refused<ContactChoiceError> => {
  const [only, another] = candidates
  if (named !== undefined && candidates.includes(named)) return { ok: true, contact: named }
  if (only === undefined || named !== undefined)
    return refuse({
      code: 'contact.none',
      rule: 'K-6',
      message:
        named === undefined ? 'no contact is open or owed' : `contact ${named} is neither open nor owed`,
      remedy: 'nothing to do, or name one of the open contacts',
    })
  if (another !== undefined)
    return refuse({
      code: 'contact.ambiguous',
      rule: 'K-6',
      message: `${candidates.length} contacts are open or owed`,
      remedy: 'pass `contact`, one of `contacts`',
      contacts: candidates,
    })
  return { ok: true, contact: only }
}

/** Whether an open contact may have been started when a snooze ended, for what is pending on one that had ended (Z-1). */
const standsFor = (open: Contact, owed: PendingReply): boolean =>
  open.direction === 'inbound' &&
  open.lastReplyAt === null &&
  hasSameKey(open, open.session === null ? { ...owed, session: null } : owed)

/** The contact to end: the very one, or the one that stands for it and for nothing else (K-6, Z-1). */
const openFor = ({ contacts, pendingReplies }: Conversation, contact: ContactId): Contact | undefined => {
  const own = contacts.find(({ id }) => id === contact)
  const pending = pendingReplies.find((one) => one.contact === contact)
  if (own !== undefined || pending === undefined) return own
  return contacts.find(
    (open) =>
      standsFor(open, pending) &&
      pendingReplies.every((one) => one === pending || (one.contact !== open.id && !standsFor(open, one))),
  )
}

/**
 * Marks that the customer's last word wants no answer (K-2, K-6): what is owed on the contact is cleared and the
 * contact ends, if it is open. Without `contact` the one with a pending reply is meant, else the one that is open.
 *
 * Refused: `conversation.closed`, `conversation.unseen_message`, `contact.none`, `contact.ambiguous`.
 *
 * @example
 * const marked = noReplyNeeded(unanswered, {}, context)
 * marked.ok && status(marked.state) // 'waiting'
 */
export const noReplyNeeded = (
  c: Conversation,
  input: SeenVersion & { readonly contact?: ContactId | undefined },
  context: Context,
): ConversationChanged | Refused<ConversationClosed | UnseenMessage | ContactChoiceError> => {
  const refused = requireOpen(c) ?? requireSeen(c, input.version, context)
  if (refused !== null) return refused
  const owed = c.pendingReplies.map(({ contact }) => contact)
  const candidates = [...new Set([...c.contacts.map(({ id }) => id), ...owed])]
  const chosen = chooseContact(candidates, input.contact ?? (owed.length === 1 ? owed[0] : undefined))
  if (!chosen.ok) return chosen
  const { contact } = chosen
  const { emit, done } = changeConversation(c, context, 'no_reply_needed')
  emit('conversation.no_reply_needed', { contacts: [contact] })
  const open = openFor(c, contact)
  if (open?.fulfilled === null) emit('contact.fulfilled', { outcome: 'cancelled' }, { contact: open.id })
  if (open !== undefined) emit('contact.ended', { reason: 'no_reply_needed' }, { contact: open.id })
  return done()
}
