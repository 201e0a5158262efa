import type { Address, AddressKey } from '../channel/address.ts'
import type { EventOf } from '../kernel/event.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { ContactPoint, LastInbound } from './customer.ts'

/** Types and data of the events of a customer. The comments are the text of docs/events.md. */
export interface CustomerEvents {
  /** The customer is known from now on, with these addresses. */
  'customer.registered': { readonly addresses: readonly Address[] }
  /** The customer has one more address. `from` is the customer who had it until now, when a number was given to somebody else (CU-11). */
  'customer.address_added': { readonly address: Address; readonly from: CustomerId | null }
  /** The customer no longer has the address; `to` is the customer who has it now. */
  'customer.address_removed': { readonly key: AddressKey; readonly to: CustomerId | null }
  /** The customer is blocked. Content: the reason. */
  'customer.blocked': Readonly<Record<string, never>>
  /** The customer is no longer blocked. */
  'customer.unblocked': Readonly<Record<string, never>>
  /** A message named this customer but came from an address of another one, `owner`, who keeps the address (I-0). */
  'customer.address_conflict': { readonly key: AddressKey; readonly owner: CustomerId }
  /** This customer was merged into another one; later events are in the stream of that one (CU-3, CU-7). */
  'customer.merged': { readonly into: CustomerId }
  /** Another customer was merged into this one, with all addresses (CU-3, CU-7). */
  'customer.absorbed': {
    readonly customer: CustomerId
    /** The ids that were merged into the other one before. */
    readonly absorbed: readonly CustomerId[]
    readonly addresses: readonly Address[]
    readonly lastInbounds: readonly LastInbound[]
    readonly contactPoints: readonly ContactPoint[]
    readonly registeredAt: Instant
  }
  /** The customer was erased: content and addresses of all events up to here are removed, also those of merged customers. What statistics need remains (CU-9). */
  'customer.erased': { readonly absorbed: readonly CustomerId[] }
}

export type CustomerEvent = EventOf<CustomerEvents>
