import type { Instant } from '../kernel/instant.ts'
import type { Channel } from './channel.ts'

/** Whether the platform lets the company write freely, until when, and why (K-10). */
export interface CanReply {
  readonly allowed: boolean
  /** The first instant at which it is too late; null: never too late, or never yet possible. */
  readonly until: Instant | null
  readonly why: 'no_window' | 'inside' | 'over' | 'never_heard'
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
  lastIn: Instant | null,
  by: 'agent' | 'automation',
  now: Instant,
): CanReply => {
  if (channel.replyWindow === null) return { allowed: true, until: null, why: 'no_window' }
  if (lastIn === null) return { allowed: false, until: null, why: 'never_heard' }
  const until = lastIn + channel.replyWindow[by]
  return now < until ? { allowed: true, until, why: 'inside' } : { allowed: false, until, why: 'over' }
}
