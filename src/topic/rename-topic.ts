import type { TopicId } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import {
  type Catalogue,
  type CatalogueChanged,
  findTopic,
  type TopicNameEmpty,
  type TopicNameTaken,
  type TopicUnknown,
} from './catalogue.ts'
import { replaceTopic, unknownTopic } from './change-topic.ts'
import { emptyName, takenName, tidyName } from './name.ts'

/**
 * Gives a topic another name; its id stays (T-1). Refuses `topic.unknown`, `topic.name_empty`, `topic.name_taken`.
 *
 * @example
 * const renamed = renameTopic(catalogue, { id: 'damage', name: 'Broken' })
 * renamed.ok && renamed.topic.name // 'Broken'
 */
export const renameTopic = (
  catalogue: Catalogue,
  input: { readonly id: TopicId; readonly name: string },
): CatalogueChanged | Refused<TopicUnknown | TopicNameEmpty | TopicNameTaken> => {
  const topic = findTopic(catalogue, input.id)
  if (topic === null) return unknownTopic(input.id)
  return (
    emptyName(input.name) ??
    takenName(catalogue, input.name, topic.parent, topic.id) ??
    replaceTopic(catalogue, topic, { ...topic, name: tidyName(input.name) })
  )
}
