import { type ConversationChanged, changeConversation } from '../conversation/change.ts'
import { joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { MessageSentData } from '../conversation/message-data.ts'
import { type AssigneeRetention, emitReopen } from '../conversation/reopen.ts'
import { hasAddress } from '../customer/customer.ts'
import { systemActor } from '../kernel/actor.ts'
import { createEvent, type EmitOptions } from '../kernel/origin.ts'
import { reason } from '../kernel/reason.ts'
import type { Context } from '../policy/context.ts'
import { channelOf } from '../policy/policy.ts'
import { reopenableUntil } from '../policy/window.ts'
import type { InboundDecision } from './inbound-decision.ts'
import type { Snapshot } from './snapshot.ts'

const canReopen = (c: Conversation, snapshot: Snapshot, { now, policy }: Context): boolean => {
  const until = reopenableUntil(c, policy)
  const inside = until === 'always' || (until !== 'never' && now <= until)
  return policy.onBouncedReply === 'reopen' && snapshot.active === null && c.mergedInto === null && inside
}

/**
 * A message of ours did not arrive (I-19). If it was an answer, its contact is owed again, and starts anew if it has
 * ended; on a closed conversation it is recorded, and reopens it where the policy says so.
 */
export const emitDeliveryFailed = (
  fingerprint: string,
  decision: InboundDecision,
  snapshot: Snapshot,
  retention: AssigneeRetention,
  options: EmitOptions,
  context: Context,
): { readonly state: Conversation | null; readonly events: ConversationChanged['events'] } => {
  const failed = decision.message
  const sent = failed?.data as MessageSentData
  const message = failed?.id ?? ''
  const customer = snapshot.customer?.id ?? ''
  const c = [snapshot.active, ...snapshot.closed].find((found) => found?.id === decision.conversation) ?? null
  const channel = channelOf(context.policy, sent.channel)
  const eventOptions = { ...options, actor: systemActor }
  if (
    c === null ||
    channel === null ||
    !sent.isReply ||
    (c.closed !== null && !canReopen(c, snapshot, context))
  ) {
    const assignee = c === null ? null : { inbox: c.inbox, agent: c.agent }
    const data = { message, pendingAgain: false, fingerprint }
    const conversation = decision.conversation
    const event = createEvent(
      context,
      0,
      'receive',
      customer,
      conversation,
      assignee,
      'delivery.failed',
      data,
      eventOptions,
    )
    return { state: null, events: [event as ConversationEvent] }
  }
  const changing = changeConversation(c, { ...context, actor: systemActor }, 'receive')
  const opensConversation = c.closed !== null
  if (opensConversation) emitReopen(changing, [reason('I-19', 'answer_failed', c.id)], retention, context)
  const key = { channel: sent.channel, endpoint: sent.endpoint, address: sent.address, session: sent.session }
  const openContactId = changing.next.contacts.find((open) => open.id === failed?.contact)?.id
  const thirdParty =
    sent.address !== null && snapshot.customer !== null && !hasAddress(snapshot.customer, sent.address)
  const origin = { direction: 'outbound', opensConversation, topics: [], thirdParty } as const
  const contact = openContactId ?? joinContact(changing, channel.class, key, origin)
  changing.emit('delivery.failed', { message, pendingAgain: true, fingerprint }, { ...eventOptions, contact })
  return changing.done()
}
