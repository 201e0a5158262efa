import { textContent } from '../kernel/event.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { changeTask, type TaskChanged } from './change.ts'
import { requireTaskOpen, type TaskClosed } from './require-task-open.ts'
import type { Task } from './task.ts'
import { requireValidFields, type TaskInvalid } from './validate.ts'

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
  const refused = requireTaskOpen(task) ?? requireValidFields({ text: input.text }, ['text'])
  if (refused !== null) return refused
  const { emit, done } = changeTask(task, context, 'task')
  emit('task.commented', {}, { content: textContent(input.text) })
  return done()
}
