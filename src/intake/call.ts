import type { Contact } from '../contact/contact.ts'
import { change } from '../conversation/change.ts'
import { emitAnswer } from '../conversation/contacts.ts'
import { type EndedBy, emitEnd, endReason } from '../conversation/end-contact.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import { takeOver } from '../conversation/outbound.ts'
import { envelope } from '../kernel/origin.ts'
import type { Context } from '../policy/context.ts'
import { type Arrival, countedAt } from './arrival.ts'
import { callOf } from './facts.ts'
import type { Received } from './receive.ts'
import type { Recorded, Situation } from './situation.ts'

/** What the library knows of a call: its open contact, and whether there is, or ever was, one (K-3). */
export interface KnownCall {
  readonly contact: Contact | null
  readonly history: readonly Recorded[]
}

/** Looks a call up by its id among the open contacts and the events that carry it. */
export const knownCall = (arrival: Arrival, { active, quoted }: Situation): KnownCall => ({
  contact:
    active?.contacts.find(
      ({ channel, session }) =>
        channel === arrival.channel.name && session === arrival.session && session !== null,
    ) ?? null,
  history: quoted.filter((event) => event.type.startsWith('call.')),
})

/** Ended is final: whatever else is said of a call afterwards is shown and changes nothing (K-3). */
export const noteCall = (
  type: 'call.started' | 'call.answered' | 'call.ended',
  arrival: Arrival,
  situation: Situation,
  context: Context,
): Received | null => {
  const { customer, active, closed } = situation
  if (customer === null) return null
  const conversation = knownCall(arrival, situation).history[0]?.conversation ?? null
  const present = [active, ...closed].find((found) => found?.id === conversation) ?? null
  const assignee = present === null ? null : { inbox: present.inbox, agent: present.agent }
  const options = { occurredAt: countedAt(arrival, context.now), content: arrival.content }
  const fact = callOf(arrival, { quiet: true }, context)
  const event = envelope(context, 0, 'call', customer.id, conversation, assignee, type, fact, options)
  return { ok: true, customer, conversation: present, events: [event as ConversationEvent], claims: [] }
}

/** Somebody took the call (K-2, K-3): an answer, and on an unassigned conversation the agent has it. */
export const answerCall = (
  arrival: Arrival,
  situation: Situation,
  contact: Contact,
  context: Context,
): Received | null => {
  const { customer, active } = situation
  if (customer === null || active === null) return null
  const changing = change(active, context, 'call')
  const said = { contact: contact.id, occurredAt: countedAt(arrival, context.now), content: arrival.content }
  emitAnswer(changing, 'call.answered', callOf(arrival, contact, context), said)
  takeOver(changing, false, context, 'inbound')
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}

/** Either side hung up (K-3, K-7). */
export const endCall = (
  arrival: Arrival,
  situation: Situation,
  contact: Contact,
  by: EndedBy,
  context: Context,
): Received | null => {
  const { customer, active } = situation
  if (customer === null || active === null) return null
  const changing = change(active, context, 'call')
  const options = { occurredAt: countedAt(arrival, context.now) }
  const fact = callOf(arrival, contact, context)
  changing.emit('call.ended', fact, { ...options, contact: contact.id, content: arrival.content })
  emitEnd(changing, contact, endReason(contact, by, context.policy), context.policy)
  const { state, events } = changing.done()
  return { ok: true, customer, conversation: state, events, claims: [] }
}
