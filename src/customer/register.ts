import type { Address } from '../channel/address.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Origin } from '../kernel/origin.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type Claim, type CustomerChanged, newCustomer } from './change.ts'
import type { Customer } from './customer.ts'

export type RegisterError = Refusal<'customer.exists'> & { readonly customer: CustomerId }

/** The claims that come with a customer's addresses: shared ones identify nobody and are claimed by nobody (I-17). */
export const claimsOf = (addresses: readonly Address[], to: CustomerId): readonly Claim[] =>
  addresses.filter((address) => !address.shared).map((address) => ({ address: address.key, from: null, to }))

/** A number that is given for calls and for messages is one address. */
const eachOnce = (addresses: readonly Address[]): readonly Address[] => {
  const keys = new Set<string>()
  return addresses.filter(({ key }) => keys.size < keys.add(key).size)
}

/**
 * Registers a customer with the addresses known at the start (CU-1). Messages do so by themselves; this is for hosts
 * that know their customers before the first word.
 *
 * Refused: `customer.exists`.
 *
 * @example
 * registerCustomer(null, { id: 'bob', addresses: [address] }, context).ok   // true
 * registerCustomer(customer, { id: 'ada', addresses: [] }, context) // refused: customer.exists
 */
export const registerCustomer = (
  present: Customer | null,
  input: { readonly id: CustomerId; readonly addresses: readonly Address[] },
  origin: Origin,
): CustomerChanged | Refused<RegisterError> => {
  if (present !== null)
    return refuse({
      code: 'customer.exists',
      rule: 'O-2',
      message: `customer ${present.id} is registered already`,
      remedy: 'use addAddress to add to it, or choose another id',
      customer: present.id,
    })
  const change = newCustomer(input.id, origin, 'register')
  const addresses = eachOnce(input.addresses)
  change.emit('customer.registered', { addresses })
  return change.done(claimsOf(addresses, input.id))
}
