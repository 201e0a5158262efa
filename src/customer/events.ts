import type { Address, AddressKey } from '../channel/address.ts'
import type { EventOf } from '../kernel/event.ts'
import type { CustomerId } from '../kernel/ids.ts'

/** Types and data of the events of a customer. */
export interface CustomerEvents {
  'customer.registered': { readonly addresses: readonly Address[] }
  /** `from` is the customer who had it until now, when a recycled number moves (CU-11). */
  'customer.address_added': { readonly address: Address; readonly from: CustomerId | null }
  'customer.address_removed': { readonly key: AddressKey; readonly to: CustomerId | null }
  'customer.blocked': { readonly reason: string | null }
  'customer.unblocked': Readonly<Record<string, never>>
  /** A message named one customer and came from the address of another, who keeps it (I-0). */
  'identity.conflict': { readonly key: AddressKey; readonly holder: CustomerId }
}

export type CustomerEvent = EventOf<CustomerEvents>
