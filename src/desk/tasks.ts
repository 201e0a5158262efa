import { commandOf } from '../kernel/ids.ts'
import type { Refused } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { findOf } from '../store/ports.ts'
import { assignTask } from '../task/assign.ts'
import type { TaskChanged } from '../task/change.ts'
import { closeTask } from '../task/close.ts'
import { commentOnTask } from '../task/comment.ts'
import { createTask } from '../task/create.ts'
import { editTask } from '../task/edit.ts'
import { reopenTask } from '../task/reopen.ts'
import type { Task } from '../task/task.ts'
import type { Done } from './answers.ts'
import type { Contended } from './attempt.ts'
import type { CustomerUnknown, Runner } from './command.ts'
import { runTask, unknownTask } from './run-task.ts'
import { settled } from './settled.ts'
import type { TaskCommand, TaskCommands, TaskUnknown } from './task-commands.ts'

/** A task's text is content of an event, which no state holds: one more trip, for edits that bring a text (E-7). */
const textOf = async (
  { runtime }: Runner,
  { id, textIn }: Task,
  customer: string,
): Promise<string | null> => {
  const [found] = await runtime.find([findOf({ customer, commands: [commandOf(textIn)] })])
  return found?.seen.find((said) => said.id === textIn && said.task === id)?.content?.text ?? null
}

/** The commands on tasks. */
export const tasks = (runner: Runner): TaskCommands => {
  const onTask = <E>(
    command: TaskCommand,
    operation: (task: Task, context: Context) => TaskChanged | Refused<E> | Promise<TaskChanged | Refused<E>>,
  ): Promise<Done | Refused<E | CustomerUnknown | TaskUnknown | Contended>> =>
    runTask<E | TaskUnknown>(runner, command, command.task, (task, context) =>
      task === null ? unknownTask(command.task) : operation(task, context),
    )

  return {
    createTask: ({ to: agent, ...input }) =>
      runTask(runner, input, null, (_, context, found) => {
        // One that silence has closed by now is not active, whether or not a sweep came by.
        const { active } = settled(found, context).situation
        return createTask(found.customer, { ...input, agent, conversation: active }, context)
      }),
    editTask: (input) =>
      onTask(input, async (task, context) => {
        const { text, dueAt, customer } = input
        const present = text === undefined ? undefined : await textOf(runner, task, customer)
        return editTask(task, { text, dueAt, present }, context)
      }),
    assignTask: ({ to: agent, ...input }) =>
      onTask(input, (task, context) => assignTask(task, { ...input, agent }, context)),
    commentOnTask: (input) => onTask(input, (task, context) => commentOnTask(task, input, context)),
    closeTask: (input) => onTask(input, closeTask),
    reopenTask: (input) => onTask(input, (task, context) => reopenTask(task, input, context)),
  }
}
