import type { TopicId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { findTopic, type TopicCatalogue, type TopicUnknown } from '../topic/catalogue.ts'
import { topicUnknown } from '../topic/change-topic.ts'
import { type ConversationChange, type ConversationChanged, changeConversation } from './change.ts'
import type { Conversation } from './conversation.ts'
import { type ConversationClosed, requireOpen } from './require-open.ts'

export type TopicError = ConversationClosed | TopicUnknown | Refusal<'topic.disabled'>

/** Adds the topics of an inbound that its conversation does not have yet (T-1, W-9). */
export const emitTopics = ({ next, emit }: ConversationChange, topics: readonly TopicId[]): void => {
  for (const topic of topics) if (!next.topics.includes(topic)) emit('conversation.topic_added', { topic })
}

/** Why a topic cannot be added; null if it can (T-1). */
export const requireUsableTopic = (
  catalogue: TopicCatalogue,
  id: TopicId,
): Refused<TopicUnknown | Refusal<'topic.disabled'>> | null => {
  const topic = findTopic(catalogue, id)
  if (topic === null) return topicUnknown(id)
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
): ConversationChanged | Refused<TopicError> => {
  const refused = requireOpen(c)
  if (refused !== null) return refused
  const adding = changeConversation(c, context, 'topic')
  if (c.topics.includes(input.topic)) return adding.done()
  const unusable = requireUsableTopic(context.topics, input.topic)
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
): ConversationChanged | Refused<ConversationClosed> => {
  const refused = requireOpen(c)
  if (refused !== null) return refused
  const removing = changeConversation(c, context, 'topic')
  if (c.topics.includes(input.topic)) removing.emit('conversation.topic_removed', { topic: input.topic })
  return removing.done()
}
