import type { Address } from '../channel/address.ts'
import type { Channel } from '../channel/channel.ts'
import type { SignalKind } from '../conversation/message-data.ts'
import type { Content } from '../kernel/event.ts'
import type { CommandId, CustomerId, TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Context } from '../policy/context.ts'
import type { Classification } from './classify.ts'

/** What came in: a message, a call, the echo of ours, a remark about a message, or the news that ours failed. */
export type InboundKind = 'message' | 'call' | 'echo' | 'signal' | 'bounce'

/** An inbound ready to be placed: addresses normalised, ids digested, class known. Made by `parseInbound`. */
export interface ParsedInbound {
  readonly kind: InboundKind
  readonly channel: Channel
  readonly endpoint: string | null
  readonly session: string | null
  /** The counterpart's address; null where it identifies nobody. */
  readonly address: Address | null
  /** The customer that the host names (I-0). */
  readonly customer: CustomerId | null
  /** The command id of this inbound: its message key (I-1, I-3). */
  readonly messageKey: CommandId
  /** The key under which it is stored if the first is taken by other content (I-2). */
  readonly collisionKey: CommandId
  /** Digests under which it can be quoted, its own id first. */
  readonly refs: readonly string[]
  /** Digests of what it quotes, the most telling first; for signals and bounces the message concerned. */
  readonly references: readonly string[]
  /** The digest of the call that a voicemail names (K-12). */
  readonly call: string | null
  readonly fingerprint: string
  /** The provider's time; null if it gave none (I-14). */
  readonly at: Instant | null
  readonly topics: readonly TopicId[]
  /** Topics that it names and the catalogue does not have, or has disabled (T-1). */
  readonly ignoredTopics: readonly TopicId[]
  readonly classification: Classification
  readonly signal: { readonly kind: SignalKind; readonly value: string | null } | null
  readonly content: Content
}

/** Whether the provider's time lies further back than the policy trusts a time that the sender controls (I-14). */
export const isTooLate = ({ at }: ParsedInbound, { now, policy }: Pick<Context, 'now' | 'policy'>): boolean =>
  at !== null && policy.maxLateness !== null && now - at > policy.maxLateness

/** The time that counts: the provider's, but ours where that lies in the future or too far back (I-14). */
export const effectiveTime = (inbound: ParsedInbound, context: Pick<Context, 'now' | 'policy'>): Instant =>
  isTooLate(inbound, context) ? context.now : Math.min(inbound.at ?? context.now, context.now)
