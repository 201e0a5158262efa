import type { Actor } from './actor.ts'
import type {
  AgentId,
  CommandId,
  ContactId,
  ConversationId,
  CustomerId,
  EventId,
  InboxId,
  Seq,
} from './ids.ts'
import { eventId } from './ids.ts'
import type { Instant } from './instant.ts'

/** A reference to something that came with a message. The bytes are the host's; only `id` counts as content (I-1). */
export interface Attachment {
  readonly id: string
  readonly name: string | null
  readonly type: string | null
  readonly url: string | null
}

/**
 * What people said and where it came from: everything that no fold reads, so that it can be redacted without touching
 * any state (E-7).
 */
export interface Content {
  readonly text: string | null
  readonly attachments: readonly Attachment[]
  /** The provider's own id of the message. */
  readonly externalId: string | null
  /** The counterpart's address as the provider wrote it. */
  readonly address: string | null
}

/** Who held the conversation just before an event (A-2, E-2). */
export interface Assignee {
  readonly inbox: InboxId
  readonly agent: AgentId | null
}

/** What led to an event: the command or the deadline, and for a close how it came about. */
export type Cause =
  | 'receive'
  | 'send'
  | 'call'
  | 'end_contact'
  | 'no_reply_needed'
  | 'assign'
  | 'note'
  | 'topic'
  | 'close'
  | 'reopen'
  | 'register'
  | 'address'
  | 'block'
  | 'idle'
  | 'mail_limit'
  | 'call_lost'
  | 'abandoned'
  | 'blocked'
  | 'imported'

/** One thing that happened (E-2). Events are the timeline, the audit trail, the outbox and the source of all metrics. */
export interface Envelope<Type extends string, Data> {
  readonly id: EventId
  readonly type: Type
  /** Version of the shape of `data`; older ones are upcast, newer ones refused (E-3). */
  readonly v: 1
  /** Its place in its customer's stream, from 1, without gaps (O-7). */
  readonly seq: Seq
  readonly customer: CustomerId
  readonly conversation: ConversationId | null
  readonly contact: ContactId | null
  readonly task: string | null
  /** When it happened: the provider's time for what comes from outside, never later than `recordedAt` (I-14). */
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  readonly actor: Actor
  readonly cause: Cause
  /** The assignee just before the event; null where there is no conversation. */
  readonly assignee: Assignee | null
  readonly data: Data
  readonly content: Content | null
}

/** What a fold may see of an event: all but what people said. */
export type Fact<E extends Envelope<string, unknown>> = Omit<E, 'content'>

/** An event type and its data, as a map; `EventOf` turns the map into the union of envelopes. */
export type EventOf<Types> = {
  [T in keyof Types & string]: Envelope<T, Types[T]>
}[keyof Types & string]

/** What an operation is told about itself: who, when, under which name, and where the customer's stream ends. */
export interface Origin {
  readonly now: Instant
  readonly actor: Actor
  readonly commandId: CommandId
  /** The last place taken in the customer's stream: the version that was read (O-7). */
  readonly head: Seq
  /** How many events this command has made already. */
  readonly emitted: number
  /** When what is decided here happened, if that is not now: a deadline's own time (D-2). */
  readonly decidedAt?: Instant
}

/** Where an event stands and what is special about it; everything left out comes from its origin. */
export interface EmitOptions {
  readonly contact?: ContactId | null
  readonly occurredAt?: Instant
  readonly cause?: Cause
  readonly actor?: Actor
  readonly content?: Content | null
}

/** Makes the n-th event of a command. `occurredAt` is never later than now (I-14). */
export const envelope = <Type extends string, Data>(
  origin: Origin,
  n: number,
  cause: Cause,
  customer: CustomerId,
  conversation: ConversationId | null,
  assignee: Assignee | null,
  type: Type,
  data: Data,
  options: EmitOptions,
): Envelope<Type, Data> => ({
  id: eventId(origin.commandId, origin.emitted + n),
  type,
  v: 1,
  seq: origin.head + n + 1,
  customer,
  conversation,
  contact: options.contact ?? null,
  task: null,
  occurredAt: Math.min(options.occurredAt ?? origin.decidedAt ?? origin.now, origin.now),
  recordedAt: origin.now,
  actor: options.actor ?? origin.actor,
  cause: options.cause ?? cause,
  assignee,
  data,
  content: options.content ?? null,
})

/** The origin of what the same command decides after it has made these events. */
export const after = <O extends Origin>(origin: O, events: number): O => ({
  ...origin,
  head: origin.head + events,
  emitted: origin.emitted + events,
})
