import type { Contact } from '../contact/contact.ts'
import type { Recipes, Working } from '../kernel/fold.ts'
import { reopensKept } from '../kernel/limits.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvents } from './events.ts'
import { belong, join } from './joining.ts'
import { answer, boundOwed, hear, later, owe, replaceContact } from './owing.ts'
import { settlesLateArrivals } from './pending.ts'

type Work = Working<Conversation>

/**
 * What each event does to a conversation. Messages without effect (quiet ones, notes, signals) have none or return; no
 * message touches an assignee (S-5).
 */
export const conversationRecipes: Recipes<Work, ConversationEvents> = {
  'conversation.started': (work, { data, occurredAt }) => {
    work.inbox = data.inbox
    work.topics = [...data.topics]
    work.follows = data.follows
    work.startedAt = occurredAt
    work.activeAt = later(work.activeAt, occurredAt)
  },
  'conversation.reopened': (work, event) => {
    belong(work, event)
    work.closed = null
    work.inbox = event.data.inbox
    work.bare = true
    if (event.actor.kind === 'customer' || event.actor.kind === 'other')
      work.reopenedAt = [...work.reopenedAt.slice(1 - reopensKept), event.occurredAt]
  },
  'conversation.closed': (work, { occurredAt, actor, cause }) => {
    work.closed = { at: occurredAt, by: { kind: actor.kind, id: actor.id }, cause }
    work.firstClosed ??= work.closed
    if (!work.bare || work.anchor === null) work.anchor = occurredAt
    work.owed = []
    work.snooze = null
  },
  'conversation.snoozed': (work, { data }) => {
    work.snooze = { until: data.until, onReply: data.onReply }
  },
  'conversation.woken': (work, { occurredAt }) => {
    work.snooze = null
    work.activeAt = later(work.activeAt, occurredAt)
  },
  'conversation.response_overdue': (work, { contact, data }) => {
    work.owed = work.owed.map((owed) =>
      owed.contact === contact ? { ...owed, overdueAt: data.dueAt } : owed,
    )
  },
  'conversation.separated': (work, { data }) => {
    work.separatedInto = data.into
  },
  'conversation.merged': (work, { data }) => {
    work.mergedInto = data.into
  },
  'conversation.joined': (work, event) => join(work, event),
  'conversation.adopted': (work, event) => belong(work, event),
  'conversation.status_changed': (work, { occurredAt }) => {
    work.statusAt = later(work.statusAt, occurredAt)
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
    work.owed = work.owed.filter((owed) => !data.contacts.includes(owed.contact))
  },
  'contact.started': (work, { id, contact: own, data, occurredAt }) => {
    work.bare = false
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
      opener: data.opener,
      fulfilled: null,
      answeredAt: null,
      settledUntil: null,
    }
    work.contacts = [...work.contacts, contact]
  },
  'contact.fulfilled': (work, { contact, data }) =>
    replaceContact(work, contact, (found) => ({ ...found, fulfilled: data.as })),
  'contact.ended': (work, { contact }) => {
    work.contacts = work.contacts.filter((found) => found.id !== contact)
    boundOwed(work, work.owed)
  },
  'message.received': (work, event) => {
    if (event.data.quiet) return
    work.activeAt = later(work.activeAt, event.occurredAt)
    hear(work, event)
  },
  'message.sent': (work, event) => {
    work.activeAt = later(work.activeAt, event.occurredAt)
    if (event.data.answer) answer(work, event, settlesLateArrivals(event))
  },
  'message.attributed': (work, event) => answer(work, event),
  'delivery.failed': (work, event) => {
    if (event.data.owed) owe(work, event.contact, event.occurredAt)
  },
  'call.started': (work, event) => {
    if (event.data.quiet) {
      // The calls that were told of last stand last: those before them may be superseded (K-3).
      const isTold = ({ id }: Contact): boolean => id === event.contact
      work.contacts = [...work.contacts.filter((one) => !isTold(one)), ...work.contacts.filter(isTold)]
      return
    }
    work.activeAt = later(work.activeAt, event.occurredAt)
    if (event.data.direction === 'outbound') return
    hear(work, event)
  },
  'call.answered': (work, event) => {
    if (event.data.quiet) return
    work.activeAt = later(work.activeAt, event.occurredAt)
    answer(work, event)
  },
}
