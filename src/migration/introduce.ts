import type { Address, AddressKey } from '../channel/address.ts'
import { type CustomerChanged, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, isReachedAt } from '../customer/customer.ts'
import { claimsOf } from '../customer/register.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import { own } from '../policy/policy.ts'

/** Who has which address now, whosever they are: the store's word (CU-1). */
export type Holders = { readonly [address: AddressKey]: CustomerId }

/**
 * The customer of an import: registered if there is none, with the addresses that nobody has; one that has an owner
 * stays with him, and `identity.conflict` says so (I-0, CU-1).
 */
export const introduce = (
  present: Customer | null,
  id: CustomerId,
  addresses: readonly Address[],
  holders: Holders,
  context: Context,
): CustomerChanged => {
  const free = addresses.filter(({ key, shared }) => shared || own(holders, key) === null)
  const news = free.filter(({ key }) => present === null || !isReachedAt(present, key))
  const knowing =
    present === null ? newCustomer(id, context, 'imported') : changeCustomer(present, context, 'imported')
  if (present === null) knowing.emit('customer.registered', { addresses: news })
  else for (const address of news) knowing.emit('customer.address_added', { address, from: null })
  for (const { key, shared } of addresses) {
    const holder = shared ? null : own(holders, key)
    if (holder !== null && holder !== id) knowing.emit('identity.conflict', { key, holder })
  }
  return knowing.done(claimsOf(news, id))
}
