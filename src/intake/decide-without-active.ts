import type { Conversation } from '../conversation/conversation.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Reason, reason } from '../kernel/reason.ts'
import { spanEndOf } from '../policy/add-length.ts'
import type { Policy } from '../policy/policy.ts'
import {
  isWithin,
  reopenSpanFor,
  reopenWindowFor,
  type TopicRelation,
  topicRelationOf,
  windowStart,
} from '../policy/window.ts'
import type { IdentifiedSender } from './identify.ts'
import { type InboundDecision, type InboundDecisionContext, inboundDecision } from './inbound-decision.ts'
import { effectiveTime, isTooLate, type ParsedInbound } from './parsed-inbound.ts'
import { conversationIn } from './snapshot.ts'

/** The closed conversations that may be continued, in the order of I-9; merged ones never (CU-4). */
export const reopenCandidates = (
  inbound: ParsedInbound,
  { snapshot, referencedMessages }: IdentifiedSender,
  policy: Policy,
): readonly Conversation[] => {
  const { byTopic } = reopenWindowFor(policy, inbound.channel.name)
  const closed = snapshot.closed.filter((conversation) => conversation.mergedInto === null)
  const answered = referencedMessages
    .map((event) => conversationIn(snapshot, event.conversation))
    .find((conversation) => conversation !== null && closed.includes(conversation))
  const sameTopic = byTopic
    ? closed.find((conversation) => topicRelationOf(conversation.topics, inbound.topics) === 'same')
    : undefined
  const ordered = [answered, sameTopic, closed[0]].filter((found) => found != null)
  return [...new Set(ordered)]
}

/** I-10: so many reopenings in so short a time, and no person answered since. */
const isReopenStorm = (conversation: Conversation, policy: Policy, now: Instant): boolean => {
  if (policy.reopenGuard === null) return false
  const { reopens, within } = policy.reopenGuard
  const since = Math.max(now - within, conversation.lastAgentReplyAt ?? 0)
  return conversation.reopenedAt.filter((at) => at > since).length >= reopens
}

/** A voicemail that names its call belongs to that call's conversation, whatever the window (K-12). */
const decideVoicemail = (
  inbound: ParsedInbound,
  { snapshot, referencedMessages }: IdentifiedSender,
): InboundDecision | null => {
  const call =
    inbound.call === null
      ? undefined
      : referencedMessages.find((event) => event.type === 'call.started')?.conversation
  const callConversation = conversationIn(snapshot, call ?? null)
  return callConversation?.closed?.cause === 'abandoned' && callConversation.mergedInto === null
    ? inboundDecision('reopen', callConversation.id, [
        reason('K-12', 'voicemail_of_call', callConversation.id),
      ])
    : null
}

/** How the inbound relates to a candidate: its thread, the host's word, else topics (W-6, W-8). */
const relateTo = (
  inbound: ParsedInbound,
  { snapshot, referencedMessages }: IdentifiedSender,
  { id, topics }: Conversation,
  topicRelations: InboundDecisionContext['topicRelations'],
): { readonly relation: TopicRelation; readonly rule: string; readonly found: string } => {
  if (referencedMessages.some((event) => conversationIn(snapshot, event.conversation)?.id === id))
    return { relation: 'same', rule: 'I-16', found: 'answers_thread' }
  if (topicRelations !== undefined) {
    const relation = topicRelations[id] ?? 'unknown'
    return { relation, rule: 'W-8', found: `${relation}_topic` }
  }
  const relation = topicRelationOf(topics, inbound.topics)
  return { relation, rule: 'W-6', found: `${relation}_topic` }
}

/** I-8 to I-12: the customer has no active conversation. The first candidate whose window holds is reopened. */
export const decideWithoutActive = (
  inbound: ParsedInbound,
  identity: IdentifiedSender,
  context: InboundDecisionContext,
): InboundDecision => {
  const { now, policy, topicRelations } = context
  const voicemail = decideVoicemail(inbound, identity)
  if (voicemail !== null) return voicemail
  const at = effectiveTime(inbound, context)
  const window = reopenWindowFor(policy, inbound.channel.name)
  const candidates = reopenCandidates(inbound, identity, policy)
  const reasons: Reason[] = isTooLate(inbound, context) ? [reason('I-14', 'time_too_old')] : []
  for (const conversation of candidates) {
    const { id, closed } = conversation
    const { relation, rule, found: finding } = relateTo(inbound, identity, conversation, topicRelations)
    if (rule !== 'W-6' || window.byTopic) reasons.push(reason(rule, finding, id))
    const span = reopenSpanFor(window, relation)
    const anchor = windowStart(window, conversation)
    const isBeforeClose = closed !== null && at < closed.at
    const inside = isWithin(spanEndOf(policy, span, anchor), at)
    reasons.push(reason('W-1', inside ? 'inside_window' : 'outside_window', id, at - anchor, span))
    if (isBeforeClose) reasons.push(reason('I-15', 'before_close', id, at - closed.at))
    else if (!inside) continue
    if (isBeforeClose && policy.onLateMessage === 'append')
      return inboundDecision('append_silently', id, [...reasons, reason('I-15', 'append', id)])
    if (isReopenStorm(conversation, policy, now))
      return {
        ...inboundDecision('append_silently', id, [...reasons, reason('I-10', 'guard', id)]),
        suppressed: true,
      }
    return inboundDecision('reopen', id, [...reasons, reason('I-9', 'reopen', id)])
  }
  const first = candidates[0]
  if (first === undefined)
    return inboundDecision('start', null, [...reasons, reason('I-12', 'no_conversation')])
  return {
    ...inboundDecision('start', null, [...reasons, reason('I-11', 'follows', first.id)]),
    follows: first.id,
  }
}
