import type { Conversation } from '../conversation/conversation.ts'
import { lastClosed, type Snapshot } from '../intake/snapshot.ts'
import type { TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Policy } from '../policy/policy.ts'
import { reopenWindowEnd } from '../policy/window.ts'
import { snapshotQuery } from '../store/ports.ts'
import type { Runtime } from './runtime.ts'

/** A closed conversation that the customer's next message may continue, and until when it does (W-6, W-7). */
export interface Reopenable {
  readonly conversation: Conversation
  /** By a message without a topic; `'never'` where only a message about `topics` finds it. */
  readonly until: Instant | 'always' | 'never'
  /** By a message about one of `topics`. */
  readonly untilSameTopic: Instant | 'always' | 'never'
  /** By a message about other topics. */
  readonly untilOtherTopic: Instant | 'always' | 'never'
  /** Those of its topics that no conversation closed later has (I-9). */
  readonly topics: readonly TopicId[]
}

/** Only a window by topic lets a message find a conversation that is not the last closed one (I-9). */
const isByTopic = ({ reopenWindow, reopenWindowByChannel }: Policy): boolean =>
  [reopenWindow, ...Object.values(reopenWindowByChannel)].some(({ byTopic }) => byTopic)

/** Whether a message without a topic finds it as well: it is the last closed. */
const reopenableOf = (
  conversation: Conversation,
  topics: readonly TopicId[],
  isLast: boolean,
  policy: Policy,
): Reopenable => {
  const end = (relation: 'same' | 'other'): Reopenable['until'] => {
    const told = conversation.topics.length === 0 ? 'unknown' : relation
    return reopenWindowEnd(conversation, policy, policy.reopenWindow, told)
  }
  return {
    conversation,
    until: isLast ? reopenWindowEnd(conversation, policy, policy.reopenWindow, 'unknown') : 'never',
    untilSameTopic: end('same'),
    untilOtherTopic: isLast ? end('other') : 'never',
    topics,
  }
}

/**
 * The candidates of I-9 for a message about anything, the last closed first (W-7). A store finds the last closed of the
 * topics that are asked for: so each trip asks for the topics that are left, as many trips as there are candidates.
 */
export const reopenable = async (
  { load, policy: present, topics: catalogue }: Pick<Runtime, 'load' | 'policy' | 'topics'>,
  situation: Snapshot,
): Promise<readonly Reopenable[]> => {
  const { customer, active } = situation
  const policy = present()
  const last = lastClosed(situation)
  if (customer === null || active !== null || last === null) return []
  const found = [reopenableOf(last, last.topics, true, policy)]
  let left = isByTopic(policy)
    ? catalogue().topics.flatMap(({ id, disabled }) => (disabled || last.topics.includes(id) ? [] : [id]))
    : []
  while (left.length > 0) {
    const [answer] = await load([snapshotQuery({ customer: customer.id, topics: left })])
    const next = answer?.closed.find(
      ({ id, topics, mergedInto }) =>
        id !== last.id && mergedInto === null && topics.some((topic) => left.includes(topic)),
    )
    if (next === undefined) return found
    const own = next.topics.filter((topic) => left.includes(topic))
    found.push(reopenableOf(next, own, false, policy))
    left = left.filter((topic) => !own.includes(topic))
  }
  return found
}
