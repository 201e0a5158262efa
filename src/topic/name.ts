import type { TopicId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import { trimAndNormalise } from '../kernel/text-keys.ts'
import type { Topic, TopicCatalogue, TopicNameEmpty, TopicNameTaken } from './catalogue.ts'

/** The name as it is kept: without spaces around it, in one Unicode form. */
export const normaliseTopicName = (name: string): string => trimAndNormalise(name)

/** What is compared: `Refunds` and `refunds` are one name. */
export const topicNameKey = (name: string): string => trimAndNormalise(normaliseTopicName(name).toLowerCase())

const topicNameEmpty: TopicNameEmpty = {
  code: 'topic.name_empty',
  rule: 'T-1',
  message: 'A topic needs a name.',
  remedy: 'Give a name with at least one character that is no space.',
}

const topicNameTaken = (sibling: Topic): TopicNameTaken => ({
  code: 'topic.name_taken',
  rule: 'T-1',
  message: `A sibling has that name: "${sibling.name}".`,
  remedy: sibling.disabled
    ? 'Enable that topic, or choose another name.'
    : 'Use that topic, or choose another name.',
  sibling: sibling.id,
})

/** `topic.name_empty` for a name of nothing but space, else null (T-1). */
export const requireName = (name: string): Refused<TopicNameEmpty> | null =>
  topicNameKey(name) === '' ? refuse(topicNameEmpty) : null

/** `topic.name_taken` if a sibling under this parent has the name, else null (T-1). Its own is no obstacle. */
export const requireFreeName = (
  catalogue: TopicCatalogue,
  name: string,
  parent: TopicId | null,
  self: TopicId | null,
): Refused<TopicNameTaken> | null => {
  const key = topicNameKey(name)
  const sibling = catalogue.topics.find(
    (topic) => topic.parent === parent && topic.id !== self && topicNameKey(topic.name) === key,
  )
  return sibling === undefined ? null : refuse(topicNameTaken(sibling))
}
