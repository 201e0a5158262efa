import type { StoredEvent } from '../intake/snapshot.ts'
import type { TopicId } from '../kernel/ids.ts'
import { laneTopicsOf } from './event-lanes.ts'
import { timelineTopicsOf } from './timeline-topics.ts'

/** One matter's part of a customer's timeline (W-9). */
export interface TimelineLane<E extends StoredEvent = StoredEvent> {
  /** Null: what no topic is known of, and what stands in no conversation. */
  readonly topic: TopicId | null
  /** In the order of the timeline. */
  readonly events: readonly E[]
}

/**
 * Gives each matter its own lane of a timeline (W-9). A message stands in the lanes of its topics; else of what was last
 * named in its contact; else of its conversation's only topic; ours else of what was last named there. The rest stands
 * with the contact, message or conversation that it is about. Lanes come in the order in which they begin, that of no
 * topic last, and run through conversations.
 *
 * @example
 * const tagged = addTopic(conversation, { topic: 'damage' }, context)
 * const lanes = lanesByTopic(tagged.ok ? [...events, ...tagged.events] : events)
 * lanes.map(({ topic }) => topic) // ['damage']
 */
export const lanesByTopic = <E extends StoredEvent>(events: readonly E[]): readonly TimelineLane<E>[] => {
  const lanes = new Map<TopicId | null, E[]>()
  const topicsByEvent = laneTopicsOf(events, timelineTopicsOf(events))
  for (const [at, event] of events.entries())
    for (const topic of topicsByEvent[at] ?? [null]) {
      const lane = lanes.get(topic)
      if (lane === undefined) lanes.set(topic, [event])
      else lane.push(event)
    }
  const withoutTopic = lanes.get(null)
  lanes.delete(null)
  const topicLanes = [...lanes].map(([topic, laneEvents]) => ({ topic, events: laneEvents }))
  return withoutTopic === undefined ? topicLanes : [...topicLanes, { topic: null, events: withoutTopic }]
}
