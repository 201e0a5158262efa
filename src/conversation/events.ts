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
  /** The conversation that they come from. */
  readonly from: ConversationId
  /** Which command moved them. */
  readonly how: 'separated' | 'merged'
  /** Open contacts as they are from now on; one that is there already is replaced. */
  readonly contacts: readonly Contact[]
  /** The replies that are pending in these contacts. */
  readonly pendingReplies: readonly PendingReply[]
  /** The topics that come with them. */
  readonly topics: readonly TopicId[]
  /** When the customer last wrote or called there. */
  readonly lastCustomerMessageAt: Instant | null
  /** When a person last replied there (I-10). */
  readonly lastAgentReplyAt: Instant | null
  /** When anything last happened there. */
  readonly lastActivityAt: Instant
}

/**
 * Types and data of the events of a conversation; messages, calls and notes may also stand outside one.
 * The comments are the text of docs/events.md.
 */
export interface ConversationEvents {
  /** A conversation starts. `follows` is the closed conversation that it continues, if there is one. */
  'conversation.started': {
    readonly inbox: InboxId
    readonly topics: readonly TopicId[]
    readonly follows: ConversationId | null
  }
  /** A closed conversation is active again; `reasons` say which rules decided it. */
  'conversation.reopened': { readonly inbox: InboxId; readonly reasons: readonly Reason[] }
  /** It is closed; `cause` of the event says how. `forced`: a condition of the policy was overridden. Content: the closing note. */
  'conversation.closed': { readonly forced: boolean }
  /** Its status changed because of the events before it in the same command; `from` is null at the start. */
  'conversation.status_changed': { readonly from: Status | null; readonly to: Status }
  /** It has another inbox or another agent, or none. */
  'conversation.assigned': {
    readonly inbox: InboxId
    readonly agent: AgentId | null
    readonly reason: AssignReason
  }
  /** A topic was added. */
  'conversation.topic_added': { readonly topic: TopicId }
  /** A topic was removed. */
  'conversation.topic_removed': { readonly topic: TopicId }
  /** The last messages of these contacts need no reply. */
  'conversation.no_reply_needed': { readonly contacts: readonly ContactId[] }
  /** A message would have reopened it, but the guard against reopening too often did not allow it. */
  'conversation.reopen_suppressed': { readonly reasons: readonly Reason[] }
  /** It is put aside: until a time, until the customer writes, or until either. */
  'conversation.snoozed': Snooze
  /** The snooze ended: by its `time`, by a `reply` of the customer, by the command `unsnooze`, or because a `contact` was moved here. */
  'conversation.woken': { readonly by: 'time' | 'reply' | 'unsnooze' | 'contact' }
  /** The first response was due at `dueAt` and had not been given. The status does not change. */
  'conversation.response_overdue': { readonly dueAt: Instant }
  /** Some of its contacts were moved to a new conversation, `into`. */
  'conversation.separated': { readonly into: ConversationId; readonly contacts: readonly ContactId[] }
  /** It was merged into another conversation, which replaces it from now on. */
  'conversation.merged': { readonly into: ConversationId }
  /** It took over contacts of another conversation, with their ids and pending replies. */
  'conversation.joined': ConversationJoinedData
  /** Two customers were merged: it belongs to the remaining customer from now on. `from` is the earlier one. */
  'conversation.adopted': { readonly from: CustomerId }
  /** A contact started: one stretch of talk on one channel, endpoint and address. */
  'contact.started': ContactKey & {
    readonly class: ChannelClass
    readonly direction: Direction
    readonly opensConversation: boolean
    readonly topics: readonly TopicId[]
    readonly thirdParty: boolean
  }
  /** The first reply in a contact was given (`responded`), or is no longer needed (`cancelled`). */
  'contact.fulfilled': { readonly outcome: 'responded' | 'cancelled' }
  /** A contact ended. */
  'contact.ended': { readonly reason: EndReason }
  /** A customer or a third party wrote. Content: text, attachments, the provider's id, the address as it was written. */
  'message.received': MessageReceivedData
  /** An agent or an automation wrote. Content: text, attachments, the provider's id, the address as it was written. */
  'message.sent': MessageSentData
  /** The provider's echo of a message came before the command that sent it: this names its author. */
  'message.attributed': { readonly message: MessageId }
  /** The provider reports something about a stored message: an edit, a reaction, that it was read. Content: the new text of an edit. */
  'message.signalled': {
    readonly message: MessageId
    readonly signal: SignalKind
    /** The reaction or the grade; an edit's new text is content. */
    readonly value: string | null
    /** For an edit, digests of the ids of its message, so that a deletion finds the edits too (E-7). */
    readonly refs: readonly string[]
  }
  /** A delivery report came before its message was known. It is applied as soon as the message is stored. */
  'delivery_report.received': {
    readonly report: 'bounce' | 'delivered' | 'read'
    /** Digests of the id of its message. */
    readonly refs: readonly string[]
    readonly fingerprint: string
  }
  /** The content of a message or note was removed for good. */
  'message.redacted': { readonly message: MessageId }
  /** A message of ours did not arrive. `pendingAgain`: it was a reply, so the customer waits again. */
  'delivery.failed': {
    readonly message: MessageId
    readonly pendingAgain: boolean
    /** Of the report itself: another report with the same id is no repeat of it (I-2). */
    readonly fingerprint: string
  }
  /** A call rings, in either direction. Content: the provider's id, the number as it was written. */
  'call.started': CallData
  /** A call was answered. Content: the provider's id, the number as it was written. */
  'call.answered': CallData
  /** A call ended. Content: the provider's id, the number as it was written. */
  'call.ended': CallData
  /** An agent wrote a note for colleagues. It changes nothing. Content: the text. */
  'note.added': Readonly<Record<string, never>>
}

export type ConversationEvent = EventOf<ConversationEvents>
