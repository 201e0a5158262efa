import { customChannel } from '../channel/channel.ts'
import type { TopicId } from '../kernel/ids.ts'
import { ok, type Refusal, type Result } from '../kernel/result.ts'
import { channelOf, type Policy } from '../policy/policy.ts'
import { emptyTopicCatalogue, findTopic, type TopicCatalogue } from '../topic/catalogue.ts'
import { createTopic } from '../topic/create-topic.ts'

/** A policy and a catalogue that grow with the log: a log is taken as facts, and its channels and topics are some. */
export interface Declared {
  readonly policy: () => Policy
  readonly topics: () => TopicCatalogue
  /** Declares a channel at first sight, as messaging. */
  readonly channel: (name: string) => void
  /** Makes a topic at first sight; two spellings of one name are one topic. Refused: a name of nothing but space. */
  readonly topic: (name: string) => Result<TopicId, Refusal>
  /** What had to be declared, in the order in which it was met. */
  readonly list: () => { readonly channels: readonly string[]; readonly topics: readonly TopicId[] }
}

export const createDeclared = (
  given: Policy,
  knownTopics: TopicCatalogue = emptyTopicCatalogue,
): Declared => {
  let policy = given
  let catalogue = knownTopics
  const channels: string[] = []
  const made: TopicId[] = []
  const ids = new Map<string, TopicId>()

  const make = (name: string): Result<TopicId, Refusal> => {
    if (findTopic(catalogue, name) !== null) return ok(name)
    const created = createTopic(catalogue, { id: name, name })
    if (!created.ok) return created.error.code === 'topic.name_taken' ? ok(created.error.sibling) : created
    catalogue = created.catalogue
    made.push(name)
    return ok(name)
  }

  return {
    policy: () => policy,
    topics: () => catalogue,
    channel: (name) => {
      if (channelOf(policy, name) !== null) return
      policy = { ...policy, channels: { ...policy.channels, [name]: customChannel(name) } }
      channels.push(name)
    },
    topic: (name) => {
      const found = ids.get(name)
      if (found !== undefined) return ok(found)
      const topic = make(name)
      if (topic.ok) ids.set(name, topic.value)
      return topic
    },
    list: () => ({ channels: [...channels], topics: [...made] }),
  }
}
