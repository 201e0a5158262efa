import type { Address } from '../channel/address.ts'
import type { Working } from '../kernel/fold.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** When the customer was last heard on a line whose platform limits replies (K-10). */
export interface LastInbound {
  readonly channel: string
  readonly endpoint: string | null
  readonly address: string | null
  readonly at: Instant
}

/**
 * Where the customer was in contact: the last endpoint for each channel and address, the latest last. A reply needs it
 * once its contact has ended (K-9).
 */
export interface ContactPoint {
  readonly channel: string
  readonly endpoint: string | null
  readonly address: string | null
  /** Whether the customer wrote or called from there; else only we did. */
  readonly hasInbound: boolean
  /** When this became the latest. */
  readonly at: Instant
}

/** One person, for life; never a case number (F). */
export interface Customer {
  readonly schema: 1
  readonly id: CustomerId
  readonly addresses: readonly Address[]
  readonly blocked: boolean
  /** Ids that merges brought in; reads cover their streams. */
  readonly absorbed: readonly CustomerId[]
  /** The survivor, once this customer was merged away. */
  readonly mergedInto: CustomerId | null
  readonly lastInbounds: readonly LastInbound[]
  readonly contactPoints: readonly ContactPoint[]
  readonly registeredAt: Instant
  /** When content and addresses were erased; null if never (CU-9). */
  readonly erasedAt: Instant | null
}

/** A customer before its first event. */
export const blankCustomer = (id: CustomerId): Customer => ({
  schema: 1,
  id,
  addresses: [],
  blocked: false,
  absorbed: [],
  mergedInto: null,
  lastInbounds: [],
  contactPoints: [],
  registeredAt: 0,
  erasedAt: null,
})

export const workingCustomer = (c: Customer): Working<Customer> => ({
  schema: 1,
  id: c.id,
  addresses: c.addresses,
  blocked: c.blocked,
  absorbed: c.absorbed,
  mergedInto: c.mergedInto,
  lastInbounds: c.lastInbounds,
  // Stored by a version that did not keep it.
  contactPoints: c.contactPoints ?? [],
  registeredAt: c.registeredAt,
  erasedAt: c.erasedAt,
})

/** A shared address is listed by its customers but identifies none of them (I-17). */
export const ownsAddress = (customer: Customer, key: string): boolean =>
  customer.addresses.some((address) => address.key === key && !address.shared)

/** Whether the customer has the address as firmly as that: what was shared until now may become his alone (I-17). */
export const hasAddressAs = (customer: Customer, { key, shared }: Address): boolean =>
  shared ? hasAddress(customer, key) : ownsAddress(customer, key)

/** Whether the address is one of the customer's, shared ones included. */
export const hasAddress = (customer: Pick<Customer, 'addresses'>, key: string): boolean =>
  customer.addresses.some((address) => address.key === key)
