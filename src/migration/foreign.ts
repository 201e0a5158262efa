import type { AgentId, CustomerId, InboxId, TopicId } from '../kernel/ids.ts'
import type { Instant, InstantLike } from '../kernel/instant.ts'

/** What a foreign state comes down to: what is not closed is active, and status is computed from there (S-1). */
export type StateClass = 'active' | 'closed'

/** Foreign states by class, spelled as the export spells them: `{ open: 'active', solved: 'closed' }`. */
export interface ForeignStates {
  readonly [state: string]: StateClass
}

/** A conversation as a host exports it from the help desk that it leaves. Empty texts count as left out. */
export interface ForeignConversation {
  /** Its id there. */
  readonly id: string
  /** The customer's id as this library shall know it. */
  readonly customer?: CustomerId | null | undefined
  /** Any word: `ForeignStates` says what it means. */
  readonly state?: string | null | undefined
  readonly startedAt: InstantLike
  readonly closedAt?: InstantLike | null | undefined
  /** How the customer was last heard. */
  readonly channel?: string | null | undefined
  /** Where the customer writes from. */
  readonly address?: string | null | undefined
  /** The company's side. */
  readonly endpoint?: string | null | undefined
  readonly inbox?: InboxId | null | undefined
  readonly agent?: AgentId | null | undefined
  readonly topics?: readonly TopicId[] | null | undefined
  readonly lastCustomerMessageAt?: InstantLike | null | undefined
  /** The last message of either side: if it is later than the customer's, ours was the last word. */
  readonly lastActivityAt?: InstantLike | null | undefined
}

/** The same, read: every field present, texts that say nothing and unknown times null. */
export interface ForeignRecord {
  readonly id: string
  readonly customer: CustomerId | null
  /** As it came; empty if it came without. */
  readonly state: string
  readonly startedAt: Instant
  readonly closedAt: Instant | null
  readonly channel: string | null
  readonly address: string | null
  readonly endpoint: string | null
  readonly inbox: InboxId | null
  readonly agent: AgentId | null
  readonly topics: readonly TopicId[]
  readonly lastCustomerMessageAt: Instant | null
  readonly lastActivityAt: Instant | null
}

/** The latest time known of it, its close apart. */
export const lastKnownAt = (record: ForeignRecord): Instant =>
  Math.max(record.startedAt, record.lastCustomerMessageAt ?? 0, record.lastActivityAt ?? 0)

/** Whether the customer had the last word. */
export const isCustomerLast = ({ lastCustomerMessageAt, lastActivityAt }: ForeignRecord): boolean =>
  lastCustomerMessageAt !== null && (lastActivityAt ?? 0) <= lastCustomerMessageAt
