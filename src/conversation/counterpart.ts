import { isOnChannel } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import type { Contact, ContactKey } from '../contact/contact.ts'
import { type Customer, isReachedAt } from '../customer/customer.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Conversation } from './conversation.ts'

/** What the caller says of the other end; what is left out is looked up. */
interface Given {
  readonly address?: string | null | undefined
  readonly endpoint?: string | null | undefined
  readonly session?: string | null | undefined
}

/** Customer and active conversation: what is known of the other end. */
interface Known {
  readonly customer: Customer
  readonly active: Conversation | null
}

/** The other end of a message or call of ours. */
export interface Counterpart {
  readonly ok: true
  readonly key: ContactKey
  /** Whether there is an address, or a contact on this channel, now or before: else the message is for nobody. */
  readonly isKnown: boolean
}

/** Contacts with different addresses wait for a reply. */
export type ContactAmbiguous = Refusal<'contact.ambiguous'> & { readonly contacts: readonly ContactId[] }
/** There is no address to send to, on a channel that needs one. */
export type NoAddress = Refusal<'outbound.no_address'>

const ambiguous = (waiting: readonly Contact[]): Refused<ContactAmbiguous> =>
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
  thirdParty && (address === null || !isReachedAt(customer, address))

const activity = ({ startedAt, answeredAt }: Contact): Instant => Math.max(startedAt, answeredAt ?? startedAt)

const latest = (contacts: readonly Contact[]): Contact | undefined =>
  contacts.toSorted((a, b) => activity(a) - activity(b)).at(-1)

/** The open contact that is meant: one that waits for a reply, else the latest that the customer began, else the latest. */
const openContact = (
  { customer, active }: Known,
  channel: Channel,
  { address, endpoint, session }: Given,
): Contact | undefined | Refused<ContactAmbiguous> => {
  const open = (active?.contacts ?? []).filter(
    (contact) =>
      contact.channel === channel.name &&
      (address === undefined ? !isThirdParty(customer, contact) : address === contact.address) &&
      (endpoint === undefined || endpoint === contact.endpoint) &&
      (session === undefined || !channel.sessions || session === contact.session),
  )
  const waiting = open.filter(({ id }) => active?.owed.some(({ contact }) => contact === id))
  if (new Set(waiting.map((contact) => contact.address)).size > 1) return ambiguous(waiting)
  const begun = open.filter(({ direction }) => direction === 'inbound')
  return latest([waiting, begun, open].find(({ length }) => length > 0) ?? [])
}

/**
 * What an outbound leaves unsaid is taken from the contact that it answers, else from where the customer was reached last
 * on that channel, which outlives its contacts, else from the profile (K-9, K-10).
 *
 * Refused: `contact.ambiguous`.
 */
export const counterpart = (
  known: Known,
  channel: Channel,
  given: Given,
): Counterpart | Refused<ContactAmbiguous> => {
  const { customer } = known
  const open = openContact(known, channel, given)
  if (open !== undefined && 'ok' in open) return open
  if (open !== undefined) {
    const { endpoint, address, session } = open
    return { ok: true, key: { channel: channel.name, endpoint, address, session }, isKnown: true }
  }
  const isThere = (one: Omit<ContactKey, 'session'>): boolean =>
    one.channel === channel.name &&
    (given.address === undefined
      ? one.address === null || isReachedAt(customer, one.address)
      : one.address === given.address)
  const there = (customer.reached ?? []).filter(isThere)
  const reached = there.findLast(({ heard }) => heard) ?? there.at(-1) ?? customer.lines.findLast(isThere)
  const own = customer.addresses.filter(({ key }) => isOnChannel(key, channel))
  const profile = (own.find(({ shared }) => !shared) ?? own[0])?.key ?? null
  const address = given.address === undefined ? (reached?.address ?? profile) : given.address
  // Visitors of a channel with sessions have no address there.
  const isFree = channel.sessions && channel.address === 'handle'
  return {
    ok: true,
    key: {
      channel: channel.name,
      endpoint: given.endpoint === undefined ? (reached?.endpoint ?? null) : given.endpoint,
      address,
      session: (channel.sessions ? given.session : null) ?? null,
    },
    isKnown: address !== null || isFree || (reached !== undefined && given.address === undefined),
  }
}

/** When the customer was last heard on this line (K-10). */
export const lastHeard = ({ lines }: Customer, key: ContactKey): Instant | null =>
  lines.find(
    (kept) => kept.channel === key.channel && kept.endpoint === key.endpoint && kept.address === key.address,
  )?.lastIn ?? null
