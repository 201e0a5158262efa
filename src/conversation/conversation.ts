import type { Contact, ContactKey } from '../contact/contact.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Cause } from '../kernel/event.ts'
import type { Working } from '../kernel/fold.ts'
import type { AgentId, ContactId, ConversationId, CustomerId, InboxId, Seq, TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { PendingTimes } from './pending-times.ts'

/** New: nobody has it. Open: an agent has it. Waiting: every contact has ended. Closed: solved (F, S-1). */
export type Status = 'new' | 'open' | 'waiting' | 'closed'

/** The customer messages and inbound calls of one contact that have no reply yet (C-1). */
export interface PendingReply extends ContactKey, PendingTimes {
  readonly contact: ContactId
  /** The due time at which the missed response was recorded; null while it is not (D-6). */
  readonly overdueAt: Instant | null
}

/** What wakes a snoozed conversation: a time, a customer's message, or whichever comes first (Z-1). */
export interface Snooze {
  /** Null: only a message wakes it. */
  readonly until: Instant | null
  /** Whether a customer's message ends the snooze, or its time still rings. */
  readonly onReply: 'wake' | 'keep'
}

/** When, by whom and how a conversation was closed (C-4); the caller's own words are content of the event (E-7). */
export interface Closure {
  readonly at: Instant
  readonly by: Actor
  readonly cause: Cause
}

/**
 * The container of one customer's contacts about one matter (F). Small and bounded: its history is in the timeline.
 * Every field is always present, so that all conversations have one shape.
 */
export interface Conversation {
  readonly schema: 1
  readonly id: ConversationId
  readonly customer: CustomerId
  readonly inbox: InboxId
  readonly agent: AgentId | null
  readonly topics: readonly TopicId[]
  /** The open contacts, as many as the policy says at most (K-11, K-1). */
  readonly contacts: readonly Contact[]
  /** What is owed, by open contacts and by 16 ended ones at most, one entry each. */
  readonly pendingReplies: readonly PendingReply[]
  /** The conversation that this one follows, because its window had run out (I-11). */
  readonly follows: ConversationId | null
  /** The conversation that took its contacts and stands for it ever since (CU-4, W-10). */
  readonly mergedInto: ConversationId | null
  /** The conversation that it was separated from, and the last one separated from it (W-10). */
  readonly separatedFrom: ConversationId | null
  readonly separatedInto: ConversationId | null
  readonly snooze: Snooze | null
  readonly startedAt: Instant
  /** When the status last changed (S-3). */
  readonly statusChangedAt: Instant
  /** The latest message or call of either side, by counted time, or the latest waking (I-14, D-4). */
  readonly lastActivityAt: Instant
  /** The latest word of the customer, by counted time; null if there was none. */
  readonly lastCustomerMessageAt: Instant | null
  /** The place in the stream of the customer's last word: a close must have seen it (C-8). */
  readonly lastCustomerMessageSeq: Seq
  /** The latest reply that no automation gave (I-10). */
  readonly lastAgentReplyAt: Instant | null
  /** When customers reopened it: the last 16 (I-10). */
  readonly reopenedAt: readonly Instant[]
  /** Where the reopen window is measured from if it is the close: the last close that counts (W-3). */
  readonly lastCountedCloseAt: Instant | null
  /** Reopened, and no contact has started since: the next close keeps the earlier anchor (W-3). */
  readonly reopenedWithoutContact: boolean
  readonly closed: Closure | null
  /** The first close of all; the last is in the timeline once it is reopened (C-4). */
  readonly firstClosed: Closure | null
}

/**
 * Status is computed from three facts, never set (S-1, S-2). Messages are none of them: a New one stays New (S-6).
 *
 * @example
 * status(unanswered)   // 'new'
 * status(conversation) // 'open'
 */
export const status = (conversation: Pick<Conversation, 'closed' | 'contacts' | 'agent'>): Status =>
  conversation.closed !== null
    ? 'closed'
    : conversation.contacts.length === 0
      ? 'waiting'
      : conversation.agent === null
        ? 'new'
        : 'open'

/**
 * Active means not closed: New, Open or Waiting (O-1).
 *
 * @example
 * isActive(conversation) // true
 * isActive(closed)       // false
 */
export const isActive = (conversation: Conversation): boolean => conversation.closed === null

/** A conversation before its first event. */
export const blankConversation = (id: ConversationId, customer: CustomerId): Conversation => ({
  schema: 1,
  id,
  customer,
  inbox: '',
  agent: null,
  topics: [],
  contacts: [],
  pendingReplies: [],
  follows: null,
  mergedInto: null,
  separatedFrom: null,
  separatedInto: null,
  snooze: null,
  startedAt: 0,
  statusChangedAt: 0,
  lastActivityAt: 0,
  lastCustomerMessageAt: null,
  lastCustomerMessageSeq: 0,
  lastAgentReplyAt: null,
  reopenedAt: [],
  lastCountedCloseAt: null,
  reopenedWithoutContact: false,
  closed: null,
  firstClosed: null,
})

/** A literal copy: one hidden class for all, and the compiler reports a forgotten field. */
export const workingConversation = (c: Conversation): Working<Conversation> => ({
  schema: 1,
  id: c.id,
  customer: c.customer,
  inbox: c.inbox,
  agent: c.agent,
  topics: c.topics,
  contacts: c.contacts,
  pendingReplies: c.pendingReplies,
  follows: c.follows,
  mergedInto: c.mergedInto,
  separatedFrom: c.separatedFrom,
  separatedInto: c.separatedInto,
  snooze: c.snooze,
  startedAt: c.startedAt,
  statusChangedAt: c.statusChangedAt,
  lastActivityAt: c.lastActivityAt,
  lastCustomerMessageAt: c.lastCustomerMessageAt,
  lastCustomerMessageSeq: c.lastCustomerMessageSeq,
  lastAgentReplyAt: c.lastAgentReplyAt,
  reopenedAt: c.reopenedAt,
  lastCountedCloseAt: c.lastCountedCloseAt,
  reopenedWithoutContact: c.reopenedWithoutContact,
  closed: c.closed,
  firstClosed: c.firstClosed,
})
