import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { type Claim, changeCustomer } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { after, type Context } from '../policy/context.ts'
import { adopt, closeBlocked, leave, step, takeOver } from './merge-conversations.ts'
import { type MergeConflict, type MergeSide, planMerge } from './plan-merge.ts'

/** What a merge made of one customer and of his active conversation. */
export interface MergedSide {
  readonly customer: Customer
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly Claim[]
}

/** Both sides: two streams, one write (CU-7). */
export interface Merged {
  readonly ok: true
  readonly from: MergedSide
  readonly into: MergedSide
}

/** The customer named was merged away: `into` is the survivor. */
export type CustomerMerged = Refusal<'customer.merged'> & { readonly into: CustomerId }

export type MergeError =
  | (Refusal<'merge.same_customer'> & { readonly customer: CustomerId })
  | (Refusal<'merge.conflict'> & { readonly conflicts: readonly MergeConflict[] })
  | CustomerMerged

export const mergedAway = (id: CustomerId, into: CustomerId, rule: string): Refused<CustomerMerged> =>
  refuse({
    code: 'customer.merged',
    rule,
    message: `customer ${id} was merged into ${into} already`,
    remedy: `use customer ${into}`,
    into,
  })

export const withHimself = (customer: CustomerId): Refused<MergeError> =>
  refuse({
    code: 'merge.same_customer',
    rule: 'CU-3',
    message: 'a customer cannot be merged with himself',
    remedy: 'name two different customers',
    customer,
  })

const refusalOf = (
  from: Customer,
  into: Customer,
  blocked: boolean | undefined,
): Refused<MergeError> | null => {
  if (from.id === into.id) return withHimself(from.id)
  for (const { id, mergedInto } of [from, into])
    if (mergedInto !== null) return mergedAway(id, mergedInto, 'CU-3')
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
): Merged | Refused<MergeError> => {
  const refused = refusalOf(from.customer, into.customer, input.blocked)
  if (refused !== null) return refused
  const plan = planMerge(from, into)
  const { active } = plan.conversations
  const blocked = input.blocked ?? into.customer.blocked
  const there = { ...contexts.from, customer: from.customer.id }

  const leaving =
    active === 'both' && from.active !== null ? leave(from.active, plan.conversations, there) : null
  const gone = leaving?.events ?? []
  const giver = changeCustomer(from.customer, after(there, gone.length), 'merge')
  giver.emit('customer.merged', { into: into.customer.id })
  const given = giver.done()

  const taker = changeCustomer(into.customer, contexts.into, 'merge')
  const { addresses, lines, reached, absorbed, registeredAt } = from.customer
  taker.emit('customer.absorbed', {
    customer: from.customer.id,
    absorbed,
    addresses,
    lines,
    reached,
    registeredAt,
  })
  if (blocked && !into.customer.blocked) taker.emit('customer.blocked', {})
  if (!blocked && into.customer.blocked) taker.emit('customer.unblocked', {})
  const owned = addresses.filter(({ shared }) => !shared)
  const taken = taker.done(
    owned.map(({ key }) => ({ address: key, from: from.customer.id, to: into.customer.id })),
  )

  const here = after({ ...contexts.into, customer: into.customer.id }, taken.events.length)
  const other = from.active
  const begun = { state: into.active ?? from.active, events: [] }
  const joined =
    active === 'both' && other !== null
      ? step(begun, here, (c, at) => takeOver(c, other, plan.conversations, at))
      : active === 'from'
        ? step(begun, here, adopt)
        : begun
  const last = isNewlyBlocked(from, into, blocked) ? step(joined, here, closeBlocked) : joined
  return {
    ok: true,
    from: {
      customer: given.state,
      conversation: leaving?.state ?? null,
      events: [...gone, ...given.events],
      claims: given.claims,
    },
    into: {
      customer: taken.state,
      conversation: last.state,
      events: [...taken.events, ...last.events],
      claims: taken.claims,
    },
  }
}
