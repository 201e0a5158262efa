import type { Contact } from '../contact/contact.ts'
import { type ConversationChange, changeConversation } from '../conversation/change.ts'
import { emitReply, endSupersededCalls, joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { type EndedBy, emitContactEnd, endReasonOf } from '../conversation/end-contact.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { CallData } from '../conversation/message-data.ts'
import { assignToCallTaker } from '../conversation/outbound.ts'
import type { Customer } from '../customer/customer.ts'
import type { ContactId } from '../kernel/ids.ts'
import { createEvent } from '../kernel/origin.ts'
import { type Context, contextAfter } from '../policy/context.ts'
import type { InboundApplied } from './apply-inbound.ts'
import { callDataOf } from './event-data.ts'
import { effectiveTime, type ParsedInbound } from './parsed-inbound.ts'
import { isRedacted } from './redact-message.ts'
import { registerSender } from './register-sender.ts'
import { belongsTo, conversationIn, type Snapshot, type StoredEvent } from './snapshot.ts'

/** A call under way: its contact, and whose it is. */
export interface OpenCall {
  readonly contact: Contact
  readonly conversation: Conversation
  readonly customer: Customer
}

/** What the library knows of a call: whether it goes on, and whether there is, or ever was, one (K-3). */
export interface CallHistory {
  readonly open: OpenCall | null
  readonly history: readonly StoredEvent[]
}

/** Ids are unique for an endpoint (I-1); whoever leaves the endpoint out means whichever it is. */
const isSameEndpoint = (endpoint: string | null, inbound: ParsedInbound): boolean =>
  endpoint === null || inbound.endpoint === null || endpoint === inbound.endpoint

/**
 * Looks a call up by its id among the open contacts and the events that carry it.
 *
 * @example
 * findCall(call, ringing).open?.contact.session // 'call-7'
 */
export const findCall = (
  inbound: ParsedInbound,
  { customer, active, referencedEvents }: Snapshot,
): CallHistory => {
  const contact = active?.contacts.find(
    ({ channel, session, endpoint }) =>
      channel === inbound.channel.name && session === inbound.session && isSameEndpoint(endpoint, inbound),
  )
  const isOpen = contact !== undefined && active !== null && customer !== null
  return {
    open: isOpen ? { contact, conversation: active, customer } : null,
    history: referencedEvents.filter((event) => {
      const isCall = event.type.startsWith('call.') && customer !== null && belongsTo(customer, event)
      return isCall && isSameEndpoint((event.data as CallData).endpoint, inbound)
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
 * recordCallEvent('call.ended', call, ringing, context).events[0]?.type // 'call.ended'
 */
export const recordCallEvent = (
  type: 'call.started' | 'call.answered' | 'call.ended',
  inbound: ParsedInbound,
  snapshot: Snapshot,
  context: Context,
): InboundApplied => {
  const { open, history } = findCall(inbound, snapshot)
  const [first] = history
  const wasErased = isRedacted(first)
  const sender =
    wasErased && snapshot.customer !== null
      ? { customer: snapshot.customer, events: [], claims: [] }
      : registerSender(
          inbound,
          { role: 'customer', snapshot, referencedMessages: [] },
          'append_silently',
          context,
        )
  const conversation = first?.conversation ?? null
  const conversationNow = conversationIn(snapshot, conversation)
  const assignee =
    conversationNow === null ? null : { inbox: conversationNow.inbox, agent: conversationNow.agent }
  const options = { occurredAt: effectiveTime(inbound, context), content: wasErased ? null : inbound.content }
  const fullData = callDataOf(inbound, { silent: true }, context)
  const fact = wasErased ? { ...fullData, address: null, session: null } : fullData
  const { customer, events, claims } = sender
  const here = contextAfter(context, events.length)
  if (open !== null) {
    const changing = changeConversation(open.conversation, here, 'call')
    changing.emit(type, fact, { ...options, contact: open.contact.id })
    const { state, events: callEvents } = changing.done()
    return { ok: true, customer, conversation: state, events: [...events, ...callEvents], claims }
  }
  const event = createEvent(here, 0, 'call', customer.id, conversation, assignee, type, fact, options)
  return {
    ok: true,
    customer,
    conversation: conversationNow,
    events: [...events, event as ConversationEvent],
    claims,
  }
}

const emitCallAnswered = (
  changing: ConversationChange,
  inbound: ParsedInbound,
  contact: ContactId,
  { direction }: Pick<Contact, 'direction'>,
  customer: Customer,
  context: Context,
): InboundApplied => {
  const eventOptions = { contact, occurredAt: effectiveTime(inbound, context), content: inbound.content }
  endSupersededCalls(changing, contact)
  emitReply(changing, 'call.answered', callDataOf(inbound, { direction }, context), eventOptions)
  assignToCallTaker(changing, context)
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}

/**
 * An agent took the call (K-2, K-3): an answer, and the conversation is assigned to the agent, by policy.
 *
 * @example
 * const { open } = findCall(call, ringing)
 * open && answerCall(call, open, context).conversation?.agent // 'sam'
 */
export const answerCall = (
  inbound: ParsedInbound,
  { contact, conversation, customer }: OpenCall,
  context: Context,
): InboundApplied =>
  emitCallAnswered(
    changeConversation(conversation, context, 'call'),
    inbound,
    contact.id,
    contact,
    customer,
    context,
  )

/**
 * An agent took a call whose contact had ended although no hang-up was told, for instance as superseded: the call goes on,
 * and its contact starts anew (K-3). Null where the call is over, or its conversation is not active.
 *
 * @example
 * resumeCall(call, ringing, context) // null: its contact is open
 */
export const resumeCall = (
  inbound: ParsedInbound,
  snapshot: Snapshot,
  context: Context,
): InboundApplied | null => {
  const { open, history } = findCall(inbound, snapshot)
  const { active, customer } = snapshot
  const startEvent = history.find(({ data }) => !(data as CallData).silent)
  const isOver = history.some(({ type }) => type !== 'call.started')
  if (open !== null || startEvent === undefined || isOver || active === null || customer === null) return null
  if (conversationIn(snapshot, startEvent.conversation) !== active) return null
  const changing = changeConversation(active, context, 'call')
  const { channel, endpoint, address, session, direction } = startEvent.data as CallData
  const key = { channel, endpoint, address, session }
  const contact = joinContact(changing, inbound.channel.class, key, {
    direction,
    opensConversation: false,
    topics: [],
  })
  return emitCallAnswered(changing, inbound, contact, { direction }, customer, context)
}

/**
 * Either side hung up (K-3, K-7).
 *
 * @example
 * const { open } = findCall(call, ringing)
 * open && endCall(call, open, 'customer', context).conversation?.contacts // []
 */
export const endCall = (
  inbound: ParsedInbound,
  { contact, conversation, customer }: OpenCall,
  by: EndedBy,
  context: Context,
): InboundApplied => {
  const changing = changeConversation(conversation, context, 'call')
  const options = { occurredAt: effectiveTime(inbound, context) }
  const fact = callDataOf(inbound, contact, context)
  endSupersededCalls(changing, contact.id)
  changing.emit('call.ended', fact, { ...options, contact: contact.id, content: inbound.content })
  emitContactEnd(changing, contact, endReasonOf(contact, by, context.policy), context.policy)
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}
