import type { TopicId } from '../kernel/ids.ts'
import type { Refusal } from '../kernel/result.ts'

/** What a conversation is about: one node of a tree. Disabled, never deleted: what carries it keeps its meaning (T-1). */
export interface Topic {
  readonly id: TopicId
  readonly name: string
  readonly parent: TopicId | null
  readonly disabled: boolean
}

/** All topics of a host, plain data. Siblings have different names, and no topic is under itself. */
export interface TopicCatalogue {
  readonly schema: 1
  readonly topics: readonly Topic[]
}

export const emptyTopicCatalogue: TopicCatalogue = { schema: 1, topics: [] }

/** The "yes" of an operation: the catalogue after it, the very same one if nothing changed, and the topic concerned. */
export interface TopicCatalogueChanged {
  readonly ok: true
  readonly catalogue: TopicCatalogue
  readonly topic: Topic
}

export interface TopicUnknown extends Refusal<'topic.unknown'> {
  readonly topic: TopicId
}
export interface TopicNameTaken extends Refusal<'topic.name_taken'> {
  /** The sibling that has the name; it may be disabled. */
  readonly sibling: TopicId
}
export interface TopicIdTaken extends Refusal<'topic.id_taken'> {
  readonly topic: TopicId
}
export interface TopicCycle extends Refusal<'topic.cycle'> {
  readonly topic: TopicId
  readonly parent: TopicId
}
/** The id of a new topic has none or more than 255 characters (B-4). */
export type TopicIdInvalid = Refusal<'topic.id_invalid'>
export type TopicNameEmpty = Refusal<'topic.name_empty'>

/**
 * The topic of that id, or null.
 *
 * @example
 * findTopic(catalogue, 'damage')?.name // 'Damage'
 */
export const findTopic = (catalogue: TopicCatalogue, id: TopicId): Topic | null =>
  catalogue.topics.find((topic) => topic.id === id) ?? null

/**
 * A topic and those above it, from the root down; empty if it is unknown. Ends on damaged data too.
 *
 * @example
 * topicPath(catalogue, 'damage').map(({ name }) => name) // ['Goods', 'Damage']
 */
export const topicPath = (catalogue: TopicCatalogue, id: TopicId): readonly Topic[] => {
  const path = new Set<Topic>()
  let next = findTopic(catalogue, id)
  while (next !== null && !path.has(next)) {
    path.add(next)
    next = next.parent === null ? null : findTopic(catalogue, next.parent)
  }
  return [...path].reverse()
}

/**
 * Whether a topic stands below one of the given ones, at any depth (C-2). A topic is not under itself.
 *
 * @example
 * isTopicUnder(catalogue, 'damage', ['goods']) // true
 */
export const isTopicUnder = (
  catalogue: TopicCatalogue,
  id: TopicId,
  ancestors: readonly TopicId[],
): boolean => topicPath(catalogue, id).some((topic) => topic.id !== id && ancestors.includes(topic.id))
