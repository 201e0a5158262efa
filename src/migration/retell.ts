import { emitAssign } from '../conversation/assign.ts'
import { type Changed, change, start } from '../conversation/change.ts'
import { emitClose } from '../conversation/close.ts'
import { joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { MessageReceived } from '../conversation/said.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import { inboxFor } from '../policy/policy.ts'
import { keyOf, type Tale } from './counterpart.ts'
import { isHeardLast } from './foreign.ts'
import { stepAt } from './told.ts'

/** A conversation as far as it is told, and all that was told of it. */
export interface Told {
  readonly state: Conversation
  readonly events: readonly ConversationEvent[]
}

const begin = (tale: Tale, customer: CustomerId, context: Context): Changed => {
  const { planned } = tale
  const inbox = planned.inbox ?? inboxFor(context.policy, planned.channel, keyOf(tale).endpoint)
  const beginning = start(customer, { inbox, topics: planned.topics, follows: null }, context, 'imported')
  emitAssign(beginning, { agent: planned.agent }, 'api')
  return beginning.done()
}

const said = (tale: Tale) => ({ ...keyOf(tale), refs: [], fingerprint: '', givenAt: null, topics: [] })

const receivedOf = (tale: Tale, quiet: boolean): MessageReceived => ({
  ...said(tale),
  quiet,
  replyWindow: tale.channel.replyWindow !== null,
  quotes: [],
  collision: false,
  reasons: [],
})

type Tell = (c: Conversation, tale: Tale, context: Context) => Changed

/** The customer's last word, beside all contacts: nobody says in which it was. After the close it is quiet. */
const hear: Tell = (c, tale, context) => {
  const hearing = change(c, context, 'imported')
  hearing.emit('message.received', receivedOf(tale, c.closed !== null))
  return hearing.done()
}

/** The customer's last word, if it was the last of all: it starts a contact, which is owed an answer (K-1). */
const wait: Tell = (c, tale, context) => {
  const hearing = change(c, context, 'imported')
  const engagement = { direction: 'inbound', opener: true, topics: [] } as const
  const contact = joinContact(hearing, tale.channel.class, keyOf(tale), engagement)
  hearing.emit('message.received', receivedOf(tale, false), { contact })
  return hearing.done()
}

/** Our last word, of whom nobody says who spoke it. */
const speak: Tell = (c, tale, context) => {
  const speaking = change(c, context, 'imported')
  const data = { ...said(tale), answer: true, to: [], template: false, echo: false }
  speaking.emit('message.sent', data)
  return speaking.done()
}

const close: Tell = (c, _tale, context) => {
  const closing = change(c, context, 'imported')
  emitClose(closing, 'imported')
  return closing.done()
}

/**
 * Tells a foreign conversation as the events it must have had, each at its own time there (E-1, E-2). Every step is a
 * command of its own, so that each change of status has its event (S-3). One that is folded into another is told as
 * long as it was active.
 */
export const retell = (tale: Tale, customer: CustomerId, until: 'now' | 'close', context: Context): Told => {
  const { startedAt, closedAt, lastCustomerMessageAt: heardAt, lastActivityAt } = tale.planned
  const events: ConversationEvent[] = []
  const begun = begin(tale, customer, stepAt(context, 0, tale.command, startedAt))
  let { state } = begun
  events.push(...begun.events)
  const step = (what: string, tell: Tell, at: number | null, actor?: Context['actor']): void => {
    const told = tell(state, tale, stepAt(context, events.length, `${tale.command}.${what}`, at, actor))
    state = told.state
    events.push(...told.events)
  }
  const heardLate = until === 'close' && (heardAt ?? 0) > (closedAt ?? 0)
  const theCustomer = { kind: 'customer', id: customer } as const
  const waits = until === 'now' && isHeardLast(tale.planned)
  if (heardAt !== null && !heardLate) step('heard', waits ? wait : hear, heardAt, theCustomer)
  const isOurs = lastActivityAt !== null && lastActivityAt > Math.max(startedAt, heardAt ?? 0)
  if (until === 'now' && isOurs) step('said', speak, lastActivityAt, { kind: 'api', id: null })
  if (until === 'close') step('closed', close, closedAt)
  if (heardLate) step('heard', hear, heardAt, theCustomer)
  return { state, events }
}
