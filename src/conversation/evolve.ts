import type { Envelope } from '../kernel/event.ts'
import { evolveWith } from '../kernel/evolve.ts'
import { apply } from '../kernel/fold.ts'
import { blank, type Conversation, workingCopy } from './conversation.ts'
import { conversationRecipes } from './recipes.ts'

type Stored = Envelope<string, unknown>

const seed = (state: Conversation | null, event: Stored): Conversation =>
  state ?? blank(event.conversation ?? '', event.customer)

/**
 * The state that a conversation's events add up to (E-1): in bulk, on one working copy. Events of other conversations
 * are the caller's to leave out. Null without events.
 *
 * @example
 * foldConversation(events)?.agent // 'sam'
 */
export const foldConversation = (
  events: readonly Stored[],
  state: Conversation | null = null,
): Conversation | null => {
  const first = events[0]
  if (first === undefined) return state
  const work = workingCopy(seed(state, first))
  for (const event of events) apply(conversationRecipes, work, event)
  return work
}

/**
 * One event further, with structural sharing: what did not change keeps its identity, so a screen renders only what
 * moved (E-1).
 *
 * @example
 * evolveConversation(null, event).inbox // 'support'
 */
export const evolveConversation = (state: Conversation | null, event: Stored): Conversation =>
  evolveWith(conversationRecipes, seed(state, event), event)
