import type { Address } from '../channel/address.ts'
import { type CustomerChanged, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, isReachedAt } from '../customer/customer.ts'
import { type Holders, takeAddresses } from '../customer/take.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'

/**
 * The customer of an import: registered if there is none, with the addresses that nobody has; one that has an owner
 * stays with him, and `identity.conflict` says so (I-0, CU-1).
 */
export const registerImported = (
  present: Customer | null,
  id: CustomerId,
  addresses: readonly Address[],
  addressOwners: Holders,
  context: Context,
): CustomerChanged => {
  const { taken, others } = takeAddresses(addresses, addressOwners, id)
  const newAddresses = taken.filter(({ address }) => present === null || !isReachedAt(present, address.key))
  const registration =
    present === null ? newCustomer(id, context, 'imported') : changeCustomer(present, context, 'imported')
  if (present === null)
    registration.emit('customer.registered', { addresses: newAddresses.map(({ address }) => address) })
  else
    for (const { address } of newAddresses)
      registration.emit('customer.address_added', { address, from: null })
  for (const { key } of others)
    registration.emit('identity.conflict', { key, holder: addressOwners[key] ?? '' })
  return registration.done(newAddresses.flatMap(({ claims }) => claims))
}
