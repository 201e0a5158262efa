import type { TopicId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import {
  findTopic,
  isTopicUnder,
  type TopicCatalogue,
  type TopicCatalogueChanged,
  type TopicCycle,
  type TopicNameTaken,
  type TopicUnknown,
} from './catalogue.ts'
import { replaceTopic, topicUnknown } from './change-topic.ts'
import { requireFreeName } from './name.ts'

const topicCycle = (topic: TopicId, parent: TopicId): Refused<TopicCycle> =>
  refuse({
    code: 'topic.cycle',
    rule: 'T-1',
    message: 'A topic cannot stand under itself.',
    remedy: 'Choose a parent that is not below the topic; move that one out first if it has to be.',
    topic,
    parent,
  })

/**
 * Puts a topic, with all below it, under another parent or at the root (T-1).
 * Refuses `topic.unknown` (either), `topic.cycle`, `topic.name_taken` (among the new siblings).
 *
 * @example
 * moveTopic(catalogue, { id: 'goods', parent: 'damage' }) // refused: topic.cycle
 */
export const moveTopic = (
  catalogue: TopicCatalogue,
  input: { readonly id: TopicId; readonly parent: TopicId | null },
): TopicCatalogueChanged | Refused<TopicUnknown | TopicCycle | TopicNameTaken> => {
  const { id, parent } = input
  const topic = findTopic(catalogue, id)
  if (topic === null) return topicUnknown(id)
  if (parent !== null && findTopic(catalogue, parent) === null) return topicUnknown(parent)
  if (parent !== null && (parent === id || isTopicUnder(catalogue, parent, [id])))
    return topicCycle(id, parent)
  return (
    requireFreeName(catalogue, topic.name, parent, id) ?? replaceTopic(catalogue, topic, { ...topic, parent })
  )
}
