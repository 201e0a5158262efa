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
  readonly text: string | null
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
  readonly id: EventId
  readonly type: Type
  /** Version of the shape of `data`; older ones are upcast, newer ones refused (E-3). */
  readonly v: 1
  /** Its place in its customer's stream, from 1, without gaps (O-7). */
  readonly seq: Seq
  readonly customer: CustomerId
  readonly conversation: ConversationId | null
  readonly contact: ContactId | null
  readonly task: TaskId | null
  /** When it happened: the provider's time for what comes from outside, never later than `recordedAt`, nor too long before it (I-14). */
  readonly occurredAt: Instant
  readonly recordedAt: Instant
  readonly actor: Actor
  readonly cause: Cause
  /** The assignee just before the event, a task's own for its events; null where there is neither. */
  readonly assignee: Assignee | null
  readonly data: Data
  readonly content: Content | null
}

/** What a fold may see of an event: all but what people said. */
export type EventWithoutContent<E extends Envelope<string, unknown>> = Omit<E, 'content'>

/** An event type and its data, as a map; `EventOf` turns the map into the union of envelopes. */
export type EventOf<Types> = {
  [T in keyof Types & string]: Envelope<T, Types[T]>
}[keyof Types & string]
