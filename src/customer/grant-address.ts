import type { Address, AddressKey } from '../channel/address.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { isId } from '../kernel/limits.ts'
import { ownValue } from '../policy/policy.ts'
import type { AddressClaim } from './change.ts'

/**
 * Holds every address that is shared: an id that no customer may have (I-17). So one key of the store says of an address
 * who owns it, or that nobody may.
 */
export const sharedAddressOwner: CustomerId = '(shared)'

/** Whether a value can be the id of a customer (B-4, I-17). */
export const isCustomerId = (value: unknown): value is CustomerId =>
  isId(value) && value !== sharedAddressOwner

/** Says `isCustomerId`: a constant text costs nothing at import. */
export const mustBeCustomerId = 'must be a text of 1 to 255 characters, and not the reserved "(shared)"'

/** An address as a customer gets it, and what must be claimed for that. */
export interface AddressGrant {
  readonly address: Address
  readonly claims: readonly AddressClaim[]
}

/**
 * How a customer gets an address, given its present holder (CU-1, I-17); null if another customer owns it. What is shared
 * stays shared until `unshare` says otherwise; an owner who shares an address owns it no longer.
 */
export const grantAddress = (
  address: Address,
  owner: CustomerId | null,
  id: CustomerId,
  unshare = false,
): AddressGrant | null => {
  const isFree = owner === null || owner === id
  if (address.shared || (owner === sharedAddressOwner && !unshare)) {
    const claims = isFree ? [{ address: address.key, from: owner, to: sharedAddressOwner }] : []
    return { address: { ...address, shared: true }, claims }
  }
  if (!isFree && owner !== sharedAddressOwner) return null
  return { address, claims: owner === id ? [] : [{ address: address.key, from: owner, to: id }] }
}

/** Who has which address now, as the store knows it; `sharedAddressOwner` where it is shared (CU-1, I-17). */
export type AddressOwners = { readonly [address: AddressKey]: CustomerId }

/** Many addresses for one customer, each once: those it gets, and those that others own. */
export const grantAddresses = (
  addresses: readonly Address[],
  owners: AddressOwners,
  id: CustomerId,
): { readonly taken: readonly AddressGrant[]; readonly ownedByOthers: readonly Address[] } => {
  const keys = new Set<AddressKey>()
  const taken: AddressGrant[] = []
  const others: Address[] = []
  for (const address of addresses) {
    if (keys.has(address.key)) continue
    keys.add(address.key)
    const grant = grantAddress(address, ownValue(owners, address.key), id)
    if (grant === null) others.push(address)
    else taken.push(grant)
  }
  return { taken, ownedByOthers: others }
}
