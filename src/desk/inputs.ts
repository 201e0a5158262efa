import type { AssignReason } from '../conversation/events.ts'
import type { Intent } from '../conversation/outbound.ts'
import type { InboundAttachment } from '../intake/inbound.ts'
import type { AgentId, CustomerId, InboxId, TopicId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Command } from './command.ts'

/** A message of ours, as a host tells it. */
export interface Send extends Command {
  readonly channel: string
  /**
   * The recipient. Default: the one contact on that channel that waits for a reply, else the customer's own latest contact
   * there, else an address of the customer; never a third party (K-9). A customer who is not known is registered with it.
   */
  readonly to?: string | null | undefined
  /** Further recipients: what they answer belongs to this thread (I-16). */
  readonly cc?: readonly string[] | undefined
  readonly endpoint?: string | null | undefined
  readonly session?: string | null | undefined
  /** A message needs text, attachments or a fingerprint; a template needs none of them. */
  readonly text?: string | null | undefined
  readonly attachments?: readonly InboundAttachment[] | undefined
  /** The provider's id or the Message-ID: what echoes, bounces and answers will quote. */
  readonly id?: string | undefined
  /** The host's own token for answers to this message (I-16). */
  readonly token?: string | undefined
  /** Required where the last closed conversation can still be continued. */
  readonly intent?: Intent | undefined
  /** An approved template, which may go after the platform's reply window (K-10). */
  readonly template?: boolean | undefined
  /** An automated message that answers, such as a bot's (section 1 of the rules, *answer*). */
  readonly answers?: boolean | undefined
  /** An automated message that starts a conversation on purpose. */
  readonly starts?: boolean | undefined
  readonly fingerprint?: string | undefined
  /** When it was sent; default now, and never later than now. It answers what came before (I-14). */
  readonly at?: InstantLike | undefined
  /** Another system sent it: recorded as it is told, also without content, an address or a known customer. */
  readonly imported?: boolean | undefined
}

/** The provider's id of a call. Its contact has it as `session`, and either name will do. */
export type CallId =
  | { readonly id: string; readonly session?: undefined }
  | { readonly session: string; readonly id?: undefined }

/** A call, as the telephone system tells of it. */
export type Call = CallId & {
  /** Default `'voice'`. */
  readonly channel?: string | undefined
  readonly customer?: CustomerId | undefined
  /** The other side's number. */
  readonly from?: string | null | undefined
  readonly shared?: boolean | undefined
  readonly endpoint?: string | null | undefined
  readonly at?: InstantLike | undefined
  readonly topics?: readonly TopicId[] | undefined
}

/** An address as a host gives it. */
export interface AddressInput {
  readonly channel: string
  readonly address: string
  /** A landline or a company mailbox: identifies nobody (I-17). */
  readonly shared?: boolean | undefined
}

/** A call that an agent makes. */
export interface Dialled extends Command {
  /** The provider's id of the call. */
  readonly id: string
  /** Default `'voice'`. */
  readonly channel?: string | undefined
  /** The number called; default as for `send`. A call has no content but its id. */
  readonly to?: string | null | undefined
  /** The company's number. */
  readonly endpoint?: string | null | undefined
  /** Another system made it: recorded as it is told, also without a number or a known customer. */
  readonly imported?: boolean | undefined
  /** Required where the last closed conversation can still be continued. */
  readonly intent?: Intent | undefined
}

/** Who shall have the conversation, and where it shall lie. */
export interface Assign extends Command {
  /** The agent who shall have it; null lets go of it; left out, the present one stays. */
  readonly to?: AgentId | null | undefined
  readonly inbox?: InboxId | undefined
  /** Whom the caller believes to have it now. */
  readonly expected: AgentId | null
  readonly reason?: AssignReason | undefined
}
