import type { ConversationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Conversation } from './conversation.ts'

/** A closed conversation is frozen (C-6). */
export type ConversationClosed = Refusal<'conversation.closed'> & {
  readonly conversation: ConversationId
  readonly at: Instant
}

/** Refuses a command on a closed conversation and names the way out; null while it is active (C-6). */
export const requireOpen = (conversation: Conversation): Refused<ConversationClosed> | null =>
  conversation.closed === null
    ? null
    : refuse({
        code: 'conversation.closed',
        rule: 'C-6',
        message: `conversation ${conversation.id} is closed`,
        remedy:
          conversation.mergedInto === null
            ? 'reopen it first, or write a note on the customer instead'
            : `it was merged: use conversation ${conversation.mergedInto}`,
        conversation: conversation.id,
        at: conversation.closed.at,
      })
