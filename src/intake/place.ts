import { reason } from '../kernel/reason.ts'
import type { Policy } from '../policy/policy.ts'
import type { Arrival } from './arrival.ts'
import type { Identity } from './identify.ts'
import { placeAbout } from './place-about.ts'
import { placeClosed } from './place-closed.ts'
import { placeCopy, placeSeen } from './place-seen.ts'
import { type PlaceContext, type Placement, placed, topicReasons } from './placement.ts'
import { lastClosed } from './situation.ts'

/** I-6: a strong sign always counts; a weak one only if it answers nothing of ours and comes to no list. */
const isAutomated = (arrival: Arrival, { thread }: Identity, policy: Policy): boolean => {
  const { kind, strength } = arrival.classification
  if (kind === 'bounce') return true
  if (kind !== 'automated') return false
  if (strength === 'strong') return true
  const answersUs = thread.some((event) => event.type === 'message.sent')
  return !answersUs && !(arrival.endpoint !== null && policy.listEndpoints.includes(arrival.endpoint))
}

/** The rows of the table in their order; what is stored already and collisions are the caller's. */
const decide = (arrival: Arrival, identity: Identity, context: PlaceContext): Placement => {
  const about = placeAbout(arrival, identity) ?? placeCopy(arrival, identity)
  if (about !== null) return about
  const { situation } = identity
  const { active, customer } = situation
  if (customer?.blocked === true) return placed('keep', null, [reason('I-5', 'blocked')])
  const latest = active ?? lastClosed(situation)
  const { kind, evidence } = arrival.classification
  if (latest === null && kind === 'bounce')
    return placed(customer === null ? 'unmatched' : 'keep', null, [reason('I-19', 'message_unknown')])
  if (isAutomated(arrival, identity, context.policy)) {
    const why = reason('I-6', evidence ?? 'automated', latest?.id ?? null)
    if (latest !== null) return placed('append-quietly', latest.id, [why])
    return { ...placed('start', null, [why, reason('I-12', 'no_conversation')]), quiet: true }
  }
  if (active !== null) return placed('append', active.id, [reason('I-7', 'active', active.id)])
  if (latest !== null && kind === 'acknowledgement' && context.policy.acknowledgement === 'quiet')
    return placed('append-quietly', latest.id, [reason('I-8', 'acknowledgement', latest.id)])
  return placeClosed(arrival, identity, context)
}

/**
 * The one decision that places every inbound of every channel and says why (I-1 to I-19, K-12, W-1 to W-8). Pure: the
 * first row of the table that fits decides. What was due by `now` must have been applied to the situation (D-2).
 *
 * @example
 * const placement = place(arrival, identify(arrival, situation, nobody), { now, policy })
 * placement.outcome // 'reopen'
 * explain(placement.reasons) // 'W-1: after 1 d 3 h, inside the 7 d window'
 */
export const place = (arrival: Arrival, identity: Identity, context: PlaceContext): Placement => {
  const seen = placeSeen(arrival, identity.situation)
  if (typeof seen !== 'boolean') return seen
  const placement = decide(arrival, identity, context)
  if (!seen && arrival.ignoredTopics.length === 0) return placement
  return { ...placement, collision: seen, reasons: [...placement.reasons, ...topicReasons(arrival)] }
}
