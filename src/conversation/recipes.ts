import type { Contact } from '../contact/contact.ts'
import type { Fact } from '../kernel/event.ts'
import type { Recipes, Working } from '../kernel/fold.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { reopensKept } from '../kernel/limits.ts'
import type { Conversation, Owed } from './conversation.ts'
import type { ConversationEvent, ConversationEvents } from './events.ts'

type Work = Working<Conversation>
type Any = Fact<ConversationEvent>

/** Ended contacts that may stay owed in the state; beyond it the oldest and the newest are kept. */
const owedLimit = 16

const later = (a: Instant | null, b: Instant): Instant => (a === null || b > a ? b : a)

const replaceContact = (work: Work, id: ContactId | null, change: (contact: Contact) => Contact): void => {
  work.contacts = work.contacts.map((contact) => (contact.id === id ? change(contact) : contact))
}

const isOpen = (work: Work, id: ContactId): boolean => work.contacts.some((contact) => contact.id === id)

/** The customer said something that waits for an answer; the clock of the earliest unanswered word is kept. */
const owe = (work: Work, contact: ContactId | null, since: Instant): void => {
  if (contact === null) return
  const known = work.owed.find((owed) => owed.contact === contact)
  if (known !== undefined) {
    if (since >= known.since) return
    work.owed = work.owed.map((owed) => (owed.contact === contact ? { contact, since } : owed))
    return
  }
  const owed = [...work.owed, { contact, since }]
  const spare =
    owed.length > owedLimit ? owed.findIndex((one, at) => at > 0 && !isOpen(work, one.contact)) : -1
  work.owed = spare > 0 ? owed.toSpliced(spare, 1) : owed
}

const hear = (work: Work, event: Any): void => {
  work.heardAt = later(work.heardAt, event.occurredAt)
  work.heardSeq = Math.max(work.heardSeq, event.seq)
}

/**
 * An answer settles its own contact and every one that has ended (section 1, *owed*), but no word that came after it,
 * when the news of it are late (I-14). A call that is taken is answered, whatever the clocks say.
 */
const answer = (work: Work, event: Any): void => {
  const isAfter = (owed: Owed): boolean => event.type !== 'call.answered' && owed.since > event.occurredAt
  work.owed = work.owed.filter(
    (owed) => isAfter(owed) || (owed.contact !== event.contact && isOpen(work, owed.contact)),
  )
  replaceContact(work, event.contact, (contact) => ({
    ...contact,
    answeredAt: later(contact.answeredAt, event.occurredAt),
  }))
  if (event.actor.kind === 'agent') work.answeredAt = later(work.answeredAt, event.occurredAt)
}

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
    work.topics = [...work.topics, data.topic]
  },
  'conversation.topic_removed': (work, { data }) => {
    work.topics = work.topics.filter((topic) => topic !== data.topic)
  },
  'conversation.no_reply_needed': (work, { data }) => {
    work.owed = work.owed.filter((owed) => !data.contacts.includes(owed.contact))
  },
  'contact.started': (work, { id, data, occurredAt }) => {
    work.bare = false
    const contact: Contact = {
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
    }
    work.contacts = [...work.contacts, contact]
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
