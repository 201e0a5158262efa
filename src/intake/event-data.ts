import type { ContactKey } from '../contact/contact.ts'
import type { CallData, MessageReceivedData, MessageSentData } from '../conversation/message-data.ts'
import type { Context } from '../policy/context.ts'
import type { InboundDecision } from './inbound-decision.ts'
import { effectiveTime, type ParsedInbound } from './parsed-inbound.ts'

/** The key of an inbound's contact; a session belongs to it where the channel has sessions, and to every call (K-1). */
export const inboundContactKey = (inbound: ParsedInbound): ContactKey => ({
  channel: inbound.channel.name,
  endpoint: inbound.endpoint,
  address: inbound.address?.key ?? null,
  session: inbound.kind === 'call' || inbound.channel.sessions ? inbound.session : null,
})

/** The provider's time, where it is not the one that counts (I-14). */
const providerTimeOf = (inbound: ParsedInbound, context: Context): number | null =>
  inbound.at === effectiveTime(inbound, context) ? null : inbound.at

/** Whether a message speaks at all, or is only kept. */
const isSilent = ({ outcome, silent }: InboundDecision): boolean =>
  silent || (outcome !== 'append' && outcome !== 'reopen' && outcome !== 'start')

// Literals, field by field: a spread of the common part costs a hundred times as much on the path of every message.

/** What the event of an inbound message says. */
export const messageReceivedData = (
  inbound: ParsedInbound,
  decision: InboundDecision,
  context: Context,
): MessageReceivedData => ({
  channel: inbound.channel.name,
  endpoint: inbound.endpoint,
  address: inbound.address?.key ?? null,
  session: inbound.session,
  refs: inbound.refs,
  fingerprint: inbound.fingerprint,
  providerTime: providerTimeOf(inbound, context),
  topics: inbound.topics,
  silent: isSilent(decision),
  replyWindow: inbound.channel.replyWindow !== null,
  references: inbound.references,
  collision: decision.collision,
  reasons: decision.reasons,
})

/** What the event of an echo says: it was ours (I-4). */
export const echoData = (inbound: ParsedInbound, answer: boolean, context: Context): MessageSentData => ({
  channel: inbound.channel.name,
  endpoint: inbound.endpoint,
  address: inbound.address?.key ?? null,
  session: inbound.session,
  refs: inbound.refs,
  fingerprint: inbound.fingerprint,
  providerTime: providerTimeOf(inbound, context),
  topics: inbound.topics,
  isReply: answer,
  otherRecipients: [],
  template: false,
  echo: true,
})

/** What the event of a call says, inbound unless its contact says otherwise. */
export const callDataOf = (
  inbound: ParsedInbound,
  { direction = 'inbound', silent = false, reasons = [] }: Partial<CallData>,
  context: Context,
): CallData => ({
  channel: inbound.channel.name,
  endpoint: inbound.endpoint,
  address: inbound.address?.key ?? null,
  session: inbound.session,
  refs: inbound.refs,
  fingerprint: inbound.fingerprint,
  providerTime: providerTimeOf(inbound, context),
  topics: inbound.topics,
  direction,
  silent,
  reasons,
})
