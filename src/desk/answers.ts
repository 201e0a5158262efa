import type { Conversation, Status } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import type { Outcome } from '../intake/placement.ts'
import type { Recorded } from '../intake/situation.ts'
import type { CustomerId, MessageId, Seq } from '../kernel/ids.ts'
import type { Reason } from '../kernel/reason.ts'

/** What every command answers once its effect is written. */
export interface Done {
  readonly ok: true
  readonly customer: CustomerId
  /** The conversation concerned, as it is now; null if there is none. */
  readonly conversation: Conversation | null
  readonly status: Status | null
  /** The customer's version after the command: what a close must have seen (C-8). */
  readonly version: Seq
  /** What was written, things that had been due included; empty if nothing changed. */
  readonly events: readonly Recorded[]
  /** This command had run before: nothing was written again. */
  readonly repeated: boolean
}

/** What `receive` answers: where the inbound went and why. */
export interface ReceiveDone extends Omit<Done, 'customer'> {
  /** Null where nobody could be told: a signal or bounce about a message that is not ours. */
  readonly customer: CustomerId | null
  readonly outcome: Outcome
  readonly reasons: readonly Reason[]
  /** The message as stored, or the one it repeats; null if it was not stored. */
  readonly message: MessageId | null
}

export const answerOf = (
  customer: CustomerId,
  conversation: Conversation | null,
  head: Seq,
  events: readonly Recorded[],
  repeated = false,
): Done => ({
  ok: true,
  customer,
  conversation,
  status: conversation === null ? null : status(conversation),
  version: events.at(-1)?.seq ?? head,
  events,
  repeated,
})
