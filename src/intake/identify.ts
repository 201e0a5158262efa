import { hasAddress } from '../customer/customer.ts'
import { sharedAddressOwner } from '../customer/grant-address.ts'
import type { ParsedInbound } from './parsed-inbound.ts'
import { belongsTo, type Snapshot, type StoredEvent } from './snapshot.ts'

/** Who writes (I-0): a customer known or new, or a third party in a customer's thread (I-16). */
export interface IdentifiedSender {
  readonly role: 'customer' | 'third_party'
  readonly snapshot: Snapshot
  /** The quoted messages that belong to this customer's stream. */
  readonly referencedMessages: readonly StoredEvent[]
}

/** The messages an arrival quotes that stand in this customer's stream. */
const referencedIn = (
  { customer, referencedEvents }: Snapshot,
  { references }: ParsedInbound,
): readonly StoredEvent[] => {
  if (customer === null || references.length === 0) return []
  const isReferenced = ({ data }: StoredEvent): boolean =>
    'refs' in data && data.refs.some((ref) => references.includes(ref))
  return referencedEvents.filter((event) => belongsTo(customer, event) && isReferenced(event))
}

const wasSentTo = ({ type, data }: StoredEvent, key: string): boolean =>
  type === 'message.sent' && (data.address === key || data.otherRecipients.includes(key))

/** A signal or a bounce is found by the id of the message it is about, and by nothing else (I-18, I-19). */
const isAboutMessage = ({ kind, classification }: ParsedInbound, thread: readonly StoredEvent[]): boolean =>
  kind === 'signal' ||
  kind === 'bounce' ||
  kind === 'echo' ||
  (classification.kind === 'bounce' && thread.some((event) => event.type === 'message.sent'))

/**
 * Decides who writes (I-0, I-16, I-17). `own` is the situation of the customer named or of the address's owner,
 * `threaded` that of the customer whose message is quoted. A thread counts only for its customer or for an address to
 * which the very message went; nobody else gets in by quoting an id.
 *
 * @example
 * identifySender(arrival, situation, emptySnapshot).role // 'customer'
 */
export const identifySender = (
  inbound: ParsedInbound,
  own: Snapshot,
  threaded: Snapshot,
): IdentifiedSender => {
  const thread = referencedIn(threaded, inbound)
  const fromOwn = { role: 'customer' as const, snapshot: own, referencedMessages: referencedIn(own, inbound) }
  const threadCustomer = threaded.customer
  if (thread.length === 0 || threadCustomer === null) return fromOwn
  const isAbout = isAboutMessage(inbound, thread)
  if (isAbout ? fromOwn.referencedMessages.length > 0 : inbound.customer !== null) return fromOwn
  if (own.customer !== null && own.customer.id === threadCustomer.id) return fromOwn
  const { address } = inbound
  const fromThread = { role: 'customer' as const, snapshot: threaded, referencedMessages: thread }
  if (address === null || isAbout) return fromThread
  if ((address.shared || own.addressOwner === sharedAddressOwner) && hasAddress(threadCustomer, address.key))
    return fromThread
  return thread.some((event) => wasSentTo(event, address.key))
    ? { ...fromThread, role: 'third_party' }
    : fromOwn
}
