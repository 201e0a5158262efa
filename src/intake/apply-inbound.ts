import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { AssigneeRetention } from '../conversation/reopen.ts'
import type { AddressClaim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { Actor } from '../kernel/actor.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import { emitDeliveryFailed } from './delivery-failed.ts'
import { findEarlyReports } from './early-reports.ts'
import { emitEcho, emitInbound, openForInbound } from './emit-inbound.ts'
import type { IdentifiedSender } from './identify.ts'
import type { InboundDecision } from './inbound-decision.ts'
import { effectiveTime, type ParsedInbound } from './parsed-inbound.ts'
import { recordSilently } from './record-silently.ts'
import { isRedacted, redactMessage } from './redact-message.ts'
import { type RegisteredSender, registerSender } from './register-sender.ts'
import { conversationIn, type StoredEvent } from './snapshot.ts'

/** What an inbound changed: one customer, at most one conversation, in one write (O-5). */
export interface InboundApplied {
  readonly ok: true
  readonly customer: Customer
  /** The conversation as it is now; null where it stands in the timeline alone. */
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly AddressClaim[]
  /** Stored events whose content goes with the same write (E-7). */
  readonly redacted?: readonly StoredEvent[] | undefined
}

/** What is known beside the inbound itself. */
export interface ApplyInboundOptions {
  /** Whether a reopening keeps the agent: the host's word. */
  readonly retention: AssigneeRetention
  /** A call of whose start nobody told us was taken by this agent (K-3). */
  readonly answeredBy: Actor | null
}

const actorOf = (inbound: ParsedInbound, { role }: IdentifiedSender, customer: Customer): Actor =>
  inbound.kind === 'echo'
    ? { kind: 'api', id: null }
    : role === 'third_party'
      ? { kind: 'third_party', id: inbound.address?.key ?? null }
      : { kind: 'customer', id: customer.id }

/** Some platforms demand that what a customer deletes there is deleted here: the message and its edits (E-7, I-18). */
const redactedBySignal = (
  { signal, channel }: ParsedInbound,
  { outcome, message }: InboundDecision,
  { snapshot }: IdentifiedSender,
): readonly StoredEvent[] => {
  if (outcome !== 'signal' || signal?.kind !== 'deleted' || !channel.redactsDeleted || message === null)
    return []
  return redactMessage(message, snapshot)
}

/** What was written, of the customer and of the conversation, as one answer. */
const inboundApplied = (
  sender: RegisteredSender,
  conversation: Conversation | null,
  events: readonly ConversationEvent[],
): InboundApplied => ({
  ok: true,
  customer: foldCustomer(events, sender.customer) ?? sender.customer,
  conversation,
  events: sender.events.length === 0 ? events : [...sender.events, ...events],
  claims: sender.claims,
})

/**
 * Carries out a placement: everything an inbound changes, in one change set (I-0, I-13, O-5). Nothing but a duplicate
 * and what is about an unknown message goes unwritten.
 *
 * @example
 * const facts = { retention: { keepsAgent: true, inbox: null }, answeredBy: null }
 * const { conversation } = applyInbound(arrival, identifySender(arrival, situation, emptySnapshot), placement, facts, context)
 * conversation?.closed // null
 */
export const applyInbound = (
  inbound: ParsedInbound,
  identity: IdentifiedSender,
  decision: InboundDecision,
  applyOptions: ApplyInboundOptions,
  context: Context,
): InboundApplied => {
  const sender = registerSender(inbound, identity, decision.outcome, context)
  const actor = actorOf(inbound, identity, sender.customer)
  const nextContext = contextAfter(context, sender.events.length, actor)
  const content = isRedacted(decision.message) ? null : inbound.content
  const options = { occurredAt: effectiveTime(inbound, context), content }
  const conversationNow = conversationIn(identity.snapshot, decision.conversation)
  const reports = inbound.kind === 'echo' ? findEarlyReports(identity.snapshot, inbound.refs) : []
  switch (decision.outcome) {
    case 'append':
    case 'reopen':
    case 'start': {
      const changing = openForInbound(
        inbound,
        decision,
        conversationNow,
        sender.customer,
        applyOptions.retention,
        nextContext,
      )
      const changed =
        inbound.kind === 'echo'
          ? emitEcho(inbound, changing, options, reports, nextContext)
          : emitInbound(inbound, decision, changing, options, applyOptions.answeredBy, nextContext)
      return inboundApplied(sender, changed.state, changed.events)
    }
    case 'delivery_failed': {
      const changed = emitDeliveryFailed(
        inbound.fingerprint,
        decision,
        identity.snapshot,
        applyOptions.retention,
        options,
        nextContext,
      )
      return inboundApplied(sender, changed.state, changed.events)
    }
    default: {
      const events = recordSilently(
        inbound,
        decision,
        conversationNow,
        sender.customer,
        options,
        reports,
        nextContext,
      )
      const redacted = redactedBySignal(inbound, decision, identity)
      return { ...inboundApplied(sender, conversationNow, events), redacted }
    }
  }
}
