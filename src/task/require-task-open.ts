import type { TaskId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Task } from './task.ts'

/** A closed task takes neither edits nor comments, and changes no hands (TK-4). */
export type TaskClosed = Refusal<'task.closed'> & { readonly task: TaskId; readonly at: Instant }

/** Refuses a command on a closed task and names the way out; null while it is open (TK-3, TK-4). */
export const requireTaskOpen = ({ id, closed }: Task): Refused<TaskClosed> | null =>
  closed === null
    ? null
    : refuse({
        code: 'task.closed',
        rule: 'TK-4',
        message: `task ${id} is closed`,
        remedy: 'reopen it first (reopenTask)',
        task: id,
        at: closed.at,
      })
