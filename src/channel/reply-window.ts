import type { Instant } from '../kernel/instant.ts'
import type { Channel } from './channel.ts'

/** Whether the platform lets the company write freely, until when, and why (K-10). */
export interface ReplyPermission {
  readonly allowed: boolean
  /** The first instant at which it is too late; null: never too late, or never yet possible. */
  readonly until: Instant | null
  readonly why: 'no_window' | 'inside' | 'over' | 'no_inbound'
}

/**
 * Counts from the last incoming message of the same line, whatever contact or conversation it was in (K-10). At the
 * very end of the window it is too late: a platform that is a millisecond ahead of us must not refuse the message.
 *
 * @example
 * canReply(whatsapp, lastIncomingAt, 'agent', now) // { allowed: true, until: 1769936400000, why: 'inside' }
 */
export const canReply = (
  channel: Channel,
  lastInboundAt: Instant | null,
  sender: 'agent' | 'automation',
  now: Instant,
): ReplyPermission => {
  if (channel.replyWindow === null) return { allowed: true, until: null, why: 'no_window' }
  if (lastInboundAt === null) return { allowed: false, until: null, why: 'no_inbound' }
  const until = lastInboundAt + channel.replyWindow[sender]
  return now < until ? { allowed: true, until, why: 'inside' } : { allowed: false, until, why: 'over' }
}
