import type { Instant } from '../kernel/instant.ts'
import { type ContactPoint, type Customer, hasAddress } from './customer.ts'

/** What is read of a message or call, whoever said it. */
interface ContactPointData extends Pick<ContactPoint, 'channel' | 'endpoint' | 'address'> {
  readonly silent?: boolean
  readonly isReply?: boolean
  readonly direction?: 'inbound' | 'outbound'
}

/** What is read of an event. */
export interface ContactPointEvent {
  readonly type: string
  readonly occurredAt: Instant
  readonly data: unknown
}

/** Enough for every address that a person has. */
const maxContactPoints = 32

const hasSameAddress = (
  one: ContactPoint,
  { channel, address }: Pick<ContactPoint, 'channel' | 'address'>,
): boolean => one.channel === channel && one.address === address

/** Two lists as one: of one channel and address the later counts. */
export const mergeContactPoints = (
  a: readonly ContactPoint[],
  b: readonly ContactPoint[],
): readonly ContactPoint[] => {
  const all = [...a, ...b].sort((one, other) => one.at - other.at)
  return all
    .filter((one, n) => !all.some((other, later) => later > n && hasSameAddress(other, one)))
    .slice(-maxContactPoints)
}

/** Whether the event was said by the other side; null if it says nothing of where the customer is reached. */
const isInboundContact = (
  { type, data }: ContactPointEvent,
  { addresses }: Pick<Customer, 'addresses'>,
): boolean | null => {
  const { silent, isReply, direction, address } = data as ContactPointData
  if (silent === true) return null
  if (type === 'message.received' || (type === 'call.started' && direction === 'inbound')) return true
  const isFromCompany = type === 'call.started' || (type === 'message.sent' && isReply === true)
  return isFromCompany && (address === null || hasAddress({ addresses }, address)) ? false : null
}

/** Where the customer was reached after an event (K-9); the same list if it says nothing new, as nearly every message does. */
export const contactPointsAfter = (
  customer: Pick<Customer, 'addresses' | 'contactPoints'>,
  event: ContactPointEvent,
): readonly ContactPoint[] => {
  const contactPoints = customer.contactPoints ?? []
  const isInbound = isInboundContact(event, customer)
  if (isInbound === null) return contactPoints
  const { channel, endpoint, address } = event.data as ContactPointData
  const known = contactPoints.find((one) => hasSameAddress(one, { channel, address }))
  const isLast = contactPoints.findLast((one) => one.channel === channel)?.address === address
  const next = {
    channel,
    endpoint: endpoint ?? known?.endpoint ?? null,
    address,
    hasInbound: isInbound || known?.hasInbound === true,
    at: event.occurredAt,
  }
  if (known !== undefined && known.at > next.at) return contactPoints
  if (
    known !== undefined &&
    isLast &&
    known.endpoint === next.endpoint &&
    known.hasInbound === next.hasInbound
  )
    return contactPoints
  return mergeContactPoints(contactPoints, [next])
}
