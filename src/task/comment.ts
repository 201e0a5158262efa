import { textOnly } from '../kernel/event.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { changeTask, type TaskChanged } from './change.ts'
import { refusedAsClosed, type TaskClosed } from './closed.ts'
import { invalid, type TaskInvalid } from './read.ts'
import type { Task } from './task.ts'

/**
 * Writes a comment on an open task (TK-4). It stands in the timeline and changes nothing.
 *
 * Refused: `task.invalid` with the issues, `task.closed`.
 *
 * @example
 * const said = commentOnTask(task, { text: 'Tried twice, nobody there' }, context)
 * said.ok && said.events[0]?.task === task.id // true
 */
export const commentOnTask = (
  task: Task,
  input: { readonly text: string },
  context: Context,
): TaskChanged | Refused<TaskInvalid | TaskClosed> => {
  const refused = refusedAsClosed(task) ?? invalid({ text: input.text }, ['text'])
  if (refused !== null) return refused
  const { emit, done } = changeTask(task, context, 'task')
  emit('task.commented', {}, { content: textOnly(input.text) })
  return done()
}
