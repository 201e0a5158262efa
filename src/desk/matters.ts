import type { Frozen } from '../conversation/frozen.ts'
import { type RejoinError, type RejoinInput, rejoinConversation } from '../conversation/rejoin.ts'
import {
  type Parted,
  type SeparateError,
  type SeparateInput,
  separateConversation,
} from '../conversation/separate.ts'
import {
  type SnoozeError,
  type SnoozeInput,
  snoozeConversation,
  wakeConversation,
} from '../conversation/snooze.ts'
import { conversationIn } from '../intake/situation.ts'
import type { ConversationId } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import type { Command, OnConversation, Outcome, Runner } from './command.ts'
import { askKeep } from './inbound.ts'
import { onMeant, outcome } from './meant.ts'

/** Putting a matter aside, and telling one matter from the next. */
export interface Matters {
  /**
   * Puts the conversation aside until a time, until the customer writes (`onReply: 'wake'`, the default), or whichever
   * comes first (Z-1).
   */
  readonly snooze: (input: Command & SnoozeInput) => OnConversation<SnoozeError>
  /** Ends a snooze by hand (Z-1). */
  readonly wake: (input: Command) => OnConversation<Frozen>
  /** Gives the contacts named a conversation of their own and closes the present one (W-10). */
  readonly separate: (input: Command & SeparateInput) => OnConversation<SeparateError>
  /** Takes a separation back (W-10). */
  readonly rejoin: (input: Command & Pick<RejoinInput, 'reason'>) => OnConversation<RejoinError>
}

const parted = <E>(result: Parted | Refused<E>): Outcome | Refused<E> =>
  result.ok ? { ok: true, conversation: result.state, others: [result.left], events: result.events } : result

/** Putting a matter aside, and telling one matter from the next (Z-1, W-10). */
export const matters = ({ runtime, run }: Runner): Matters => ({
  snooze: (input) =>
    run(
      input,
      onMeant(input, (c, context) => outcome(snoozeConversation(c, input, context))),
    ),
  wake: (input) =>
    run(
      input,
      onMeant(input, (c, context) => outcome(wakeConversation(c, context))),
    ),
  separate: (input) =>
    run(
      input,
      onMeant(input, (c, context) => parted(separateConversation(c, input, context))),
    ),
  rejoin: async (input) => {
    // Which conversation was left stands in the present one. It is the last closed most of the time, else it is asked for.
    let asked: ConversationId | null = null
    for (;;) {
      let missing: ConversationId | null = null
      const find = asked === null ? {} : { conversation: asked }
      const done = await run(
        input,
        onMeant<RejoinError>(input, async (c, context, situation) => {
          const left = conversationIn(situation, c.separatedFrom)
          missing = left === null && c.separatedFrom !== asked ? c.separatedFrom : null
          const keep = await askKeep(runtime, c.closed === null ? left : null)
          return parted(rejoinConversation(c, left, { ...input, keep }, context))
        }),
        find,
      )
      if (missing === null) return done
      asked = missing
    }
  },
})
