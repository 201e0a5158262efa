import type { Address, AddressKey } from '../channel/address.ts'
import type { EventOf } from '../kernel/event.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { ContactPoint, LastInbound } from './customer.ts'

/** Types and data of the events of a customer. */
export interface CustomerEvents {
  'customer.registered': { readonly addresses: readonly Address[] }
  /** `from` is the customer who had it until now, when a recycled number moves (CU-11). */
  'customer.address_added': { readonly address: Address; readonly from: CustomerId | null }
  'customer.address_removed': { readonly key: AddressKey; readonly to: CustomerId | null }
  /** The reason is content. */
  'customer.blocked': Readonly<Record<string, never>>
  'customer.unblocked': Readonly<Record<string, never>>
  /** A message named one customer and came from the address of another, who keeps it (I-0). */
  'customer.address_conflict': { readonly key: AddressKey; readonly owner: CustomerId }
  /** This customer was merged away: everything goes on in the stream of the other (CU-3, CU-7). */
  'customer.merged': { readonly into: CustomerId }
  /** This customer took in another, with addresses and lines (CU-3, CU-7). */
  'customer.absorbed': {
    readonly customer: CustomerId
    /** The ids that the other had taken in before. */
    readonly absorbed: readonly CustomerId[]
    readonly addresses: readonly Address[]
    readonly lastInbounds: readonly LastInbound[]
    readonly contactPoints: readonly ContactPoint[]
    readonly registeredAt: Instant
  }
  /** Content and addresses are gone up to here, with those of the ids absorbed; what keeps counts true remains (CU-9). */
  'customer.erased': { readonly absorbed: readonly CustomerId[] }
}

export type CustomerEvent = EventOf<CustomerEvents>
