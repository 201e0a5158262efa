import type { TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { spanEnd } from './business.ts'
import { own, type Policy, type ReopenWindow, type Span } from './policy.ts'

/** How an inbound's matter relates to a closed conversation's; unknown where either side says nothing (W-6, W-8). */
export type Relation = 'same' | 'other' | 'unknown'

/** What a window reads of a closed conversation. */
export interface Anchored {
  readonly anchor: Instant | null
  readonly heardAt: Instant | null
  readonly topics: readonly TopicId[]
}

/** The window of the channel the inbound came by (W-1). */
export const windowFor = (policy: Policy, channel: string | null): ReopenWindow =>
  own(policy.reopenWindowByChannel, channel) ?? policy.reopenWindow

/** Two sides with topics are the same matter if they share one (W-6). */
export const relationOf = (theirs: readonly TopicId[], ours: readonly TopicId[]): Relation => {
  if (theirs.length === 0 || ours.length === 0) return 'unknown'
  return ours.some((topic) => theirs.includes(topic)) ? 'same' : 'other'
}

export const spanOf = (window: ReopenWindow, relation: Relation): Span =>
  relation === 'same' ? window.sameTopic : relation === 'other' ? window.otherTopic : window.plain

/** The instant a window is measured from (W-1, W-3). */
export const anchorOf = (window: ReopenWindow, closed: Anchored): Instant =>
  (window.anchor === 'close' ? closed.anchor : (closed.heardAt ?? closed.anchor)) ?? 0

/** Exactly the end is inside (W-1); what happened before the anchor is inside every window but `never`. */
export const holds = (end: ReturnType<typeof spanEnd>, at: Instant): boolean =>
  end === 'always' || (end !== 'never' && at <= end)

/** The end of a window for messages that relate to a closed conversation so (W-6, W-7). */
export const reopenEnd = (
  closed: Anchored,
  policy: Policy,
  window: ReopenWindow,
  relation: Relation,
): ReturnType<typeof spanEnd> => spanEnd(policy, spanOf(window, relation), anchorOf(window, closed))

/**
 * The last instant at which a customer's word continues a closed conversation (W-7): a value that a screen can show.
 * Without topics it is the plain window's. A window in business time that ends with the day ends at closing time (W-5).
 *
 * @example
 * reopenableUntil(closed, policy) // 1770357600000, or 'always', or 'never'
 */
export const reopenableUntil = (
  closed: Anchored,
  policy: Policy,
  inbound: { readonly channel?: string | undefined; readonly topics?: readonly TopicId[] | undefined } = {},
): Instant | 'always' | 'never' => {
  const window = windowFor(policy, inbound.channel ?? null)
  return reopenEnd(closed, policy, window, relationOf(closed.topics, inbound.topics ?? []))
}
