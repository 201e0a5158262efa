import type { Channel } from '../channel/channel.ts'
import type { Customer } from '../customer/customer.ts'
import { sharedAddressOwner } from '../customer/grant-address.ts'
import type { Cause } from '../kernel/event.ts'
import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { reason } from '../kernel/reason.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { channelOf, inboxFor } from '../policy/policy.ts'
import { reopenableUntil } from '../policy/window.ts'
import { emitAssign } from './assign.ts'
import { type ConversationChange, changeConversation, startConversation } from './change.ts'
import type { Conversation } from './conversation.ts'
import type { AssignReason } from './events.ts'
import { type AssigneeRetention, emitReopen, type ReopenWindowOver, reopenWindowOver } from './reopen.ts'

/** What an agent means by writing to a customer whose conversations are all closed. */
export type OutboundIntent = 'continue' | 'new'

/** What an outbound is decided on: the customer, the active conversation and the last closed one. */
export interface OutboundState {
  readonly customer: Customer
  readonly active: Conversation | null
  readonly closed: Conversation | null
  /** Who has the address written to, as the store knows it (CU-1). */
  readonly addressOwner?: CustomerId | null | undefined
  /** The host's word on agent and inbox, should the closed one be continued. */
  readonly retention?: AssigneeRetention | undefined
}

export type ChannelUnknown = Refusal<'channel.unknown'> & { readonly known: readonly string[] }

export type IntentError =
  | ReopenWindowOver
  | (Refusal<'outbound.intent_required'> & {
      readonly conversation: ConversationId
      readonly until: Instant | 'always'
    })
  | (Refusal<'outbound.conversation_active'> & { readonly active: ConversationId })

/** The declared channel, or a refusal that lists those there are. */
export const resolveChannel = (
  context: Pick<Context, 'policy'>,
  name: string,
): Channel | Refused<ChannelUnknown> =>
  channelOf(context.policy, name) ??
  refuse({
    code: 'channel.unknown',
    rule: 'K-1',
    message: `no channel is called "${name}"`,
    remedy: `use one of ${Object.keys(context.policy.channels).join(', ')}, or declare it in the policy`,
    known: Object.keys(context.policy.channels),
  })

const intentRequired = (closed: Conversation, until: Instant | 'always'): Refused<IntentError> =>
  refuse({
    code: 'outbound.intent_required',
    rule: 'R-1',
    message: `conversation ${closed.id} can still be continued`,
    remedy: "say intent: 'continue' to reopen it or intent: 'new' to start another",
    conversation: closed.id,
    until,
  })

const isInsideWindow = (until: Instant | 'always' | 'never', now: Instant): until is Instant | 'always' =>
  until === 'always' || (until !== 'never' && now <= until)

/**
 * Opens the conversation that an outbound of ours belongs to: the active one, the closed one reopened, or a new one
 * . The agent who opens or answers has it. `opened` tells whether it was not active before.
 */
export const openForOutbound = (
  { customer, active, closed, retention = { keepsAgent: true, inbox: null } }: OutboundState,
  channel: Channel,
  endpoint: string | null,
  intent: OutboundIntent | undefined,
  context: Context,
  cause: Cause,
):
  | { readonly ok: true; readonly changing: ConversationChange; readonly opened: boolean }
  | Refused<IntentError> => {
  if (active !== null && intent === 'new')
    return refuse({
      code: 'outbound.conversation_active',
      rule: 'R-2',
      message: `conversation ${active.id} is active, and a customer has one at a time`,
      remedy: 'send without an intent to join it, or separate or close it first',
      active: active.id,
    })
  if (active !== null)
    return { ok: true, changing: changeConversation(active, context, cause), opened: false }
  const last = closed?.mergedInto === null ? closed : null
  const until = last === null ? 'never' : reopenableUntil(last, context.policy, { channel: channel.name })
  if (last !== null && intent !== 'continue' && intent !== 'new' && isInsideWindow(until, context.now))
    return intentRequired(last, until)
  if (last !== null && intent === 'continue') {
    if (context.actor.kind === 'automation' && !isInsideWindow(until, context.now))
      return reopenWindowOver(until)
    const reopening = changeConversation(last, context, cause)
    emitReopen(reopening, [reason('R-1', 'intent_continue', last.id)], retention, context)
    return { ok: true, changing: reopening, opened: true }
  }
  const first = {
    inbox: inboxFor(context.policy, channel.name, endpoint),
    topics: [],
    follows: last?.id ?? null,
  }
  return { ok: true, changing: startConversation(customer.id, first, context, cause), opened: true }
}

/** Whether what we write goes to another customer: a third party in this conversation (K-9). */
export const isToThirdParty = ({ addressOwner, customer }: OutboundState): boolean =>
  addressOwner != null && addressOwner !== customer.id && addressOwner !== sharedAddressOwner

/** Assigns a conversation without an agent to the agent who answers, and one that this agent opened. */
export const assignToActor = (
  changing: ConversationChange,
  opened: boolean,
  { actor }: Context,
  reason: AssignReason = 'outbound',
): void => {
  if (actor.kind === 'agent' && (opened || changing.next.agent === null))
    emitAssign(changing, { agent: actor.id }, reason)
}

/** Assigns the conversation to the agent who took a call, by policy also when another agent has it. */
export const assignToCallTaker = (changing: ConversationChange, context: Context): void =>
  assignToActor(changing, context.policy.onCallAnswered === 'assign', context, 'inbound')
