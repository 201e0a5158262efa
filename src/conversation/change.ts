import type { Cause, Envelope } from '../kernel/event.ts'
import { applyReducer, type Working } from '../kernel/fold.ts'
import type { ContactId, CustomerId, InboxId } from '../kernel/ids.ts'
import { entityId, eventId } from '../kernel/ids.ts'
import { createEvent, type EmitOptions, type Origin } from '../kernel/origin.ts'
import type { Policy } from '../policy/policy.ts'
import {
  blankConversation,
  type Conversation,
  type Status,
  status,
  workingConversation,
} from './conversation.ts'
import type { ConversationEvent, ConversationEvents } from './events.ts'
import { conversationReducers } from './reducers.ts'

/** What an operation on a conversation answers when it is legal. No events means the very same state. */
export interface ConversationChanged {
  readonly ok: true
  readonly state: Conversation
  readonly events: readonly ConversationEvent[]
}

/** A change under way: `emit` is the only thing that writes, so state and events cannot disagree. */
export interface ConversationChange {
  readonly next: Working<Conversation>
  /** Makes an event and runs its recipe at once: the next line of the operation sees its effect. */
  readonly emit: <T extends keyof ConversationEvents & string>(
    type: T,
    data: ConversationEvents[T],
    options?: EmitOptions,
  ) => Envelope<T, ConversationEvents[T]>
  /**
   * Ends contacts beyond the bound (K-1), adds the one change of status (S-3) and gives the result; without events, the
   * state that came in.
   */
  readonly done: () => ConversationChanged
}

const noOptions: EmitOptions = {}

/** What a change needs of a context. */
export type ChangeOrigin = Origin & { readonly policy: Pick<Policy, 'maxOpenContacts'> }

/** Of more contacts than may be open, the one to end: the oldest on which nothing is pending, calls last (K-1). */
const contactToEnd = ({ contacts, pendingReplies }: Working<Conversation>): ContactId | undefined => {
  const pending = new Set(pendingReplies.map(({ contact }) => contact))
  const older = contacts.slice(0, -1)
  const written = older.filter((contact) => contact.class !== 'voice')
  return (written.find(({ id }) => !pending.has(id)) ?? written[0] ?? older[0])?.id
}

const createConversationChange = (
  state: Conversation,
  next: Working<Conversation>,
  previousStatus: Status | null,
  origin: ChangeOrigin,
  cause: Cause,
): ConversationChange => {
  const events: ConversationEvent[] = []
  const emit: ConversationChange['emit'] = (type, data, options = noOptions) => {
    const assignee =
      previousStatus === null && events.length === 0 ? null : { inbox: next.inbox, agent: next.agent }
    const event = createEvent(
      origin,
      events.length,
      cause,
      origin.customer ?? next.customer,
      next.id,
      assignee,
      type,
      data,
      options,
    )
    events.push(event as ConversationEvent)
    applyReducer(conversationReducers, next, event)
    return event
  }
  const done = (): ConversationChanged => {
    if (events.length === 0) return { ok: true, state, events }
    for (let excess = next.contacts.length - origin.policy.maxOpenContacts; excess > 0; excess--)
      emit('contact.ended', { reason: 'superseded' }, { contact: contactToEnd(next) ?? null })
    const newStatus = status(next)
    if (newStatus !== previousStatus)
      emit('conversation.status_changed', { from: previousStatus, to: newStatus })
    return { ok: true, state: next, events }
  }
  return { next, emit, done }
}

/** Begins a change of a conversation that exists. */
export const changeConversation = (
  state: Conversation,
  origin: ChangeOrigin,
  cause: Cause,
): ConversationChange =>
  createConversationChange(state, workingConversation(state), status(state), origin, cause)

/** Begins a new conversation: its id is made from the id of the event that starts it (A-5, I-11). */
export const startConversation = (
  customer: CustomerId,
  first: {
    inbox: InboxId
    topics: ConversationEvents['conversation.started']['topics']
    follows: string | null
  },
  origin: ChangeOrigin,
  cause: Cause,
): ConversationChange => {
  const id = entityId(eventId(origin.commandId, origin.emitted), origin.customer ?? customer)
  const initial = blankConversation(id, customer)
  const changing = createConversationChange(initial, workingConversation(initial), null, origin, cause)
  changing.emit('conversation.started', first)
  return changing
}
