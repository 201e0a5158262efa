import type { Conversation } from '../conversation/conversation.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Reason, reason } from '../kernel/reason.ts'
import { spanEnd } from '../policy/business.ts'
import type { Policy } from '../policy/policy.ts'
import { anchorOf, holds, type Relation, relationOf, spanOf, windowFor } from '../policy/window.ts'
import { type Arrival, countedAt, isTooLate } from './arrival.ts'
import type { Identity } from './identify.ts'
import { type PlaceContext, type Placement, placed } from './placement.ts'
import { conversationIn } from './situation.ts'

/** The closed conversations that may be continued, in the order of I-9; merged ones never (CU-4). */
export const candidates = (
  arrival: Arrival,
  { situation, thread }: Identity,
  policy: Policy,
): readonly Conversation[] => {
  const { byTopic } = windowFor(policy, arrival.channel.name)
  const closed = situation.closed.filter((conversation) => conversation.mergedInto === null)
  const answered = thread
    .map((event) => conversationIn(situation, event.conversation))
    .find((conversation) => conversation !== null && closed.includes(conversation))
  const sameTopic = byTopic
    ? closed.find((conversation) => relationOf(conversation.topics, arrival.topics) === 'same')
    : undefined
  const ordered = [answered, sameTopic, closed[0]].filter((found) => found != null)
  return [...new Set(ordered)]
}

/** I-10: so many reopenings in so short a time, and no person answered since. */
const isStorm = (conversation: Conversation, policy: Policy, now: Instant): boolean => {
  if (policy.reopenGuard === null) return false
  const { reopens, within } = policy.reopenGuard
  const since = Math.max(now - within, conversation.answeredAt ?? 0)
  return conversation.reopenedAt.filter((at) => at > since).length >= reopens
}

/** A voicemail that names its call belongs to that call's conversation, whatever the window (K-12). */
const placeVoicemail = (arrival: Arrival, { situation, thread }: Identity): Placement | null => {
  const call =
    arrival.call === null ? undefined : thread.find((event) => event.type === 'call.started')?.conversation
  const rung = conversationIn(situation, call ?? null)
  return rung?.closed?.cause === 'abandoned' && rung.mergedInto === null
    ? placed('reopen', rung.id, [reason('K-12', 'voicemail_of_call', rung.id)])
    : null
}

/** How the inbound relates to a candidate: its thread, the host's word, else topics (W-6, W-8). */
const relate = (
  arrival: Arrival,
  { situation, thread }: Identity,
  { id, topics }: Conversation,
  sameMatter: PlaceContext['sameMatter'],
): { readonly relation: Relation; readonly rule: string; readonly found: string } => {
  if (thread.some((event) => conversationIn(situation, event.conversation)?.id === id))
    return { relation: 'same', rule: 'I-16', found: 'answers_thread' }
  if (sameMatter !== undefined) {
    const relation = sameMatter[id] ?? 'unknown'
    return { relation, rule: 'W-8', found: `${relation}_matter` }
  }
  const relation = relationOf(topics, arrival.topics)
  return { relation, rule: 'W-6', found: `${relation}_topic` }
}

/** I-8 to I-12: the customer has no active conversation. The first candidate whose window holds is reopened. */
export const placeClosed = (arrival: Arrival, identity: Identity, context: PlaceContext): Placement => {
  const { now, policy, sameMatter } = context
  const voicemail = placeVoicemail(arrival, identity)
  if (voicemail !== null) return voicemail
  const at = countedAt(arrival, context)
  const window = windowFor(policy, arrival.channel.name)
  const found = candidates(arrival, identity, policy)
  const reasons: Reason[] = isTooLate(arrival, context) ? [reason('I-14', 'time_too_old')] : []
  for (const conversation of found) {
    const { id, closed } = conversation
    const { relation, rule, found: how } = relate(arrival, identity, conversation, sameMatter)
    if (rule !== 'W-6' || window.byTopic) reasons.push(reason(rule, how, id))
    const span = spanOf(window, relation)
    const anchor = anchorOf(window, conversation)
    const late = closed !== null && at < closed.at
    const inside = holds(spanEnd(policy, span, anchor), at)
    reasons.push(reason('W-1', inside ? 'inside_window' : 'outside_window', id, at - anchor, span))
    if (late) reasons.push(reason('I-15', 'before_close', id, at - closed.at))
    else if (!inside) continue
    if (late && policy.lateMessage === 'append')
      return placed('append-quietly', id, [...reasons, reason('I-15', 'append', id)])
    if (isStorm(conversation, policy, now))
      return {
        ...placed('append-quietly', id, [...reasons, reason('I-10', 'guard', id)]),
        suppressed: true,
      }
    return placed('reopen', id, [...reasons, reason('I-9', 'reopen', id)])
  }
  const first = found[0]
  if (first === undefined) return placed('start', null, [...reasons, reason('I-12', 'no_conversation')])
  return { ...placed('start', null, [...reasons, reason('I-11', 'follows', first.id)]), follows: first.id }
}
