import { plainCopy } from '../kernel/plain-copy.ts'
import { type Issue, type Refused, refuse } from '../kernel/result.ts'
import { type CommandInvalid, commandIssues, isInbound } from './command-issues.ts'
import type { Desk } from './desk.ts'

export const invalid = (command: string, issues: readonly Issue[]): Refused<CommandInvalid> =>
  refuse({
    code: (isInbound(command) ? 'inbound.invalid' : 'command.invalid') as 'command.invalid',
    rule: 'B-1',
    message: issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; '),
    remedy: 'Fix the listed fields and send it again; nothing was stored.',
    issues,
  })

type Method = (input: unknown) => Promise<unknown>

/**
 * Returns the same desk, which reads every input once into plain data and checks its shape before it runs (B-1): callers
 * without types get a refusal, and never a throw or half a state. The fields of an inbound are checked by `readInbound`.
 */
export const checked = (desk: Desk): Desk => {
  const check =
    (command: string, run: Method): Method =>
    async (input) => {
      const copy = plainCopy(input)
      const issues = copy.ok ? commandIssues(command, copy.value) : [copy.error]
      return copy.ok && issues.length === 0 ? run(copy.value) : invalid(command, issues)
    }
  const methods = Object.entries(desk) as [string, Method][]
  return Object.fromEntries(
    methods.map(([command, run]) => [command, check(command, run)]),
  ) as unknown as Desk
}
