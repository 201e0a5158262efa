import type { Address } from '../channel/address.ts'
import { type Claim, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, has, isReachedAt } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { takeAddress } from '../customer/take.ts'
import type { Cause } from '../kernel/event.ts'
import { type CustomerId, eventId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import type { Arrival } from './arrival.ts'
import type { Identity } from './identify.ts'
import type { Outcome } from './placement.ts'

/** The customer of an inbound, and what had to be written for that. */
export interface Known {
  readonly customer: Customer
  readonly events: readonly CustomerEvent[]
  readonly claims: readonly Claim[]
}

const nothing: readonly never[] = []

const unchanged = (customer: Customer): Known => ({ customer, events: nothing, claims: nothing })

/** What is told of somebody's address: who they are, and where the customer who is known stands. */
export interface Encounter {
  readonly customer: Customer | null
  /** The id of a customer who is to be registered. */
  readonly id: CustomerId
  readonly address: Address | null
  /** Who has the address now. */
  readonly holder: CustomerId | null
  readonly cause: Cause
}

/**
 * A customer never heard of is registered with the address; a known one gains an address that nobody has. What another
 * customer owns stays theirs, and `identity.conflict` says so (I-0, CU-1).
 */
export const meet = ({ customer, id, address, holder, cause }: Encounter, context: Context): Known => {
  if (customer !== null && (address === null || holder === id || has(customer, address)))
    return unchanged(customer)
  const taken = address === null ? null : takeAddress(address, holder, id)
  const isConflict = address !== null && taken === null
  if (customer !== null) {
    const isNews = taken !== null && !has(customer, taken.address)
    if (!isNews && !(isConflict && !isReachedAt(customer, address.key))) return unchanged(customer)
  }
  const change =
    customer === null ? newCustomer(id, context, cause) : changeCustomer(customer, context, cause)
  if (customer === null)
    change.emit('customer.registered', { addresses: taken === null ? [] : [taken.address] })
  else if (taken !== null) change.emit('customer.address_added', { address: taken.address, from: null })
  if (isConflict) change.emit('identity.conflict', { key: address.key, holder: holder ?? '' })
  const { state, events, claims } = change.done(taken?.claims)
  return { customer: state, events, claims }
}

/** News of a message tells nothing of where its customer is reached: a bounce comes from a machine (I-18, I-19). */
const isAboutMessage = ({ kind, classification }: Arrival, outcome: Outcome): boolean =>
  outcome === 'confirm' || kind === 'signal' || kind === 'bounce' || classification.kind === 'bounce'

/** The customer of an inbound (I-0, CU-1). */
export const know = (
  arrival: Arrival,
  { who, situation: { customer, holder } }: Identity,
  outcome: Outcome,
  context: Context,
): Known => {
  if (customer !== null && (who === 'other' || isAboutMessage(arrival, outcome))) return unchanged(customer)
  const id = customer?.id ?? arrival.customer ?? eventId(context.commandId, context.emitted)
  return meet({ customer, id, address: arrival.address, holder, cause: 'receive' }, context)
}
