import { type Instant, type InstantLike, parseInstant } from '../kernel/instant.ts'
import { isId, maxIdLength } from '../kernel/limits.ts'
import { type Issue, type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'

/** What was told of a task has the wrong shape: nothing was written (B-1). */
export type TaskInvalid = Refusal<'task.invalid'> & { readonly issues: readonly Issue[] }
/** A task is due in the future when it is made, and wherever its due time is changed (TK-2). */
export type TaskDueInPast = Refusal<'task.due_in_past'> & { readonly dueAt: Instant }

/** What can be told of a task; what is left out is not looked at. */
interface TaskFields {
  readonly text?: string | undefined
  readonly dueAt?: InstantLike | undefined
  readonly inbox?: string | undefined
  readonly agent?: string | null | undefined
}

const checks: { readonly [field in keyof TaskFields]-?: (value: unknown) => string | null } = {
  text: (value) => (typeof value === 'string' && value.trim() !== '' ? null : 'must say something'),
  dueAt: (value) => {
    const read = parseInstant(value)
    return read.ok ? null : read.error.message
  },
  inbox: (value) => (isId(value) ? null : `must be the id of an inbox, 1 to ${maxIdLength} characters`),
  agent: (value) =>
    value === null || isId(value)
      ? null
      : `must be the id of an agent, 1 to ${maxIdLength} characters, or null`,
}

/** Looks at the fields named and at those that were told; null if there is nothing wrong with them (B-1). */
export const requireValidFields = (
  fields: TaskFields,
  required: readonly (keyof TaskFields)[] = [],
): Refused<TaskInvalid> | null => {
  const issues: Issue[] = []
  for (const field of ['text', 'dueAt', 'inbox', 'agent'] as const) {
    const message =
      fields[field] === undefined && !required.includes(field) ? null : checks[field](fields[field])
    if (message !== null) issues.push({ path: field, message })
  }
  if (issues.length === 0) return null
  return refuse({
    code: 'task.invalid',
    rule: 'B-1',
    message: issues.map(({ path, message }) => `${path} ${message}`).join('; '),
    remedy: 'mend the fields named; nothing was stored',
    issues,
  })
}

/** A due time that was found valid before; refused unless it is later than now (TK-2). */
export const requireFutureDueAt = (
  input: InstantLike,
  { now }: Context,
): Instant | Refused<TaskDueInPast> => {
  const read = parseInstant(input)
  const dueAt = read.ok ? read.value : now
  if (dueAt > now) return dueAt
  return refuse({
    code: 'task.due_in_past',
    rule: 'TK-2',
    message: 'a task is due later than now',
    remedy: 'give a due time in the future',
    dueAt,
  })
}

/** The same of a task that has a due time: that one may be given again when it has passed, for nothing changes. */
export const requireNewDueAt = (
  current: Instant,
  input: InstantLike | undefined,
  context: Context,
): Instant | Refused<TaskDueInPast> => {
  if (input === undefined) return current
  const due = requireFutureDueAt(input, context)
  return typeof due !== 'number' && due.error.dueAt === current ? current : due
}
