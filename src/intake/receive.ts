import type { ContactKey } from '../contact/contact.ts'
import { type Changed, type ConversationChange, change, start } from '../conversation/change.ts'
import { emitAnswer, joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { CallFact, ConversationEvent, MessageReceived, MessageSent } from '../conversation/events.ts'
import { takeOver } from '../conversation/outbound.ts'
import { emitReopen, type Keep } from '../conversation/reopen.ts'
import { emitTopics } from '../conversation/topics.ts'
import type { Claim } from '../customer/change.ts'
import { changeCustomer, newCustomer } from '../customer/change.ts'
import { type Customer, isReachedAt } from '../customer/customer.ts'
import type { CustomerEvent } from '../customer/events.ts'
import { foldCustomer } from '../customer/evolve.ts'
import { claimsOf } from '../customer/register.ts'
import type { Actor } from '../kernel/actor.ts'
import { after, type EmitOptions, envelope } from '../kernel/event.ts'
import { type ConversationId, eventId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import { inboxFor } from '../policy/policy.ts'
import { findTopic } from '../topic/catalogue.ts'
import { type Arrival, countedAt, saidBy } from './arrival.ts'
import { emitDeliveryFailed } from './delivery-failed.ts'
import type { Identity } from './identify.ts'
import type { Placement } from './place.ts'

/** What an inbound changed: one customer, at most one conversation, in one write (O-5). */
export interface Received {
  readonly ok: true
  readonly customer: Customer
  /** The conversation as it is now; null where it stands in the timeline alone. */
  readonly conversation: Conversation | null
  readonly events: readonly (CustomerEvent | ConversationEvent)[]
  readonly claims: readonly Claim[]
}

/** What is known beside the inbound itself. */
export interface ReceiveFacts {
  /** Whether a reopening keeps the agent: the host's word. */
  readonly keep: Keep
  /** A call of whose start nobody told us was taken by this agent (K-3). */
  readonly takenBy: Actor | null
}

interface Known {
  readonly customer: Customer
  readonly events: readonly CustomerEvent[]
  readonly claims: readonly Claim[]
}

/** The customer of an inbound, made or given an address in the same write (I-0, CU-1). */
const know = (arrival: Arrival, { who, situation }: Identity, context: Context): Known => {
  const { customer, holder } = situation
  const { address } = arrival
  const theirs = address !== null && holder !== null && holder !== (customer?.id ?? arrival.customer)
  const addresses = address === null || (theirs && !address.shared) ? [] : [address]
  const id = customer?.id ?? arrival.customer ?? eventId(context.commandId, context.emitted)
  const changing =
    customer === null ? newCustomer(id, context, 'receive') : changeCustomer(customer, context, 'receive')
  if (customer === null) changing.emit('customer.registered', { addresses })
  const conflict = theirs && address !== null && !address.shared && arrival.customer !== null
  if (conflict) changing.emit('identity.conflict', { key: address.key, holder })
  const gains =
    customer !== null && who === 'customer' && addresses.some(({ key }) => !isReachedAt(customer, key))
  if (gains && address !== null) changing.emit('customer.address_added', { address, from: null })
  const made = changing.done(customer === null || gains ? claimsOf(addresses, id) : [])
  return { customer: made.state, events: made.events, claims: made.claims }
}

const keyOf = (arrival: Arrival): ContactKey => ({
  channel: arrival.channel.name,
  endpoint: arrival.endpoint,
  address: arrival.address?.key ?? null,
  session: arrival.session,
})

const messageOf = (arrival: Arrival, placement: Placement, context: Context): MessageReceived => ({
  ...saidBy(arrival, context.now),
  quiet: placement.outcome !== 'append' && placement.outcome !== 'reopen' && placement.outcome !== 'start',
  replyWindow: arrival.channel.replyWindow !== null,
  quotes: arrival.quotes,
  collision: placement.collision,
  reasons: placement.reasons,
})

const sentOf = (arrival: Arrival, answer: boolean, context: Context): MessageSent => ({
  ...saidBy(arrival, context.now),
  answer,
  to: [],
  template: false,
  echo: true,
})

const callOf = (arrival: Arrival, placement: Placement, context: Context): CallFact => ({
  ...saidBy(arrival, context.now),
  direction: 'inbound',
  quiet: false,
  reasons: placement.reasons,
})

const find = (situation: Identity['situation'], id: ConversationId | null): Conversation | null =>
  [situation.active, ...situation.closed].find((conversation) => conversation?.id === id) ?? null

/** The conversation that the placement names, begun to change: the one that is there, or a new one (A-5, I-11). */
const open = (
  arrival: Arrival,
  placement: Placement,
  present: Conversation | null,
  customer: Customer,
  facts: ReceiveFacts,
  context: Context,
): ConversationChange => {
  const topics = arrival.topics.filter((topic) => findTopic(context.topics, topic)?.disabled === false)
  const inbox = inboxFor(context.policy, arrival.channel.name, arrival.endpoint)
  if (present === null)
    return start(customer.id, { inbox, topics, follows: placement.follows }, context, 'receive')
  const changing = change(present, context, 'receive')
  if (placement.outcome === 'reopen') emitReopen(changing, placement.reasons, facts.keep, context)
  return changing
}

/** The inbound joins or starts its contact and speaks in it (K-1); a call of an address supersedes its earlier one (K-3). */
const speak = (
  arrival: Arrival,
  placement: Placement,
  changing: ConversationChange,
  options: EmitOptions,
  takenBy: Actor | null,
  context: Context,
): Changed => {
  const { next, emit } = changing
  const address = arrival.address?.key ?? null
  if (arrival.kind === 'call' && address !== null)
    for (const contact of next.contacts.slice())
      if (contact.class === 'voice' && contact.address === address && contact.session !== arrival.session)
        emit('contact.ended', { reason: 'superseded' }, { contact: contact.id })
  const opener = placement.outcome !== 'append'
  const engagement = { direction: 'inbound' as const, opener, topics: arrival.topics }
  const contact = joinContact(changing, arrival.channel, keyOf(arrival), engagement)
  const said = { ...options, contact }
  if (arrival.kind === 'call') emit('call.started', callOf(arrival, placement, context), said)
  else emit('message.received', messageOf(arrival, placement, context), said)
  if (takenBy !== null) {
    emitAnswer(changing, 'call.answered', callOf(arrival, placement, context), { ...said, actor: takenBy })
    takeOver(changing, false, { ...context, actor: takenBy }, 'inbound')
  }
  emitTopics(changing, arrival.topics, context.topics)
  return changing.done()
}

/** An unknown echo is a message of ours: an answer in the active conversation (I-4). */
const speakForUs = (
  arrival: Arrival,
  changing: ConversationChange,
  options: EmitOptions,
  context: Context,
): Changed => {
  const key = keyOf(arrival)
  const contact =
    changing.next.contacts.find((found) => found.channel === key.channel && found.address === key.address)
      ?.id ?? null
  emitAnswer(changing, 'message.sent', sentOf(arrival, true, context), { ...options, contact })
  return changing.done()
}

/** Stores what changes nothing: in a conversation, or in the timeline alone (I-5, I-6, I-13). */
const keepQuietly = (
  arrival: Arrival,
  placement: Placement,
  present: Conversation | null,
  customer: Customer,
  options: EmitOptions,
  context: Context,
): readonly ConversationEvent[] => {
  const assignee = present === null ? null : { inbox: present.inbox, agent: present.agent }
  const make = (n: number, type: string, data: unknown): ConversationEvent =>
    envelope(
      context,
      n,
      'receive',
      customer.id,
      placement.conversation,
      assignee,
      type,
      data,
      options,
    ) as never
  const about = placement.message
  if (placement.outcome === 'confirm' || placement.outcome === 'signal') {
    const signal = arrival.signal ?? { kind: 'confirmed', value: null }
    return [
      make(0, 'message.signalled', { message: about?.id ?? '', signal: signal.kind, value: signal.value }),
    ]
  }
  const fact =
    arrival.kind === 'echo'
      ? make(0, 'message.sent', sentOf(arrival, false, context))
      : arrival.kind === 'call'
        ? make(0, 'call.started', { ...callOf(arrival, placement, context), quiet: true })
        : make(0, 'message.received', messageOf(arrival, placement, context))
  if (!placement.suppressed) return [fact]
  return [fact, make(1, 'conversation.reopen_suppressed', { reasons: placement.reasons })]
}

const actorOf = (arrival: Arrival, { who }: Identity, customer: Customer): Actor =>
  arrival.kind === 'echo'
    ? { kind: 'api', id: null }
    : who === 'other'
      ? { kind: 'other', id: arrival.address?.key ?? null }
      : { kind: 'customer', id: customer.id }

/**
 * Carries out a placement: everything an inbound changes, in one change set (I-0, I-13, O-5). Nothing but a duplicate
 * and what is about an unknown message goes unwritten.
 */
export const receive = (
  arrival: Arrival,
  identity: Identity,
  placement: Placement,
  facts: ReceiveFacts,
  context: Context,
): Received => {
  const known = know(arrival, identity, context)
  const actor = actorOf(arrival, identity, known.customer)
  const here: Context = { ...after(context, known.events.length), actor }
  const options = { occurredAt: countedAt(arrival, context.now), content: arrival.content }
  const present = find(identity.situation, placement.conversation)
  const done = (conversation: Conversation | null, events: readonly ConversationEvent[]): Received => ({
    ok: true,
    customer: foldCustomer(events, known.customer) ?? known.customer,
    conversation,
    events: known.events.length === 0 ? events : [...known.events, ...events],
    claims: known.claims,
  })
  switch (placement.outcome) {
    case 'append':
    case 'reopen':
    case 'start': {
      const changing = open(arrival, placement, present, known.customer, facts, here)
      const changed =
        arrival.kind === 'echo'
          ? speakForUs(arrival, changing, options, here)
          : speak(arrival, placement, changing, options, facts.takenBy, here)
      return done(changed.state, changed.events)
    }
    case 'delivery_failed': {
      const changed = emitDeliveryFailed(placement, identity.situation, options, here)
      return done(changed.state, changed.events)
    }
    default:
      return done(present, keepQuietly(arrival, placement, present, known.customer, options, here))
  }
}
