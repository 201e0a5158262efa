import type { ChannelClass } from '../channel/channel.ts'
import type { Contact, ContactKey, Direction, EndReason } from '../contact/contact.ts'
import type { EventOf } from '../kernel/event.ts'
import type {
  AgentId,
  ContactId,
  ConversationId,
  CustomerId,
  InboxId,
  MessageId,
  TopicId,
} from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Reason } from '../kernel/reason.ts'
import type { PendingReply, Snooze, Status } from './conversation.ts'
import type { CallData, MessageReceivedData, MessageSentData, SignalKind } from './message-data.ts'

/** Why an assignee changed: a closed set. */
export type AssignReason =
  | 'manual'
  | 'routed'
  | 'inbound'
  | 'outbound'
  | 'declined'
  | 'missed'
  | 'transferred'
  | 'unassigned'
  | 'merged'
  | 'deactivated'
  | 'moved'
  | 'reopened'
  | 'api'

/** What one conversation takes over from another. */
export interface ConversationJoinedData {
  readonly from: ConversationId
  readonly how: 'separated' | 'merged'
  /** Open contacts as they are from now on; one that is there already is replaced. */
  readonly contacts: readonly Contact[]
  readonly pendingReplies: readonly PendingReply[]
  readonly topics: readonly TopicId[]
  readonly lastCustomerMessageAt: Instant | null
  /** The latest answer of a person there (I-10). */
  readonly lastAgentReplyAt: Instant | null
  readonly lastActivityAt: Instant
}

/** Types and data of all events that may stand in a conversation; messages and notes may also stand beside one. */
export interface ConversationEvents {
  'conversation.started': {
    readonly inbox: InboxId
    readonly topics: readonly TopicId[]
    readonly follows: ConversationId | null
  }
  'conversation.reopened': { readonly inbox: InboxId; readonly reasons: readonly Reason[] }
  /** The caller's own words on it are content. */
  'conversation.closed': { readonly forced: boolean }
  'conversation.status_changed': { readonly from: Status | null; readonly to: Status }
  'conversation.assigned': {
    readonly inbox: InboxId
    readonly agent: AgentId | null
    readonly reason: AssignReason
  }
  'conversation.topic_added': { readonly topic: TopicId }
  'conversation.topic_removed': { readonly topic: TopicId }
  'conversation.no_reply_needed': { readonly contacts: readonly ContactId[] }
  'conversation.reopen_suppressed': { readonly reasons: readonly Reason[] }
  'conversation.snoozed': Snooze
  /** `reply`: a customer's message; `time`: its time; `hand`: somebody; `contact`: contacts came from elsewhere (CU-4). */
  'conversation.woken': { readonly by: 'time' | 'reply' | 'unsnooze' | 'contact' }
  /** The first response to a contact's oldest unanswered word was due (D-6); it changes no status. */
  'conversation.response_overdue': { readonly dueAt: Instant }
  /** Its contacts went to a new conversation (W-10). */
  'conversation.separated': { readonly into: ConversationId; readonly contacts: readonly ContactId[] }
  /** Its contacts went to another conversation, which stands for it from now on (CU-4, W-10). */
  'conversation.merged': { readonly into: ConversationId }
  /** It took over contacts of another conversation, with their ids and with what they are owed (CU-4, W-10). */
  'conversation.joined': ConversationJoinedData
  /** It belongs to the survivor of a merge from now on (CU-4). */
  'conversation.adopted': { readonly from: CustomerId }
  'contact.started': ContactKey & {
    readonly class: ChannelClass
    readonly direction: Direction
    readonly opensConversation: boolean
    readonly topics: readonly TopicId[]
    readonly thirdParty: boolean
  }
  'contact.fulfilled': { readonly outcome: 'responded' | 'cancelled' }
  'contact.ended': { readonly reason: EndReason }
  'message.received': MessageReceivedData
  'message.sent': MessageSentData
  /** A send met the echo of itself, which came first: the same message, and this is its author (I-4). */
  'message.attributed': { readonly message: MessageId }
  'message.signalled': {
    readonly message: MessageId
    readonly signal: SignalKind
    /** The reaction or the grade; an edit's new text is content. */
    readonly value: string | null
    /** For an edit, digests of the ids of its message, so that a deletion finds the edits too (E-7). */
    readonly refs: readonly string[]
  }
  /** A delivery report came before its message was known; it is applied when the id of the message is (I-19). */
  'delivery_report.received': {
    readonly report: 'bounce' | 'delivered' | 'read'
    /** Digests of the id of its message. */
    readonly refs: readonly string[]
    readonly fingerprint: string
  }
  /** The content of a message or note was removed for good (E-7). */
  'message.redacted': { readonly message: MessageId }
  /** The fingerprint is that of the news itself: other news with its id are no repeat of it (I-2). */
  'delivery.failed': {
    readonly message: MessageId
    readonly pendingAgain: boolean
    readonly fingerprint: string
  }
  'call.started': CallData
  'call.answered': CallData
  'call.ended': CallData
  /** The text is content; a note changes nothing (N-1). */
  'note.added': Readonly<Record<string, never>>
}

export type ConversationEvent = EventOf<ConversationEvents>
