import type { CommandResult, ReceiveResult } from '../command/results.ts'
import type { Refusal, Refused } from '../kernel/result.ts'

/** What the desk said to a line. */
export type LineResult = CommandResult | ReceiveResult | Refused<Refusal>
