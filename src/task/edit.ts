import { textContent } from '../kernel/event.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { changeTask, type TaskChanged } from './change.ts'
import { requireTaskOpen, type TaskClosed } from './require-task-open.ts'
import type { Task } from './task.ts'
import { requireNewDueAt, requireValidFields, type TaskDueInPast, type TaskInvalid } from './validate.ts'

export interface EditTaskInput {
  /** Left out, the present text stays. */
  readonly text?: string | undefined
  /** Left out, the present due time stays. */
  readonly dueAt?: InstantLike | undefined
  /** The text as it stands, if the caller knows it: no state holds it (E-7), and the same again writes nothing. */
  readonly currentText?: string | null | undefined
}

export type EditTaskError = TaskInvalid | TaskClosed | TaskDueInPast

/**
 * Changes the text or the due time of an open task (TK-2, TK-4). A new due time is a new deadline (TK-6). Values that are
 * there already write nothing.
 *
 * Refused: `task.invalid` with the issues, `task.closed`, `task.due_in_past`.
 *
 * @example
 * const edited = editTask(task, { dueAt: task.dueAt + 3_600_000 }, context)
 * edited.ok && edited.events.length // 1
 */
export const editTask = (
  task: Task,
  input: EditTaskInput,
  context: Context,
): TaskChanged | Refused<EditTaskError> => {
  const refused = requireTaskOpen(task) ?? requireValidFields({ text: input.text, dueAt: input.dueAt })
  if (refused !== null) return refused
  const dueAt = requireNewDueAt(task.dueAt, input.dueAt, context)
  if (typeof dueAt !== 'number') return dueAt
  const text = input.text === input.currentText ? undefined : input.text
  const { emit, done } = changeTask(task, context, 'task')
  if (text !== undefined) emit('task.edited', { dueAt, text: true }, { content: textContent(text) })
  else if (dueAt !== task.dueAt) emit('task.edited', { dueAt, text: false })
  return done()
}
