import { isOnChannel } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import type { ContactKey } from '../contact/contact.ts'
import type { Customer } from '../customer/customer.ts'
import type { Instant } from '../kernel/instant.ts'
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

type Line = Omit<ContactKey, 'session'>

const fits = (line: Line, channel: Channel, { address, endpoint }: Given): boolean =>
  line.channel === channel.name &&
  (address === undefined || address === line.address) &&
  (endpoint === undefined || endpoint === line.endpoint)

/**
 * What an outbound leaves unsaid is taken from the open contact of that channel, newest first, else from the line on
 * which the customer was last heard, which outlives its contacts (K-10), else from the profile.
 */
export const counterpart = ({ customer, active }: Known, channel: Channel, given: Given): ContactKey => {
  const session = channel.sessions ? given.session : undefined
  const open = active?.contacts.findLast(
    (contact) => fits(contact, channel, given) && (session === undefined || session === contact.session),
  )
  if (open !== undefined)
    return { channel: channel.name, endpoint: open.endpoint, address: open.address, session: open.session }
  const heard = customer.lines.findLast((line) => fits(line, channel, given))
  const own = customer.addresses.find(({ key }) => isOnChannel(key, channel))?.key ?? null
  return {
    channel: channel.name,
    endpoint: given.endpoint === undefined ? (heard?.endpoint ?? null) : given.endpoint,
    address: given.address === undefined ? (heard?.address ?? own) : given.address,
    session: session ?? null,
  }
}

/** When the customer was last heard on this line (K-10). */
export const lastHeard = ({ lines }: Customer, key: ContactKey): Instant | null =>
  lines.find(
    (kept) => kept.channel === key.channel && kept.endpoint === key.endpoint && kept.address === key.address,
  )?.lastIn ?? null
