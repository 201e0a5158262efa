import type { Contact } from '../contact/contact.ts'
import { type ConversationChange, change } from '../conversation/change.ts'
import { emitAnswer, joinContact, supersede } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { type EndedBy, emitEnd, endReason } from '../conversation/end-contact.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { takeCall } from '../conversation/outbound.ts'
import type { CallFact } from '../conversation/said.ts'
import type { Customer } from '../customer/customer.ts'
import type { ContactId } from '../kernel/ids.ts'
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
 * Ended is final: whatever else is said of a call afterwards is shown and changes nothing (K-3). So is a start that is told
 * again, except that a call of which something is told is not superseded. The end of a call that
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
  const { open, history } = knownCall(arrival, situation)
  const [first] = history
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
  if (open !== null) {
    const changing = change(open.conversation, here, 'call')
    changing.emit(type, fact, { ...options, contact: open.contact.id })
    const { state, events: told } = changing.done()
    return { ok: true, customer, conversation: state, events: [...events, ...told], claims }
  }
  const event = envelope(here, 0, 'call', customer.id, conversation, assignee, type, fact, options)
  return {
    ok: true,
    customer,
    conversation: present,
    events: [...events, event as ConversationEvent],
    claims,
  }
}

const emitTaken = (
  changing: ConversationChange,
  arrival: Arrival,
  contact: ContactId,
  { direction }: Pick<Contact, 'direction'>,
  customer: Customer,
  context: Context,
): Received => {
  const said = { contact, occurredAt: countedAt(arrival, context), content: arrival.content }
  supersede(changing, contact)
  emitAnswer(changing, 'call.answered', callOf(arrival, { direction }, context), said)
  takeCall(changing, context)
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}

/**
 * An agent took the call (K-2, K-3): an answer, and the conversation is assigned to the agent, by policy.
 *
 * @example
 * const { open } = knownCall(call, ringing)
 * open && answerCall(call, open, context).conversation?.agent // 'sam'
 */
export const answerCall = (
  arrival: Arrival,
  { contact, conversation, customer }: OpenCall,
  context: Context,
): Received =>
  emitTaken(change(conversation, context, 'call'), arrival, contact.id, contact, customer, context)

/**
 * An agent took a call whose contact had ended although no hang-up was told, for instance as superseded: the call goes on,
 * and its contact starts anew (K-3). Null where the call is over, or its conversation is not active.
 *
 * @example
 * resumeCall(call, ringing, context) // null: its contact is open
 */
export const resumeCall = (arrival: Arrival, situation: Situation, context: Context): Received | null => {
  const { open, history } = knownCall(arrival, situation)
  const { active, customer } = situation
  const rang = history.find(({ data }) => !(data as CallFact).quiet)
  const isOver = history.some(({ type }) => type !== 'call.started')
  if (open !== null || rang === undefined || isOver || active === null || customer === null) return null
  if (conversationIn(situation, rang.conversation) !== active) return null
  const changing = change(active, context, 'call')
  const { channel, endpoint, address, session, direction } = rang.data as CallFact
  const key = { channel, endpoint, address, session }
  const contact = joinContact(changing, arrival.channel.class, key, { direction, opener: false, topics: [] })
  return emitTaken(changing, arrival, contact, { direction }, customer, context)
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
  supersede(changing, contact.id)
  changing.emit('call.ended', fact, { ...options, contact: contact.id, content: arrival.content })
  emitEnd(changing, contact, endReason(contact, by, context.policy), context.policy)
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}
