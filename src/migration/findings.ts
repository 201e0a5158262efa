import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import type { ForeignRecord } from './foreign.ts'
import type { RepairCode } from './repair-record.ts'

/** What an audit may find: what a plan repairs, and what keeps a record out of it. */
export type FindingCode = Exclude<RepairCode, 'topics_joined' | 'agent_taken'> | SkipReason

/** Why a record cannot be kept. */
export type SkipReason = 'unreadable' | 'customer_missing' | 'customer_unknown' | 'duplicate_id'

/** One kind of trouble with the conversations of one customer. */
export interface Finding {
  readonly what: FindingCode
  /** Null where it cannot be told, and for ids that are there twice. */
  readonly customer: CustomerId | null
  readonly count: number
  /** The first few foreign ids, in order. */
  readonly conversations: readonly ConversationId[]
}

/** Whether the host has a customer of that id. */
export type IsKnownCustomer = (customer: CustomerId) => boolean

/** Why a record that can be read cannot be kept, its id apart; null if it can. */
export const skipReasonOf = (
  { customer }: ForeignRecord,
  isKnown: IsKnownCustomer | undefined,
): 'customer_missing' | 'customer_unknown' | null =>
  customer === null ? 'customer_missing' : isKnown?.(customer) === false ? 'customer_unknown' : null
