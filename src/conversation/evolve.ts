import type { Envelope } from '../kernel/event.ts'
import { evolveWith } from '../kernel/evolve.ts'
import { applyReducer } from '../kernel/fold.ts'
import { blankConversation, type Conversation, workingConversation } from './conversation.ts'
import { conversationReducers } from './reducers.ts'

type AnyEvent = Envelope<string, unknown>

const initialState = (state: Conversation | null, event: AnyEvent): Conversation =>
  state ?? blankConversation(event.conversation ?? '', event.customer)

/**
 * The state that a conversation's events add up to (E-1): in bulk, on one working copy. Events of other conversations
 * are the caller's to leave out. Null without events.
 *
 * @example
 * foldConversation(events)?.agent // 'sam'
 */
export const foldConversation = (
  events: readonly AnyEvent[],
  state: Conversation | null = null,
): Conversation | null => {
  const first = events[0]
  if (first === undefined) return state
  const work = workingConversation(initialState(state, first))
  for (const event of events) applyReducer(conversationReducers, work, event)
  return work
}

/**
 * One event further, with structural sharing: what did not change keeps its identity, so a screen renders only what
 * moved (E-1).
 *
 * @example
 * evolveConversation(null, event).inbox // 'support'
 */
export const evolveConversation = (state: Conversation | null, event: AnyEvent): Conversation =>
  evolveWith(conversationReducers, initialState(state, event), event)
