import type { Changed } from '../conversation/change.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { conversationIn, lastClosed, type Situation } from '../intake/situation.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import {
  type Command,
  type CustomerUnknown,
  type Decider,
  type Decision,
  type NoConversation,
  noConversation,
  type Outcome,
  unknownCustomer,
} from './command.ts'

export type Missing = CustomerUnknown | NoConversation

/** The conversation a command means: the one it names, else the active one, else the last closed. */
export const meant = (situation: Situation, named: string | undefined): Conversation | null =>
  named === undefined ? (situation.active ?? lastClosed(situation)) : conversationIn(situation, named)

/** An operation's answer as the runner takes it. */
export const outcome = <E>(result: Changed | Refused<E>): Outcome | Refused<E> =>
  result.ok ? { ok: true, conversation: result.state, events: result.events } : result

/** Decides on the conversation that a command means, of a customer who is there. */
export const onMeant =
  <E>(
    command: Command,
    operation: (
      c: Conversation,
      context: Context,
      situation: Situation,
    ) => Decision<E> | Promise<Decision<E>>,
  ): Decider<E | Missing> =>
  (situation, context) => {
    if (situation.customer === null) return unknownCustomer(command.customer)
    const c = meant(situation, command.conversation)
    return c === null ? noConversation(command.customer) : operation(c, context, situation)
  }
