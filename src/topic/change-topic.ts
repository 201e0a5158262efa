import type { TopicId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import type { Topic, TopicCatalogue, TopicCatalogueChanged, TopicUnknown } from './catalogue.ts'

export const topicUnknown = (id: TopicId): Refused<TopicUnknown> =>
  refuse({
    code: 'topic.unknown',
    rule: 'T-1',
    message: 'The catalogue has no such topic.',
    remedy: 'Create the topic first, or use the id of an existing one.',
    topic: id,
  })

const isSameTopic = (a: Topic, b: Topic): boolean =>
  a.name === b.name && a.parent === b.parent && a.disabled === b.disabled

/** The catalogue with one topic in its new form; the very same catalogue if the form is the same. */
export const replaceTopic = (catalogue: TopicCatalogue, topic: Topic, next: Topic): TopicCatalogueChanged => {
  if (isSameTopic(topic, next)) return { ok: true, catalogue, topic }
  const topics = catalogue.topics.map((other) => (other.id === next.id ? next : other))
  return { ok: true, catalogue: { ...catalogue, topics }, topic: next }
}
