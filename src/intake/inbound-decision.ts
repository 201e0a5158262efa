import type { ConversationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Reason, reason } from '../kernel/reason.ts'
import type { Policy } from '../policy/policy.ts'
import type { TopicRelation } from '../policy/window.ts'
import type { ParsedInbound } from './parsed-inbound.ts'
import type { StoredEvent } from './snapshot.ts'

/**
 * Where an inbound goes: a closed set. `duplicate` and `unmatched` write nothing; `keep` stores it in the customer's
 * timeline alone; `append_silently` in a conversation that it does not change.
 */
export type InboundOutcome =
  | 'duplicate'
  | 'unmatched'
  | 'confirm'
  | 'signal'
  | 'delivery_failed'
  | 'timeline_only'
  | 'append_silently'
  | 'append'
  | 'reopen'
  | 'start'

/** The decision about one inbound: where to, and the chain of reasons that led there. */
export interface InboundDecision {
  readonly outcome: InboundOutcome
  /** The conversation that takes it; null for a new one and for none. */
  readonly conversation: ConversationId | null
  /** The message an echo, a signal, a bounce or a repeat is about. */
  readonly message: StoredEvent | null
  /** For `start`: the closed conversation that it follows (I-11). */
  readonly follows: ConversationId | null
  /** Stored under the spare key, because other content has this id (I-2). */
  readonly collision: boolean
  /** A reopening held back by the guard (I-10). */
  readonly suppressed: boolean
  /** It starts the conversation, but waits for no reply: automated mail (I-6). */
  readonly silent: boolean
  readonly reasons: readonly Reason[]
}

/** What a decision may know beside the past: the clock, the policy, and a host's word on the matter (W-8). */
export interface InboundDecisionContext {
  readonly now: Instant
  readonly policy: Policy
  readonly topicRelations?: { readonly [conversation: ConversationId]: TopicRelation } | undefined
}

/** The decision, and what it is about. */
export const inboundDecision = (
  outcome: InboundOutcome,
  conversation: ConversationId | null,
  reasons: readonly Reason[],
  message: StoredEvent | null = null,
): InboundDecision => ({
  outcome,
  conversation,
  message,
  follows: null,
  collision: false,
  suppressed: false,
  silent: false,
  reasons,
})

/** Says that topics of the inbound were left out; which, the result names (T-1). */
export const topicReasons = ({ ignoredTopics }: ParsedInbound): readonly Reason[] =>
  ignoredTopics.length === 0 ? [] : [reason('T-1', 'topics_ignored')]
