import { composed } from '../kernel/bounded.ts'
import type { TopicId } from '../kernel/ids.ts'
import { type Refused, refuse } from '../kernel/result.ts'
import type { Catalogue, Topic, TopicNameEmpty, TopicNameTaken } from './catalogue.ts'

/** The name as it is kept: without spaces around it, in one Unicode form. */
export const tidyName = (name: string): string => composed(name)

/** What is compared: `Refunds` and `refunds` are one name. */
export const nameKey = (name: string): string => composed(tidyName(name).toLowerCase())

const nameEmpty: TopicNameEmpty = {
  code: 'topic.name_empty',
  rule: 'T-1',
  message: 'A topic needs a name.',
  remedy: 'Give a name with at least one character that is no space.',
}

const nameTaken = (holder: Topic): TopicNameTaken => ({
  code: 'topic.name_taken',
  rule: 'T-1',
  message: `A sibling has that name: "${holder.name}".`,
  remedy: holder.disabled
    ? 'Enable that topic, or choose another name.'
    : 'Use that topic, or choose another name.',
  holder: holder.id,
})

/** `topic.name_empty` for a name of nothing but space, else null (T-1). */
export const emptyName = (name: string): Refused<TopicNameEmpty> | null =>
  nameKey(name) === '' ? refuse(nameEmpty) : null

/** `topic.name_taken` if a sibling under this parent has the name, else null (T-1). Its own is no obstacle. */
export const takenName = (
  catalogue: Catalogue,
  name: string,
  parent: TopicId | null,
  self: TopicId | null,
): Refused<TopicNameTaken> | null => {
  const key = nameKey(name)
  const holder = catalogue.topics.find(
    (topic) => topic.parent === parent && topic.id !== self && nameKey(topic.name) === key,
  )
  return holder === undefined ? null : refuse(nameTaken(holder))
}
