import type { Actor } from './actor.ts'
import type { Assignee, Cause, Content, Envelope } from './event.ts'
import {
  type CommandId,
  type ContactId,
  type ConversationId,
  type CustomerId,
  entityId,
  eventId,
  type Seq,
  type TaskId,
} from './ids.ts'
import type { Instant } from './instant.ts'

/** What an operation is told about itself: who, when, under which name, and where the customer's stream ends. */
export interface Origin {
  readonly now: Instant
  readonly actor: Actor
  readonly commandId: CommandId
  /**
   * Whose stream takes the events, where that is not the customer in the state: the survivor of a merge takes what
   * happens to the conversations and tasks that came with it (CU-8).
   */
  readonly customer?: CustomerId | undefined
  /** The last place taken in the customer's stream: the version that was read (O-7). */
  readonly head: Seq
  /** How many events this command has made already. */
  readonly emitted: number
  /** When what is decided here happened, if that is not now: a deadline's own time (D-2). */
  readonly decidedAt?: Instant | undefined
}

/** Where an event stands and what is special about it; everything left out comes from its origin. */
export interface EmitOptions {
  /** `'self'` for the event that starts the contact: a contact's id is made from the id of that event. */
  readonly contact?: ContactId | 'self' | null | undefined
  /** `'self'` for the event that creates the task. */
  readonly task?: TaskId | 'self' | null | undefined
  readonly occurredAt?: Instant | undefined
  readonly cause?: Cause | undefined
  readonly actor?: Actor | undefined
  readonly content?: Content | null | undefined
}

/** Makes the n-th event of a command. `occurredAt` is never later than now (I-14). */
export const createEvent = <Type extends string, Data>(
  origin: Origin,
  index: number,
  cause: Cause,
  customer: CustomerId,
  conversation: ConversationId | null,
  assignee: Assignee | null,
  type: Type,
  data: Data,
  options: EmitOptions,
): Envelope<Type, Data> => {
  const id = eventId(origin.commandId, origin.emitted + index)
  return {
    id,
    type,
    v: 1,
    seq: origin.head + index + 1,
    customer,
    conversation,
    contact: options.contact === 'self' ? entityId(id, customer) : (options.contact ?? null),
    task: options.task === 'self' ? entityId(id, customer) : (options.task ?? null),
    occurredAt: Math.min(options.occurredAt ?? origin.decidedAt ?? origin.now, origin.now),
    recordedAt: origin.now,
    actor: options.actor ?? origin.actor,
    cause: options.cause ?? cause,
    assignee,
    data,
    content: options.content ?? null,
  }
}
