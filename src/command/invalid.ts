import { type Issue, type Refused, refuse } from '../kernel/result.ts'
import type { CommandInvalid } from './results.ts'

/** Refuses a command or a question with all that is wrong with its fields (B-1). */
export const commandInvalid = (
  issues: readonly Issue[],
  code: 'command.invalid' | 'inbound.invalid' = 'command.invalid',
): Refused<CommandInvalid> =>
  refuse({
    code: code as 'command.invalid',
    rule: 'B-1',
    message: issues.map(({ path, message }) => `${path} ${message}`.trim()).join('; '),
    remedy: 'Fix the listed fields and send it again; nothing was stored.',
    issues,
  })
