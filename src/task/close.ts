import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { changeTask, type TaskChanged } from './change.ts'
import type { Task } from './task.ts'

export type CloseTaskError = Refusal<'task.already_closed'> & { readonly at: Instant }

/**
 * Closes a task: done, or no longer needed (TK-3). It falls overdue no more.
 *
 * Refused: `task.already_closed`.
 *
 * @example
 * const closed = closeTask(task, context)
 * closed.ok && closed.state.closed?.by.id // 'sam'
 */
export const closeTask = (task: Task, context: Context): TaskChanged | Refused<CloseTaskError> => {
  if (task.closed !== null)
    return refuse({
      code: 'task.already_closed',
      rule: 'TK-3',
      message: `task ${task.id} was closed already`,
      remedy: 'nothing to do: it is what you asked for',
      at: task.closed.at,
    })
  const { emit, done } = changeTask(task, context, 'task')
  emit('task.closed', {})
  return done()
}
