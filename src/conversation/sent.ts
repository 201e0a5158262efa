import type { Channel } from '../channel/channel.ts'
import type { ContactKey } from '../contact/contact.ts'
import { hasSameKey } from '../contact/contact.ts'
import type { Content } from '../kernel/event.ts'
import type { ConversationId, MessageId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import { changeConversation } from './change.ts'
import { emitReply } from './contacts.ts'
import type { Conversation } from './conversation.ts'
import { type EarlyReport, emitEarlyReports, reportEvent } from './early-reports.ts'
import type { ConversationEvent } from './events.ts'
import type { MessageSentData } from './message-data.ts'
import { timelineOnlyEvent } from './note.ts'
import { assignToActor, type OutboundIntent, type OutboundState } from './outbound.ts'

/** A message of ours, its addresses read and its ids digested. */
export interface ParsedOutbound {
  readonly channel: string
  readonly address?: string | null | undefined
  readonly endpoint?: string | null | undefined
  readonly session?: string | null | undefined
  /** Address keys of further recipients (I-16). */
  readonly otherRecipients: readonly string[]
  readonly refs: readonly string[]
  readonly fingerprint: string
  readonly content: Content
  readonly intent?: OutboundIntent | undefined
  /** The conversation the caller means, if it means one: refused if that is closed (C-6). */
  readonly conversation?: ConversationId | undefined
  /** A platform template may go after the reply window (K-10). */
  readonly template: boolean
  /** A machine's message that answers, like a bot's in conversation. An agent's always does. */
  readonly answers: boolean
  /** A machine that speaks first on purpose. */
  readonly starts: boolean
  /** When it was sent; default now. Never later than now counts (I-14). */
  readonly at?: Instant | undefined
  /** Another system sent it: recorded as it is told, whether or not there is an address. */
  readonly imported?: boolean | undefined
  /** Delivery reports that came before it (I-19). */
  readonly reports?: readonly EarlyReport[] | undefined
  /** The message under which the provider's echo of this very one is stored already (I-4). */
  readonly echoed: {
    readonly message: MessageId
    readonly conversation: ConversationId | null
    /** When the message happened: it answers what was said before, and nothing that came since. */
    readonly at: Instant
  } | null
}

/** What a message of ours changed; no conversation where it stands in the timeline alone. */
export interface SendResult {
  readonly ok: true
  readonly state: Conversation | null
  readonly events: readonly ConversationEvent[]
}

/** What the event of a message of ours says. */
export const messageSentData = (
  input: ParsedOutbound,
  key: ContactKey,
  isReply: boolean,
  { now }: Context,
): MessageSentData => ({
  channel: key.channel,
  endpoint: key.endpoint,
  address: key.address,
  session: key.session,
  refs: input.refs,
  fingerprint: input.fingerprint,
  providerTime: input.at !== undefined && input.at > now ? input.at : null,
  topics: [],
  isReply,
  otherRecipients: input.otherRecipients,
  template: input.template,
  echo: false,
})

/** A machine's outbound opens nothing: it joins the open contact of its key, else stands in the timeline alone. */
export const sendAutomated = (
  standing: OutboundState,
  input: ParsedOutbound,
  channel: Channel,
  key: ContactKey,
  context: Context,
): SendResult => {
  const { customer, active } = standing
  const contact = active?.contacts.find((open) => hasSameKey(open, key))
  const data = messageSentData(input, key, input.answers && contact !== undefined, context)
  const eventOptions = { content: input.content, occurredAt: input.at }
  const reports = input.reports ?? []
  if (active === null || contact === undefined) {
    const event = timelineOnlyEvent(customer.id, context, 'send', 'message.sent', data, eventOptions)
    const reportEvents = reports.map((report, n) => {
      const [type, reportData, options] = reportEvent(report, event.id, false)
      return timelineOnlyEvent(customer.id, contextAfter(context, n + 1), 'send', type, reportData, options)
    })
    return { ok: true, state: null, events: [event, ...reportEvents] as ConversationEvent[] }
  }
  const changing = changeConversation(active, context, 'send')
  const sent = emitReply(changing, 'message.sent', data, { contact: contact.id, ...eventOptions })
  emitEarlyReports(changing, channel, sent, reports)
  return changing.done()
}

/** The provider's echo came before the send: one message, and now its author is known (I-4). */
export const attributeEcho = (
  { active, customer }: OutboundState,
  { message, conversation, at }: NonNullable<ParsedOutbound['echoed']>,
  key: ContactKey,
  context: Context,
): SendResult => {
  if (active === null || active.id !== conversation) {
    const event = timelineOnlyEvent(
      customer.id,
      context,
      'send',
      'message.attributed',
      { message },
      { occurredAt: at },
    )
    return { ok: true, state: null, events: [event as ConversationEvent] }
  }
  const changing = changeConversation(active, context, 'send')
  const contact = active.contacts.find((open) => hasSameKey(open, key))?.id ?? null
  assignToActor(changing, false, context)
  emitReply(changing, 'message.attributed', { message }, { contact, occurredAt: at })
  return changing.done()
}
