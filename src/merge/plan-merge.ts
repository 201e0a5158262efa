import type { Address } from '../channel/address.ts'
import { hasSameKey } from '../contact/contact.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import type { AgentId, ContactId, ConversationId, CustomerId, TopicId } from '../kernel/ids.ts'

/** One of two customers who shall become one: as he stands now, what was due applied (D-2). */
export interface MergeSide {
  readonly customer: Customer
  readonly active: Conversation | null
}

/** The host's own fields of both customers, to be compared (CU-6). */
export interface MergeAttributes {
  readonly from: { readonly [field: string]: unknown }
  readonly into: { readonly [field: string]: unknown }
}

/** A field on which the two disagree: somebody must decide, the library does not guess (CU-6). */
export interface MergeConflict {
  /** `blocked`, or `attributes.` and the host's own name. */
  readonly field: string
  readonly from: unknown
  readonly into: unknown
}

/** What becomes of the active conversations (CU-4). */
export interface MergedConversations {
  /** `both`: the destination's survives and takes the other's contacts; `from`: it changes its customer; else none moves. */
  readonly active: 'both' | 'from' | 'into' | 'none'
  /** It goes on; where the survivor of a merge is blocked by that, it is closed at once (I-5). */
  readonly survives: ConversationId | null
  /** The one that is closed and leads to the survivor. */
  readonly closes: ConversationId | null
  /** Open contacts that go on in the survivor, with their ids. */
  readonly moves: readonly ContactId[]
  /** Open contacts of a key that the survivor has open too: two become one. */
  readonly supersedes: readonly { readonly contact: ContactId; readonly by: ContactId }[]
  readonly topics: readonly TopicId[]
  readonly agent: AgentId | null
}

/** What a merge would do, before it is done: for a screen that asks "are you sure?" (N5). */
export interface MergePlan {
  readonly from: CustomerId
  readonly into: CustomerId
  /** Those that the survivor gains. */
  readonly addresses: readonly Address[]
  /** Ids that lead to the survivor from then on, `from` itself included. */
  readonly absorbs: readonly CustomerId[]
  readonly conversations: MergedConversations
  readonly conflicts: readonly MergeConflict[]
}

/** As text, whatever the order of its fields: values of a host's own may be anything. */
const comparableText = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))
  }) ?? ''

/** What one side has not is no conflict: the other's value fills the gap. */
const isMissing = (fields: MergeAttributes['from'], field: string): boolean =>
  !Object.hasOwn(fields, field) || fields[field] === undefined

const conflictsOf = (
  from: Customer,
  into: Customer,
  attributes: MergeAttributes | undefined,
): readonly MergeConflict[] => {
  const { from: fromFields, into: intoFields } = attributes ?? { from: {}, into: {} }
  const fields = Object.keys(fromFields).filter(
    (field) =>
      !isMissing(fromFields, field) &&
      !isMissing(intoFields, field) &&
      comparableText(fromFields[field]) !== comparableText(intoFields[field]),
  )
  return [
    ...(from.blocked === into.blocked ? [] : [{ field: 'blocked', from: from.blocked, into: into.blocked }]),
    ...fields
      .sort()
      .map((field) => ({ field: `attributes.${field}`, from: fromFields[field], into: intoFields[field] })),
  ]
}

const planConversations = (from: Conversation | null, into: Conversation | null): MergedConversations => {
  const survivor = into ?? from
  const active = into === null ? (from === null ? 'none' : 'from') : from === null ? 'into' : 'both'
  const both = into !== null && from !== null
  const superseded = both
    ? from.contacts.flatMap((contact) => {
        const by = into.contacts.find((open) => hasSameKey(open, contact))
        return by === undefined ? [] : [{ contact: contact.id, by: by.id }]
      })
    : []
  return {
    active,
    survives: survivor?.id ?? null,
    closes: both ? from.id : null,
    moves: both
      ? from.contacts.map(({ id }) => id).filter((id) => !superseded.some(({ contact }) => contact === id))
      : [],
    supersedes: superseded,
    topics: [...new Set([...(into?.topics ?? []), ...(from?.topics ?? [])])],
    agent: into?.agent ?? from?.agent ?? null,
  }
}

/**
 * What merging a customer into another would do: what moves, which conversation survives and why, and the fields on
 * which they disagree (CU-3, CU-4, CU-6). Nothing is decided by it: identity matches never merge by themselves (CU-2).
 *
 * @example
 * const plan = planMerge({ customer: another, active: null }, { customer, active: conversation })
 * plan.conversations.survives === conversation.id // true
 */
export const planMerge = (from: MergeSide, into: MergeSide, attributes?: MergeAttributes): MergePlan => ({
  from: from.customer.id,
  into: into.customer.id,
  addresses: from.customer.addresses.filter(
    ({ key, shared }) =>
      !into.customer.addresses.some((known) => known.key === key && (shared || !known.shared)),
  ),
  absorbs: [from.customer.id, ...from.customer.absorbed],
  conversations: planConversations(from.active, into.active),
  conflicts: conflictsOf(from.customer, into.customer, attributes),
})
