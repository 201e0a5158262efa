import { type Changed, type ConversationChange, change, start } from '../conversation/change.ts'
import { emitAnswer, joinContact, supersede } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { takeCall } from '../conversation/outbound.ts'
import { emitReopen, type Keep } from '../conversation/reopen.ts'
import { type EarlyReport, emitReports } from '../conversation/reports.ts'
import { emitTopics } from '../conversation/topics.ts'
import type { Customer } from '../customer/customer.ts'
import type { Actor } from '../kernel/actor.ts'
import type { EmitOptions } from '../kernel/origin.ts'
import type { Context } from '../policy/context.ts'
import { inboxFor } from '../policy/policy.ts'
import type { Arrival } from './arrival.ts'
import { callOf, keyOf, messageOf, sentOf } from './facts.ts'
import type { Placement } from './placement.ts'

/** The conversation that the placement names, begun to change: the one that is there, or a new one (A-5, I-11). */
export const openFor = (
  arrival: Arrival,
  placement: Placement,
  present: Conversation | null,
  customer: Customer,
  keep: Keep,
  context: Context,
): ConversationChange => {
  if (present === null) {
    const inbox = inboxFor(context.policy, arrival.channel.name, arrival.endpoint)
    return start(
      customer.id,
      { inbox, topics: arrival.topics, follows: placement.follows },
      context,
      'receive',
    )
  }
  const changing = change(present, context, 'receive')
  if (placement.outcome === 'reopen') emitReopen(changing, placement.reasons, keep, context)
  return changing
}

/**
 * The inbound joins or starts its contact and speaks in it (K-1). It ends a snooze that waited for a word of the customer
 * (Z-1), even where the contact is one that we began meanwhile.
 */
export const speak = (
  arrival: Arrival,
  placement: Placement,
  changing: ConversationChange,
  options: EmitOptions,
  takenBy: Actor | null,
  context: Context,
): Changed => {
  const { next, emit } = changing
  const opener = placement.outcome !== 'append'
  const thirdParty = context.actor.kind === 'other'
  const engagement = { direction: 'inbound' as const, opener, topics: arrival.topics, thirdParty }
  const contact = joinContact(changing, arrival.channel.class, keyOf(arrival), engagement)
  const said = { occurredAt: options.occurredAt, content: options.content, contact, actor: options.actor }
  if (arrival.kind === 'call') emit('call.started', callOf(arrival, placement, context), said)
  else emit('message.received', messageOf(arrival, placement, context), said)
  if (next.snooze?.onReply === 'wake')
    emit('conversation.woken', { by: 'reply' }, { occurredAt: options.occurredAt })
  if (takenBy !== null) {
    supersede(changing, contact)
    emitAnswer(changing, 'call.answered', callOf(arrival, placement, context), { ...said, actor: takenBy })
    takeCall(changing, { ...context, actor: takenBy })
  }
  emitTopics(changing, arrival.topics)
  return changing.done()
}

/** An unknown echo is a message of ours: an answer in the active conversation (I-4). */
export const speakForUs = (
  arrival: Arrival,
  changing: ConversationChange,
  options: EmitOptions,
  reports: readonly EarlyReport[],
  context: Context,
): Changed => {
  const key = keyOf(arrival)
  const contact =
    changing.next.contacts.find((found) => found.channel === key.channel && found.address === key.address)
      ?.id ?? null
  const sent = emitAnswer(changing, 'message.sent', sentOf(arrival, true, context), { ...options, contact })
  emitReports(changing, arrival.channel, sent, reports)
  return changing.done()
}
