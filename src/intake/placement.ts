import type { ConversationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Reason, reason } from '../kernel/reason.ts'
import type { Policy } from '../policy/policy.ts'
import type { Relation } from '../policy/window.ts'
import type { Arrival } from './arrival.ts'
import type { Recorded } from './situation.ts'

/**
 * Where an inbound goes: a closed set. `duplicate` and `unmatched` write nothing; `keep` stores it in the customer's
 * timeline alone; `append-quietly` in a conversation that it does not change.
 */
export type Outcome =
  | 'duplicate'
  | 'unmatched'
  | 'confirm'
  | 'signal'
  | 'delivery-failed'
  | 'keep'
  | 'append-quietly'
  | 'append'
  | 'reopen'
  | 'start'

/** The decision about one inbound: where to, and the chain of reasons that led there. */
export interface Placement {
  readonly outcome: Outcome
  /** The conversation that takes it; null for a new one and for none. */
  readonly conversation: ConversationId | null
  /** The message an echo, a signal, a bounce or a repeat is about. */
  readonly message: Recorded | null
  /** For `start`: the closed conversation that it follows (I-11). */
  readonly follows: ConversationId | null
  /** Stored under the spare key, because other content has this id (I-2). */
  readonly collision: boolean
  /** A reopening held back by the guard (I-10). */
  readonly suppressed: boolean
  /** It starts the conversation, but waits for no reply: automated mail (I-6). */
  readonly quiet: boolean
  readonly reasons: readonly Reason[]
}

/** What a decision may know beside the past: the clock, the policy, and a host's word on the matter (W-8). */
export interface PlaceContext {
  readonly now: Instant
  readonly policy: Policy
  readonly sameMatter?: { readonly [conversation: ConversationId]: Relation } | undefined
}

/** The decision, and what it is about. */
export const placed = (
  outcome: Outcome,
  conversation: ConversationId | null,
  reasons: readonly Reason[],
  message: Recorded | null = null,
): Placement => ({
  outcome,
  conversation,
  message,
  follows: null,
  collision: false,
  suppressed: false,
  quiet: false,
  reasons,
})

/** Says that topics of the inbound were left out; which, the result names (T-1). */
export const topicReasons = ({ ignoredTopics }: Arrival): readonly Reason[] =>
  ignoredTopics.length === 0 ? [] : [reason('T-1', 'topics_ignored')]
