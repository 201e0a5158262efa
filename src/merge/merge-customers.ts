import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { type AddressClaim, changeCustomer } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import {
  adoptConversation,
  applyStep,
  closeForBlockedCustomer,
  closeIntoSurvivor,
  joinConversation,
} from './merge-conversations.ts'
import { type MergeConflict, type MergeSide, planMerge } from './plan-merge.ts'

/** What a merge made of one customer and of his active conversation. */
export interface MergeResultSide {
  readonly customer: Customer
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly AddressClaim[]
}

/** Both sides: two streams, one write (CU-7). */
export interface MergeResult {
  readonly ok: true
  readonly from: MergeResultSide
  readonly into: MergeResultSide
}

/** The customer named was merged away: `into` is the survivor. */
export type CustomerMergedAway = Refusal<'customer.merged'> & { readonly into: CustomerId }

export type MergeError =
  | (Refusal<'merge.same_customer'> & { readonly customer: CustomerId })
  | (Refusal<'merge.conflict'> & { readonly conflicts: readonly MergeConflict[] })
  | CustomerMergedAway

export const customerMergedAway = (
  id: CustomerId,
  into: CustomerId,
  rule: string,
): Refused<CustomerMergedAway> =>
  refuse({
    code: 'customer.merged',
    rule,
    message: `customer ${id} was merged into ${into} already`,
    remedy: `use customer ${into}`,
    into,
  })

export const mergeWithSelf = (customer: CustomerId): Refused<MergeError> =>
  refuse({
    code: 'merge.same_customer',
    rule: 'CU-3',
    message: 'a customer cannot be merged with himself',
    remedy: 'name two different customers',
    customer,
  })

const mergeRefusal = (
  from: Customer,
  into: Customer,
  blocked: boolean | undefined,
): Refused<MergeError> | null => {
  if (from.id === into.id) return mergeWithSelf(from.id)
  for (const { id, mergedInto } of [from, into])
    if (mergedInto !== null) return customerMergedAway(id, mergedInto, 'CU-3')
  if (from.blocked === into.blocked || typeof blocked === 'boolean') return null
  return refuse({
    code: 'merge.conflict',
    rule: 'CU-6',
    message: `one of the two is blocked: ${from.blocked ? from.id : into.id}`,
    remedy: 'say whether the survivor shall be blocked: blocked: true or false',
    conflicts: [{ field: 'blocked', from: from.blocked, into: into.blocked }],
  })
}

/** Blocking closes (I-5); a conversation that an agent began with a blocked customer was never closed by his block. */
const isNewlyBlocked = (from: MergeSide, into: MergeSide, blocked: boolean): boolean =>
  blocked && (!into.customer.blocked || (from.active !== null && !from.customer.blocked))

/**
 * Merges a customer into another (CU-2 to CU-8): addresses with their claims and the absorbed ids move; if both have an
 * active conversation the destination's survives and takes the other's contacts, if only the first has one it goes on
 * with the survivor. No event moves and nothing is lost (CU-5). Each customer has his own stream, hence his own context.
 *
 * Refused: `merge.same_customer`, `customer.merged`, `merge.conflict` while nobody has said whether the survivor of a
 * blocked and an unblocked customer is blocked.
 *
 * @example
 * const contexts = { from: { ...context, commandId: 'm1~from', head: 1 }, into: context }
 * const merged = mergeCustomers({ customer: another, active: null }, { customer, active: conversation }, {}, contexts)
 * merged.ok && merged.into.customer.absorbed // ['bob']
 */
export const mergeCustomers = (
  from: MergeSide,
  into: MergeSide,
  input: { readonly blocked?: boolean | undefined },
  contexts: { readonly from: Context; readonly into: Context },
): MergeResult | Refused<MergeError> => {
  const refused = mergeRefusal(from.customer, into.customer, input.blocked)
  if (refused !== null) return refused
  const plan = planMerge(from, into)
  const { active } = plan.conversations
  const blocked = input.blocked ?? into.customer.blocked
  const fromContext = { ...contexts.from, customer: from.customer.id }

  const closed =
    active === 'both' && from.active !== null
      ? closeIntoSurvivor(from.active, plan.conversations, fromContext)
      : null
  const closingEvents = closed?.events ?? []
  const fromChange = changeCustomer(from.customer, contextAfter(fromContext, closingEvents.length), 'merge')
  fromChange.emit('customer.merged', { into: into.customer.id })
  const fromResult = fromChange.done()

  const intoChange = changeCustomer(into.customer, contexts.into, 'merge')
  const { addresses, lastInbounds, contactPoints, absorbed, registeredAt } = from.customer
  intoChange.emit('customer.absorbed', {
    customer: from.customer.id,
    absorbed,
    addresses,
    lastInbounds,
    contactPoints,
    registeredAt,
  })
  if (blocked && !into.customer.blocked) intoChange.emit('customer.blocked', {})
  if (!blocked && into.customer.blocked) intoChange.emit('customer.unblocked', {})
  const owned = addresses.filter(({ shared }) => !shared)
  const intoResult = intoChange.done(
    owned.map(({ key }) => ({ address: key, from: from.customer.id, to: into.customer.id })),
  )

  const intoContext = contextAfter({ ...contexts.into, customer: into.customer.id }, intoResult.events.length)
  const fromActive = from.active
  const initial = { state: into.active ?? from.active, events: [] }
  const joined =
    active === 'both' && fromActive !== null
      ? applyStep(initial, intoContext, (c, at) => joinConversation(c, fromActive, plan.conversations, at))
      : active === 'from'
        ? applyStep(initial, intoContext, adoptConversation)
        : initial
  const final = isNewlyBlocked(from, into, blocked)
    ? applyStep(joined, intoContext, closeForBlockedCustomer)
    : joined
  return {
    ok: true,
    from: {
      customer: fromResult.state,
      conversation: closed?.state ?? null,
      events: [...closingEvents, ...fromResult.events],
      claims: fromResult.claims,
    },
    into: {
      customer: intoResult.state,
      conversation: final.state,
      events: [...intoResult.events, ...final.events],
      claims: intoResult.claims,
    },
  }
}
