import type { Address, AddressKey } from '../channel/address.ts'
import type { CustomerId } from '../kernel/ids.ts'
import { isId } from '../kernel/limits.ts'
import { own } from '../policy/policy.ts'
import type { Claim } from './change.ts'

/**
 * Holds every address that is shared: an id that no customer may have (I-17). So one key of the store says of an address
 * who owns it, or that nobody may.
 */
export const sharedHolder: CustomerId = '(shared)'

/** Whether a value can be the id of a customer (B-4, I-17). */
export const isCustomerId = (value: unknown): value is CustomerId => isId(value) && value !== sharedHolder

/** Says `isCustomerId`: a constant text costs nothing at import. */
export const mustBeCustomerId = 'must be a text of 1 to 255 characters, and not the reserved "(shared)"'

/** An address as a customer gets it, and what must be claimed for that. */
export interface Taken {
  readonly address: Address
  readonly claims: readonly Claim[]
}

/**
 * How a customer gets an address, given its present holder (CU-1, I-17); null if another customer owns it. What is shared
 * stays shared until `unshare` says otherwise; an owner who shares an address owns it no longer.
 */
export const takeAddress = (
  address: Address,
  holder: CustomerId | null,
  id: CustomerId,
  unshare = false,
): Taken | null => {
  const isFree = holder === null || holder === id
  if (address.shared || (holder === sharedHolder && !unshare)) {
    const claims = isFree ? [{ address: address.key, from: holder, to: sharedHolder }] : []
    return { address: { ...address, shared: true }, claims }
  }
  if (!isFree && holder !== sharedHolder) return null
  return { address, claims: holder === id ? [] : [{ address: address.key, from: holder, to: id }] }
}

/** Who has which address now, as the store knows it; `sharedHolder` where it is shared (CU-1, I-17). */
export type Holders = { readonly [address: AddressKey]: CustomerId }

/** Many addresses for one customer, each once: those it gets, and those that others own. */
export const takeAddresses = (
  addresses: readonly Address[],
  holders: Holders,
  id: CustomerId,
): { readonly taken: readonly Taken[]; readonly others: readonly Address[] } => {
  const keys = new Set<AddressKey>()
  const taken: Taken[] = []
  const others: Address[] = []
  for (const address of addresses) {
    if (keys.has(address.key)) continue
    keys.add(address.key)
    const one = takeAddress(address, own(holders, address.key), id)
    if (one === null) others.push(address)
    else taken.push(one)
  }
  return { taken, others }
}
