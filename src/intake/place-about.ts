import { reason } from '../kernel/reason.ts'
import type { Arrival } from './arrival.ts'
import type { Identity } from './identify.ts'
import { type Placement, placed } from './placement.ts'
import { conversationIn, type Recorded } from './situation.ts'

/** The message of that type that it names, in the stream of the customer whose it is. */
const find = ({ thread }: Identity, type: string): Recorded | undefined =>
  thread.find((event) => event.type === type)

/** The provider says that the company sent it (I-4). */
const placeEcho = (identity: Identity): Placement => {
  const ours = find(identity, 'message.sent')
  if (ours !== undefined)
    return placed('confirm', ours.conversation, [reason('I-4', 'known_echo', ours.conversation)], ours)
  const active = identity.situation.active?.id ?? null
  return placed(active === null ? 'keep' : 'append', active, [reason('I-4', 'unknown_echo', active)])
}

/** A delivery report whose message is not known yet is kept with the customer whose address it has (I-19). */
const placeEarly = ({ situation }: Identity): Placement =>
  placed(situation.customer === null ? 'unmatched' : 'keep', null, [reason('I-19', 'message_unknown')])

/** A remark about a message, of either side (I-18). */
const placeSignal = (arrival: Arrival, identity: Identity): Placement => {
  const target = find(identity, 'message.received') ?? find(identity, 'message.sent')
  if (target !== undefined) return placed('signal', target.conversation, [reason('I-18', 'attached')], target)
  const isReport = arrival.signal?.kind === 'delivered' || arrival.signal?.kind === 'read'
  return isReport ? placeEarly(identity) : placed('unmatched', null, [reason('I-18', 'message_unknown')])
}

/** A message of ours did not arrive: told by the provider, or by a mail that quotes it (I-19). */
const placeBounce = (arrival: Arrival, identity: Identity): Placement | null => {
  const failed = find(identity, 'message.sent')
  if (failed === undefined) return arrival.kind === 'bounce' ? placeEarly(identity) : null
  const { active } = identity.situation
  // Its contact may have gone on in another conversation since (W-10).
  const moved = active?.contacts.some(({ id }) => id === failed.contact) === true ? active : null
  const found = moved ?? conversationIn(identity.situation, failed.conversation)
  const conversation = found?.id ?? failed.conversation
  return placed('delivery-failed', conversation, [reason('I-19', 'delivery_failed', conversation)], failed)
}

/** What is about a message of which we may know; null for whatever speaks for itself. */
export const placeAbout = (arrival: Arrival, identity: Identity): Placement | null => {
  if (arrival.kind === 'echo') return placeEcho(identity)
  if (arrival.kind === 'signal') return placeSignal(arrival, identity)
  const bounced = arrival.kind === 'bounce' || arrival.classification.kind === 'bounce'
  return bounced ? placeBounce(arrival, identity) : null
}
