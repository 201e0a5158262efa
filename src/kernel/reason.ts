import type { Milliseconds } from './duration.ts'
import type { ConversationId } from './ids.ts'

/** A length of open time by a calendar of the policy, named (W-5, CU-10). */
export interface BusinessSpan {
  readonly business: Milliseconds
  readonly calendar: string
}

/**
 * One step of a decision: the rule that was looked at, what it found, and the numbers it compared. A decision carries
 * the chain of them, so that "why did this open a new conversation?" has an answer years later.
 */
export interface Reason {
  readonly rule: string
  /** What was found, a stable key such as `inside_window`. */
  readonly found: string
  /** The conversation that was looked at, or null. */
  readonly conversation: ConversationId | null
  /** Milliseconds from the anchor to the message, where a window was compared; negative if it happened before. */
  readonly elapsed: Milliseconds | null
  /** The window it was compared with, in business time where it names a calendar; exactly its end is inside (W-1). */
  readonly window: Milliseconds | BusinessSpan | 'never' | 'always' | null
}

export const reason = (
  rule: string,
  found: string,
  conversation: ConversationId | null = null,
  elapsed: Milliseconds | null = null,
  window: Reason['window'] = null,
): Reason => ({ rule, found, conversation, elapsed, window })
