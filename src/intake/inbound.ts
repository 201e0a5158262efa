import type { SignalKind } from '../conversation/message-data.ts'
import type { CustomerId, TopicId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Headers } from './headers.ts'

/** A file that came with a message; only its `id` counts as content, never its URL (I-1). */
export interface InboundAttachment {
  readonly id: string
  readonly name?: string | null | undefined
  readonly type?: string | null | undefined
  readonly url?: string | null | undefined
}

/** What a message says it answers (I-16). */
export interface ThreadReference {
  readonly inReplyTo?: string | readonly string[] | undefined
  readonly references?: string | readonly string[] | undefined
  /** The host's own token, from a plus address or a subject; given to `send` before. */
  readonly token?: string | undefined
}

/**
 * What a provider delivers, in the words of this library. A message needs `channel`, who writes (`from`, `customer`,
 * `session`, or a message or call that it answers), and what (`text`, `attachments` or `fingerprint`) (I-0, B-1). Other
 * fields than these are refused.
 */
export interface Inbound {
  /** A message unless said otherwise: the echo of ours (I-4), a remark on a message (I-18), a failed delivery (I-19). */
  readonly kind?: 'message' | 'echo' | 'signal' | 'bounce' | undefined
  readonly channel: string
  /** The counterpart's address as the provider wrote it; for an echo, whom we wrote to. */
  readonly from?: string | null | undefined
  /** The customer, where the host knows it (I-0). */
  readonly customer?: CustomerId | undefined
  /** The company's address it came to. */
  readonly endpoint?: string | null | undefined
  /** The provider's id, unique for channel and endpoint (I-1). */
  readonly id?: string | null | undefined
  /** The provider's time (I-14). */
  readonly at?: InstantLike | undefined
  readonly text?: string | null | undefined
  readonly attachments?: readonly InboundAttachment[] | undefined
  /** The provider's session, on channels that have them (K-1). */
  readonly session?: string | null | undefined
  /** The address is a landline or a company mailbox and identifies nobody (I-17). */
  readonly shared?: boolean | undefined
  readonly thread?: ThreadReference | undefined
  readonly headers?: Headers | undefined
  /** The host knows that a machine wrote it (I-6). */
  readonly automated?: boolean | undefined
  readonly topics?: readonly TopicId[] | undefined
  /** For a voicemail: the call it was left on (K-12). */
  readonly call?: string | undefined
  /** For a signal or a bounce: the provider's id of the message concerned. */
  readonly of?: string | undefined
  readonly signal?: SignalKind | undefined
  /** The signal's value: the new text, the reaction, the grade. */
  readonly value?: string | null | undefined
  /** Stands for the content where the host keeps the text to itself (I-1). */
  readonly fingerprint?: string | undefined
}
