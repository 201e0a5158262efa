import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { Keep } from '../conversation/reopen.ts'
import type { Claim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { foldCustomer } from '../customer/evolve.ts'
import type { Actor } from '../kernel/actor.ts'
import { after, type Context } from '../policy/context.ts'
import { type Arrival, countedAt } from './arrival.ts'
import { emitDeliveryFailed } from './delivery-failed.ts'
import { earlyReports } from './early-reports.ts'
import type { Identity } from './identify.ts'
import { keepQuietly } from './keep-quietly.ts'
import { type Known, know } from './know.ts'
import type { Placement } from './placement.ts'
import { isRedacted, redactMessage } from './redact-message.ts'
import { conversationIn, type Recorded } from './situation.ts'
import { openFor, speak, speakForUs } from './speak.ts'

/** What an inbound changed: one customer, at most one conversation, in one write (O-5). */
export interface Received {
  readonly ok: true
  readonly customer: Customer
  /** The conversation as it is now; null where it stands in the timeline alone. */
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly Claim[]
  /** Stored events whose content goes with the same write (E-7). */
  readonly redacted?: readonly Recorded[] | undefined
}

/** What is known beside the inbound itself. */
export interface ReceiveFacts {
  /** Whether a reopening keeps the agent: the host's word. */
  readonly keep: Keep
  /** A call of whose start nobody told us was taken by this agent (K-3). */
  readonly takenBy: Actor | null
}

const actorOf = (arrival: Arrival, { who }: Identity, customer: Customer): Actor =>
  arrival.kind === 'echo'
    ? { kind: 'api', id: null }
    : who === 'other'
      ? { kind: 'other', id: arrival.address?.key ?? null }
      : { kind: 'customer', id: customer.id }

/** Some platforms demand that what a customer deletes there is deleted here: the message and its edits (E-7, I-18). */
const deletedBy = (
  { signal, channel }: Arrival,
  { outcome, message }: Placement,
  { situation }: Identity,
): readonly Recorded[] => {
  if (outcome !== 'signal' || signal?.kind !== 'deleted' || !channel.redactsDeleted || message === null)
    return []
  return redactMessage(message, situation)
}

/** What was written, of the customer and of the conversation, as one answer. */
const written = (
  known: Known,
  conversation: Conversation | null,
  events: readonly ConversationEvent[],
): Received => ({
  ok: true,
  customer: foldCustomer(events, known.customer) ?? known.customer,
  conversation,
  events: known.events.length === 0 ? events : [...known.events, ...events],
  claims: known.claims,
})

/**
 * Carries out a placement: everything an inbound changes, in one change set (I-0, I-13, O-5). Nothing but a duplicate
 * and what is about an unknown message goes unwritten.
 *
 * @example
 * const facts = { keep: { agent: true, inbox: null }, takenBy: null }
 * const { conversation } = receive(arrival, identify(arrival, situation, nobody), placement, facts, context)
 * conversation?.closed // null
 */
export const receive = (
  arrival: Arrival,
  identity: Identity,
  placement: Placement,
  facts: ReceiveFacts,
  context: Context,
): Received => {
  const known = know(arrival, identity, placement.outcome, context)
  const actor = actorOf(arrival, identity, known.customer)
  const here = after(context, known.events.length, actor)
  const content = isRedacted(placement.message) ? null : arrival.content
  const options = { occurredAt: countedAt(arrival, context), content }
  const present = conversationIn(identity.situation, placement.conversation)
  const reports = arrival.kind === 'echo' ? earlyReports(identity.situation, arrival.refs) : []
  switch (placement.outcome) {
    case 'append':
    case 'reopen':
    case 'start': {
      const changing = openFor(arrival, placement, present, known.customer, facts.keep, here)
      const changed =
        arrival.kind === 'echo'
          ? speakForUs(arrival, changing, options, reports, here)
          : speak(arrival, placement, changing, options, facts.takenBy, here)
      return written(known, changed.state, changed.events)
    }
    case 'delivery-failed': {
      const changed = emitDeliveryFailed(
        arrival.fingerprint,
        placement,
        identity.situation,
        facts.keep,
        options,
        here,
      )
      return written(known, changed.state, changed.events)
    }
    default: {
      const events = keepQuietly(arrival, placement, present, known.customer, options, reports, here)
      const redacted = deletedBy(arrival, placement, identity)
      return { ...written(known, present, events), redacted }
    }
  }
}
