import type { NormaliseAddress } from '../channel/address.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Classification } from '../intake/classify.ts'
import type { Inbound } from '../intake/inbound.ts'
import type { AgentId, InboxId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Policy } from '../policy/policy.ts'
import type { TopicRelation } from '../policy/window.ts'
import type {
  ConversationReader,
  DeadlineIndex,
  EventFeed,
  Repository,
  TaskReader,
  TimelineReader,
} from '../store/ports.ts'
import type { TopicCatalogue } from '../topic/catalogue.ts'

/** Whether the agent keeps the reopened conversation, and the inbox it lies in from now on. */
export type AssigneeRetentionAnswer = boolean | { readonly agent: boolean; readonly inbox: InboxId }

/** What `createDesk` takes. A store that brings `find` and `commit` alone is enough for every command on one customer. */
export interface DeskOptions {
  readonly store: Repository &
    Partial<TimelineReader & ConversationReader & TaskReader & DeadlineIndex & EventFeed>
  /** A policy, or where to get the present one. */
  readonly policy: Policy | (() => Policy)
  /** The topics that exist, or where to get them. Default: none. */
  readonly topics?: (TopicCatalogue | (() => TopicCatalogue)) | undefined
  /** The time; default the machine's clock. */
  readonly clock?: (() => Instant) | undefined
  /** Makes ids for commands that bring none; default random UUIDs. */
  readonly newId?: (() => string) | undefined
  /** Reads addresses; default the core's reading, `throughline/phone` has one for national numbers. */
  readonly normaliseAddress?: NormaliseAddress | undefined
  /** Tells people from machines; default by message headers (I-6). */
  readonly classify?: ((inbound: Inbound) => Classification | Promise<Classification>) | undefined
  /** Tells whether an inbound is about the matter of a closed conversation; default by topics (W-6, W-8). */
  readonly compareTopic?:
    | ((inbound: Inbound, closed: Conversation) => TopicRelation | Promise<TopicRelation>)
    | undefined
  /**
   * Asked on every reopening, with the agent of the conversation (null if it has none) and its inbox: whether the agent
   * keeps it, and in which inbox, for instance where its own was removed. Default yes.
   * Any other answer, and an inbox that is not of 1 to 255 characters, makes the command throw (B-3).
   */
  readonly canKeepAssignee?:
    | ((agent: AgentId | null, inbox: InboxId) => AssigneeRetentionAnswer | Promise<AssigneeRetentionAnswer>)
    | undefined
  /** How many milliseconds of waiting to spend on conflicts before a command is refused; default 10,000. */
  readonly retryFor?: number | undefined
  /** Waits so many milliseconds; default a timer. */
  readonly wait?: ((milliseconds: number) => Promise<void>) | undefined
  /** A number from 0 to below 1, for the jitter between attempts; default `Math.random`. */
  readonly random?: (() => number) | undefined
}
