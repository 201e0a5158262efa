import { digest } from '../kernel/digest.ts'
import type { TopicId } from '../kernel/ids.ts'
import { isId, mustBeId } from '../kernel/limits.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import {
  findTopic,
  type TopicCatalogue,
  type TopicCatalogueChanged,
  type TopicIdInvalid,
  type TopicIdTaken,
  type TopicNameEmpty,
  type TopicNameTaken,
  type TopicUnknown,
} from './catalogue.ts'
import { topicUnknown } from './change-topic.ts'
import { normaliseTopicName, requireFreeName, requireName, topicNameKey } from './name.ts'

export interface CreateTopicInput {
  /** The host's, of 1 to 255 characters; without one it is derived from parent and name, so that a retry makes the same topic. */
  readonly id?: TopicId | undefined
  readonly name: string
  /** Null or absent: a root. */
  readonly parent?: TopicId | null | undefined
}

const topicIdTaken = (topic: TopicId): Refused<TopicIdTaken> =>
  refuse({
    code: 'topic.id_taken',
    rule: 'T-1',
    message: 'Another topic has that id; ids never change, names do.',
    remedy: 'Give another id.',
    topic,
  })

const topicIdInvalid = (): TopicIdInvalid => ({
  code: 'topic.id_invalid',
  rule: 'B-4',
  message: `The id of a topic ${mustBeId}.`,
  remedy: 'Give a shorter id, or none: then it is derived from parent and name.',
})

const requireTopicId = (id: TopicId): Refused<TopicIdInvalid> | null =>
  isId(id) ? null : refuse(topicIdInvalid())

/**
 * Adds a topic (T-1). Creating what is there already, with the same id, name and parent, changes nothing.
 * Refuses `topic.unknown` (the parent), `topic.name_empty`, `topic.id_invalid`, `topic.name_taken`, `topic.id_taken`.
 *
 * @example
 * createTopic(emptyTopicCatalogue, { id: 'refunds', name: 'Refunds' }) // { ok: true, catalogue, topic }
 */
export const createTopic = (
  catalogue: TopicCatalogue,
  input: CreateTopicInput,
):
  | TopicCatalogueChanged
  | Refused<TopicUnknown | TopicIdInvalid | TopicNameEmpty | TopicNameTaken | TopicIdTaken> => {
  const parent = input.parent ?? null
  if (parent !== null && findTopic(catalogue, parent) === null) return topicUnknown(parent)
  const name = normaliseTopicName(input.name)
  const id = input.id ?? digest('topic', parent, topicNameKey(name))
  const existing = findTopic(catalogue, id)
  if (existing !== null && existing.name === name && existing.parent === parent)
    return { ok: true, catalogue, topic: existing }
  const refused = requireName(name) ?? requireTopicId(id) ?? requireFreeName(catalogue, name, parent, null)
  if (refused !== null) return refused
  if (existing !== null) return topicIdTaken(id)
  const topic = { id, name, parent, disabled: false }
  return { ok: true, catalogue: { ...catalogue, topics: [...catalogue.topics, topic] }, topic }
}
