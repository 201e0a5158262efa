import type { AssignReason } from '../conversation/events.ts'
import type { Assignee } from '../kernel/event.ts'
import type { AgentId, InboxId } from '../kernel/ids.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { Context } from '../policy/context.ts'
import { changeTask, type TaskChanged } from './change.ts'
import { requireTaskOpen, type TaskClosed } from './require-task-open.ts'
import type { Task } from './task.ts'
import { requireValidFields, type TaskInvalid } from './validate.ts'

export interface AssignTaskInput {
  /** The agent who shall do it; null lets go of it; left out, the present one stays. */
  readonly agent?: AgentId | null | undefined
  /** The inbox it shall lie in; left out, the present one. */
  readonly inbox?: InboxId | undefined
  /** Whom the caller believes to have it now: a mismatch is refused. */
  readonly expected: AgentId | null
  readonly reason?: AssignReason | undefined
}

export type AssignTaskError =
  | TaskInvalid
  | TaskClosed
  | (Refusal<'task.assigned_elsewhere'> & { readonly assignee: Assignee })

const defaultTaskAssignReason = (to: Assignee, { agent }: Task, context: Context): AssignReason => {
  if (context.actor.kind === 'api') return 'api'
  if (to.agent === null && agent !== null) return 'unassigned'
  return to.agent === agent ? 'moved' : 'manual'
}

/**
 * Gives an open task to an agent, lets go of it, or moves it to another inbox: a compare-and-set, like that of a
 * conversation and apart from it (A-1, A-2, TK-5). Assigning the present holder writes nothing.
 *
 * Refused: `task.invalid` with the issues, `task.closed`, `task.assigned_elsewhere`, which names the present holder.
 *
 * @example
 * const given = assignTask(task, { agent: 'kim', expected: task.agent }, context)
 * given.ok && given.state.agent // 'kim'
 */
export const assignTask = (
  task: Task,
  input: AssignTaskInput,
  context: Context,
): TaskChanged | Refused<AssignTaskError> => {
  const { agent = task.agent, inbox = task.inbox, expected } = input
  // Neither is named: the check of a name that is needed says so.
  const isNamed = input.agent !== undefined || input.inbox !== undefined
  const refused =
    requireTaskOpen(task) ??
    (isNamed ? requireValidFields({ agent, inbox }) : requireValidFields({}, ['agent']))
  if (refused !== null) return refused
  const assigning = changeTask(task, context, 'assign')
  if (agent === task.agent && inbox === task.inbox) return assigning.done()
  if (expected !== task.agent)
    return refuse({
      code: 'task.assigned_elsewhere',
      rule: 'A-1',
      message: task.agent === null ? 'nobody has it any more' : `${task.agent} has it`,
      remedy: 'look at the present holder and assign again, expecting that one',
      assignee: { inbox: task.inbox, agent: task.agent },
    })
  const reason = input.reason ?? defaultTaskAssignReason({ agent, inbox }, task, context)
  assigning.emit('task.assigned', { inbox, agent, reason })
  return assigning.done()
}
