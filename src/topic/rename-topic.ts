import type { TopicId } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import {
  findTopic,
  type TopicCatalogue,
  type TopicCatalogueChanged,
  type TopicNameEmpty,
  type TopicNameTaken,
  type TopicUnknown,
} from './catalogue.ts'
import { replaceTopic, topicUnknown } from './change-topic.ts'
import { normaliseTopicName, requireFreeName, requireName } from './name.ts'

/**
 * Gives a topic another name; its id stays (T-1). Refuses `topic.unknown`, `topic.name_empty`, `topic.name_taken`.
 *
 * @example
 * const renamed = renameTopic(catalogue, { id: 'damage', name: 'Broken' })
 * renamed.ok && renamed.topic.name // 'Broken'
 */
export const renameTopic = (
  catalogue: TopicCatalogue,
  input: { readonly id: TopicId; readonly name: string },
): TopicCatalogueChanged | Refused<TopicUnknown | TopicNameEmpty | TopicNameTaken> => {
  const topic = findTopic(catalogue, input.id)
  if (topic === null) return topicUnknown(input.id)
  return (
    requireName(input.name) ??
    requireFreeName(catalogue, input.name, topic.parent, topic.id) ??
    replaceTopic(catalogue, topic, { ...topic, name: normaliseTopicName(input.name) })
  )
}
