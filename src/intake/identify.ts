import type { MessageSent } from '../conversation/said.ts'
import { isReachedAt } from '../customer/customer.ts'
import { sharedHolder } from '../customer/take.ts'
import type { Arrival } from './arrival.ts'
import { isOf, type Recorded, type Situation } from './situation.ts'

/** Who writes (I-0): a customer known or new, or a third party in a customer's thread (I-16). */
export interface Identity {
  readonly who: 'customer' | 'other'
  readonly situation: Situation
  /** The quoted messages that belong to this customer's stream. */
  readonly thread: readonly Recorded[]
}

/** The messages an arrival quotes that stand in this customer's stream. */
const threadIn = ({ customer, quoted }: Situation, { quotes }: Arrival): readonly Recorded[] => {
  if (customer === null || quotes.length === 0) return []
  const isQuoted = (event: Recorded): boolean =>
    (event.data as Partial<MessageSent>).refs?.some((ref) => quotes.includes(ref)) ?? false
  return quoted.filter((event) => isOf(customer, event) && isQuoted(event))
}

const wentTo = (event: Recorded, key: string): boolean => {
  if (event.type !== 'message.sent') return false
  const sent = event.data as MessageSent
  return sent.address === key || sent.to.includes(key)
}

/** A signal or a bounce is found by the id of the message it is about, and by nothing else (I-18, I-19). */
const isAbout = ({ kind, classification }: Arrival, thread: readonly Recorded[]): boolean =>
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
 * identify(arrival, situation, nobody).who // 'customer'
 */
export const identify = (arrival: Arrival, own: Situation, threaded: Situation): Identity => {
  const thread = threadIn(threaded, arrival)
  const mine = { who: 'customer' as const, situation: own, thread: threadIn(own, arrival) }
  const host = threaded.customer
  if (thread.length === 0 || host === null) return mine
  const about = isAbout(arrival, thread)
  if (about ? mine.thread.length > 0 : arrival.customer !== null) return mine
  if (own.customer !== null && own.customer.id === host.id) return mine
  const { address } = arrival
  const theirs = { who: 'customer' as const, situation: threaded, thread }
  if (address === null || about) return theirs
  if ((address.shared || own.holder === sharedHolder) && isReachedAt(host, address.key)) return theirs
  return thread.some((event) => wentTo(event, address.key)) ? { ...theirs, who: 'other' } : mine
}
