import { systemActor } from '../kernel/actor.ts'
import type { InstantLike } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { changeTask, type TaskChanged } from './change.ts'
import type { Task } from './task.ts'
import { requireNewDueAt, requireValidFields, type TaskDueInPast, type TaskInvalid } from './validate.ts'

export type ReopenTaskError = Refusal<'task.not_closed'> | TaskInvalid | TaskDueInPast

/**
 * Reopens a closed task (TK-3). It keeps its due time and whether that was missed, for often a reopening only takes back a
 * close, and what was promised stays promised; a new due time may be given. If the due time came while the task was
 * closed it is overdue from now on, and says so in the same write (TK-6): no deadline falls due while a task is closed.
 *
 * Refused: `task.not_closed`, `task.invalid` with the issues, `task.due_in_past` for a new due time.
 *
 * @example
 * reopenTask(task, {}, context) // refused: task.not_closed
 */
export const reopenTask = (
  task: Task,
  input: { readonly dueAt?: InstantLike | undefined },
  context: Context,
): TaskChanged | Refused<ReopenTaskError> => {
  if (task.closed === null)
    return refuse({
      code: 'task.not_closed',
      rule: 'TK-3',
      message: `task ${task.id} is not closed`,
      remedy: 'nothing to do: it can be worked on',
    })
  const refused = requireValidFields({ dueAt: input.dueAt })
  if (refused !== null) return refused
  const dueAt = requireNewDueAt(task.dueAt, input.dueAt, context)
  if (typeof dueAt !== 'number') return dueAt
  const { next, emit, done } = changeTask(task, context, 'task')
  emit('task.reopened', { dueAt })
  if (next.overdueAt === null && Math.max(dueAt, context.policy.effectiveFrom) <= context.now)
    emit('task.overdue', { dueAt }, { actor: systemActor, cause: 'task_due' })
  return done()
}
