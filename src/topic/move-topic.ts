import type { TopicId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import {
  type Catalogue,
  type CatalogueChanged,
  findTopic,
  isUnder,
  type TopicCycle,
  type TopicNameTaken,
  type TopicUnknown,
} from './catalogue.ts'
import { replaceTopic, unknownTopic } from './change-topic.ts'
import { takenName } from './name.ts'

const cycle = (topic: TopicId, parent: TopicId): Refused<TopicCycle> =>
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
  catalogue: Catalogue,
  input: { readonly id: TopicId; readonly parent: TopicId | null },
): CatalogueChanged | Refused<TopicUnknown | TopicCycle | TopicNameTaken> => {
  const { id, parent } = input
  const topic = findTopic(catalogue, id)
  if (topic === null) return unknownTopic(id)
  if (parent !== null && findTopic(catalogue, parent) === null) return unknownTopic(parent)
  if (parent !== null && (parent === id || isUnder(catalogue, parent, [id]))) return cycle(id, parent)
  return takenName(catalogue, topic.name, parent, id) ?? replaceTopic(catalogue, topic, { ...topic, parent })
}
