import { isOnChannel } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import type { Contact, ContactKey } from '../contact/contact.ts'
import { type Customer, hasAddress } from '../customer/customer.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Conversation } from './conversation.ts'

/** What the caller says of the other end; what is left out is looked up. */
interface CounterpartInput {
  readonly address?: string | null | undefined
  readonly endpoint?: string | null | undefined
  readonly session?: string | null | undefined
}

/** Customer and active conversation: what is known of the other end. */
interface CounterpartContext {
  readonly customer: Customer
  readonly active: Conversation | null
}

/** The other end of a message or call of ours. */
export interface Counterpart {
  readonly ok: true
  readonly key: ContactKey
  /** Whether there is an address, or a contact on this channel, now or before: else the message is for nobody. */
  readonly isReachable: boolean
}

/** Contacts with different addresses wait for a reply. */
export type ContactAmbiguous = Refusal<'contact.ambiguous'> & { readonly contacts: readonly ContactId[] }
/** There is no address to send to, on a channel that needs one. */
export type NoAddress = Refusal<'outbound.no_address'>

const contactAmbiguous = (waiting: readonly Contact[]): Refused<ContactAmbiguous> =>
  refuse({
    code: 'contact.ambiguous',
    rule: 'K-9',
    message: `Cannot choose a recipient: ${waiting.map(({ address }) => address).join(', ')} wait for a reply.`,
    remedy: 'Say which one is meant with `to`.',
    contacts: waiting.map(({ id }) => id),
  })

/** Refused: the message would be for nobody (R-1). */
export const noAddress = ({ name }: Pick<Channel, 'name'>, to?: string | null): Refused<NoAddress> =>
  refuse({
    code: 'outbound.no_address',
    rule: 'R-1',
    message: `Cannot send on ${name}: ${to ? `"${to}" is no address there` : 'no address of the customer is known there'}.`,
    remedy: 'Give an address with `to`.',
  })

/** A third party is never the default recipient; one whose address became the customer's is none any more (K-9). */
const isThirdParty = (customer: Customer, { thirdParty, address }: Contact): boolean =>
  thirdParty && (address === null || !hasAddress(customer, address))

const lastActivityOf = ({ startedAt, lastReplyAt }: Contact): Instant =>
  Math.max(startedAt, lastReplyAt ?? startedAt)

const latestContact = (contacts: readonly Contact[]): Contact | undefined =>
  contacts.toSorted((a, b) => lastActivityOf(a) - lastActivityOf(b)).at(-1)

/** The open contact that is meant: one that waits for a reply, else the latest that the customer began, else the latest. */
const findOpenContact = (
  { customer, active }: CounterpartContext,
  channel: Channel,
  { address, endpoint, session }: CounterpartInput,
): Contact | undefined | Refused<ContactAmbiguous> => {
  const open = (active?.contacts ?? []).filter(
    (contact) =>
      contact.channel === channel.name &&
      (address === undefined ? !isThirdParty(customer, contact) : address === contact.address) &&
      (endpoint === undefined || endpoint === contact.endpoint) &&
      (session === undefined || !channel.sessions || session === contact.session),
  )
  const waiting = open.filter(({ id }) => active?.pendingReplies.some(({ contact }) => contact === id))
  if (new Set(waiting.map((contact) => contact.address)).size > 1) return contactAmbiguous(waiting)
  const inboundContacts = open.filter(({ direction }) => direction === 'inbound')
  return latestContact([waiting, inboundContacts, open].find(({ length }) => length > 0) ?? [])
}

/**
 * What an outbound leaves unsaid is taken from the contact that it answers, else from where the customer was reached last
 * on that channel, which outlives its contacts, else from the profile (K-9, K-10).
 *
 * Refused: `contact.ambiguous`.
 */
export const findCounterpart = (
  context: CounterpartContext,
  channel: Channel,
  input: CounterpartInput,
): Counterpart | Refused<ContactAmbiguous> => {
  const { customer } = context
  const open = findOpenContact(context, channel, input)
  if (open !== undefined && 'ok' in open) return open
  if (open !== undefined) {
    const { endpoint, address, session } = open
    return { ok: true, key: { channel: channel.name, endpoint, address, session }, isReachable: true }
  }
  const matches = (one: Omit<ContactKey, 'session'>): boolean =>
    one.channel === channel.name &&
    (input.address === undefined
      ? one.address === null || hasAddress(customer, one.address)
      : one.address === input.address)
  const matchingContactPoints = (customer.contactPoints ?? []).filter(matches)
  const lastContactPoint =
    matchingContactPoints.findLast(({ hasInbound }) => hasInbound) ??
    matchingContactPoints.at(-1) ??
    customer.lastInbounds.findLast(matches)
  const channelAddresses = customer.addresses.filter(({ key }) => isOnChannel(key, channel))
  const profileAddress = (channelAddresses.find(({ shared }) => !shared) ?? channelAddresses[0])?.key ?? null
  const address = input.address === undefined ? (lastContactPoint?.address ?? profileAddress) : input.address
  // Visitors of a channel with sessions have no address there.
  const needsNoAddress = channel.sessions && channel.address === 'handle'
  return {
    ok: true,
    key: {
      channel: channel.name,
      endpoint: input.endpoint === undefined ? (lastContactPoint?.endpoint ?? null) : input.endpoint,
      address,
      session: (channel.sessions ? input.session : null) ?? null,
    },
    isReachable:
      address !== null || needsNoAddress || (lastContactPoint !== undefined && input.address === undefined),
  }
}

/** When the customer was last heard on this line (K-10). */
export const lastInboundAt = ({ lastInbounds }: Customer, key: ContactKey): Instant | null =>
  lastInbounds.find(
    (lastInbound) =>
      lastInbound.channel === key.channel &&
      lastInbound.endpoint === key.endpoint &&
      lastInbound.address === key.address,
  )?.at ?? null
