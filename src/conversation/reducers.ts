import type { Contact } from '../contact/contact.ts'
import type { Reducers, Working } from '../kernel/fold.ts'
import { maxRecordedReopens } from '../kernel/limits.ts'
import { applyJoined, moveToCustomer } from './apply-joined.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvents } from './events.ts'
import {
  addPendingReply,
  applyCustomerMessage,
  applyReply,
  later,
  setPendingReplies,
  updateContact,
} from './pending-replies.ts'
import { isLateMessageCovered } from './pending-times.ts'

type Work = Working<Conversation>

/**
 * What each event does to a conversation. Messages without effect (quiet ones, notes, signals) have none or return; no
 * message touches an assignee (S-5).
 */
export const conversationReducers: Reducers<Work, ConversationEvents> = {
  'conversation.started': (work, { data, occurredAt }) => {
    work.inbox = data.inbox
    work.topics = [...data.topics]
    work.follows = data.follows
    work.startedAt = occurredAt
    work.lastActivityAt = later(work.lastActivityAt, occurredAt)
  },
  'conversation.reopened': (work, event) => {
    moveToCustomer(work, event)
    work.closed = null
    work.inbox = event.data.inbox
    work.reopenedWithoutContact = true
    if (event.actor.kind === 'customer' || event.actor.kind === 'third_party')
      work.reopenedAt = [...work.reopenedAt.slice(1 - maxRecordedReopens), event.occurredAt]
  },
  'conversation.closed': (work, { occurredAt, actor, cause }) => {
    work.closed = { at: occurredAt, by: { kind: actor.kind, id: actor.id }, cause }
    work.firstClosed ??= work.closed
    if (!work.reopenedWithoutContact || work.lastCountedCloseAt === null) work.lastCountedCloseAt = occurredAt
    work.pendingReplies = []
    work.snooze = null
  },
  'conversation.snoozed': (work, { data }) => {
    work.snooze = { until: data.until, onReply: data.onReply }
  },
  'conversation.woken': (work, { occurredAt }) => {
    work.snooze = null
    work.lastActivityAt = later(work.lastActivityAt, occurredAt)
  },
  'conversation.response_overdue': (work, { contact, data }) => {
    work.pendingReplies = work.pendingReplies.map((pending) =>
      pending.contact === contact ? { ...pending, overdueAt: data.dueAt } : pending,
    )
  },
  'conversation.separated': (work, { data }) => {
    work.separatedInto = data.into
  },
  'conversation.merged': (work, { data }) => {
    work.mergedInto = data.into
  },
  'conversation.joined': (work, event) => applyJoined(work, event),
  'conversation.adopted': (work, event) => moveToCustomer(work, event),
  'conversation.status_changed': (work, { occurredAt }) => {
    work.statusChangedAt = later(work.statusChangedAt, occurredAt)
  },
  'conversation.assigned': (work, { data }) => {
    work.inbox = data.inbox
    work.agent = data.agent
  },
  'conversation.topic_added': (work, { data }) => {
    work.topics = [...work.topics, data.topic]
  },
  'conversation.topic_removed': (work, { data }) => {
    work.topics = work.topics.filter((topic) => topic !== data.topic)
  },
  'conversation.no_reply_needed': (work, { data }) => {
    work.pendingReplies = work.pendingReplies.filter((owed) => !data.contacts.includes(owed.contact))
  },
  'contact.started': (work, { id, contact: own, data, occurredAt }) => {
    work.reopenedWithoutContact = false
    const contact: Contact = {
      id: own ?? id,
      channel: data.channel,
      endpoint: data.endpoint,
      address: data.address,
      session: data.session,
      class: data.class,
      direction: data.direction,
      thirdParty: data.thirdParty ?? false,
      startedAt: occurredAt,
      opensConversation: data.opensConversation,
      fulfilled: null,
      lastReplyAt: null,
      repliedUntil: null,
    }
    work.contacts = [...work.contacts, contact]
  },
  'contact.fulfilled': (work, { contact, data }) =>
    updateContact(work, contact, (found) => ({ ...found, fulfilled: data.outcome })),
  'contact.ended': (work, { contact }) => {
    work.contacts = work.contacts.filter((found) => found.id !== contact)
    setPendingReplies(work, work.pendingReplies)
  },
  'message.received': (work, event) => {
    if (event.data.silent) return
    work.lastActivityAt = later(work.lastActivityAt, event.occurredAt)
    applyCustomerMessage(work, event)
  },
  'message.sent': (work, event) => {
    work.lastActivityAt = later(work.lastActivityAt, event.occurredAt)
    if (event.data.isReply) applyReply(work, event, isLateMessageCovered(event))
  },
  'message.attributed': (work, event) => applyReply(work, event),
  'delivery.failed': (work, event) => {
    if (event.data.pendingAgain) addPendingReply(work, event.contact, event.occurredAt)
  },
  'call.started': (work, event) => {
    if (event.data.silent) {
      // The calls that were told of last stand last: those before them may be superseded (K-3).
      const isThisContact = ({ id }: Contact): boolean => id === event.contact
      work.contacts = [
        ...work.contacts.filter((one) => !isThisContact(one)),
        ...work.contacts.filter(isThisContact),
      ]
      return
    }
    work.lastActivityAt = later(work.lastActivityAt, event.occurredAt)
    if (event.data.direction === 'outbound') return
    applyCustomerMessage(work, event)
  },
  'call.answered': (work, event) => {
    if (event.data.silent) return
    work.lastActivityAt = later(work.lastActivityAt, event.occurredAt)
    applyReply(work, event)
  },
}
