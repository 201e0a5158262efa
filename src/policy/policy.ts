import type { Calendar } from '../calendar/calendar.ts'
import type { Channel } from '../channel/channel.ts'
import type { Milliseconds } from '../kernel/duration.ts'
import type { InboxId, TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { BusinessSpan } from '../kernel/reason.ts'

/** How long a closed conversation can be continued: a length, in business time or not, or one of the two ends (W-1, W-5). */
export type Span = Milliseconds | BusinessSpan | 'never' | 'always'

/** By when somebody shall have answered first (D-6): a length, of the open time of a calendar if one is named. */
export interface ResponseTarget {
  readonly length: Milliseconds
  readonly calendar: string | null
}

/** The reopen window, resolved (W-1, W-6). */
export interface ReopenWindow {
  /** Holds where either side has no topic. */
  readonly plain: Span
  readonly sameTopic: Span
  readonly otherTopic: Span
  /** Whether `sameTopic` or `otherTopic` differ from `plain`: only then are topics compared. */
  readonly byTopic: boolean
  /** What the window is measured from. */
  readonly anchor: 'close' | 'last_customer_message'
}

/** Everything a host may decide, resolved into plain data: milliseconds, defaults filled in. Made by `definePolicy`. */
export interface Policy {
  readonly schema: 1
  /** When this policy took effect: nothing is due before it (D-2). */
  readonly effectiveFrom: Instant
  /** The policy that held until then; null where nobody said (D-2). */
  readonly previous: Policy | null
  /** Business calendars by name (CU-10). */
  readonly calendars: { readonly [name: string]: Calendar }
  readonly channels: { readonly [name: string]: Channel }
  /** Where a started conversation goes: by endpoint, else by channel, else the default. */
  readonly inbox: {
    readonly default: InboxId
    readonly byEndpoint: { readonly [endpoint: string]: InboxId }
    readonly byChannel: { readonly [channel: string]: InboxId }
  }
  readonly reopenWindow: ReopenWindow
  /** Windows of single channels of the inbound, in place of `reopenWindow` (W-1). */
  readonly reopenWindowByChannel: { readonly [channel: string]: ReopenWindow }
  /** Contact timers; null turns one off (K-3, K-4, K-5). */
  readonly messagingIdle: Milliseconds | null
  readonly mailIdle: Milliseconds | null
  readonly callTimeout: Milliseconds | null
  /** Contacts of a conversation that may be open at once; one more supersedes the oldest idle one (K-1). */
  readonly maxOpenContacts: number
  /** Time in Waiting with nothing owed after which a conversation closes by itself; null: never (D-4). */
  readonly autoClose: Milliseconds | null
  /** When a first response is due: by endpoint, else by inbox, else never (D-6). */
  readonly firstResponse: {
    readonly byEndpoint: { readonly [endpoint: string]: ResponseTarget }
    readonly byInbox: { readonly [inbox: InboxId]: ResponseTarget }
  }
  /** What an abandoned contact does to a conversation that nobody holds (K-7). */
  readonly onAbandoned: 'close' | 'wait'
  /** What a bounced answer does to a closed conversation (I-19). */
  readonly onBouncedReply: 'record' | 'reopen'
  /** What a mere "thanks" does to a closed conversation (I-8). */
  readonly onAcknowledgement: 'message' | 'silent'
  /** How far back the provider's time of an inbound counts; null: however far (I-14). */
  readonly maxLateness: Milliseconds | null
  /** What a message does that happened before the close but arrives after it (I-15). */
  readonly onLateMessage: 'reopen' | 'append'
  /** What a taken call does to a conversation that another agent has. */
  readonly onCallAnswered: 'assign' | 'keep'
  /** At most so many reopens in the period with no answer of a person between; null: no guard (I-10). */
  readonly reopenGuard: { readonly reopens: number; readonly within: Milliseconds } | null
  /** How long after the close a reopening keeps the agent: null always, 0 never. */
  readonly keepAssigneeFor: Milliseconds | null
  /** Which topics a close needs (C-2): none, any, or one under the given parents. */
  readonly closingTopics: { readonly required: boolean; readonly under: readonly TopicId[] }
  /** Endpoints that are mailing lists: list headers there are no sign of a machine (I-6). */
  readonly listEndpoints: readonly string[]
}

/** The own property of a record that may have been keyed by strangers. */
export const ownValue = <T>(record: { readonly [key: string]: T }, key: string | null): T | null =>
  key !== null && Object.hasOwn(record, key) ? (record[key] as T) : null

/** The declared channel of that name, or null. */
export const channelOf = (policy: Policy, name: string): Channel | null => ownValue(policy.channels, name)

/** The inbox of a conversation that starts at an endpoint of a channel. */
export const inboxFor = (policy: Policy, channel: string, endpoint: string | null): InboxId =>
  ownValue(policy.inbox.byEndpoint, endpoint) ??
  ownValue(policy.inbox.byChannel, channel) ??
  policy.inbox.default
