import type { TopicId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { type Catalogue, findTopic, type TopicUnknown } from '../topic/catalogue.ts'
import { unknownTopic } from '../topic/change-topic.ts'
import { type Changed, type ConversationChange, change } from './change.ts'
import type { Conversation } from './conversation.ts'
import { type Frozen, frozen } from './frozen.ts'

export type TopicError = Frozen | TopicUnknown | Refusal<'topic.disabled'>

/** Adds the topics of an inbound that its conversation does not have yet (T-1, W-9). */
export const emitTopics = ({ next, emit }: ConversationChange, topics: readonly TopicId[]): void => {
  for (const topic of topics) if (!next.topics.includes(topic)) emit('conversation.topic_added', { topic })
}

/** Why a topic cannot be added; null if it can (T-1). */
export const topicRefused = (
  catalogue: Catalogue,
  id: TopicId,
): Refused<TopicUnknown | Refusal<'topic.disabled'>> | null => {
  const topic = findTopic(catalogue, id)
  if (topic === null) return unknownTopic(id)
  if (!topic.disabled) return null
  return refuse({
    code: 'topic.disabled',
    rule: 'T-1',
    message: `topic "${topic.name}" is disabled`,
    remedy: 'choose another, or enable it in the catalogue',
  })
}

/**
 * Adds a topic while the conversation is active (T-1); adding a present one is a no-op.
 *
 * Refused: `conversation.closed`, `topic.unknown`, `topic.disabled`.
 *
 * @example
 * const tagged = addTopic(conversation, { topic: 'damage' }, context)
 * tagged.ok && tagged.state.topics // ['damage']
 */
export const addTopic = (
  c: Conversation,
  input: { readonly topic: TopicId },
  context: Context,
): Changed | Refused<TopicError> => {
  const refused = frozen(c)
  if (refused !== null) return refused
  const adding = change(c, context, 'topic')
  if (c.topics.includes(input.topic)) return adding.done()
  const unusable = topicRefused(context.topics, input.topic)
  if (unusable !== null) return unusable
  adding.emit('conversation.topic_added', { topic: input.topic })
  return adding.done()
}

/**
 * Removes a topic while the conversation is active (T-1); removing an absent one is a no-op.
 *
 * Refused: `conversation.closed`.
 *
 * @example
 * removeTopic(conversation, { topic: 'damage' }, context) // { ok: true, state, events: [] }
 */
export const removeTopic = (
  c: Conversation,
  input: { readonly topic: TopicId },
  context: Context,
): Changed | Refused<Frozen> => {
  const refused = frozen(c)
  if (refused !== null) return refused
  const removing = change(c, context, 'topic')
  if (c.topics.includes(input.topic)) removing.emit('conversation.topic_removed', { topic: input.topic })
  return removing.done()
}
