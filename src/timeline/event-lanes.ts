import type { StoredEvent } from '../intake/snapshot.ts'
import type { TopicId } from '../kernel/ids.ts'
import { ownTopicsOf, type TimelineTopics, type TopicIds } from './timeline-topics.ts'

/** The lanes that something stands in; null is the lane of no topic. */
type LaneTopics = ReadonlySet<TopicId | null>

/** Where words went, by what they were said in. */
interface LaneIndex {
  readonly messages: Map<string, Set<TopicId | null>>
  readonly contacts: Map<string, Set<TopicId | null>>
  readonly conversations: Map<string, Set<TopicId | null>>
}

const noTopicLane: LaneTopics = new Set([null])

const addLanes = (
  lanes: Map<string, Set<TopicId | null>>,
  id: string | null,
  topics: Iterable<TopicId | null>,
) => {
  if (id === null) return
  const topicSet = lanes.get(id) ?? new Set()
  for (const topic of topics) topicSet.add(topic)
  lanes.set(id, topicSet)
}

/**
 * Where each word belongs: its own topics; else what was last named in its contact; else its conversation's only one; and
 * ours else to what was last named in the conversation, since answers follow what they answer. Anybody else's is of no topic.
 */
const indexMessages = (
  events: readonly StoredEvent[],
  { contacts, conversations }: TimelineTopics,
): LaneIndex => {
  const lastContactTopics = new Map(contacts)
  const lastConversationTopics = new Map<string, TopicIds>()
  const index: LaneIndex = { messages: new Map(), contacts: new Map(), conversations: new Map() }
  for (const [id, topics] of conversations) if (topics.length > 0) addLanes(index.conversations, id, topics)
  for (const event of events) {
    const { id, contact, conversation } = event
    const ownTopics = ownTopicsOf(event)
    if (ownTopics === null) continue
    if (ownTopics.length > 0 && contact !== null) lastContactTopics.set(contact, ownTopics)
    if (ownTopics.length > 0 && conversation !== null) lastConversationTopics.set(conversation, ownTopics)
    const ofContact = contact === null ? undefined : lastContactTopics.get(contact)
    const ofConversation = conversation === null ? undefined : conversations.get(conversation)
    const onlyTopic = ofConversation?.length === 1 ? ofConversation : undefined
    const lastNamed =
      event.type === 'message.sent' ? lastConversationTopics.get(conversation ?? '') : undefined
    const topics: readonly (TopicId | null)[] =
      ownTopics.length > 0 ? ownTopics : (ofContact ?? onlyTopic ?? lastNamed ?? [null])
    addLanes(index.messages, id, topics)
    addLanes(index.contacts, contact, topics)
    addLanes(index.conversations, conversation, topics)
  }
  return index
}

/** The message, topic or contacts that an event is about, where it is about less than its conversation. */
const lanesOfSubject = (
  event: StoredEvent,
  { messages, contacts }: LaneIndex,
  conversationLanes: LaneTopics,
): LaneTopics | undefined => {
  switch (event.type) {
    case 'message.attributed':
    case 'message.signalled':
    case 'message.redacted':
    case 'delivery.failed':
      return messages.get(event.data.message)
    case 'conversation.topic_added':
    case 'conversation.topic_removed': {
      const { topic } = event.data
      return conversationLanes.has(topic) ? new Set([topic]) : undefined
    }
    case 'conversation.no_reply_needed': {
      const { contacts: contactIds } = event.data
      const lanes = contactIds.flatMap((contact) => [...(contacts.get(contact) ?? [])])
      return lanes.length > 0 ? new Set(lanes) : undefined
    }
    default:
      return undefined
  }
}

/** The lanes of each event, in the order of the events; never none (W-9). */
export const laneTopicsOf = (
  events: readonly StoredEvent[],
  timelineTopics: TimelineTopics,
): readonly LaneTopics[] => {
  const index = indexMessages(events, timelineTopics)
  const lanesOf = (conversation: string | null): LaneTopics | undefined =>
    conversation === null ? undefined : index.conversations.get(conversation)
  const ownLanes = events.map((event) => {
    const { id, contact, conversation } = event
    return (
      index.messages.get(id) ??
      lanesOfSubject(event, index, lanesOf(conversation) ?? noTopicLane) ??
      (contact === null ? undefined : index.contacts.get(contact))
    )
  })
  // News of a message from elsewhere brings its lane along: there the conversation is told from its start.
  for (const [at, { conversation }] of events.entries()) {
    const lanes = ownLanes[at]
    if (lanes !== undefined) addLanes(index.conversations, conversation, lanes)
  }
  return events.map(({ conversation }, at) => ownLanes[at] ?? lanesOf(conversation) ?? noTopicLane)
}
