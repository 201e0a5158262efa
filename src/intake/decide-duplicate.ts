import { commandIdOf } from '../kernel/ids.ts'
import { reason } from '../kernel/reason.ts'
import type { IdentifiedSender } from './identify.ts'
import { type InboundDecision, inboundDecision } from './inbound-decision.ts'
import type { ParsedInbound } from './parsed-inbound.ts'
import { belongsTo, conversationIn, type Snapshot, type StoredEvent } from './snapshot.ts'

/** I-1, I-2: whether this very message is stored already. Returns the placement, or whether it is a collision. */
export const decideDuplicate = (inbound: ParsedInbound, snapshot: Snapshot): InboundDecision | boolean => {
  if (snapshot.commandEvents.length === 0 && snapshot.referencedEvents.length === 0) return false
  const storedAs = (key: string): readonly StoredEvent[] =>
    [...snapshot.commandEvents, ...snapshot.referencedEvents].filter((event) => commandIdOf(event.id) === key)
  const storedFingerprint = ({ data }: StoredEvent): string | undefined =>
    'fingerprint' in data ? data.fingerprint : undefined
  const first = storedAs(inbound.messageKey)
  if (first.length === 0) return false
  const stored = first.find((event) => storedFingerprint(event) !== undefined) ?? first[0]
  const isSame =
    stored === undefined || (storedFingerprint(stored) ?? inbound.fingerprint) === inbound.fingerprint
  const found = isSame ? stored : storedAs(inbound.collisionKey)[0]
  return found === undefined
    ? true
    : inboundDecision('duplicate', found.conversation, [reason('I-1', 'seen', found.conversation)], found)
}

/** The same mail of one customer at another endpoint of ours is stored quietly, as a copy (I-1). */
export const decideCopy = (
  inbound: ParsedInbound,
  { snapshot }: IdentifiedSender,
): InboundDecision | null => {
  const { channel, endpoint, fingerprint, refs } = inbound
  const [id] = refs
  if (channel.class !== 'mail' || id === undefined) return null
  const copied = snapshot.referencedEvents.find((event) => {
    if (
      event.type !== 'message.received' ||
      snapshot.customer === null ||
      !belongsTo(snapshot.customer, event)
    )
      return false
    const { data } = event
    return data.refs.includes(id) && data.fingerprint === fingerprint && data.endpoint !== endpoint
  })
  if (copied === undefined) return null
  const conversation = conversationIn(snapshot, copied.conversation)?.id ?? copied.conversation
  const outcome = conversation === null ? 'timeline_only' : 'append_silently'
  return inboundDecision(outcome, conversation, [reason('I-1', 'copy_at_other_endpoint', conversation)])
}
