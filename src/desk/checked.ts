import { type Issue, type Refused, refuse } from '../kernel/result.ts'
import { type CommandInvalid, commandIssues, isChecked } from './command-issues.ts'
import type { Desk } from './desk.ts'

const invalid = (issues: readonly Issue[]): Refused<CommandInvalid> =>
  refuse({
    code: 'command.invalid',
    rule: 'B-1',
    message: issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; '),
    remedy: 'mend the fields named; nothing was stored',
    issues,
  })

type Method = (input: unknown) => Promise<unknown>

/**
 * The same desk, which looks at the shape of a command before it runs (B-1): callers without types get a refusal, and
 * never a throw or half a state. Deliveries are looked at where they are read.
 */
export const checked = (desk: Desk): Desk => {
  const look =
    (command: string, run: Method): Method =>
    async (input) => {
      const issues = commandIssues(command, input)
      return issues.length === 0 ? run(input) : invalid(issues)
    }
  const methods = Object.entries(desk) as [string, Method][]
  return Object.fromEntries(
    methods.map(([command, run]) => [command, isChecked(command) ? look(command, run) : run]),
  ) as unknown as Desk
}
