import type { Contact, EndReason } from '../contact/contact.ts'
import { systemActor } from '../kernel/actor.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { EmitOptions } from '../kernel/origin.ts'
import type { Refused } from '../kernel/result.ts'
import { shortenKey } from '../kernel/text-keys.ts'
import type { Context } from '../policy/context.ts'
import { channelOf, type Policy } from '../policy/policy.ts'
import { type ConversationChange, type ConversationChanged, changeConversation } from './change.ts'
import { emitClose } from './close.ts'
import type { Conversation } from './conversation.ts'
import { type ContactChoiceError, chooseContact } from './no-reply-needed.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'
import { requireSeen, type SeenVersion, type UnseenMessage } from './seen-version.ts'

/** Who ended the contact: the agent, or the customer who hung up or left. */
export type EndedBy = 'agent' | 'customer'

/** Which contact ends, and by whom. It may be named by its id, or by channel and session; the only open one needs no name. */
export interface EndContactInput extends SeenVersion {
  readonly contact?: ContactId | undefined
  readonly channel?: string | undefined
  /** The provider's session; of a call the provider's id of the call (K-1). */
  readonly session?: string | null | undefined
  readonly by: EndedBy
}

/** The reason a contact ends with when somebody leaves it (K-3, K-7). */
export const endReasonOf = (contact: Contact, by: EndedBy, policy: Policy): EndReason => {
  if (contact.lastReplyAt !== null) return by
  if (contact.direction === 'outbound') return contact.class === 'voice' ? 'unanswered' : by
  const abandonable = channelOf(policy, contact.channel)?.abandonable ?? contact.class === 'voice'
  return by === 'customer' && abandonable ? 'abandoned' : by
}

/**
 * Ends a contact. If it opened its conversation, was abandoned before an agent had it, and nothing is open or pending
 * beside it, the conversation is closed too, unless the policy lets it wait (K-7).
 */
export const emitContactEnd = (
  changing: ConversationChange,
  contact: Contact,
  reason: EndReason,
  policy: Policy,
  options: EmitOptions = {},
): void => {
  const { next, emit } = changing
  emit('contact.ended', { reason }, { ...options, contact: contact.id })
  const hasOtherWork =
    next.contacts.length > 0 || next.pendingReplies.some((pending) => pending.contact !== contact.id)
  const isUnansweredOpening = next.agent === null && contact.opensConversation && !hasOtherWork
  if (reason === 'abandoned' && isUnansweredOpening && policy.onAbandoned === 'close')
    emitClose(changing, 'abandoned', {}, { ...options, actor: systemActor })
}

/**
 * Ends one contact: the agent ended it, or the customer left (K-3, K-7, K-8). The conversation is not closed by that,
 * but for an abandoned one that nobody had.
 *
 * Refused: `conversation.closed`, `conversation.unseen_message`, `contact.none`, `contact.ambiguous`.
 *
 * @example
 * const ended = endContact(conversation, { by: 'agent' }, context)
 * ended.ok && status(ended.state) // 'waiting'
 */
export const endContact = (
  c: Conversation,
  input: EndContactInput,
  context: Context,
): ConversationChanged | Refused<ConversationClosed | UnseenMessage | ContactChoiceError> => {
  const refused = requireOpen(c) ?? requireSeen(c, input.version, context)
  if (refused !== null) return refused
  const session = input.session == null ? input.session : shortenKey(input.session)
  const candidates = c.contacts.filter(
    (contact) =>
      (input.channel == null || contact.channel === input.channel) &&
      (session == null || contact.session === session),
  )
  const chosen = chooseContact(
    candidates.map(({ id }) => id),
    input.contact,
  )
  if (!chosen.ok) return chosen
  const ending = changeConversation(c, context, 'end_contact')
  for (const contact of candidates)
    if (contact.id === chosen.contact)
      emitContactEnd(ending, contact, endReasonOf(contact, input.by, context.policy), context.policy)
  return ending.done()
}
