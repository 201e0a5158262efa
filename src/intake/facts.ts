import type { ContactKey } from '../contact/contact.ts'
import type { CallFact, MessageReceived, MessageSent } from '../conversation/events.ts'
import type { Context } from '../policy/context.ts'
import { type Arrival, saidBy } from './arrival.ts'
import type { Placement } from './placement.ts'

/** The key of an inbound's contact (K-1). */
export const keyOf = (arrival: Arrival): ContactKey => ({
  channel: arrival.channel.name,
  endpoint: arrival.endpoint,
  address: arrival.address?.key ?? null,
  session: arrival.session,
})

/** What the event of an inbound message says. */
export const messageOf = (arrival: Arrival, placement: Placement, context: Context): MessageReceived => ({
  ...saidBy(arrival, context.now),
  quiet: placement.outcome !== 'append' && placement.outcome !== 'reopen' && placement.outcome !== 'start',
  replyWindow: arrival.channel.replyWindow !== null,
  quotes: arrival.quotes,
  collision: placement.collision,
  reasons: placement.reasons,
})

/** What the event of an echo says: it was ours (I-4). */
export const sentOf = (arrival: Arrival, answer: boolean, context: Context): MessageSent => ({
  ...saidBy(arrival, context.now),
  answer,
  to: [],
  template: false,
  echo: true,
})

/** What the event of an inbound call says. */
export const callOf = (arrival: Arrival, placement: Placement, context: Context): CallFact => ({
  ...saidBy(arrival, context.now),
  direction: 'inbound',
  quiet: false,
  reasons: placement.reasons,
})
