import type { CommonMessageData } from '../conversation/message-data.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import type { ContactId, ConversationId, TopicId } from '../kernel/ids.ts'

export type TopicIds = readonly TopicId[]

/** What a stretch of a timeline says of topics, once all of it was seen. */
export interface TimelineTopics {
  /** What each contact was about first: when it started, or the first time anybody said so. */
  readonly contacts: ReadonlyMap<ContactId, TopicIds>
  /** What each conversation is about in the end: a topic that was taken off it again was a mistake (T-1). */
  readonly conversations: ReadonlyMap<ConversationId, TopicIds>
}

const messageEventTypes: readonly string[] = [
  'message.received',
  'message.sent',
  'call.started',
  'call.answered',
  'call.ended',
]

/** The topics that a message or the news of a call carry themselves; null for what nobody said. */
export const ownTopicsOf = (event: StoredEvent): TopicIds | null =>
  messageEventTypes.includes(event.type) ? (event.data as CommonMessageData).topics : null

const topicsAfter = (topics: TopicIds, event: StoredEvent): TopicIds => {
  switch (event.type) {
    case 'conversation.started':
      return event.data.topics
    case 'conversation.joined':
      return [...new Set([...topics, ...event.data.topics])]
    case 'conversation.topic_added':
      return [...topics, event.data.topic]
    case 'conversation.topic_removed': {
      const { topic: removed } = event.data
      return topics.filter((topic) => topic !== removed)
    }
    default:
      return topics
  }
}

export const timelineTopicsOf = (events: readonly StoredEvent[]): TimelineTopics => {
  const contacts = new Map<ContactId, TopicIds>()
  const conversations = new Map<ConversationId, TopicIds>()
  for (const event of events) {
    const { contact, conversation } = event
    const topics = event.type === 'contact.started' ? event.data.topics : ownTopicsOf(event)
    if (contact !== null && topics !== null && topics.length > 0 && !contacts.has(contact))
      contacts.set(contact, topics)
    if (conversation !== null)
      conversations.set(conversation, topicsAfter(conversations.get(conversation) ?? [], event))
  }
  return { contacts, conversations }
}
