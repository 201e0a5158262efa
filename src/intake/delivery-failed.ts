import { type Changed, change } from '../conversation/change.ts'
import { joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { emitReopen, type Keep } from '../conversation/reopen.ts'
import type { MessageSent } from '../conversation/said.ts'
import { isReachedAt } from '../customer/customer.ts'
import { system } from '../kernel/actor.ts'
import { type EmitOptions, envelope } from '../kernel/origin.ts'
import { reason } from '../kernel/reason.ts'
import type { Context } from '../policy/context.ts'
import { channelOf } from '../policy/policy.ts'
import { reopenableUntil } from '../policy/window.ts'
import type { Placement } from './placement.ts'
import type { Situation } from './situation.ts'

const mayReopen = (c: Conversation, situation: Situation, { now, policy }: Context): boolean => {
  const until = reopenableUntil(c, policy)
  const inside = until === 'always' || (until !== 'never' && now <= until)
  return policy.failedAnswer === 'reopen' && situation.active === null && c.mergedInto === null && inside
}

/**
 * A message of ours did not arrive (I-19). If it was an answer, its contact is owed again, and starts anew if it has
 * ended; on a closed conversation it is recorded, and reopens it where the policy says so.
 */
export const emitDeliveryFailed = (
  fingerprint: string,
  placement: Placement,
  situation: Situation,
  keep: Keep,
  options: EmitOptions,
  context: Context,
): { readonly state: Conversation | null; readonly events: Changed['events'] } => {
  const failed = placement.message
  const sent = failed?.data as MessageSent
  const message = failed?.id ?? ''
  const customer = situation.customer?.id ?? ''
  const c =
    [situation.active, ...situation.closed].find((found) => found?.id === placement.conversation) ?? null
  const channel = channelOf(context.policy, sent.channel)
  const by = { ...options, actor: system }
  if (
    c === null ||
    channel === null ||
    !sent.answer ||
    (c.closed !== null && !mayReopen(c, situation, context))
  ) {
    const assignee = c === null ? null : { inbox: c.inbox, agent: c.agent }
    const data = { message, owed: false, fingerprint }
    const conversation = placement.conversation
    const event = envelope(
      context,
      0,
      'receive',
      customer,
      conversation,
      assignee,
      'delivery.failed',
      data,
      by,
    )
    return { state: null, events: [event as ConversationEvent] }
  }
  const changing = change(c, { ...context, actor: system }, 'receive')
  const opener = c.closed !== null
  if (opener) emitReopen(changing, [reason('I-19', 'answer_failed', c.id)], keep, context)
  const key = { channel: sent.channel, endpoint: sent.endpoint, address: sent.address, session: sent.session }
  const still = changing.next.contacts.find((open) => open.id === failed?.contact)?.id
  const thirdParty =
    sent.address !== null && situation.customer !== null && !isReachedAt(situation.customer, sent.address)
  const engagement = { direction: 'outbound', opener, topics: [], thirdParty } as const
  const contact = still ?? joinContact(changing, channel.class, key, engagement)
  changing.emit('delivery.failed', { message, owed: true, fingerprint }, { ...by, contact })
  return changing.done()
}
