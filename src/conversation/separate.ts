import type { ContactId, InboxId, TopicId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import { emitAssign } from './assign.ts'
import { changeConversation, startConversation } from './change.ts'
import {
  type CustomerCannotClose,
  emitClose,
  type NotReadyToClose,
  requireNotCustomer,
  requireReadyToClose,
} from './close.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent } from './events.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'
import { requireSeen, type SeenVersion, type UnseenMessage } from './seen-version.ts'
import { requireUsableTopic, type TopicError } from './topics.ts'

export interface SeparateInput extends SeenVersion {
  /** The contacts of the other matter, open or owed: at least one. */
  readonly contacts: readonly ContactId[]
  /** The topics of the new conversation; those that the present one has leave it. */
  readonly topics?: readonly TopicId[] | undefined
  /** Where the new conversation lies; default the present one's inbox. */
  readonly inbox?: InboxId | undefined
  /** Close although an answer is owed in what stays behind (C-1). */
  readonly force?: boolean | undefined
  readonly reason?: string | null | undefined
}

/** Two conversations that one command changed: the one that it left, and the one in which things go on. */
export interface SeparationResult {
  readonly ok: true
  readonly closedConversation: Conversation
  readonly state: Conversation
  readonly events: readonly ConversationEvent[]
}

export type SeparateError =
  | TopicError
  | UnseenMessage
  | CustomerCannotClose
  | Refusal<'separate.no_contact'>
  | (Refusal<'separate.contact_unknown'> & { readonly contacts: readonly ContactId[] })
  | NotReadyToClose

const requireKnownContacts = (
  c: Conversation,
  named: ReadonlySet<ContactId>,
): Refused<SeparateError> | null => {
  const known = new Set([
    ...c.contacts.map(({ id }) => id),
    ...c.pendingReplies.map(({ contact }) => contact),
  ])
  if (named.size === 0)
    return refuse({
      code: 'separate.no_contact',
      rule: 'W-10',
      message: 'no contact was named',
      remedy: 'name at least one contact of the other matter',
    })
  return [...named].every((id) => known.has(id))
    ? null
    : refuse({
        code: 'separate.contact_unknown',
        rule: 'W-10',
        message: 'a contact that was named is neither open nor owed here',
        remedy: 'name contacts of this conversation',
        contacts: [...known],
      })
}

/** A topic that it has may go wherever the matter goes, even if it has been disabled meanwhile; another is added (T-1). */
const requireUsableTopics = (c: Conversation, topics: ReadonlySet<TopicId>, context: Context) => {
  for (const topic of topics) {
    const refused = c.topics.includes(topic) ? null : requireUsableTopic(context.topics, topic)
    if (refused !== null) return refused
  }
  return null
}

/**
 * Separates another matter from a conversation (W-10): the contacts named go on in a new conversation with their ids,
 * what they are owed and the topics given; the present one is closed. Each links to the other, in one write; C-1 and C-2
 * hold for what stays behind.
 *
 * Refused: `conversation.closed`, `conversation.customer_cannot_close`, `conversation.unseen_message`,
 * `separate.no_contact`, `separate.contact_unknown`, `topic.unknown`, `topic.disabled`,
 * `conversation.awaiting_reply`, `conversation.topic_required`.
 *
 * @example
 * const contacts = conversation.contacts.map(({ id }) => id)
 * const separated = separateConversation(conversation, { contacts }, context)
 * separated.ok && separated.closedConversation.separatedInto === separated.state.id // true
 */
export const separateConversation = (
  c: Conversation,
  input: SeparateInput,
  context: Context,
): SeparationResult | Refused<ConversationClosed | SeparateError> => {
  const named = new Set(input.contacts)
  const topics = new Set(input.topics)
  const refused =
    requireOpen(c) ??
    requireNotCustomer(context) ??
    requireSeen(c, input.version, context) ??
    requireKnownContacts(c, named) ??
    requireUsableTopics(c, topics, context)
  if (refused !== null) return refused
  const isMoving = ({ contact }: { readonly contact: ContactId }): boolean => named.has(contact)
  const remaining = {
    pendingReplies: c.pendingReplies.filter((owed) => !isMoving(owed)),
    topics: c.topics.filter((topic) => !topics.has(topic)),
  }
  const notReady = requireReadyToClose(remaining, input.force === true, context)
  if (notReady !== null) return notReady

  const leaving = changeConversation(c, context, 'separate')
  for (const topic of c.topics) if (topics.has(topic)) leaving.emit('conversation.topic_removed', { topic })
  const contacts = c.contacts.filter(({ id }) => named.has(id))
  for (const { id } of contacts) leaving.emit('contact.ended', { reason: 'separated' }, { contact: id })
  emitClose(leaving, 'separated', {
    forced: remaining.pendingReplies.length > 0,
    reason: input.reason ?? null,
  })
  const closedResult = leaving.done()

  const nextContext = contextAfter(context, closedResult.events.length)
  const first = { inbox: input.inbox ?? c.inbox, topics: [...topics], follows: null }
  const starting = startConversation(context.customer ?? c.customer, first, nextContext, 'separate')
  const { lastCustomerMessageAt, lastAgentReplyAt, lastActivityAt } = c
  const joinedData = {
    contacts,
    pendingReplies: c.pendingReplies.filter(isMoving),
    topics: [],
    lastCustomerMessageAt,
    lastAgentReplyAt,
    lastActivityAt,
  }
  starting.emit('conversation.joined', { from: c.id, how: 'separated', ...joinedData })
  const { actor } = context
  emitAssign(starting, { agent: actor.kind === 'agent' ? actor.id : c.agent }, 'transferred')
  const started = starting.done()

  const linking = changeConversation(
    closedResult.state,
    contextAfter(nextContext, started.events.length),
    'separate',
  )
  linking.emit('conversation.separated', { into: started.state.id, contacts: [...named] })
  const linked = linking.done()
  const events = [...closedResult.events, ...started.events, ...linked.events]
  return { ok: true, closedConversation: linked.state, state: started.state, events }
}
