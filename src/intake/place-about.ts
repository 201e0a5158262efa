import type { Said } from '../conversation/events.ts'
import { reason } from '../kernel/reason.ts'
import type { Arrival } from './arrival.ts'
import type { Identity } from './identify.ts'
import { type Placement, placed } from './placement.ts'
import type { Recorded } from './situation.ts'

/** The event of that type that carries one of these ids. */
const find = (quoted: readonly Recorded[], type: string, ids: readonly string[]): Recorded | undefined =>
  quoted.find((event) => event.type === type && (event.data as Said).refs.some((ref) => ids.includes(ref)))

/** The provider says that the company sent it (I-4). */
const placeEcho = (arrival: Arrival, { situation }: Identity): Placement => {
  const ours = find(situation.quoted, 'message.sent', arrival.refs)
  if (ours !== undefined)
    return placed('confirm', ours.conversation, [reason('I-4', 'known_echo', ours.conversation)], ours)
  const active = situation.active?.id ?? null
  return placed(active === null ? 'keep' : 'append', active, [reason('I-4', 'unknown_echo', active)])
}

/** A remark about a message, of either side (I-18). */
const placeSignal = ({ quotes }: Arrival, { situation: { quoted } }: Identity): Placement => {
  const target = find(quoted, 'message.received', quotes) ?? find(quoted, 'message.sent', quotes)
  return target === undefined
    ? placed('unmatched', null, [reason('I-18', 'message_unknown')])
    : placed('signal', target.conversation, [reason('I-18', 'attached')], target)
}

/** A message of ours did not arrive: told by the provider, or by a mail that quotes it (I-19). */
const placeBounce = (arrival: Arrival, { situation }: Identity): Placement | null => {
  const failed = find(situation.quoted, 'message.sent', arrival.quotes)
  if (failed === undefined)
    return arrival.kind === 'bounce' ? placed('unmatched', null, [reason('I-19', 'message_unknown')]) : null
  const { conversation } = failed
  return placed('delivery_failed', conversation, [reason('I-19', 'delivery_failed', conversation)], failed)
}

/** What is about a message of which we may know; null for whatever speaks for itself. */
export const placeAbout = (arrival: Arrival, identity: Identity): Placement | null => {
  if (arrival.kind === 'echo') return placeEcho(arrival, identity)
  if (arrival.kind === 'signal') return placeSignal(arrival, identity)
  const bounced = arrival.kind === 'bounce' || arrival.classification.kind === 'bounce'
  return bounced ? placeBounce(arrival, identity) : null
}
