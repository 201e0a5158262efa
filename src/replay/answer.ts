import type { Done, ReceiveDone } from '../desk/answers.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { Session } from './session.ts'

/** What the desk said to a line. */
export type Answer = Done | ReceiveDone | Refused<Refusal>

/** What became of a line; `unsupported` is what the library does not do yet. */
export type Applied = Answer | 'unsupported'

/** Who holds the customer's conversation now, and the version that has been seen: a log means what it meets (A-1, C-8). */
export interface Met {
  readonly agent: string | null
  readonly version: number
}

export const met = async ({ desk }: Session, customer: string): Promise<Met> => {
  const now = await desk.current(customer)
  return now.ok
    ? { agent: now.conversation?.agent ?? null, version: now.version }
    : { agent: null, version: 0 }
}
