import type { EndReason } from '../contact/contact.ts'
import { type Cause, textOnly } from '../kernel/event.ts'
import type { ContactId, Seq } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { isUnder } from '../topic/catalogue.ts'
import { type Changed, type ConversationChange, change } from './change.ts'
import type { Conversation } from './conversation.ts'
import { type UnseenMessage, unseenRefused } from './seen.ts'

export interface CloseInput {
  /** The version the caller saw: the `version` of any answer of the desk, or the head of the stream (C-8). */
  readonly version: Seq
  /** Close although the customer is owed an answer (C-1). Overrides neither C-2 nor C-8. */
  readonly force?: boolean | undefined
  /** Why, in the caller's words or code. */
  readonly reason?: string | null | undefined
}

/** Something is left to do (C-1, C-2). */
export type Unfinished =
  | (Refusal<'conversation.awaiting_reply'> & { readonly contacts: readonly ContactId[] })
  | Refusal<'conversation.topic_required'>

/** Customers have no say in it (C-7). */
export type CustomerCannotClose = Refusal<'conversation.customer_cannot_close'>

export type CloseError =
  | (Refusal<'conversation.already_closed'> & { readonly at: Instant })
  | CustomerCannotClose
  | UnseenMessage
  | Unfinished

const hasClosingTopic = (c: Pick<Conversation, 'topics'>, { policy, topics }: Context): boolean => {
  const { required, under } = policy.closingTopics
  if (!required) return true
  if (under.length === 0) return c.topics.length > 0
  return c.topics.some((topic) => isUnder(topics, topic, under))
}

/** What is said of a close beside its cause. */
export interface ClosingWords {
  readonly forced?: boolean
  readonly reason?: string | null
  /** Why the open contacts end. */
  readonly ended?: EndReason
}

/** Ends every open contact and closes, without asking: the one path of every close (C-3, C-4). */
export const emitClose = (
  { next, emit }: ConversationChange,
  cause: Cause,
  { forced = false, reason = null, ended = 'conversation_closed' }: ClosingWords = {},
  by: { readonly occurredAt?: Instant | undefined; readonly actor?: Context['actor'] | undefined } = {},
): void => {
  for (const { id } of next.contacts) emit('contact.ended', { reason: ended }, { ...by, contact: id })
  const content = reason === null ? null : textOnly(reason)
  emit('conversation.closed', { forced }, { ...by, cause, content })
}

/** Refuses whatever closes a conversation to the customer's side (C-7); null for everybody else. */
export const customerRefused = ({ actor }: Pick<Context, 'actor'>): Refused<CustomerCannotClose> | null =>
  actor.kind === 'customer' || actor.kind === 'other'
    ? refuse({
        code: 'conversation.customer_cannot_close',
        rule: 'C-7',
        message: 'customers cannot close a conversation',
        remedy: 'let an agent close it, or end the contact instead',
      })
    : null

const guard = (c: Conversation, input: CloseInput, context: Context): Refused<CloseError> | null => {
  // A close has to say it: without types it may be left out.
  const { version = Number.NaN, force } = input
  return unseenRefused(c, version, context) ?? closingRefused(c, force === true, context)
}

/** What stands against a close by anybody but the library itself (C-1, C-2); null if nothing does. */
export const closingRefused = (
  c: Pick<Conversation, 'owed' | 'topics'>,
  force: boolean,
  context: Context,
): Refused<Unfinished> | null => {
  if (c.owed.length > 0 && !force)
    return refuse({
      code: 'conversation.awaiting_reply',
      rule: 'C-1',
      message: 'the customer is owed an answer',
      remedy: 'answer, mark no reply needed, or close with force: true',
      contacts: c.owed.map((owed) => owed.contact),
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
): Changed | Refused<CloseError> => {
  const byCustomer = customerRefused(context)
  if (byCustomer !== null) return byCustomer
  if (c.closed !== null)
    return refuse({
      code: 'conversation.already_closed',
      rule: 'C-5',
      message: `conversation ${c.id} was closed already`,
      remedy: 'nothing to do: it is what you asked for',
      at: c.closed.at,
    })
  const imported = context.actor.kind === 'system'
  const refused = imported ? null : guard(c, input, context)
  if (refused !== null) return refused
  const closing = change(c, context, 'close')
  const data = { forced: input.force === true && c.owed.length > 0, reason: input.reason ?? null }
  emitClose(closing, imported ? 'imported' : 'close', data)
  return closing.done()
}
