import type { Channel } from '../channel/channel.ts'
import { type CanReply, canReply } from '../channel/reply-window.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { emitAnswer, joinContact } from './contacts.ts'
import { type ContactAmbiguous, counterpart, lastHeard, type NoAddress, noAddress } from './counterpart.ts'
import { type Frozen, frozen } from './frozen.ts'
import {
  type ChannelUnknown,
  type IntentError,
  isForeign,
  knownChannel,
  openForOutbound,
  type Standing,
  takeOver,
} from './outbound.ts'
import { emitReports } from './reports.ts'
import { attribute, dataOf, type Outbound, type Sent, sendByMachine } from './sent.ts'

export type SendError =
  | Frozen
  | ChannelUnknown
  | IntentError
  | ContactAmbiguous
  | NoAddress
  | (Refusal<'message.reply_window_over'> & { readonly until: Instant | null; readonly why: CanReply['why'] })

const windowOver = (channel: Channel, { until, why }: CanReply): Refused<SendError> =>
  refuse({
    code: 'message.reply_window_over',
    rule: 'K-10',
    message:
      why === 'never_heard'
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
  standing: Standing,
  input: Outbound,
  context: Context,
): Sent | Refused<SendError> => {
  const channel = knownChannel(context, input.channel)
  if ('ok' in channel) return channel
  const { active, closed } = standing
  const meant = [active, closed].find((conversation) => conversation?.id === input.conversation) ?? null
  const refused = meant === null || input.intent === 'continue' ? null : frozen(meant)
  if (refused !== null) return refused
  const other = counterpart(standing, channel, input)
  if (!other.ok) return other
  const { key, isKnown } = other
  if (input.echoed !== null) return attribute(standing, input.echoed, key, context)
  if (!isKnown && input.imported !== true) return noAddress(channel)
  const person = context.actor.kind === 'agent'
  const reply = canReply(
    channel,
    lastHeard(standing.customer, key),
    person ? 'agent' : 'automation',
    Math.min(input.at ?? context.now, context.now),
  )
  if (!reply.allowed && !input.template) return windowOver(channel, reply)
  if (context.actor.kind === 'automation' && !input.starts)
    return sendByMachine(standing, input, channel, key, context)
  const open = openForOutbound(standing, channel, key.endpoint, input.intent, context, 'send')
  if (!open.ok) return open
  const { changing, opened } = open
  const thirdParty = isForeign(standing)
  const engagement = { direction: 'outbound', opener: opened, topics: [], thirdParty } as const
  const contact = joinContact(changing, channel.class, key, engagement)
  takeOver(changing, opened, context)
  const answer = context.actor.kind !== 'automation' || input.answers
  const said = { contact, content: input.content, occurredAt: input.at }
  const sent = emitAnswer(changing, 'message.sent', dataOf(input, key, answer, context), said)
  emitReports(changing, channel, sent, input.reports ?? [])
  return changing.done()
}
