import type { Changed } from '../conversation/change.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { conversationIn, lastClosed, type Situation } from '../intake/situation.ts'
import type { Refused } from '../kernel/result.ts'
import type { Outcome } from './command.ts'

/** The conversation a command means: the one it names, else the active one, else the last closed. */
export const meant = (situation: Situation, named: string | undefined): Conversation | null =>
  named === undefined ? (situation.active ?? lastClosed(situation)) : conversationIn(situation, named)

/** An operation's answer as the runner takes it. */
export const outcome = <E>(result: Changed | Refused<E>): Outcome | Refused<E> =>
  result.ok ? { ok: true, conversation: result.state, events: result.events } : result
