import type { Address } from '../channel/address.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Origin } from '../kernel/origin.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type AddressTaken, addressTaken } from './addresses.ts'
import { type CustomerChanged, newCustomer } from './change.ts'
import type { Customer } from './customer.ts'
import { type AddressOwners, grantAddresses } from './grant-address.ts'

export type CustomerExists = Refusal<'customer.exists'> & { readonly customer: CustomerId }
export type RegisterError = CustomerExists | AddressTaken

/**
 * Registers a customer with the addresses known at the start (CU-1). Messages do so by themselves; this is for hosts
 * that know their customers before the first word. `holders` says who has the addresses now; the commit checks again.
 *
 * Refused: `customer.exists`, `address.taken`.
 *
 * @example
 * registerCustomer(null, { id: 'bob', addresses: [address] }, context).ok   // true
 * registerCustomer(customer, { id: 'ada', addresses: [] }, context) // refused: customer.exists
 */
export const registerCustomer = (
  existing: Customer | null,
  input: {
    readonly id: CustomerId
    readonly addresses: readonly Address[]
    readonly owners?: AddressOwners | undefined
  },
  origin: Origin,
): CustomerChanged | Refused<RegisterError> => {
  if (existing !== null)
    return refuse({
      code: 'customer.exists',
      rule: 'O-2',
      message: `customer ${existing.id} is registered already`,
      remedy: 'use addAddress to add to it, or choose another id',
      customer: existing.id,
    })
  const { id, addresses, owners = {} } = input
  const { taken: grants, ownedByOthers } = grantAddresses(addresses, owners, id)
  for (const { key } of ownedByOthers) return addressTaken(key, owners[key] ?? '')
  const change = newCustomer(id, origin, 'register')
  change.emit('customer.registered', { addresses: grants.map(({ address }) => address) })
  return change.done(grants.flatMap(({ claims }) => claims))
}
