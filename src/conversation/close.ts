import type { EndReason } from '../contact/contact.ts'
import { type Cause, textContent } from '../kernel/event.ts'
import type { ContactId, Seq } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { isTopicUnder } from '../topic/catalogue.ts'
import { type ConversationChange, type ConversationChanged, changeConversation } from './change.ts'
import type { Conversation } from './conversation.ts'
import { requireSeen, type UnseenMessage } from './seen-version.ts'

export interface CloseInput {
  /** The version the caller saw: the `version` of any answer of the desk, or the head of the stream (C-8). */
  readonly version: Seq
  /** Close although the customer is owed an answer (C-1). Overrides neither C-2 nor C-8. */
  readonly force?: boolean | undefined
  /** Why, in the caller's words or code. */
  readonly reason?: string | null | undefined
}

/** Something is left to do (C-1, C-2). */
export type NotReadyToClose =
  | (Refusal<'conversation.awaiting_reply'> & { readonly contacts: readonly ContactId[] })
  | Refusal<'conversation.topic_required'>

/** Customers have no say in it (C-7). */
export type CustomerCannotClose = Refusal<'conversation.customer_cannot_close'>

export type CloseError =
  | (Refusal<'conversation.already_closed'> & { readonly at: Instant })
  | CustomerCannotClose
  | UnseenMessage
  | NotReadyToClose

const hasClosingTopic = (c: Pick<Conversation, 'topics'>, { policy, topics }: Context): boolean => {
  const { required, under } = policy.closingTopics
  if (!required) return true
  if (under.length === 0) return c.topics.length > 0
  return c.topics.some((topic) => isTopicUnder(topics, topic, under))
}

/** What is said of a close beside its cause. */
export interface CloseDetails {
  readonly forced?: boolean
  readonly reason?: string | null
  /** Why the open contacts end. */
  readonly contactEndReason?: EndReason
}

/** Ends every open contact and closes, without asking: the one path of every close (C-3, C-4). */
export const emitClose = (
  { next, emit }: ConversationChange,
  cause: Cause,
  { forced = false, reason = null, contactEndReason = 'conversation_closed' }: CloseDetails = {},
  overrides: {
    readonly occurredAt?: Instant | undefined
    readonly actor?: Context['actor'] | undefined
  } = {},
): void => {
  for (const { id } of next.contacts)
    emit('contact.ended', { reason: contactEndReason }, { ...overrides, contact: id })
  const content = reason === null ? null : textContent(reason)
  emit('conversation.closed', { forced }, { ...overrides, cause, content })
}

/** Refuses whatever closes a conversation to the customer's side (C-7); null for everybody else. */
export const requireNotCustomer = ({ actor }: Pick<Context, 'actor'>): Refused<CustomerCannotClose> | null =>
  actor.kind === 'customer' || actor.kind === 'third_party'
    ? refuse({
        code: 'conversation.customer_cannot_close',
        rule: 'C-7',
        message: 'customers cannot close a conversation',
        remedy: 'let an agent close it, or end the contact instead',
      })
    : null

const requireSeenAndReady = (
  c: Conversation,
  input: CloseInput,
  context: Context,
): Refused<CloseError> | null => {
  // A close has to say it: without types it may be left out.
  const { version = Number.NaN, force } = input
  return requireSeen(c, version, context) ?? requireReadyToClose(c, force === true, context)
}

/** What stands against a close by anybody but the library itself (C-1, C-2); null if nothing does. */
export const requireReadyToClose = (
  c: Pick<Conversation, 'pendingReplies' | 'topics'>,
  force: boolean,
  context: Context,
): Refused<NotReadyToClose> | null => {
  if (c.pendingReplies.length > 0 && !force)
    return refuse({
      code: 'conversation.awaiting_reply',
      rule: 'C-1',
      message: 'the customer is owed an answer',
      remedy: 'answer, mark no reply needed, or close with force: true',
      contacts: c.pendingReplies.map((pending) => pending.contact),
    })
  if (!hasClosingTopic(c, context))
    return refuse({
      code: 'conversation.topic_required',
      rule: 'C-2',
      message: 'the policy wants a topic before a conversation is closed',
      remedy: 'add a topic (one under the required parents, if the policy names any)',
    })
  return null
}

/**
 * Closes a conversation (C-1, C-2, C-4, C-5, C-7, C-8): solved, nothing left to do. Open contacts end.
 *
 * Refused: `conversation.already_closed`, `conversation.customer_cannot_close`, `conversation.unseen_message`,
 * `conversation.awaiting_reply`, `conversation.topic_required`.
 *
 * @example
 * const closed = closeConversation(conversation, { version: 4 }, context)
 * if (!closed.ok) console.log(closed.error.remedy)
 */
export const closeConversation = (
  c: Conversation,
  input: CloseInput,
  context: Context,
): ConversationChanged | Refused<CloseError> => {
  const customerRefusal = requireNotCustomer(context)
  if (customerRefusal !== null) return customerRefusal
  if (c.closed !== null)
    return refuse({
      code: 'conversation.already_closed',
      rule: 'C-5',
      message: `conversation ${c.id} was closed already`,
      remedy: 'nothing to do: it is what you asked for',
      at: c.closed.at,
    })
  const isImport = context.actor.kind === 'system'
  const refused = isImport ? null : requireSeenAndReady(c, input, context)
  if (refused !== null) return refused
  const closing = changeConversation(c, context, 'close')
  const data = { forced: input.force === true && c.pendingReplies.length > 0, reason: input.reason ?? null }
  emitClose(closing, isImport ? 'imported' : 'close', data)
  return closing.done()
}
