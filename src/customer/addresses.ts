import type { Address, AddressKey } from '../channel/address.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Origin } from '../kernel/origin.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type CustomerChanged, changeCustomer } from './change.ts'
import { type Customer, hasAddress, hasAddressAs, ownsAddress } from './customer.ts'
import { grantAddress } from './grant-address.ts'

export type AddressTaken = Refusal<'address.taken'> & { readonly owner: CustomerId }
export type AddressUnknown = Refusal<'address.unknown'>

export const addressTaken = (key: AddressKey, owner: CustomerId): Refused<AddressTaken> =>
  refuse({
    code: 'address.taken',
    rule: 'CU-1',
    message: `${key} belongs to customer ${owner}`,
    remedy: 'merge the two customers, or move the address with moveAddress',
    owner,
  })

const addressUnknown = (customer: Customer, key: AddressKey): Refused<AddressUnknown> =>
  refuse({
    code: 'address.unknown',
    rule: 'CU-11',
    message: `customer ${customer.id} has no address ${key}`,
    remedy: "name one of the customer's addresses",
  })

/**
 * Adds an address (CU-1, CU-11); adding a present one is a no-op. `holder` is who has it now as the store knows it: the
 * commit checks again, so of two at once one wins. One that is shared is added as shared, and its owner who adds it as
 * shared shares it; with `unshare` a shared one becomes the customer's own (I-17).
 *
 * Refused: `address.taken`, which names the holder.
 *
 * @example
 * addAddress(customer, { address, owner: 'bob' }, context) // refused: address.taken
 */
export const addAddress = (
  customer: Customer,
  input: {
    readonly address: Address
    readonly owner: CustomerId | null
    readonly unshare?: boolean | undefined
  },
  origin: Origin,
): CustomerChanged | Refused<AddressTaken> => {
  const { address, owner, unshare } = input
  const change = changeCustomer(customer, origin, 'address')
  const grant = grantAddress(address, owner, customer.id, unshare)
  if (hasAddressAs(customer, grant?.address ?? address) && !grant?.claims.length) return change.done()
  if (grant === null) return addressTaken(address.key, owner ?? '')
  change.emit('customer.address_added', { address: grant.address, from: null })
  return change.done(grant.claims)
}

/**
 * Removes an address and frees it (CU-11): no contact ends, history keeps it, and the next message from it is a
 * stranger's.
 *
 * Refused: `address.unknown`.
 *
 * @example
 * const removed = removeAddress(customer, { key: 'email:ada@example.com' }, context)
 * removed.ok && removed.claims // [{ address: 'email:ada@example.com', from: 'ada', to: null }]
 */
export const removeAddress = (
  customer: Customer,
  input: { readonly key: AddressKey },
  origin: Origin,
): CustomerChanged | Refused<AddressUnknown> => {
  if (!hasAddress(customer, input.key)) return addressUnknown(customer, input.key)
  const isOwned = ownsAddress(customer, input.key)
  const change = changeCustomer(customer, origin, 'address')
  change.emit('customer.address_removed', { key: input.key, to: null })
  return change.done(isOwned ? [{ address: input.key, from: customer.id, to: null }] : [])
}

/**
 * Gives a recycled number to another customer in one write (CU-11); nothing else moves. Each customer has its own
 * stream, hence its own origin. Giving it to oneself is a no-op.
 *
 * Refused: `address.unknown` when the first does not own it.
 *
 * @example
 * moveAddress(customer, another, { key: 'email:ada@example.com' }, { from: context, to: context }).ok // true
 */
export const moveAddress = (
  from: Customer,
  to: Customer,
  input: { readonly key: AddressKey },
  origins: { readonly from: Origin; readonly to: Origin },
):
  | { readonly ok: true; readonly from: CustomerChanged; readonly to: CustomerChanged }
  | Refused<AddressUnknown> => {
  const address = from.addresses.find((known) => known.key === input.key && !known.shared)
  if (address === undefined) return addressUnknown(from, input.key)
  const fromChange = changeCustomer(from, origins.from, 'address')
  const toChange = changeCustomer(to, origins.to, 'address')
  if (from.id === to.id) return { ok: true, from: fromChange.done(), to: toChange.done() }
  fromChange.emit('customer.address_removed', { key: input.key, to: to.id })
  if (hasAddress(to, input.key)) toChange.emit('customer.address_removed', { key: input.key, to: null })
  toChange.emit('customer.address_added', { address, from: from.id })
  return {
    ok: true,
    from: fromChange.done(),
    to: toChange.done([{ address: input.key, from: from.id, to: to.id }]),
  }
}
