import type { Address } from '../channel/address.ts'
import { type CustomerChanged, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, hasAddress } from '../customer/customer.ts'
import { type AddressOwners, grantAddresses } from '../customer/grant-address.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'

/**
 * The customer of an import: registered if there is none, with the addresses that nobody has; one that has an owner
 * stays with him, and `customer.address_conflict` says so (I-0, CU-1).
 */
export const registerImported = (
  present: Customer | null,
  id: CustomerId,
  addresses: readonly Address[],
  addressOwners: AddressOwners,
  context: Context,
): CustomerChanged => {
  const { taken, ownedByOthers } = grantAddresses(addresses, addressOwners, id)
  const newAddresses = taken.filter(({ address }) => present === null || !hasAddress(present, address.key))
  const registration =
    present === null ? newCustomer(id, context, 'imported') : changeCustomer(present, context, 'imported')
  if (present === null)
    registration.emit('customer.registered', { addresses: newAddresses.map(({ address }) => address) })
  else
    for (const { address } of newAddresses)
      registration.emit('customer.address_added', { address, from: null })
  for (const { key } of ownedByOthers)
    registration.emit('customer.address_conflict', { key, owner: addressOwners[key] ?? '' })
  return registration.done(newAddresses.flatMap(({ claims }) => claims))
}
