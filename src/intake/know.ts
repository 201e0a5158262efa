import { type Claim, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, isReachedAt } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { claimsOf } from '../customer/register.ts'
import { eventId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import type { Arrival } from './arrival.ts'
import type { Identity } from './identify.ts'

/** The customer of an inbound, and what had to be written for that. */
export interface Known {
  readonly customer: Customer
  readonly events: readonly CustomerEvent[]
  readonly claims: readonly Claim[]
}

/** The customer of an inbound, made or given an address in the same write (I-0, CU-1). */
export const know = (arrival: Arrival, { who, situation }: Identity, context: Context): Known => {
  const { customer, holder } = situation
  const { address } = arrival
  const theirs = address !== null && holder !== null && holder !== (customer?.id ?? arrival.customer)
  const addresses = address === null || (theirs && !address.shared) ? [] : [address]
  const id = customer?.id ?? arrival.customer ?? eventId(context.commandId, context.emitted)
  const changing =
    customer === null ? newCustomer(id, context, 'receive') : changeCustomer(customer, context, 'receive')
  if (customer === null) changing.emit('customer.registered', { addresses })
  const conflict = theirs && address !== null && !address.shared && arrival.customer !== null
  if (conflict) changing.emit('identity.conflict', { key: address.key, holder })
  const gains =
    customer !== null && who === 'customer' && addresses.some(({ key }) => !isReachedAt(customer, key))
  if (gains && address !== null) changing.emit('customer.address_added', { address, from: null })
  const made = changing.done(customer === null || gains ? claimsOf(addresses, id) : [])
  return { customer: made.state, events: made.events, claims: made.claims }
}
