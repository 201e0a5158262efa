import type { TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { spanEndOf } from './add-length.ts'
import { ownValue, type Policy, type ReopenWindow, type Span } from './policy.ts'

/** How an inbound's matter relates to a closed conversation's; unknown where either side says nothing (W-6, W-8). */
export type TopicRelation = 'same' | 'other' | 'unknown'

/** What a window reads of a closed conversation. */
export interface ReopenableConversation {
  readonly lastCountedCloseAt: Instant | null
  readonly lastCustomerMessageAt: Instant | null
  readonly topics: readonly TopicId[]
}

/** The window of the channel the inbound came by (W-1). */
export const reopenWindowFor = (policy: Policy, channel: string | null): ReopenWindow =>
  ownValue(policy.reopenWindowByChannel, channel) ?? policy.reopenWindow

/** Two sides with topics are the same matter if they share one (W-6). */
export const topicRelationOf = (theirs: readonly TopicId[], ours: readonly TopicId[]): TopicRelation => {
  if (theirs.length === 0 || ours.length === 0) return 'unknown'
  return ours.some((topic) => theirs.includes(topic)) ? 'same' : 'other'
}

export const reopenSpanFor = (window: ReopenWindow, relation: TopicRelation): Span =>
  relation === 'same' ? window.sameTopic : relation === 'other' ? window.otherTopic : window.plain

/** The instant a window is measured from (W-1, W-3). */
export const windowStart = (window: ReopenWindow, closed: ReopenableConversation): Instant =>
  (window.anchor === 'close'
    ? closed.lastCountedCloseAt
    : (closed.lastCustomerMessageAt ?? closed.lastCountedCloseAt)) ?? 0

/** Exactly the end is inside (W-1); what happened before the anchor is inside every window but `never`. */
export const isWithin = (end: ReturnType<typeof spanEndOf>, at: Instant): boolean =>
  end === 'always' || (end !== 'never' && at <= end)

/** The end of a window for messages that relate to a closed conversation so (W-6, W-7). */
export const reopenWindowEnd = (
  closed: ReopenableConversation,
  policy: Policy,
  window: ReopenWindow,
  relation: TopicRelation,
): ReturnType<typeof spanEndOf> =>
  spanEndOf(policy, reopenSpanFor(window, relation), windowStart(window, closed))

/**
 * The last instant at which a customer's word continues a closed conversation (W-7): a value that a screen can show.
 * Without topics it is the plain window's. A window in business time that ends with the day ends at closing time (W-5).
 *
 * @example
 * reopenableUntil(closed, policy) // 1770357600000, or 'always', or 'never'
 */
export const reopenableUntil = (
  closed: ReopenableConversation,
  policy: Policy,
  inbound: { readonly channel?: string | undefined; readonly topics?: readonly TopicId[] | undefined } = {},
): Instant | 'always' | 'never' => {
  const window = reopenWindowFor(policy, inbound.channel ?? null)
  return reopenWindowEnd(closed, policy, window, topicRelationOf(closed.topics, inbound.topics ?? []))
}
