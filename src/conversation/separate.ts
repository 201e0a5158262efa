import type { ContactId, InboxId, TopicId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { after, type Context } from '../policy/context.ts'
import { emitAssign } from './assign.ts'
import { change, start } from './change.ts'
import {
  type CustomerCannotClose,
  closingRefused,
  customerRefused,
  emitClose,
  type Unfinished,
} from './close.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent } from './events.ts'
import { type Frozen, frozen } from './frozen.ts'
import { type Seen, type UnseenMessage, unseenRefused } from './seen.ts'
import { type TopicError, topicRefused } from './topics.ts'

export interface SeparateInput extends Seen {
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
export interface Parted {
  readonly ok: true
  readonly left: Conversation
  readonly state: Conversation
  readonly events: readonly ConversationEvent[]
}

export type SeparateError =
  | TopicError
  | UnseenMessage
  | CustomerCannotClose
  | Refusal<'separate.no_contact'>
  | (Refusal<'separate.contact_unknown'> & { readonly contacts: readonly ContactId[] })
  | Unfinished

const contactsRefused = (c: Conversation, named: ReadonlySet<ContactId>): Refused<SeparateError> | null => {
  const known = new Set([...c.contacts.map(({ id }) => id), ...c.owed.map(({ contact }) => contact)])
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
const topicsRefused = (c: Conversation, topics: ReadonlySet<TopicId>, context: Context) => {
  for (const topic of topics) {
    const refused = c.topics.includes(topic) ? null : topicRefused(context.topics, topic)
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
 * separated.ok && separated.left.separatedInto === separated.state.id // true
 */
export const separateConversation = (
  c: Conversation,
  input: SeparateInput,
  context: Context,
): Parted | Refused<Frozen | SeparateError> => {
  const named = new Set(input.contacts)
  const topics = new Set(input.topics)
  const refused =
    frozen(c) ??
    customerRefused(context) ??
    unseenRefused(c, input.version, context) ??
    contactsRefused(c, named) ??
    topicsRefused(c, topics, context)
  if (refused !== null) return refused
  const moves = ({ contact }: { readonly contact: ContactId }): boolean => named.has(contact)
  const stays = {
    owed: c.owed.filter((owed) => !moves(owed)),
    topics: c.topics.filter((topic) => !topics.has(topic)),
  }
  const unfinished = closingRefused(stays, input.force === true, context)
  if (unfinished !== null) return unfinished

  const leaving = change(c, context, 'separate')
  for (const topic of c.topics) if (topics.has(topic)) leaving.emit('conversation.topic_removed', { topic })
  const contacts = c.contacts.filter(({ id }) => named.has(id))
  for (const { id } of contacts) leaving.emit('contact.ended', { reason: 'separated' }, { contact: id })
  emitClose(leaving, 'separated', { forced: stays.owed.length > 0, reason: input.reason ?? null })
  const left = leaving.done()

  const here = after(context, left.events.length)
  const first = { inbox: input.inbox ?? c.inbox, topics: [...topics], follows: null }
  const starting = start(context.customer ?? c.customer, first, here, 'separate')
  const { heardAt, answeredAt, activeAt } = c
  const what = { contacts, owed: c.owed.filter(moves), topics: [], heardAt, answeredAt, activeAt }
  starting.emit('conversation.joined', { from: c.id, how: 'separated', ...what })
  const { actor } = context
  emitAssign(starting, { agent: actor.kind === 'agent' ? actor.id : c.agent }, 'transferred')
  const started = starting.done()

  const linking = change(left.state, after(here, started.events.length), 'separate')
  linking.emit('conversation.separated', { into: started.state.id, contacts: [...named] })
  const linked = linking.done()
  const events = [...left.events, ...started.events, ...linked.events]
  return { ok: true, left: linked.state, state: started.state, events }
}
