import type { Channel } from '../channel/channel.ts'
import { type CanReply, canReply } from '../channel/reply-window.ts'
import type { ContactKey } from '../contact/contact.ts'
import { sameKey } from '../contact/contact.ts'
import type { Content } from '../kernel/event.ts'
import type { ConversationId, MessageId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { change } from './change.ts'
import { emitAnswer, joinContact } from './contacts.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent, MessageSent } from './events.ts'
import { type Frozen, frozen } from './frozen.ts'
import { beside } from './note.ts'
import {
  type ChannelUnknown,
  counterpart,
  type Intent,
  type IntentError,
  knownChannel,
  lastHeard,
  openForOutbound,
  type Standing,
  takeOver,
} from './outbound.ts'

/** A message of ours, its addresses read and its ids digested. */
export interface Outbound {
  readonly channel: string
  readonly address?: string | null
  readonly endpoint?: string | null
  readonly session?: string | null
  /** Address keys of further recipients (I-16). */
  readonly to: readonly string[]
  readonly refs: readonly string[]
  readonly fingerprint: string
  readonly content: Content
  readonly intent?: Intent
  /** The conversation the caller means, if it means one: refused if that is closed (C-6). */
  readonly conversation?: ConversationId
  /** A platform template may go after the reply window (K-10). */
  readonly template: boolean
  /** A machine's message that answers, like a bot's in conversation. An agent's always does. */
  readonly answers: boolean
  /** A machine that speaks first on purpose. */
  readonly starts: boolean
  /** The message under which the provider's echo of this very one is stored already (I-4). */
  readonly echoed: { readonly message: MessageId; readonly conversation: ConversationId | null } | null
}

export type SendError =
  | Frozen
  | ChannelUnknown
  | IntentError
  | (Refusal<'message.reply_window_over'> & { readonly until: Instant | null; readonly why: CanReply['why'] })

/** What a message of ours changed; no conversation where it stands in the timeline alone. */
export interface Sent {
  readonly ok: true
  readonly state: Conversation | null
  readonly events: readonly ConversationEvent[]
}

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

const dataOf = (input: Outbound, key: ContactKey, answer: boolean): MessageSent => ({
  channel: key.channel,
  endpoint: key.endpoint,
  address: key.address,
  session: key.session,
  refs: input.refs,
  fingerprint: input.fingerprint,
  givenAt: null,
  topics: [],
  answer,
  to: input.to,
  template: input.template,
  echo: false,
})

/** A machine's outbound opens nothing: it joins the open contact of its key, else stands in the timeline alone. */
const sendByMachine = (standing: Standing, input: Outbound, key: ContactKey, context: Context): Sent => {
  const { customer, active } = standing
  const contact = active?.contacts.find((open) => sameKey(open, key))
  const data = dataOf(input, key, input.answers && contact !== undefined)
  if (active === null || contact === undefined) {
    const event = beside(customer.id, context, 'send', 'message.sent', data, { content: input.content })
    return { ok: true, state: null, events: [event as ConversationEvent] }
  }
  const changing = change(active, context, 'send')
  emitAnswer(changing, 'message.sent', data, { contact: contact.id, content: input.content })
  return changing.done()
}

/** The provider's echo came before the send: one message, and now its author is known (I-4). */
const attribute = (
  { active, customer }: Standing,
  { message, conversation }: NonNullable<Outbound['echoed']>,
  key: ContactKey,
  context: Context,
): Sent => {
  if (active === null || active.id !== conversation) {
    const event = beside(customer.id, context, 'send', 'message.attributed', { message })
    return { ok: true, state: null, events: [event as ConversationEvent] }
  }
  const changing = change(active, context, 'send')
  const contact = active.contacts.find((open) => sameKey(open, key))?.id ?? null
  takeOver(changing, false, context)
  emitAnswer(changing, 'message.attributed', { message }, { contact })
  return changing.done()
}

/**
 * Records a message of ours and places it (A-4, C-6, K-1, K-2, K-10, R-1, R-2, R-3): in the active conversation, in
 * the closed one reopened, or in a new one. The library does not send; the host does.
 *
 * Refused: `channel.unknown`, `conversation.closed`, `message.reply_window_over`, `outbound.intent_required`,
 * `outbound.conversation_active`.
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
  const key = counterpart(standing, channel, input)
  if (input.echoed !== null) return attribute(standing, input.echoed, key, context)
  const person = context.actor.kind === 'agent'
  const reply = canReply(channel, lastHeard(standing, key), person ? 'agent' : 'automation', context.now)
  if (!reply.allowed && !input.template) return windowOver(channel, reply)
  if (context.actor.kind === 'automation' && !input.starts)
    return sendByMachine(standing, input, key, context)
  const open = openForOutbound(standing, channel, key.endpoint, input.intent, context, 'send')
  if (!open.ok) return open
  const { changing, opened } = open
  const contact = joinContact(changing, channel, key, { direction: 'outbound', opener: opened, topics: [] })
  takeOver(changing, opened, context)
  emitAnswer(changing, 'message.sent', dataOf(input, key, true), { contact, content: input.content })
  return changing.done()
}
