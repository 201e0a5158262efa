import type { MessageReceived } from '../conversation/said.ts'
import { commandOf } from '../kernel/ids.ts'
import { reason } from '../kernel/reason.ts'
import type { Arrival } from './arrival.ts'
import type { Identity } from './identify.ts'
import { type Placement, placed } from './placement.ts'
import { conversationIn, isOf, type Recorded, type Situation } from './situation.ts'

/** I-1, I-2: whether this very message is stored already. Returns the placement, or whether it is a collision. */
export const placeSeen = (arrival: Arrival, situation: Situation): Placement | boolean => {
  if (situation.seen.length === 0 && situation.quoted.length === 0) return false
  const storedAs = (key: string): readonly Recorded[] =>
    [...situation.seen, ...situation.quoted].filter((event) => commandOf(event.id) === key)
  const printOf = (event: Recorded): string | undefined =>
    (event.data as Partial<MessageReceived>).fingerprint
  const first = storedAs(arrival.key)
  if (first.length === 0) return false
  const fact = first.find((event) => printOf(event) !== undefined) ?? first[0]
  const same = fact === undefined || (printOf(fact) ?? arrival.fingerprint) === arrival.fingerprint
  const found = same ? fact : storedAs(arrival.spareKey)[0]
  return found === undefined
    ? true
    : placed('duplicate', found.conversation, [reason('I-1', 'seen', found.conversation)], found)
}

/** The same mail of one customer at another endpoint of ours is stored quietly, as a copy (I-1). */
export const placeCopy = (arrival: Arrival, { situation }: Identity): Placement | null => {
  const { channel, endpoint, fingerprint, refs } = arrival
  const [id] = refs
  if (channel.class !== 'mail' || id === undefined) return null
  const copied = situation.quoted.find((event) => {
    if (event.type !== 'message.received' || situation.customer === null || !isOf(situation.customer, event))
      return false
    const said = event.data as MessageReceived
    return said.refs.includes(id) && said.fingerprint === fingerprint && said.endpoint !== endpoint
  })
  if (copied === undefined) return null
  const conversation = conversationIn(situation, copied.conversation)?.id ?? copied.conversation
  const outcome = conversation === null ? 'keep' : 'append-quietly'
  return placed(outcome, conversation, [reason('I-1', 'copy_at_other_endpoint', conversation)])
}
