import type { Address } from '../channel/address.ts'
import type { Contact } from '../contact/contact.ts'
import type { PendingReply } from '../conversation/conversation.ts'
import type { ConversationJoinedData } from '../conversation/events.ts'
import type { CallData, MessageReceivedData, MessageSentData } from '../conversation/message-data.ts'
import type { ContactPoint, LastInbound } from '../customer/customer.ts'
import { withoutPersonalText } from '../intake/redact-message.ts'
import type { StoredEvent } from '../intake/snapshot.ts'

/** The kind of an address stays, the address goes; it identifies nobody any more. */
const redactAddress = ({ kind }: Address): Address => ({
  kind,
  key: '',
  value: '',
  original: '',
  shared: true,
})

const redactLastInbound = (inbound: LastInbound): LastInbound => ({ ...inbound, address: null })

const redactCounterpart = <T extends { readonly address: string | null; readonly session: string | null }>(
  data: T,
): T => ({ ...data, address: null, session: null })

/** Where each type's data say how a person is reached; types that are not here do not. */
const redactions: { readonly [type: string]: (data: never) => unknown } = {
  'customer.registered': ({ addresses }: { addresses: readonly Address[] }) => ({
    addresses: addresses.map(redactAddress),
  }),
  'customer.address_added': (data: { address: Address }) => ({
    ...data,
    address: redactAddress(data.address),
  }),
  'customer.address_removed': (data: { key: string }) => ({ ...data, key: '' }),
  'customer.address_conflict': (data: { key: string }) => ({ ...data, key: '' }),
  'customer.absorbed': (data: {
    addresses: readonly Address[]
    lastInbounds: readonly LastInbound[]
    contactPoints?: readonly ContactPoint[]
  }) => ({
    ...data,
    addresses: data.addresses.map(redactAddress),
    lastInbounds: data.lastInbounds.map(redactLastInbound),
    contactPoints: (data.contactPoints ?? []).map((one) => ({ ...one, address: null })),
  }),
  'contact.started': redactCounterpart as (data: never) => unknown,
  'conversation.joined': (data: ConversationJoinedData) => ({
    ...data,
    contacts: data.contacts.map(redactCounterpart<Contact>),
    pendingReplies: data.pendingReplies.map(redactCounterpart<PendingReply>),
  }),
  'message.received': redactCounterpart<MessageReceivedData> as (data: never) => unknown,
  'message.sent': (data: MessageSentData) => ({ ...redactCounterpart(data), otherRecipients: [] }),
  'call.started': redactCounterpart<CallData> as (data: never) => unknown,
  'call.answered': redactCounterpart<CallData> as (data: never) => unknown,
  'call.ended': redactCounterpart<CallData> as (data: never) => unknown,
}

/**
 * An event without content, addresses and sessions: what remains keeps counts and times true, and digests of ids, so
 * that a late retry is still a repeat (CU-9). The same event comes back if there is nothing to remove.
 *
 * @example
 * redactEvent(event).id === event.id // true
 */
export const redactEvent = (event: StoredEvent): StoredEvent => {
  const withoutText = withoutPersonalText(event)
  const redact = Object.hasOwn(redactions, event.type) ? redactions[event.type] : undefined
  const data = redact === undefined ? withoutText.data : redact(withoutText.data as never)
  const isThirdParty = event.actor.kind === 'third_party' && event.actor.id !== null
  const actor = isThirdParty ? { ...event.actor, id: null } : event.actor
  const redacted = { ...withoutText, actor, data } as StoredEvent
  return JSON.stringify(redacted) === JSON.stringify(event) ? event : redacted
}
