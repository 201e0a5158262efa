import type { Instant } from '../kernel/instant.ts'
import { type Customer, isReachedAt, type Reached } from './customer.ts'

/** What is read of a message or call, whoever said it. */
interface Said extends Pick<Reached, 'channel' | 'endpoint' | 'address'> {
  readonly quiet?: boolean
  readonly answer?: boolean
  readonly direction?: 'inbound' | 'outbound'
}

/** What is read of an event. */
export interface SaidEvent {
  readonly type: string
  readonly occurredAt: Instant
  readonly data: unknown
}

/** Enough for every address that a person has. */
const reachedKept = 32

const isAt = (one: Reached, { channel, address }: Pick<Reached, 'channel' | 'address'>): boolean =>
  one.channel === channel && one.address === address

/** Two lists as one: of one channel and address the later counts. */
export const bothReached = (a: readonly Reached[], b: readonly Reached[]): readonly Reached[] => {
  const all = [...a, ...b].sort((one, other) => one.at - other.at)
  return all
    .filter((one, n) => !all.some((other, later) => later > n && isAt(other, one)))
    .slice(-reachedKept)
}

/** Whether the event was said by the other side; null if it says nothing of where the customer is reached. */
const heardIn = ({ type, data }: SaidEvent, { addresses }: Pick<Customer, 'addresses'>): boolean | null => {
  const { quiet, answer, direction, address } = data as Said
  if (quiet === true) return null
  if (type === 'message.received' || (type === 'call.started' && direction === 'inbound')) return true
  const isOurs = type === 'call.started' || (type === 'message.sent' && answer === true)
  return isOurs && (address === null || isReachedAt({ addresses }, address)) ? false : null
}

/** Where the customer was reached after an event (K-9); the same list if it says nothing new, as nearly every message does. */
export const reachedAfter = (
  customer: Pick<Customer, 'addresses' | 'reached'>,
  event: SaidEvent,
): readonly Reached[] => {
  const reached = customer.reached ?? []
  const heard = heardIn(event, customer)
  if (heard === null) return reached
  const { channel, endpoint, address } = event.data as Said
  const known = reached.find((one) => isAt(one, { channel, address }))
  const isLast = reached.findLast((one) => one.channel === channel)?.address === address
  const next = {
    channel,
    endpoint: endpoint ?? known?.endpoint ?? null,
    address,
    heard: heard || known?.heard === true,
    at: event.occurredAt,
  }
  if (known !== undefined && known.at > next.at) return reached
  if (known !== undefined && isLast && known.endpoint === next.endpoint && known.heard === next.heard)
    return reached
  return bothReached(reached, [next])
}
