import type { Done, ReceiveDone } from '../desk/answers.ts'
import type { Refusal, Refused } from '../kernel/result.ts'

/** What the desk said to a line. */
export type Answer = Done | ReceiveDone | Refused<Refusal>
