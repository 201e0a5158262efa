import type { Contact } from '../contact/contact.ts'
import { change } from '../conversation/change.ts'
import { emitAnswer } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { type EndedBy, emitEnd, endReason } from '../conversation/end-contact.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { takeOver } from '../conversation/outbound.ts'
import type { CallFact } from '../conversation/said.ts'
import type { Customer } from '../customer/customer.ts'
import { envelope } from '../kernel/origin.ts'
import { after, type Context } from '../policy/context.ts'
import { type Arrival, countedAt } from './arrival.ts'
import { callOf } from './facts.ts'
import { know } from './know.ts'
import type { Received } from './receive.ts'
import { isRedacted } from './redact-message.ts'
import { conversationIn, isOf, type Recorded, type Situation } from './situation.ts'

/** A call under way: its contact, and whose it is. */
export interface OpenCall {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly customer: Customer
}

/** What the library knows of a call: whether it goes on, and whether there is, or ever was, one (K-3). */
export interface KnownCall {
  readonly open: OpenCall | null
  readonly history: readonly Recorded[]
}

/** Ids are unique for an endpoint (I-1); whoever leaves the endpoint out means whichever it is. */
const isSameLine = (endpoint: string | null, arrival: Arrival): boolean =>
  endpoint === null || arrival.endpoint === null || endpoint === arrival.endpoint

/**
 * Looks a call up by its id among the open contacts and the events that carry it.
 *
 * @example
 * knownCall(call, ringing).open?.contact.session // 'call-7'
 */
export const knownCall = (arrival: Arrival, { customer, active, quoted }: Situation): KnownCall => {
  const contact = active?.contacts.find(
    ({ channel, session, endpoint }) =>
      channel === arrival.channel.name && session === arrival.session && isSameLine(endpoint, arrival),
  )
  const isOpen = contact !== undefined && active !== null && customer !== null
  return {
    open: isOpen ? { contact, conversation: active, customer } : null,
    history: quoted.filter((event) => {
      const isCall = event.type.startsWith('call.') && customer !== null && isOf(customer, event)
      return isCall && isSameLine((event.data as CallFact).endpoint, arrival)
    }),
  }
}

/**
 * Ended is final: whatever else is said of a call afterwards is shown and changes nothing (K-3). The end of a call that
 * never left the menu is kept too, a stranger's as well: a start that is told later must start nothing. Of a call that
 * was erased nothing is told again, and its customer regains no address (CU-9).
 *
 * @example
 * noteCall('call.ended', call, ringing, context).events[0]?.type // 'call.ended'
 */
export const noteCall = (
  type: 'call.started' | 'call.answered' | 'call.ended',
  arrival: Arrival,
  situation: Situation,
  context: Context,
): Received => {
  const [first] = knownCall(arrival, situation).history
  const isGone = isRedacted(first)
  const known =
    isGone && situation.customer !== null
      ? { customer: situation.customer, events: [], claims: [] }
      : know(arrival, { who: 'customer', situation, thread: [] }, 'append-quietly', context)
  const conversation = first?.conversation ?? null
  const present = conversationIn(situation, conversation)
  const assignee = present === null ? null : { inbox: present.inbox, agent: present.agent }
  const options = { occurredAt: countedAt(arrival, context), content: isGone ? null : arrival.content }
  const said = callOf(arrival, { quiet: true }, context)
  const fact = isGone ? { ...said, address: null, session: null } : said
  const { customer, events, claims } = known
  const here = after(context, events.length)
  const event = envelope(here, 0, 'call', customer.id, conversation, assignee, type, fact, options)
  return {
    ok: true,
    customer,
    conversation: present,
    events: [...events, event as ConversationEvent],
    claims,
  }
}

/**
 * Somebody took the call (K-2, K-3): an answer, and on an unassigned conversation the agent has it.
 *
 * @example
 * const { open } = knownCall(call, ringing)
 * open && answerCall(call, open, context).conversation?.agent // 'sam'
 */
export const answerCall = (
  arrival: Arrival,
  { contact, conversation, customer }: OpenCall,
  context: Context,
): Received => {
  const changing = change(conversation, context, 'call')
  const said = { contact: contact.id, occurredAt: countedAt(arrival, context), content: arrival.content }
  emitAnswer(changing, 'call.answered', callOf(arrival, contact, context), said)
  takeOver(changing, false, context, 'inbound')
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}

/**
 * Either side hung up (K-3, K-7).
 *
 * @example
 * const { open } = knownCall(call, ringing)
 * open && endCall(call, open, 'customer', context).conversation?.contacts // []
 */
export const endCall = (
  arrival: Arrival,
  { contact, conversation, customer }: OpenCall,
  by: EndedBy,
  context: Context,
): Received => {
  const changing = change(conversation, context, 'call')
  const options = { occurredAt: countedAt(arrival, context) }
  const fact = callOf(arrival, contact, context)
  changing.emit('call.ended', fact, { ...options, contact: contact.id, content: arrival.content })
  emitEnd(changing, contact, endReason(contact, by, context.policy), context.policy)
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}
