import {
  type ConversationChange,
  type ConversationChanged,
  changeConversation,
  startConversation,
} from '../conversation/change.ts'
import { emitReply, endSupersededCalls, joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { type EarlyReport, emitEarlyReports } from '../conversation/early-reports.ts'
import { assignToCallTaker } from '../conversation/outbound.ts'
import { type AssigneeRetention, emitReopen } from '../conversation/reopen.ts'
import { emitTopics } from '../conversation/topics.ts'
import type { Customer } from '../customer/customer.ts'
import type { Actor } from '../kernel/actor.ts'
import type { EmitOptions } from '../kernel/origin.ts'
import type { Context } from '../policy/context.ts'
import { inboxFor } from '../policy/policy.ts'
import { callDataOf, echoData, inboundContactKey, messageReceivedData } from './event-data.ts'
import type { InboundDecision } from './inbound-decision.ts'
import type { ParsedInbound } from './parsed-inbound.ts'

/** The conversation that the placement names, begun to change: the one that is there, or a new one (A-5, I-11). */
export const openForInbound = (
  inbound: ParsedInbound,
  decision: InboundDecision,
  conversationNow: Conversation | null,
  customer: Customer,
  retention: AssigneeRetention,
  context: Context,
): ConversationChange => {
  if (conversationNow === null) {
    const inbox = inboxFor(context.policy, inbound.channel.name, inbound.endpoint)
    return startConversation(
      customer.id,
      { inbox, topics: inbound.topics, follows: decision.follows },
      context,
      'receive',
    )
  }
  const changing = changeConversation(conversationNow, context, 'receive')
  if (decision.outcome === 'reopen') emitReopen(changing, decision.reasons, retention, context)
  return changing
}

/**
 * The inbound joins or starts its contact and speaks in it (K-1). It ends a snooze that waited for a word of the customer
 * (Z-1), even where the contact is one that we began meanwhile.
 */
export const emitInbound = (
  inbound: ParsedInbound,
  decision: InboundDecision,
  changing: ConversationChange,
  options: EmitOptions,
  answeredBy: Actor | null,
  context: Context,
): ConversationChanged => {
  const { next, emit } = changing
  const opensConversation = decision.outcome !== 'append'
  const thirdParty = context.actor.kind === 'third_party'
  const origin = { direction: 'inbound' as const, opensConversation, topics: inbound.topics, thirdParty }
  const contact = joinContact(changing, inbound.channel.class, inboundContactKey(inbound), origin)
  const eventOptions = {
    occurredAt: options.occurredAt,
    content: options.content,
    contact,
    actor: options.actor,
  }
  if (inbound.kind === 'call') emit('call.started', callDataOf(inbound, decision, context), eventOptions)
  else emit('message.received', messageReceivedData(inbound, decision, context), eventOptions)
  if (next.snooze?.onReply === 'wake')
    emit('conversation.woken', { by: 'reply' }, { occurredAt: options.occurredAt })
  if (answeredBy !== null) {
    endSupersededCalls(changing, contact)
    emitReply(changing, 'call.answered', callDataOf(inbound, decision, context), {
      ...eventOptions,
      actor: answeredBy,
    })
    assignToCallTaker(changing, { ...context, actor: answeredBy })
  }
  emitTopics(changing, inbound.topics)
  return changing.done()
}

/** An unknown echo is a message of ours: an answer in the active conversation (I-4). */
export const emitEcho = (
  inbound: ParsedInbound,
  changing: ConversationChange,
  options: EmitOptions,
  reports: readonly EarlyReport[],
  context: Context,
): ConversationChanged => {
  const key = inboundContactKey(inbound)
  const contact =
    changing.next.contacts.find((found) => found.channel === key.channel && found.address === key.address)
      ?.id ?? null
  const sent = emitReply(changing, 'message.sent', echoData(inbound, true, context), { ...options, contact })
  emitEarlyReports(changing, inbound.channel, sent, reports)
  return changing.done()
}
