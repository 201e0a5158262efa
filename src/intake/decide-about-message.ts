import { reason } from '../kernel/reason.ts'
import type { IdentifiedSender } from './identify.ts'
import { type InboundDecision, inboundDecision } from './inbound-decision.ts'
import type { ParsedInbound } from './parsed-inbound.ts'
import { conversationIn, type StoredEvent } from './snapshot.ts'

/** The message of that type that it names, in the stream of the customer whose it is. */
const findReferenced = ({ referencedMessages }: IdentifiedSender, type: string): StoredEvent | undefined =>
  referencedMessages.find((event) => event.type === type)

/** The provider says that the company sent it (I-4). */
const decideEcho = (identity: IdentifiedSender): InboundDecision => {
  const sentMessage = findReferenced(identity, 'message.sent')
  if (sentMessage !== undefined)
    return inboundDecision(
      'confirm',
      sentMessage.conversation,
      [reason('I-4', 'known_echo', sentMessage.conversation)],
      sentMessage,
    )
  const active = identity.snapshot.active?.id ?? null
  return inboundDecision(active === null ? 'timeline_only' : 'append', active, [
    reason('I-4', 'unknown_echo', active),
  ])
}

/** A delivery report whose message is not known yet is kept with the customer whose address it has (I-19). */
const decideEarlyReport = ({ snapshot }: IdentifiedSender): InboundDecision =>
  inboundDecision(snapshot.customer === null ? 'unmatched' : 'timeline_only', null, [
    reason('I-19', 'message_unknown'),
  ])

/** A remark about a message, of either side (I-18). */
const decideSignal = (inbound: ParsedInbound, identity: IdentifiedSender): InboundDecision => {
  const target = findReferenced(identity, 'message.received') ?? findReferenced(identity, 'message.sent')
  if (target !== undefined)
    return inboundDecision('signal', target.conversation, [reason('I-18', 'attached')], target)
  const isReport = inbound.signal?.kind === 'delivered' || inbound.signal?.kind === 'read'
  return isReport
    ? decideEarlyReport(identity)
    : inboundDecision('unmatched', null, [reason('I-18', 'message_unknown')])
}

/** A message of ours did not arrive: told by the provider, or by a mail that quotes it (I-19). */
const decideBounce = (inbound: ParsedInbound, identity: IdentifiedSender): InboundDecision | null => {
  const failed = findReferenced(identity, 'message.sent')
  if (failed === undefined) return inbound.kind === 'bounce' ? decideEarlyReport(identity) : null
  const { active } = identity.snapshot
  // Its contact may have gone on in another conversation since (W-10).
  const movedTo = active?.contacts.some(({ id }) => id === failed.contact) === true ? active : null
  const found = movedTo ?? conversationIn(identity.snapshot, failed.conversation)
  const conversation = found?.id ?? failed.conversation
  return inboundDecision(
    'delivery_failed',
    conversation,
    [reason('I-19', 'delivery_failed', conversation)],
    failed,
  )
}

/** What is about a message of which we may know; null for whatever speaks for itself. */
export const decideAboutMessage = (
  inbound: ParsedInbound,
  identity: IdentifiedSender,
): InboundDecision | null => {
  if (inbound.kind === 'echo') return decideEcho(identity)
  if (inbound.kind === 'signal') return decideSignal(inbound, identity)
  const isBounce = inbound.kind === 'bounce' || inbound.classification.kind === 'bounce'
  return isBounce ? decideBounce(inbound, identity) : null
}
