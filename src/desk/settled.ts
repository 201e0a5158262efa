import { type Conversation, isActive } from '../conversation/conversation.ts'
import { settle } from '../deadline/settle.ts'
import type { Recorded, Situation } from '../intake/situation.ts'
import type { Context } from '../policy/context.ts'

/** A situation with all that was due by now applied, and what the command that goes on from there must know (D-2). */
export interface Settled {
  readonly situation: Situation
  readonly events: readonly Recorded[]
  readonly context: Context
}

/** As a store would give them back, had somebody swept in time. */
const lastClosedFirst = (a: Conversation, b: Conversation): number =>
  (b.closed?.at ?? 0) - (a.closed?.at ?? 0)

export const settled = (situation: Situation, context: Context): Settled => {
  if (situation.active === null) return { situation, events: [], context }
  const { state, events } = settle(situation.active, context)
  if (events.length === 0) return { situation, events, context }
  const now = isActive(state)
    ? { ...situation, active: state }
    : { ...situation, active: null, closed: [state, ...situation.closed].sort(lastClosedFirst) }
  return { situation: now, events, context: { ...context, head: context.head + events.length } }
}
