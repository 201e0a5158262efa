import type { Address } from '../channel/address.ts'
import { type AddressClaim, changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, hasAddress, hasAddressAs } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { grantAddress } from '../customer/grant-address.ts'
import type { Cause } from '../kernel/event.ts'
import { type CustomerId, eventId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import type { IdentifiedSender } from './identify.ts'
import type { InboundOutcome } from './inbound-decision.ts'
import type { ParsedInbound } from './parsed-inbound.ts'

/** The customer of an inbound, and what had to be written for that. */
export interface RegisteredSender {
  readonly customer: Customer
  readonly events: readonly CustomerEvent[]
  readonly claims: readonly AddressClaim[]
}

const emptyList: readonly never[] = []

const unchanged = (customer: Customer): RegisteredSender => ({
  customer,
  events: emptyList,
  claims: emptyList,
})

/** What is told of somebody's address: who they are, and where the customer who is known stands. */
export interface AddressSighting {
  readonly customer: Customer | null
  /** The id of a customer who is to be registered. */
  readonly id: CustomerId
  readonly address: Address | null
  /** Who has the address now. */
  readonly addressOwner: CustomerId | null
  readonly cause: Cause
}

/**
 * A customer never heard of is registered with the address; a known one gains an address that nobody has. What another
 * customer owns stays theirs, and `customer.address_conflict` says so (I-0, CU-1).
 */
export const registerAddress = (
  { customer, id, address, addressOwner, cause }: AddressSighting,
  context: Context,
): RegisteredSender => {
  if (customer !== null && (address === null || addressOwner === id || hasAddressAs(customer, address)))
    return unchanged(customer)
  const grant = address === null ? null : grantAddress(address, addressOwner, id)
  const isConflict = address !== null && grant === null
  if (customer !== null) {
    const isNewAddress = grant !== null && !hasAddressAs(customer, grant.address)
    if (!isNewAddress && !(isConflict && !hasAddress(customer, address.key))) return unchanged(customer)
  }
  const changing =
    customer === null ? newCustomer(id, context, cause) : changeCustomer(customer, context, cause)
  if (customer === null)
    changing.emit('customer.registered', { addresses: grant === null ? [] : [grant.address] })
  else if (grant !== null) changing.emit('customer.address_added', { address: grant.address, from: null })
  if (isConflict) changing.emit('customer.address_conflict', { key: address.key, owner: addressOwner ?? '' })
  const { state, events, claims } = changing.done(grant?.claims)
  return { customer: state, events, claims }
}

/** News of a message tells nothing of where its customer is reached: a bounce comes from a machine (I-18, I-19). */
const isAboutMessage = ({ kind, classification }: ParsedInbound, outcome: InboundOutcome): boolean =>
  outcome === 'confirm' || kind === 'signal' || kind === 'bounce' || classification.kind === 'bounce'

/** The customer of an inbound (I-0, CU-1). */
export const registerSender = (
  inbound: ParsedInbound,
  { role, snapshot: { customer, addressOwner } }: IdentifiedSender,
  outcome: InboundOutcome,
  context: Context,
): RegisteredSender => {
  if (customer !== null && (role === 'third_party' || isAboutMessage(inbound, outcome)))
    return unchanged(customer)
  const id = customer?.id ?? inbound.customer ?? eventId(context.commandId, context.emitted)
  return registerAddress({ customer, id, address: inbound.address, addressOwner, cause: 'receive' }, context)
}
