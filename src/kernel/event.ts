import type { Actor } from './actor.ts'
import type { AgentId, ContactId, ConversationId, CustomerId, EventId, InboxId, Seq, TaskId } from './ids.ts'
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
  /** What was written; null for a call, or if there were attachments only. */
  readonly text: string | null
  /** What came with it; the app keeps the bytes. */
  readonly attachments: readonly Attachment[]
  /** The provider's own id of the message. */
  readonly externalId: string | null
  /** The counterpart's address as the provider wrote it. */
  readonly address: string | null
}

/** Content that is nothing but text. */
export const textContent = (text: string): Content => ({
  text,
  attachments: [],
  externalId: null,
  address: null,
})

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
  | 'mail_idle'
  | 'call_timeout'
  | 'abandoned'
  | 'blocked'
  | 'imported'
  | 'snooze'
  | 'wake'
  | 'auto_close'
  | 'first_response'
  | 'separate'
  | 'separated'
  | 'rejoin'
  | 'merge'
  | 'merged'
  | 'erase'
  | 'erased'
  | 'redact'
  | 'task'
  | 'task_due'

/** One thing that happened (E-2). Events are the timeline, the audit trail, the outbox and the source of all metrics. */
export interface Envelope<Type extends string, Data> {
  /** Unique for the customer: the id of the command, a point, and the number of the event in the command. */
  readonly id: EventId
  /** What happened; it decides the shape of `data`. */
  readonly type: Type
  /** Version of the shape of `data`; older ones are upcast, newer ones refused (E-3). */
  readonly v: 1
  /** Its place in its customer's stream, from 1, without gaps (O-7). */
  readonly seq: Seq
  /** Whose stream it is in. */
  readonly customer: CustomerId
  /** The conversation it is part of; null if it is part of none. */
  readonly conversation: ConversationId | null
  /** The contact it is part of: one stretch of talk on one channel, endpoint and address. */
  readonly contact: ContactId | null
  /** The task it is about. */
  readonly task: TaskId | null
  /** When it happened: the provider's time for what comes from outside, never later than `recordedAt`, nor too long before it (I-14). */
  readonly occurredAt: Instant
  /** When it was stored: the clock of the command, in milliseconds since 1970. */
  readonly recordedAt: Instant
  /** Who did it: a customer, an agent, an automation, a third party, the API or the library itself. */
  readonly actor: Actor
  /** The command or the deadline that led to it. */
  readonly cause: Cause
  /** The assignee just before the event, a task's own for its events; null where there is neither. */
  readonly assignee: Assignee | null
  /** What the type says, without anything that people wrote; see the tables of docs/events.md. */
  readonly data: Data
  /** What people wrote; null where nobody did, and after a redaction or an erasure. */
  readonly content: Content | null
}

/** What a fold may see of an event: all but what people said. */
export type EventWithoutContent<E extends Envelope<string, unknown>> = Omit<E, 'content'>

/** An event type and its data, as a map; `EventOf` turns the map into the union of envelopes. */
export type EventOf<Types> = {
  [T in keyof Types & string]: Envelope<T, Types[T]>
}[keyof Types & string]
