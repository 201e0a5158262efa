import type { Cause, Envelope } from '../kernel/event.ts'
import { apply, type Working } from '../kernel/fold.ts'
import type { ContactId, CustomerId, InboxId } from '../kernel/ids.ts'
import { eventId, thingId } from '../kernel/ids.ts'
import { type EmitOptions, envelope, type Origin } from '../kernel/origin.ts'
import type { Policy } from '../policy/policy.ts'
import { blank, type Conversation, type Status, status, workingCopy } from './conversation.ts'
import type { ConversationEvent, ConversationEvents } from './events.ts'
import { conversationRecipes } from './recipes.ts'

/** What an operation on a conversation answers when it is legal. No events means the very same state. */
export interface Changed {
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
  readonly done: () => Changed
}

const none: EmitOptions = {}

/** What a change needs of a context. */
export type ChangeOrigin = Origin & { readonly policy: Pick<Policy, 'openContacts'> }

/** Of more contacts than may be open, the one to end: the oldest on which nothing is pending, calls last (K-1). */
const spareContact = ({ contacts, owed }: Working<Conversation>): ContactId | undefined => {
  const pending = new Set(owed.map(({ contact }) => contact))
  const older = contacts.slice(0, -1)
  const written = older.filter((contact) => contact.class !== 'voice')
  return (written.find(({ id }) => !pending.has(id)) ?? written[0] ?? older[0])?.id
}

const begin = (
  state: Conversation,
  next: Working<Conversation>,
  before: Status | null,
  origin: ChangeOrigin,
  cause: Cause,
): ConversationChange => {
  const events: ConversationEvent[] = []
  const emit: ConversationChange['emit'] = (type, data, options = none) => {
    const assignee = before === null && events.length === 0 ? null : { inbox: next.inbox, agent: next.agent }
    const event = envelope(
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
    apply(conversationRecipes, next, event)
    return event
  }
  const done = (): Changed => {
    if (events.length === 0) return { ok: true, state, events }
    for (let over = next.contacts.length - origin.policy.openContacts; over > 0; over--)
      emit('contact.ended', { reason: 'superseded' }, { contact: spareContact(next) ?? null })
    const now = status(next)
    if (now !== before) emit('conversation.status_changed', { from: before, to: now })
    return { ok: true, state: next, events }
  }
  return { next, emit, done }
}

/** Begins a change of a conversation that exists. */
export const change = (state: Conversation, origin: ChangeOrigin, cause: Cause): ConversationChange =>
  begin(state, workingCopy(state), status(state), origin, cause)

/** Begins a new conversation: its id is made from the id of the event that starts it (A-5, I-11). */
export const start = (
  customer: CustomerId,
  first: {
    inbox: InboxId
    topics: ConversationEvents['conversation.started']['topics']
    follows: string | null
  },
  origin: ChangeOrigin,
  cause: Cause,
): ConversationChange => {
  const id = thingId(eventId(origin.commandId, origin.emitted), origin.customer ?? customer)
  const fresh = blank(id, customer)
  const begun = begin(fresh, workingCopy(fresh), null, origin, cause)
  begun.emit('conversation.started', first)
  return begun
}
