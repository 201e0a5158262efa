import type { ContactKey } from '../contact/contact.ts'
import type { CallFact, MessageReceived, MessageSent } from '../conversation/said.ts'
import type { Context } from '../policy/context.ts'
import { type Arrival, countedAt } from './arrival.ts'
import type { Placement } from './placement.ts'

/** The key of an inbound's contact; a session belongs to it where the channel has sessions, and to every call (K-1). */
export const keyOf = (arrival: Arrival): ContactKey => ({
  channel: arrival.channel.name,
  endpoint: arrival.endpoint,
  address: arrival.address?.key ?? null,
  session: arrival.kind === 'call' || arrival.channel.sessions ? arrival.session : null,
})

/** The provider's time, where it is not the one that counts (I-14). */
const givenAt = (arrival: Arrival, context: Context): number | null =>
  arrival.at === countedAt(arrival, context) ? null : arrival.at

/** Whether a message speaks at all, or is only kept. */
const isQuiet = ({ outcome, quiet }: Placement): boolean =>
  quiet || (outcome !== 'append' && outcome !== 'reopen' && outcome !== 'start')

// Literals, field by field: a spread of the common part costs a hundred times as much on the path of every message.

/** What the event of an inbound message says. */
export const messageOf = (arrival: Arrival, placement: Placement, context: Context): MessageReceived => ({
  channel: arrival.channel.name,
  endpoint: arrival.endpoint,
  address: arrival.address?.key ?? null,
  session: arrival.session,
  refs: arrival.refs,
  fingerprint: arrival.fingerprint,
  givenAt: givenAt(arrival, context),
  topics: arrival.topics,
  quiet: isQuiet(placement),
  replyWindow: arrival.channel.replyWindow !== null,
  quotes: arrival.quotes,
  collision: placement.collision,
  reasons: placement.reasons,
})

/** What the event of an echo says: it was ours (I-4). */
export const sentOf = (arrival: Arrival, answer: boolean, context: Context): MessageSent => ({
  channel: arrival.channel.name,
  endpoint: arrival.endpoint,
  address: arrival.address?.key ?? null,
  session: arrival.session,
  refs: arrival.refs,
  fingerprint: arrival.fingerprint,
  givenAt: givenAt(arrival, context),
  topics: arrival.topics,
  answer,
  to: [],
  template: false,
  echo: true,
})

/** What the event of a call says, inbound unless its contact says otherwise. */
export const callOf = (
  arrival: Arrival,
  { direction = 'inbound', quiet = false, reasons = [] }: Partial<CallFact>,
  context: Context,
): CallFact => ({
  channel: arrival.channel.name,
  endpoint: arrival.endpoint,
  address: arrival.address?.key ?? null,
  session: arrival.session,
  refs: arrival.refs,
  fingerprint: arrival.fingerprint,
  givenAt: givenAt(arrival, context),
  topics: arrival.topics,
  direction,
  quiet,
  reasons,
})
