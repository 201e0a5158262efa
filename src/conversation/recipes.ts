import type { Contact } from '../contact/contact.ts'
import type { Fact } from '../kernel/event.ts'
import type { Recipes, Working } from '../kernel/fold.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { reopensKept } from '../kernel/limits.ts'
import type { Conversation } from './conversation.ts'
import type { ConversationEvent, ConversationEvents } from './events.ts'

type Work = Working<Conversation>
type Any = Fact<ConversationEvent>

/** Ended contacts that may stay owed in the state; beyond it the oldest and the newest are kept. */
const owedLimit = 16

const later = (a: Instant | null, b: Instant): Instant => (a === null || b > a ? b : a)

const replaceContact = (work: Work, id: ContactId | null, change: (contact: Contact) => Contact): void => {
  const at = work.contacts.findIndex((contact) => contact.id === id)
  const found = work.contacts[at]
  if (found !== undefined) work.contacts[at] = change(found)
}

const isOpen = (work: Work, id: ContactId): boolean => work.contacts.some((contact) => contact.id === id)

/** The customer said something that waits for an answer; the clock of the first unanswered word is kept. */
const owe = (work: Work, contact: ContactId | null, since: Instant): void => {
  if (contact === null || work.owed.some((owed) => owed.contact === contact)) return
  work.owed.push({ contact, since })
  if (work.owed.length > owedLimit) {
    const spare = work.owed.findIndex((owed, at) => at > 0 && !isOpen(work, owed.contact))
    if (spare > 0) work.owed.splice(spare, 1)
  }
}

const hear = (work: Work, event: Any): void => {
  work.heardAt = later(work.heardAt, event.occurredAt)
  work.heardSeq = Math.max(work.heardSeq, event.seq)
}

/** An answer settles its own contact and every one that has ended (section 1, *owed*). */
const answer = (work: Work, event: Any): void => {
  work.owed = work.owed.filter((owed) => owed.contact !== event.contact && isOpen(work, owed.contact))
  replaceContact(work, event.contact, (contact) => ({
    ...contact,
    answeredAt: later(contact.answeredAt, event.occurredAt),
  }))
  if (event.actor.kind === 'agent') work.answeredAt = later(work.answeredAt, event.occurredAt)
}

/** What each event does to a conversation. Messages without effect (quiet ones, notes, signals) have none or return. */
export const conversationRecipes: Recipes<Work, ConversationEvents> = {
  'conversation.started': (work, { data, occurredAt }) => {
    work.inbox = data.inbox
    work.topics = data.topics.slice()
    work.follows = data.follows
    work.startedAt = occurredAt
    work.activeAt = later(work.activeAt, occurredAt)
  },
  'conversation.reopened': (work, event) => {
    work.closed = null
    work.inbox = event.data.inbox
    work.bare = true
    if (event.actor.kind === 'customer' || event.actor.kind === 'other')
      work.reopenedAt = [...work.reopenedAt.slice(1 - reopensKept), event.occurredAt]
  },
  'conversation.closed': (work, { data, occurredAt, actor, cause }) => {
    work.closed = { at: occurredAt, by: { kind: actor.kind, id: actor.id }, cause, reason: data.reason }
    work.firstClosed ??= work.closed
    if (!work.bare || work.anchor === null) work.anchor = occurredAt
    work.owed = []
  },
  'conversation.status_changed': (work, { occurredAt }) => {
    work.statusAt = later(work.statusAt, occurredAt)
  },
  'conversation.assigned': (work, { data }) => {
    work.inbox = data.inbox
    work.agent = data.agent
  },
  'conversation.topic_added': (work, { data }) => {
    work.topics.push(data.topic)
  },
  'conversation.topic_removed': (work, { data }) => {
    work.topics = work.topics.filter((topic) => topic !== data.topic)
  },
  'conversation.no_reply_needed': (work, { data }) => {
    work.owed = work.owed.filter((owed) => !data.contacts.includes(owed.contact))
  },
  'contact.started': (work, { id, data, occurredAt }) => {
    work.bare = false
    work.contacts.push({
      id,
      channel: data.channel,
      endpoint: data.endpoint,
      address: data.address,
      session: data.session,
      class: data.class,
      direction: data.direction,
      startedAt: occurredAt,
      opener: data.opener,
      fulfilled: null,
      answeredAt: null,
    })
  },
  'contact.fulfilled': (work, { contact, data }) =>
    replaceContact(work, contact, (found) => ({ ...found, fulfilled: data.as })),
  'contact.ended': (work, { contact }) => {
    work.contacts = work.contacts.filter((found) => found.id !== contact)
  },
  'message.received': (work, event) => {
    if (event.data.quiet) return
    work.activeAt = later(work.activeAt, event.occurredAt)
    hear(work, event)
    owe(work, event.contact, event.occurredAt)
  },
  'message.sent': (work, event) => {
    work.activeAt = later(work.activeAt, event.occurredAt)
    if (event.data.answer) answer(work, event)
  },
  'message.attributed': (work, event) => answer(work, event),
  'delivery.failed': (work, event) => {
    if (event.data.owed) owe(work, event.contact, event.occurredAt)
  },
  'call.started': (work, event) => {
    if (event.data.quiet) return
    work.activeAt = later(work.activeAt, event.occurredAt)
    if (event.data.direction === 'outbound') return
    hear(work, event)
    owe(work, event.contact, event.occurredAt)
  },
  'call.answered': (work, event) => {
    if (event.data.quiet) return
    work.activeAt = later(work.activeAt, event.occurredAt)
    answer(work, event)
  },
}
