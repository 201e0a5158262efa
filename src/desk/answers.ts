import type { Conversation, Status } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import type { Outcome } from '../intake/placement.ts'
import type { Recorded } from '../intake/situation.ts'
import type { CustomerId, MessageId, Seq, TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { Task } from '../task/task.ts'

/** What every command answers once its effect is written. */
export interface Done {
  readonly ok: true
  readonly customer: CustomerId
  /** The conversation concerned, as it is now; null if there is none. */
  readonly conversation: Conversation | null
  readonly status: Status | null
  /** The task concerned, as it is now; null where the command was about none. */
  readonly task: Task | null
  /** The customer's version after the command: what a close must have seen (C-8). */
  readonly version: Seq
  /** What was written, things that had been due included; empty if nothing changed. */
  readonly events: readonly Recorded[]
  /** This command had run before: nothing was written again. */
  readonly repeated: boolean
}

/** A closed conversation that the customer's next message may continue, and until when it does (W-6, W-7). */
export interface Reopenable {
  readonly conversation: Conversation
  /** By a message without a topic; `'never'` where only a message about `topics` finds it. */
  readonly until: Instant | 'always' | 'never'
  /** By a message about one of `topics`. */
  readonly untilSameTopic: Instant | 'always' | 'never'
  /** By a message about other topics. */
  readonly untilOtherTopic: Instant | 'always' | 'never'
  /** Those of its topics that no conversation closed later has (I-9). */
  readonly topics: readonly TopicId[]
}

/** How things stand with a customer right now, things due included (D-2). */
export interface Current {
  readonly ok: true
  readonly customer: Customer
  readonly conversation: Conversation | null
  readonly status: Status | null
  /** The place of the last event in the store: what a close must have seen (C-8), and what a commit expects (O-7). */
  readonly version: Seq
  /**
   * What fell due since the last write: applied to `conversation`, and not stored yet. A commit of one's own writes these
   * first; its own events follow at `version + pending.length` (D-2).
   */
  readonly pending: readonly Recorded[]
  /**
   * The candidates of I-9, the last closed first, with the ends of the policy's window: `reopenableUntil` tells those of
   * a channel with a window of its own. None while a conversation is active, for then every message joins that one.
   */
  readonly reopenable: readonly Reopenable[]
}

/** How far a bulk command got. Call again until nothing is left. */
export interface Swept {
  readonly ok: true
  /** Conversations and tasks that were changed. */
  readonly done: number
  /** Those that could not be: the refusal says why. */
  readonly refused: readonly Refused<Refusal>[]
  /** Whether there may be more. */
  readonly more: boolean
}

/** How far the rewriting of the index got; call again with `next` until it is null. */
export interface Refreshed {
  readonly ok: true
  readonly done: number
  readonly next: string | null
}

/** What `receive` answers: where the inbound went and why. */
export interface ReceiveDone extends Omit<Done, 'customer'> {
  /** Null where nobody could be told: a signal or bounce about a message that is not ours. */
  readonly customer: CustomerId | null
  readonly outcome: Outcome
  readonly reasons: readonly Reason[]
  /** Topics that it named and the catalogue does not have, or has disabled: they were left out (T-1). */
  readonly ignoredTopics: readonly TopicId[]
  /** The message as stored, or the one it repeats; null if it was not stored. */
  readonly message: MessageId | null
}

export const answerOf = (
  customer: CustomerId,
  conversation: Conversation | null,
  head: Seq,
  events: readonly Recorded[],
  repeated = false,
  task: Task | null = null,
): Done => ({
  ok: true,
  customer,
  conversation,
  status: conversation === null ? null : status(conversation),
  task,
  version: events.at(-1)?.seq ?? head,
  events,
  repeated,
})

/** The answer of a bulk command: how many were changed, this time and not before, and which could not be. */
export const sweptOf = (done: readonly (Done | Refused<Refusal>)[], more: boolean): Swept => ({
  ok: true,
  done: done.filter((one) => one.ok && !one.repeated && one.events.length > 0).length,
  refused: done.filter((one) => !one.ok),
  more,
})
