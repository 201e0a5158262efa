import type { ChannelClass } from '../channel/channel.ts'
import type { Closure, Status } from '../conversation/conversation.ts'
import type { PendingTimes } from '../conversation/pending-times.ts'
import type { Actor, ActorKind } from '../kernel/actor.ts'
import type { Milliseconds } from '../kernel/duration.ts'
import type { Cause, Envelope, EventWithoutContent } from '../kernel/event.ts'
import type { ContactId, ConversationId, CustomerId, MessageId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { emptyFigures, type Figures, type Stat } from './figures.ts'

/** When, by whom and how a segment was opened. */
export interface SegmentOpening {
  readonly at: Instant
  readonly by: Actor
  readonly cause: Cause
}

/** From a start or a reopening to the close after it (E-5). */
export interface Segment {
  readonly opened: SegmentOpening
  /** How long the conversation had been closed before; null for the first. */
  readonly closedFor: Milliseconds | null
  readonly closed: Closure | null
  readonly figures: Figures
}

/** How often conversations were closed so, and how long those segments had been open. */
export interface CloseStat {
  readonly by: ActorKind
  readonly cause: Cause
  readonly time: Stat
}

/** How many contacts went by a channel. */
export interface ChannelStat {
  readonly channel: string
  readonly contacts: number
}

/** A contact that is open, as far as its handling is measured. */
export interface ContactClock {
  readonly contact: ContactId
  readonly channel: string
  readonly class: ChannelClass
  /** The first response in it. */
  readonly handledFrom: Instant | null
  /** The latest word of either side. */
  readonly lastMessageAt: Instant | null
  /** Messages up to here have a reply even if they arrive late (C-1). */
  readonly repliedUntil: Instant | null
  /** When a call was hung up, by the provider's clock. */
  readonly hungUpAt: Instant | null
}

/** What is pending on a contact, and the earliest message of it that waits for a first response. */
export interface PendingClock {
  readonly contact: ContactId
  /** As in the conversation itself (C-1). */
  readonly pending: PendingTimes | null
  readonly firstWaitingSince: Instant | null
}

/** What is under way: all that later events need to know of earlier ones. */
export interface Clocks {
  readonly status: Status
  readonly statusCountedUntil: Instant
  /** Reopened and not used since: no reopen yet, and never one if it is closed again like that (W-3). */
  readonly reopenedWithoutContact: Segment | null
  readonly contacts: readonly ContactClock[]
  readonly pendingReplies: readonly PendingClock[]
  /** Up to here waiting has been counted. */
  readonly waitedUntil: Instant | null
  /** The last echo that ended a waiting without being a response: its author may turn out to be one whose is (I-4). */
  readonly echo: { readonly message: MessageId; readonly waitingSince: Instant } | null
}

/**
 * What is measured of one conversation (E-5): plain JSON, and of the same size however long it goes on. The first and
 * the last segment are kept as they are, of all together the totals.
 */
export interface ConversationMetrics {
  readonly schema: 1
  readonly conversation: ConversationId
  readonly customer: CustomerId
  /** The conversation that stands for it; that one counts, this one does not (CU-4, W-10). */
  readonly mergedInto: ConversationId | null
  readonly segments: number
  /** Reopenings that a contact or another conversation followed (W-3); taking a separation back is none (W-10). */
  readonly reopens: number
  readonly first: Segment
  readonly last: Segment
  readonly total: Figures
  readonly closes: readonly CloseStat[]
  readonly channels: readonly ChannelStat[]
  readonly clocks: Clocks
}

type AnyEvent = EventWithoutContent<Envelope<string, unknown>>

/** A segment before anything is measured in it. */
export const newSegment = (
  { occurredAt, actor, cause }: AnyEvent,
  closedFor: Milliseconds | null,
): Segment => ({
  opened: { at: occurredAt, by: { kind: actor.kind, id: actor.id }, cause },
  closedFor,
  closed: null,
  figures: emptyFigures,
})

/** A conversation at its first event. */
export const newConversationMetrics = (
  conversation: ConversationId,
  event: AnyEvent,
): ConversationMetrics => {
  const segment = newSegment(event, null)
  return {
    schema: 1,
    conversation,
    customer: event.customer,
    mergedInto: null,
    segments: 1,
    reopens: 0,
    first: segment,
    last: segment,
    total: emptyFigures,
    closes: [],
    channels: [],
    clocks: {
      // Without a contact it is Waiting until an event says otherwise (S-1).
      status: 'waiting',
      statusCountedUntil: event.occurredAt,
      reopenedWithoutContact: null,
      contacts: [],
      pendingReplies: [],
      waitedUntil: null,
      echo: null,
    },
  }
}
