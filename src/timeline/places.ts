import type { ConversationEvents } from '../conversation/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { TopicId } from '../kernel/ids.ts'
import { type Matters, saidIn, type Topics } from './matters.ts'

/** The lanes that something stands in; null is the lane of no topic. */
type Places = ReadonlySet<TopicId | null>

/** Where words went, by what they were said in. */
interface Spoken {
  readonly messages: Map<string, Set<TopicId | null>>
  readonly contacts: Map<string, Set<TopicId | null>>
  readonly conversations: Map<string, Set<TopicId | null>>
}

type Data<T extends keyof ConversationEvents> = ConversationEvents[T]

const nowhere: Places = new Set([null])

const add = (
  places: Map<string, Set<TopicId | null>>,
  id: string | null,
  topics: Iterable<TopicId | null>,
) => {
  if (id === null) return
  const known = places.get(id) ?? new Set()
  for (const topic of topics) known.add(topic)
  places.set(id, known)
}

/**
 * Where each word belongs: its own topics; else what was last named in its contact; else its conversation's only one; and
 * ours else to what was last named in the conversation, since answers follow what they answer. Anybody else's is of no topic.
 */
const speak = (events: readonly Recorded[], { contacts, conversations }: Matters): Spoken => {
  const said = new Map(contacts)
  const named = new Map<string, Topics>()
  const spoken: Spoken = { messages: new Map(), contacts: new Map(), conversations: new Map() }
  for (const [id, topics] of conversations) if (topics.length > 0) add(spoken.conversations, id, topics)
  for (const event of events) {
    const { id, contact, conversation } = event
    const own = saidIn(event)
    if (own === null) continue
    if (own.length > 0 && contact !== null) said.set(contact, own)
    if (own.length > 0 && conversation !== null) named.set(conversation, own)
    const ofContact = contact === null ? undefined : said.get(contact)
    const ofConversation = conversation === null ? undefined : conversations.get(conversation)
    const only = ofConversation?.length === 1 ? ofConversation : undefined
    const before = event.type === 'message.sent' ? named.get(conversation ?? '') : undefined
    const topics: readonly (TopicId | null)[] = own.length > 0 ? own : (ofContact ?? only ?? before ?? [null])
    add(spoken.messages, id, topics)
    add(spoken.contacts, contact, topics)
    add(spoken.conversations, conversation, topics)
  }
  return spoken
}

/** The message, topic or contacts that an event is about, where it is about less than its conversation. */
const about = (event: Recorded, { messages, contacts }: Spoken, of: Places): Places | undefined => {
  switch (event.type) {
    case 'message.attributed':
    case 'message.signalled':
    case 'message.redacted':
    case 'delivery.failed':
      return messages.get((event.data as Data<'message.redacted'>).message)
    case 'conversation.topic_added':
    case 'conversation.topic_removed': {
      const { topic } = event.data as Data<'conversation.topic_added'>
      return of.has(topic) ? new Set([topic]) : undefined
    }
    case 'conversation.no_reply_needed': {
      const { contacts: meant } = event.data as Data<'conversation.no_reply_needed'>
      const places = meant.flatMap((contact) => [...(contacts.get(contact) ?? [])])
      return places.length > 0 ? new Set(places) : undefined
    }
    default:
      return undefined
  }
}

/** The lanes of each event, in the order of the events; never none (W-9). */
export const placesOf = (events: readonly Recorded[], matters: Matters): readonly Places[] => {
  const spoken = speak(events, matters)
  const lanesOf = (conversation: string | null): Places | undefined =>
    conversation === null ? undefined : spoken.conversations.get(conversation)
  const own = events.map((event) => {
    const { id, contact, conversation } = event
    return (
      spoken.messages.get(id) ??
      about(event, spoken, lanesOf(conversation) ?? nowhere) ??
      (contact === null ? undefined : spoken.contacts.get(contact))
    )
  })
  // News of a message from elsewhere brings its lane along: there the conversation is told from its start.
  for (const [at, { conversation }] of events.entries()) {
    const places = own[at]
    if (places !== undefined) add(spoken.conversations, conversation, places)
  }
  return events.map(({ conversation }, at) => own[at] ?? lanesOf(conversation) ?? nowhere)
}
