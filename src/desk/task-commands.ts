import type { TaskId } from '../kernel/ids.ts'
import type { InstantLike } from '../kernel/instant.ts'
import type { Refusal, Refused } from '../kernel/result.ts'
import type { AssignTask, AssignTaskError } from '../task/assign.ts'
import type { CloseTaskError } from '../task/close.ts'
import type { TaskClosed } from '../task/closed.ts'
import type { CreateTask, CreateTaskError } from '../task/create.ts'
import type { EditTask, EditTaskError } from '../task/edit.ts'
import type { TaskInvalid } from '../task/read.ts'
import type { ReopenTaskError } from '../task/reopen.ts'
import type { Done } from './answers.ts'
import type { Contended } from './attempt.ts'
import type { Command, CustomerUnknown } from './command.ts'
import type { CommandInvalid } from './command-issues.ts'

/** The customer has no such task. */
export type TaskUnknown = Refusal<'task.unknown'> & { readonly task: TaskId }

/** What every command on a task names: the customer, or one he absorbed, and the task. */
export interface TaskCommand extends Omit<Command, 'conversation'> {
  readonly task: TaskId
}

/** What a command on a task answers. */
export type TaskAnswer<E> = Promise<
  Done | Refused<E | CustomerUnknown | TaskUnknown | Contended | CommandInvalid>
>

/** What a desk does with tasks: none of it touches a conversation (TK-1). */
export interface TaskCommands {
  /** Makes a task, and notes which conversation was active (TK-1, TK-2). Its id is `task.id` of the answer. */
  readonly createTask: (
    input: Omit<Command, 'conversation'> &
      Omit<CreateTask, 'conversation' | 'agent'> & {
        /** Who shall do it; default nobody. `agent` says who makes it. */
        readonly to?: CreateTask['agent'] | undefined
      },
  ) => Promise<Done | Refused<CreateTaskError | CustomerUnknown | Contended | CommandInvalid>>
  /** Changes the text, the due time or both (TK-2, TK-4). The text that it has already is no change. */
  readonly editTask: (input: TaskCommand & Omit<EditTask, 'present'>) => TaskAnswer<EditTaskError>
  /** Hands a task over, or moves it to another inbox: a compare-and-set (A-1, TK-5). */
  readonly assignTask: (
    input: TaskCommand & Omit<AssignTask, 'agent'> & { readonly to?: AssignTask['agent'] | undefined },
  ) => TaskAnswer<AssignTaskError>
  /** Writes a comment; not while the task is closed (TK-4). */
  readonly commentOnTask: (
    input: TaskCommand & { readonly text: string },
  ) => TaskAnswer<TaskInvalid | TaskClosed>
  readonly closeTask: (input: TaskCommand) => TaskAnswer<CloseTaskError>
  /** Reopens it with its due time, which may have passed, or with a new one (TK-3). */
  readonly reopenTask: (
    input: TaskCommand & { readonly dueAt?: InstantLike | undefined },
  ) => TaskAnswer<ReopenTaskError>
}
