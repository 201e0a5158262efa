import type { ConversationEvents } from '../conversation/events.ts'
import type { Said } from '../conversation/said.ts'
import type { Recorded } from '../intake/situation.ts'
import type { ContactId, ConversationId, TopicId } from '../kernel/ids.ts'

export type Topics = readonly TopicId[]

/** What a stretch of a timeline says of topics, once all of it was seen. */
export interface Matters {
  /** What each contact was about first: when it started, or the first time anybody said so. */
  readonly contacts: ReadonlyMap<ContactId, Topics>
  /** What each conversation is about in the end: a topic that was taken off it again was a mistake (T-1). */
  readonly conversations: ReadonlyMap<ConversationId, Topics>
}

type Data<T extends keyof ConversationEvents> = ConversationEvents[T]

const words: readonly string[] = [
  'message.received',
  'message.sent',
  'call.started',
  'call.answered',
  'call.ended',
]

/** The topics that a message or the news of a call carry themselves; null for what nobody said. */
export const saidIn = (event: Recorded): Topics | null =>
  words.includes(event.type) ? (event.data as Said).topics : null

const after = (topics: Topics, event: Recorded): Topics => {
  switch (event.type) {
    case 'conversation.started':
      return (event.data as Data<'conversation.started'>).topics
    case 'conversation.joined':
      return [...new Set([...topics, ...(event.data as Data<'conversation.joined'>).topics])]
    case 'conversation.topic_added':
      return [...topics, (event.data as Data<'conversation.topic_added'>).topic]
    case 'conversation.topic_removed': {
      const { topic: removed } = event.data as Data<'conversation.topic_removed'>
      return topics.filter((topic) => topic !== removed)
    }
    default:
      return topics
  }
}

export const mattersOf = (events: readonly Recorded[]): Matters => {
  const contacts = new Map<ContactId, Topics>()
  const conversations = new Map<ConversationId, Topics>()
  for (const event of events) {
    const { type, contact, conversation } = event
    const topics = type === 'contact.started' ? (event.data as Data<'contact.started'>).topics : saidIn(event)
    if (contact !== null && topics !== null && topics.length > 0 && !contacts.has(contact))
      contacts.set(contact, topics)
    if (conversation !== null)
      conversations.set(conversation, after(conversations.get(conversation) ?? [], event))
  }
  return { contacts, conversations }
}
