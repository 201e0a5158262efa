import type { Inbound } from '../intake/inbound.ts'
import { inboundIssues } from '../intake/inbound-issues.ts'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import { parsePolicy } from '../policy/define.ts'
import type { Policy } from '../policy/policy.ts'
import type { LogLine } from './log-line.ts'
import { parseLogLine } from './parse-log-line.ts'
import { type StandardSchema, toStandardSchema } from './standard.ts'

export type * from './log-line.ts'
export type { StandardResult, StandardSchema } from './standard.ts'
export { parseLogLine }

/**
 * Reads an inbound that came as JSON, from a queue say, before it is given to `desk.receive` (B-1). All that is wrong
 * with it is told at once, with paths.
 *
 * @example
 * const parsed = validateInbound({ channel: 'sms', from: '+49 30 123456', Body: 'Hi', text: '' })
 * !parsed.ok && parsed.error // [{ path: 'Body', message: 'is an unknown field: did you mean text?' }]
 */
export const validateInbound = (value: unknown): Result<Inbound, readonly Issue[]> => {
  const issues = inboundIssues(value as Inbound)
  return issues.length === 0 ? ok(value as Inbound) : refuse(issues)
}

/** An inbound, for whatever takes a Standard Schema: a web framework's body parser, a queue's decoder. */
export const inboundSchema: StandardSchema<Inbound> = /* @__PURE__ */ toStandardSchema(validateInbound)

/** A policy, for a configuration loader; what comes out is resolved. */
export const policySchema: StandardSchema<Policy> = /* @__PURE__ */ toStandardSchema(parsePolicy)

/** A line of the interaction log. */
export const logLineSchema: StandardSchema<LogLine> = /* @__PURE__ */ toStandardSchema(parseLogLine)
