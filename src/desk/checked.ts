import { commandIssues } from '../command/command-issues.ts'
import { commandInvalid } from '../command/invalid.ts'
import { plainCopy } from '../kernel/plain-copy.ts'

type Method = (input: unknown) => Promise<unknown>

/**
 * Returns the same methods, which copy their input once to plain data and check its shape (B-1): callers without types get a
 * refusal, and never a throw.
 */
export const checked = <M extends object>(methods: M): M =>
  Object.fromEntries(
    (Object.entries(methods) as [string, Method][]).map(([name, run]) => [
      name,
      async (input: unknown) => {
        const copy = plainCopy(input)
        const issues = copy.ok ? commandIssues(name, copy.value) : [copy.error]
        return copy.ok && issues.length === 0 ? run(copy.value) : commandInvalid(issues)
      },
    ]),
  ) as unknown as M
