import type { Direction } from '../contact/contact.ts'
import type { TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Reason } from '../kernel/reason.ts'

/** What a provider says about a message that is already there (I-18). */
export type SignalKind =
  | 'edited'
  | 'deleted'
  | 'reaction'
  | 'delivered'
  | 'read'
  | 'survey'
  /** The echo of a message that we know (I-4). */
  | 'confirmed'

/** What every message and call carries, whoever said it. */
export interface CommonMessageData {
  /** The name of the channel in the policy. */
  readonly channel: string
  /** Our address or number it came to or left from; null if the app does not say. */
  readonly endpoint: string | null
  /** The counterpart's address key. */
  readonly address: string | null
  /** The id of the call or chat session. */
  readonly session: string | null
  /** Digests of the ids under which later messages may quote this one; an index of the store (I-16, I-19). */
  readonly refs: readonly string[]
  /** A digest of the content, to tell a repeat from a collision (I-1, I-2). */
  readonly fingerprint: string
  /** The provider's time as given, when it is not the one that counts (I-14). */
  readonly providerTime: Instant | null
  /** Topics that were given with it. */
  readonly topics: readonly TopicId[]
}

/** A customer's (or third party's) message. */
export interface MessageReceivedData extends CommonMessageData {
  /** Stored and shown, but it changes nothing (I-5, I-6, I-8, I-10). */
  readonly silent: boolean
  /** Whether the platform's reply window runs from it (K-10). */
  readonly replyWindow: boolean
  /** Digests of the ids of messages that it answers, also of other customers' messages (I-16). */
  readonly references: readonly string[]
  /** Marked where the same id came with other content (I-2). */
  readonly collision: boolean
  /** Which rules decided where it went (I-13). */
  readonly reasons: readonly Reason[]
}

/** A message of ours. */
export interface MessageSentData extends CommonMessageData {
  /** Whether it replies to the customer: an agent's message always does, an automation's if the command says so. */
  readonly isReply: boolean
  /** The address keys of the other recipients: their answers belong to this thread (I-16). */
  readonly otherRecipients: readonly string[]
  /** A template that the platform approved: it may be sent after the reply window is over (K-10). */
  readonly template: boolean
  /** Known only from the provider's echo so far (I-4). */
  readonly echo: boolean
}

/** Something that happened to a call. */
export interface CallData extends CommonMessageData {
  /** Who called: `inbound` the customer, `outbound` one of our agents. */
  readonly direction: Direction
  /** Came again, out of order, or after the end: shown, but it changes nothing (K-3). */
  readonly silent: boolean
  /** Which rules decided where it went (I-13). */
  readonly reasons: readonly Reason[]
}
