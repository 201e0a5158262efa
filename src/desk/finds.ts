import { sharedHolder } from '../customer/take.ts'
import type { Arrival } from '../intake/arrival.ts'
import { placeSeen } from '../intake/place-seen.ts'
import { nobody, type Situation } from '../intake/situation.ts'
import { eventId } from '../kernel/ids.ts'
import type { Find, Repository } from '../store/ports.ts'

/** Neither the host nor an address of his own says who it is (I-17). */
const isAnonymous = ({ address, customer }: Arrival): boolean =>
  customer === null && (address === null || address.shared)

/** Whoever has no address to be found by is found by the id that this very message would give him (I-1). */
const fallbackCustomer = (arrival: Arrival): string | null =>
  isAnonymous(arrival) ? eventId(arrival.key, 0) : arrival.customer

/** Other content under the id of an anonymous message is no repeat of it, so nothing says that its writer is the same. */
export const ownOf = (arrival: Arrival, own: Situation): Situation =>
  isAnonymous(arrival) && placeSeen(arrival, own) === true
    ? { ...nobody, holder: own.holder, seen: own.seen, quoted: own.quoted }
    : own

/**
 * The same inbound, and what is found of it, once the store says that its address is shared (I-17): one that names no
 * customer is asked for again as anonymous, so that its repeat is met.
 */
export const asShared = async (
  arrival: Arrival,
  found: readonly Situation[],
  find: Repository['find'],
): Promise<readonly [Arrival, readonly Situation[]]> => {
  const { address, customer } = arrival
  if (address === null || address.shared || found[0]?.holder !== sharedHolder) return [arrival, found]
  const shared = { ...arrival, address: { ...address, shared: true } }
  return [shared, customer === null ? await find(findsFor(shared)) : found]
}

/** The questions of one inbound, in one trip: the writer's situation, and that of the thread he answers (I-0, I-16). */
export const findsFor = (arrival: Arrival): readonly Find[] => {
  const own: Find = {
    customer: fallbackCustomer(arrival),
    address: arrival.address?.key ?? null,
    commands: [arrival.key, arrival.spareKey],
    quoted: [...new Set([...arrival.quotes, ...arrival.refs])],
    topics: arrival.topics,
    conversation: null,
    task: null,
  }
  const quotes = arrival.quotes.length > 0
  return quotes ? [own, { ...own, customer: null, address: null }] : [own]
}

/** The query for a thread names no address: who owns it stands in the first snapshot, and holds for both (CU-1). */
export const withHolder = ([own = nobody, ...others]: readonly Situation[]): readonly Situation[] => [
  own,
  ...others.map((other) => ({ ...other, holder: own.holder })),
]

/** Where commands of this inbound queue: by the customer, else by the address, else by the message itself. */
export const laneOf = (arrival: Arrival): string => arrival.customer ?? arrival.address?.key ?? arrival.key
