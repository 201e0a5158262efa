import type { SignalKind } from '../conversation/events.ts'
import type { CustomerId, TopicId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Headers } from './headers.ts'

/** A file that came with a message; only its `id` counts as content, never its URL (I-1). */
export interface InboundAttachment {
  readonly id: string
  readonly name?: string | null
  readonly type?: string | null
  readonly url?: string | null
}

/** What a message says it answers (I-16). */
export interface ThreadReference {
  readonly inReplyTo?: string | readonly string[]
  readonly references?: string | readonly string[]
  /** The host's own token, from a plus address or a subject; given to `send` before. */
  readonly token?: string
}

/** Whatever a provider delivers, in the words of this library. Only `channel` is required. */
export interface Inbound {
  /** A message unless said otherwise: the echo of ours (I-4), a remark on a message (I-18), a failed delivery (I-19). */
  readonly kind?: 'message' | 'echo' | 'signal' | 'bounce'
  readonly channel: string
  /** The counterpart's address as the provider wrote it; for an echo, whom we wrote to. */
  readonly from?: string | null
  /** The customer, where the host knows it (I-0). */
  readonly customer?: CustomerId
  /** The company's address it came to. */
  readonly endpoint?: string | null
  /** The provider's id, unique for channel and endpoint (I-1). */
  readonly id?: string | null
  /** The provider's time (I-14). */
  readonly at?: InstantLike
  readonly text?: string | null
  readonly attachments?: readonly InboundAttachment[]
  /** The provider's session, on channels that have them (K-1). */
  readonly session?: string | null
  /** The address is a landline or a company mailbox and identifies nobody (I-17). */
  readonly shared?: boolean
  readonly thread?: ThreadReference
  readonly headers?: Headers
  /** The host knows that a machine wrote it (I-6). */
  readonly automated?: boolean
  readonly topics?: readonly TopicId[]
  /** For a voicemail: the call it was left on (K-12). */
  readonly call?: string
  /** For a signal or a bounce: the provider's id of the message concerned. */
  readonly of?: string
  readonly signal?: SignalKind
  /** The signal's value: the new text, the reaction, the grade. */
  readonly value?: string | null
  /** Stands for the content where the host keeps the text to itself (I-1). */
  readonly fingerprint?: string
}
