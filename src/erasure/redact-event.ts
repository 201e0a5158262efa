import type { Address } from '../channel/address.ts'
import type { Contact } from '../contact/contact.ts'
import type { Owed } from '../conversation/conversation.ts'
import type { Joined } from '../conversation/events.ts'
import type { CallFact, MessageReceived, MessageSent } from '../conversation/said.ts'
import type { Line, Reached } from '../customer/customer.ts'
import { withoutWords } from '../intake/redact-message.ts'
import type { Recorded } from '../intake/situation.ts'

/** The kind of an address stays, the address goes; it identifies nobody any more. */
const noAddress = ({ kind }: Address): Address => ({ kind, key: '', value: '', original: '', shared: true })

const noLine = (line: Line): Line => ({ ...line, address: null })

const noCounterpart = <T extends { readonly address: string | null; readonly session: string | null }>(
  fact: T,
): T => ({ ...fact, address: null, session: null })

/** Where each type's data say how a person is reached; types that are not here do not. */
const redactions: { readonly [type: string]: (data: never) => unknown } = {
  'customer.registered': ({ addresses }: { addresses: readonly Address[] }) => ({
    addresses: addresses.map(noAddress),
  }),
  'customer.address_added': (data: { address: Address }) => ({ ...data, address: noAddress(data.address) }),
  'customer.address_removed': (data: { key: string }) => ({ ...data, key: '' }),
  'identity.conflict': (data: { key: string }) => ({ ...data, key: '' }),
  'customer.absorbed': (data: {
    addresses: readonly Address[]
    lines: readonly Line[]
    reached?: readonly Reached[]
  }) => ({
    ...data,
    addresses: data.addresses.map(noAddress),
    lines: data.lines.map(noLine),
    reached: (data.reached ?? []).map((one) => ({ ...one, address: null })),
  }),
  'contact.started': noCounterpart as (data: never) => unknown,
  'conversation.joined': (data: Joined) => ({
    ...data,
    contacts: data.contacts.map(noCounterpart<Contact>),
    owed: data.owed.map(noCounterpart<Owed>),
  }),
  'message.received': noCounterpart<MessageReceived> as (data: never) => unknown,
  'message.sent': (data: MessageSent) => ({ ...noCounterpart(data), to: [] }),
  'call.started': noCounterpart<CallFact> as (data: never) => unknown,
  'call.answered': noCounterpart<CallFact> as (data: never) => unknown,
  'call.ended': noCounterpart<CallFact> as (data: never) => unknown,
}

/**
 * An event without content, addresses and sessions: what remains keeps counts and times true, and digests of ids, so
 * that a late retry is still a repeat (CU-9). The same event comes back if there is nothing to remove.
 *
 * @example
 * redactEvent(event).id === event.id // true
 */
export const redactEvent = (event: Recorded): Recorded => {
  const wordless = withoutWords(event)
  const redact = Object.hasOwn(redactions, event.type) ? redactions[event.type] : undefined
  const data = redact === undefined ? wordless.data : redact(wordless.data as never)
  const isOther = event.actor.kind === 'other' && event.actor.id !== null
  const actor = isOther ? { ...event.actor, id: null } : event.actor
  const redacted: Recorded = { ...wordless, actor, data }
  return JSON.stringify(redacted) === JSON.stringify(event) ? event : redacted
}
