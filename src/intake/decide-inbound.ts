import { reason } from '../kernel/reason.ts'
import type { Policy } from '../policy/policy.ts'
import { decideAboutMessage } from './decide-about-message.ts'
import { decideCopy, decideDuplicate } from './decide-duplicate.ts'
import { decideWithoutActive } from './decide-without-active.ts'
import type { IdentifiedSender } from './identify.ts'
import {
  type InboundDecision,
  type InboundDecisionContext,
  inboundDecision,
  topicReasons,
} from './inbound-decision.ts'
import type { ParsedInbound } from './parsed-inbound.ts'
import { lastClosed } from './snapshot.ts'

/** I-6: a strong sign always counts; a weak one only if it answers nothing of ours and comes to no list. */
const isAutomated = (
  inbound: ParsedInbound,
  { referencedMessages }: IdentifiedSender,
  policy: Policy,
): boolean => {
  const { kind, strength } = inbound.classification
  if (kind === 'bounce') return true
  if (kind !== 'automated') return false
  if (strength === 'strong') return true
  const answersUs = referencedMessages.some((event) => event.type === 'message.sent')
  return !answersUs && !(inbound.endpoint !== null && policy.listEndpoints.includes(inbound.endpoint))
}

/** The rows of the table in their order; what is stored already and collisions are the caller's. */
const decideNew = (
  inbound: ParsedInbound,
  identity: IdentifiedSender,
  context: InboundDecisionContext,
): InboundDecision => {
  const special = decideAboutMessage(inbound, identity) ?? decideCopy(inbound, identity)
  if (special !== null) return special
  const { snapshot } = identity
  const { active, customer } = snapshot
  if (customer?.blocked === true) return inboundDecision('timeline_only', null, [reason('I-5', 'blocked')])
  const latest = active ?? lastClosed(snapshot)
  const { kind, evidence } = inbound.classification
  if (latest === null && kind === 'bounce')
    return inboundDecision(customer === null ? 'unmatched' : 'timeline_only', null, [
      reason('I-19', 'message_unknown'),
    ])
  if (isAutomated(inbound, identity, context.policy)) {
    const why = reason('I-6', evidence ?? 'automated', latest?.id ?? null)
    if (latest !== null) return inboundDecision('append_silently', latest.id, [why])
    return { ...inboundDecision('start', null, [why, reason('I-12', 'no_conversation')]), silent: true }
  }
  if (active !== null) return inboundDecision('append', active.id, [reason('I-7', 'active', active.id)])
  if (latest !== null && kind === 'acknowledgement' && context.policy.onAcknowledgement === 'silent')
    return inboundDecision('append_silently', latest.id, [reason('I-8', 'acknowledgement', latest.id)])
  return decideWithoutActive(inbound, identity, context)
}

/**
 * The one decision that places every inbound of every channel and says why (I-1 to I-19, K-12, W-1 to W-8). Pure: the
 * first row of the table that fits decides. What was due by `now` must have been applied to the situation (D-2).
 *
 * @example
 * const placement = decideInbound(arrival, identifySender(arrival, situation, emptySnapshot), context)
 * placement.outcome // 'reopen'
 * explainReasons(placement.reasons) // 'W-1: after 1 d 3 h, inside the 7 d window'
 */
export const decideInbound = (
  inbound: ParsedInbound,
  identity: IdentifiedSender,
  context: InboundDecisionContext,
): InboundDecision => {
  const duplicate = decideDuplicate(inbound, identity.snapshot)
  if (typeof duplicate !== 'boolean') return duplicate
  const decision = decideNew(inbound, identity, context)
  if (!duplicate && inbound.ignoredTopics.length === 0) return decision
  return { ...decision, collision: duplicate, reasons: [...decision.reasons, ...topicReasons(inbound)] }
}
