import type { Conversation, SnapshotQuery, StoredEvent } from 'throughline'

/**
 * Which of a customer's closed conversations a find brings along, the last closed first as they are given: the last of all,
 * the last that shares a topic, those named by the query or by events of `seen` and `quoted`, and what these were merged into.
 */
export const candidates = (
  past: readonly Conversation[],
  query: Pick<SnapshotQuery, 'topics' | 'conversation'>,
  events: readonly StoredEvent[],
): readonly Conversation[] => {
  const whole = past.filter(({ mergedInto }) => mergedInto === null)
  const sameTopic = whole.find(({ topics }) => topics.some((topic) => query.topics.includes(topic)))
  const about = events.map(({ conversation }) => conversation)
  const wanted = new Set([whole[0]?.id, sameTopic?.id, query.conversation, ...about])
  // A set that grows while it is gone through: so chains are followed to their end, and circles are too.
  for (const named of wanted) wanted.add(past.find(({ id }) => id === named)?.mergedInto)
  return past.filter(({ id }) => wanted.has(id))
}
