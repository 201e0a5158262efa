import type { CalendarInput } from '../calendar/calendar.ts'
import type { Duration } from '../kernel/duration.ts'
import type { InboxId, TopicId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Policy } from './policy.ts'

/**
 * A length of open time by a calendar of the policy (CU-10), in real hours: days and weeks of it have no fixed length, for
 * people mean different things by them.
 */
export interface BusinessDuration {
  readonly business: Pick<Duration, 'hours' | 'minutes' | 'seconds'>
  /** One of `calendars`. */
  readonly calendar: string
}

/** A length, in business time or not, or one of its two ends (W-1, W-5). */
export type SpanInput = Duration | BusinessDuration | 'never' | 'always'

/** By when somebody shall have answered first: more than nothing, in business time or not (D-6). */
export type ResponseTargetInput = Duration | BusinessDuration

/** The reopen window: one span for all, or with its own spans for the same and for another topic (W-1, W-6). */
export type ReopenWindowInput =
  | SpanInput
  | {
      /** Where either side has no topic. Default 24 hours (W-4). */
      readonly plain?: SpanInput | undefined
      /** Default: as `plain`. */
      readonly sameTopic?: SpanInput | undefined
      /** Default: as `plain`. */
      readonly otherTopic?: SpanInput | undefined
      /** Default `'close'`. */
      readonly anchor?: 'close' | 'last_customer_message' | undefined
    }

/** A channel the host declares, or traits it changes of a built-in one (K-1, K-10). */
export interface ChannelInput {
  /** Default `'messaging'`. */
  readonly class?: 'voice' | 'messaging' | 'mail' | undefined
  /** Default `'handle'`. */
  readonly address?: 'email' | 'phone' | 'handle' | undefined
  readonly abandonable?: boolean | undefined
  readonly sessions?: boolean | undefined
  /** One length for all, or one for agents where the platform gives people longer (the human-agent right). */
  readonly replyWindow?:
    | Duration
    | { readonly agent: Duration; readonly automation: Duration }
    | 'none'
    | undefined
  readonly maxIdle?: Duration | undefined
  /** Whether a deletion by the customer removes the content. Default: on Messenger, Instagram and WhatsApp only (E-7). */
  readonly redactsDeleted?: boolean | undefined
}

/** What a host writes; everything but the default inbox has a default. */
export interface PolicyInput {
  /** The inbox of a conversation that starts: one for all, or by endpoint, else channel, else the default. */
  readonly inbox:
    | InboxId
    | {
        readonly default: InboxId
        readonly byEndpoint?: { readonly [endpoint: string]: InboxId } | undefined
        readonly byChannel?: { readonly [channel: string]: InboxId } | undefined
      }
  /** When this policy took effect; nothing is due before it. Default: always was (D-2). */
  readonly effectiveFrom?: InstantLike | undefined
  /** The policy that held until `since`, as `definePolicy` made it: what was due before is judged by it; the last 16 are kept (D-2). */
  readonly previous?: Policy | null | undefined
  /** Business calendars by name (CU-10). */
  readonly calendars?: { readonly [name: string]: CalendarInput } | undefined
  readonly channels?: { readonly [name: string]: ChannelInput } | undefined
  /** Default 24 hours from the last close (W-1, W-4). */
  readonly reopenWindow?: ReopenWindowInput | undefined
  readonly reopenWindowByChannel?: { readonly [channel: string]: ReopenWindowInput } | undefined
  /** Silence that ends a messaging contact. Default 15 minutes, at most 24 hours unless the channel allows more (K-4). */
  readonly messagingIdle?: Duration | 'off' | undefined
  /** Silence that ends a mail contact. Default 1 hour (K-5). */
  readonly mailIdle?: Duration | 'off' | undefined
  /** When a call whose end nobody reports is given up. Default 24 hours (K-3). */
  readonly callTimeout?: Duration | 'off' | undefined
  /** Contacts of a conversation that may be open at once, from 1 to 256. Default 32 (K-1). */
  readonly maxOpenContacts?: number | undefined
  /** Time in Waiting with nothing owed after which a conversation closes by itself. Default `'off'` (D-4). */
  readonly autoClose?: Duration | 'off' | undefined
  /** When a first response is due: by endpoint, else by inbox, else never (D-6). */
  readonly firstResponse?:
    | {
        readonly byEndpoint?: { readonly [endpoint: string]: ResponseTargetInput } | undefined
        readonly byInbox?: { readonly [inbox: InboxId]: ResponseTargetInput } | undefined
      }
    | undefined
  /** Default `'close'` (K-7). */
  readonly onAbandoned?: 'close' | 'wait' | undefined
  /** Default `'record'` (I-19). */
  readonly onBouncedReply?: 'record' | 'reopen' | undefined
  /** Default `'message'`: a "thanks" is a message like any other (I-8). */
  readonly onAcknowledgement?: 'message' | 'silent' | undefined
  /** How far back the provider's time of an inbound counts; older ones count as now. Default 24 hours (I-14). */
  readonly maxLateness?: Duration | 'off' | undefined
  /** Default `'reopen'` (I-15). */
  readonly onLateMessage?: 'reopen' | 'append' | undefined
  /** Whether the agent who takes a call gets a conversation that another agent has. Default `'assign'`. */
  readonly onCallAnswered?: 'assign' | 'keep' | undefined
  /** Default: none (I-10). */
  readonly reopenGuard?: { readonly reopens: number; readonly within: Duration } | undefined
  /** Whether a reopening keeps the agent: always (default), never, or so long after the close. */
  readonly keepAssignee?: 'always' | 'never' | Duration | undefined
  /** Which topics a close needs: none (default), any, or one under the given parents (C-2). */
  readonly closingTopics?: 'none' | 'any' | { readonly under: readonly TopicId[] } | undefined
  /** Endpoints that are mailing lists (I-6). */
  readonly listEndpoints?: readonly string[] | undefined
}
