import type { Channel } from '../channel/channel.ts'
import { canReply, type ReplyPermission } from '../channel/reply-window.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { emitReply, joinContact } from './contacts.ts'
import {
  type ContactAmbiguous,
  findCounterpart,
  lastInboundAt,
  type NoAddress,
  noAddress,
} from './counterpart.ts'
import { emitEarlyReports } from './early-reports.ts'
import {
  assignToActor,
  type ChannelUnknown,
  type IntentError,
  isToThirdParty,
  type OutboundState,
  openForOutbound,
  resolveChannel,
} from './outbound.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'
import {
  attributeEcho,
  messageSentData,
  type ParsedOutbound,
  type SendResult,
  sendAutomated,
} from './sent.ts'

export type SendError =
  | ConversationClosed
  | ChannelUnknown
  | IntentError
  | ContactAmbiguous
  | NoAddress
  | (Refusal<'message.reply_window_over'> & {
      readonly until: Instant | null
      readonly why: ReplyPermission['why']
    })

const replyWindowOver = (channel: Channel, { until, why }: ReplyPermission): Refused<SendError> =>
  refuse({
    code: 'message.reply_window_over',
    rule: 'K-10',
    message:
      why === 'no_inbound'
        ? `the customer has not written on ${channel.name} yet`
        : `the reply window of ${channel.name} is over`,
    remedy: 'send an approved template with template: true, or write on another channel',
    until,
    why,
  })

/**
 * Records a message of ours and places it (A-4, C-6, K-1, K-2, K-10, R-1, R-2, R-3): in the active conversation, in
 * the closed one reopened, or in a new one. The library does not send; the host does.
 *
 * Refused: `channel.unknown`, `conversation.closed`, `contact.ambiguous`, `outbound.no_address`, `message.reply_window_over`,
 * `outbound.intent_required`, `outbound.conversation_active`.
 *
 * @example
 * const sent = sendMessage(standing, message, context)
 * sent.ok && sent.state?.agent // 'sam'
 */
export const sendMessage = (
  state: OutboundState,
  input: ParsedOutbound,
  context: Context,
): SendResult | Refused<SendError> => {
  const channel = resolveChannel(context, input.channel)
  if ('ok' in channel) return channel
  const { active, closed } = state
  const targetConversation =
    [active, closed].find((conversation) => conversation?.id === input.conversation) ?? null
  const refused =
    targetConversation === null || input.intent === 'continue' ? null : requireOpen(targetConversation)
  if (refused !== null) return refused
  const recipient = findCounterpart(state, channel, input)
  if (!recipient.ok) return recipient
  const { key, isReachable } = recipient
  if (input.echoed !== null) return attributeEcho(state, input.echoed, key, context)
  if (!isReachable && input.imported !== true) return noAddress(channel)
  const isAgent = context.actor.kind === 'agent'
  const reply = canReply(
    channel,
    lastInboundAt(state.customer, key),
    isAgent ? 'agent' : 'automation',
    Math.min(input.at ?? context.now, context.now),
  )
  if (!reply.allowed && !input.template) return replyWindowOver(channel, reply)
  if (context.actor.kind === 'automation' && !input.starts)
    return sendAutomated(state, input, channel, key, context)
  const open = openForOutbound(state, channel, key.endpoint, input.intent, context, 'send')
  if (!open.ok) return open
  const { changing, opened } = open
  const thirdParty = isToThirdParty(state)
  const origin = { direction: 'outbound', opensConversation: opened, topics: [], thirdParty } as const
  const contact = joinContact(changing, channel.class, key, origin)
  assignToActor(changing, opened, context)
  const isReply = context.actor.kind !== 'automation' || input.answers
  const eventOptions = { contact, content: input.content, occurredAt: input.at }
  const sent = emitReply(
    changing,
    'message.sent',
    messageSentData(input, key, isReply, context),
    eventOptions,
  )
  emitEarlyReports(changing, channel, sent, input.reports ?? [])
  return changing.done()
}
