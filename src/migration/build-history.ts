import { emitAssign } from '../conversation/assign.ts'
import { type ConversationChanged, changeConversation, startConversation } from '../conversation/change.ts'
import { emitClose } from '../conversation/close.ts'
import { joinContact } from '../conversation/contacts.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { ConversationEvent } from '../conversation/events.ts'
import type { MessageReceivedData } from '../conversation/message-data.ts'
import type { CustomerId } from '../kernel/ids.ts'
import type { Context } from '../policy/context.ts'
import { inboxFor } from '../policy/policy.ts'
import { isCustomerLast } from './foreign.ts'
import { importContextAt } from './import-command.ts'
import { contactKeyOf, type ImportItem } from './import-items.ts'

/** A conversation as far as it is told, and all that was told of it. */
export interface ImportedHistory {
  readonly state: Conversation
  readonly events: readonly ConversationEvent[]
}

const startImported = (item: ImportItem, customer: CustomerId, context: Context): ConversationChanged => {
  const { planned } = item
  const inbox = planned.inbox ?? inboxFor(context.policy, planned.channel, contactKeyOf(item).endpoint)
  const beginning = startConversation(
    customer,
    { inbox, topics: planned.topics, follows: null },
    context,
    'imported',
  )
  emitAssign(beginning, { agent: planned.agent }, 'api')
  return beginning.done()
}

const messageDataOf = (item: ImportItem) => ({
  ...contactKeyOf(item),
  refs: [],
  fingerprint: '',
  providerTime: null,
  topics: [],
})

const receivedDataOf = (item: ImportItem, silent: boolean): MessageReceivedData => ({
  ...messageDataOf(item),
  silent,
  replyWindow: item.channel.replyWindow !== null,
  references: [],
  collision: false,
  reasons: [],
})

type HistoryStep = (c: Conversation, tale: ImportItem, context: Context) => ConversationChanged

/** The customer's last word, beside all contacts: nobody says in which it was. After the close it is quiet. */
const addCustomerMessage: HistoryStep = (c, item, context) => {
  const changing = changeConversation(c, context, 'imported')
  changing.emit('message.received', receivedDataOf(item, c.closed !== null))
  return changing.done()
}

/** The customer's last word, if it was the last of all: it starts a contact, which is owed an answer (K-1). */
const addPendingMessage: HistoryStep = (c, item, context) => {
  const changing = changeConversation(c, context, 'imported')
  const engagement = { direction: 'inbound', opensConversation: true, topics: [] } as const
  const contact = joinContact(changing, item.channel.class, contactKeyOf(item), engagement)
  changing.emit('message.received', receivedDataOf(item, false), { contact })
  return changing.done()
}

/** Our last word, of whom nobody says who spoke it. */
const addAgentMessage: HistoryStep = (c, item, context) => {
  const changing = changeConversation(c, context, 'imported')
  const data = { ...messageDataOf(item), isReply: true, otherRecipients: [], template: false, echo: false }
  changing.emit('message.sent', data)
  return changing.done()
}

const addClose: HistoryStep = (c, _item, context) => {
  const changing = changeConversation(c, context, 'imported')
  emitClose(changing, 'imported')
  return changing.done()
}

/**
 * Tells a foreign conversation as the events it must have had, each at its own time there (E-1, E-2). Every step is a
 * command of its own, so that each change of status has its event (S-3). One that is folded into another is told as
 * long as it was active.
 */
export const buildHistory = (
  item: ImportItem,
  customer: CustomerId,
  until: 'now' | 'close',
  context: Context,
): ImportedHistory => {
  const { startedAt, closedAt, lastCustomerMessageAt: customerMessageAt, lastActivityAt } = item.planned
  const events: ConversationEvent[] = []
  const started = startImported(item, customer, importContextAt(context, 0, item.command, startedAt))
  let { state } = started
  events.push(...started.events)
  const applyStep = (
    what: string,
    historyStep: HistoryStep,
    at: number | null,
    actor?: Context['actor'],
  ): void => {
    const applied = historyStep(
      state,
      item,
      importContextAt(context, events.length, `${item.command}.${what}`, at, actor),
    )
    state = applied.state
    events.push(...applied.events)
  }
  const isAfterClose = until === 'close' && (customerMessageAt ?? 0) > (closedAt ?? 0)
  const theCustomer = { kind: 'customer', id: customer } as const
  const isPending = until === 'now' && isCustomerLast(item.planned)
  if (customerMessageAt !== null && !isAfterClose)
    applyStep('heard', isPending ? addPendingMessage : addCustomerMessage, customerMessageAt, theCustomer)
  const hasAgentMessage =
    lastActivityAt !== null && lastActivityAt > Math.max(startedAt, customerMessageAt ?? 0)
  if (until === 'now' && hasAgentMessage)
    applyStep('said', addAgentMessage, lastActivityAt, { kind: 'api', id: null })
  if (until === 'close') applyStep('closed', addClose, closedAt)
  if (isAfterClose) applyStep('heard', addCustomerMessage, customerMessageAt, theCustomer)
  return { state, events }
}
