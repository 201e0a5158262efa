import type { ChannelClass } from '../channel/channel.ts'
import type { ContactId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'

/** Who began it: the customer's side or ours. */
export type Direction = 'inbound' | 'outbound'

/** What makes two messages part of one engagement (K-1). `address` is the counterpart's own, also after merges (K-9). */
export interface ContactKey {
  readonly channel: string
  readonly endpoint: string | null
  readonly address: string | null
  /** The provider's session or call, where the channel has one. */
  readonly session: string | null
}

/** One engagement on one channel, while it is open; ended ones live on in the timeline (K-11). */
export interface Contact extends ContactKey {
  readonly id: ContactId
  readonly class: ChannelClass
  readonly direction: Direction
  /** Somebody else whom the thread went to (I-16), or another customer whom we wrote to: no reply goes there by default (K-9). */
  readonly thirdParty: boolean
  readonly startedAt: Instant
  /** Whether it started or reopened its conversation (K-7). */
  readonly opensConversation: boolean
  /** The first answer, or no reply was needed (K-2). */
  readonly fulfilled: 'responded' | 'cancelled' | null
  /** The last answer: silence is counted from here (K-4, K-5); null while nobody has answered. */
  readonly lastReplyAt: Instant | null
  /** Messages up to here have a reply even if they arrive late: the provider reported it (C-1); null without such a reply. */
  readonly repliedUntil: Instant | null
}

/** Why a contact ended: a closed set (K-8). */
export type EndReason =
  | 'agent'
  | 'customer'
  | 'idle'
  | 'no_reply_needed'
  | 'abandoned'
  | 'unanswered'
  | 'lost'
  | 'conversation_closed'
  | 'merged'
  | 'separated'
  | 'superseded'
  | 'customer_erased'

export const hasSameKey = (a: ContactKey, b: ContactKey): boolean =>
  a.channel === b.channel && a.address === b.address && a.endpoint === b.endpoint && a.session === b.session
