import type { Address } from '../channel/address.ts'
import { type Claim, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, has, isReachedAt } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { claimsOf } from '../customer/register.ts'
import { type CustomerId, eventId } from '../kernel/ids.ts'
import { after, type Context } from '../policy/context.ts'
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

/** A customer never heard of, registered with the address in the same write, unless somebody else has it (I-0, CU-1). */
const register = (arrival: Arrival, isTaken: boolean, context: Context): Known => {
  const id = arrival.customer ?? eventId(context.commandId, context.emitted)
  const addresses = arrival.address === null || isTaken ? [] : [arrival.address]
  const registering = newCustomer(id, context, 'receive')
  registering.emit('customer.registered', { addresses })
  const { state, events, claims } = registering.done(claimsOf(addresses, id))
  return { customer: state, events, claims }
}

/** A known customer gains an address that nobody has; one that has an owner stays with him, and we say so (I-0). */
const learn = (customer: Customer, address: Address, holder: CustomerId | null, context: Context): Known => {
  const learning = changeCustomer(customer, context, 'receive')
  if (holder === null) learning.emit('customer.address_added', { address, from: null })
  else learning.emit('identity.conflict', { key: address.key, holder })
  const { state, events, claims } = learning.done(holder === null ? claimsOf([address], customer.id) : [])
  return { customer: state, events, claims }
}

/** News of a message tells nothing of where its customer is reached: a bounce comes from a machine (I-18, I-19). */
const isAboutMessage = ({ kind, classification }: Arrival, outcome: Outcome): boolean =>
  outcome === 'confirm' || outcome === 'signal' || kind === 'bounce' || classification.kind === 'bounce'

/** The customer of an inbound (I-0, CU-1). */
export const know = (
  arrival: Arrival,
  { who, situation }: Identity,
  outcome: Outcome,
  context: Context,
): Known => {
  const { customer } = situation
  if (customer !== null && isAboutMessage(arrival, outcome)) return unchanged(customer)
  const { address } = arrival
  const holder = address === null || address.shared ? null : situation.holder
  const isTaken = holder !== null && holder !== customer?.id
  if (customer === null) {
    const known = register(arrival, isTaken, context)
    if (!isTaken || address === null) return known
    const conflict = learn(known.customer, address, holder, after(context, known.events.length))
    return { ...conflict, events: [...known.events, ...conflict.events] }
  }
  const lacks = (given: Address): boolean =>
    holder === null ? !has(customer, given) : holder !== customer.id && !isReachedAt(customer, given.key)
  const isNews = who === 'customer' && address !== null && lacks(address)
  return isNews ? learn(customer, address, isTaken ? holder : null, context) : unchanged(customer)
}
