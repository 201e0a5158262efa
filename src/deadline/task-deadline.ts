import { systemActor } from '../kernel/actor.ts'
import type { TaskId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Context } from '../policy/context.ts'
import type { Policy } from '../policy/policy.ts'
import { changeTask, type TaskChanged } from '../task/change.ts'
import type { Task } from '../task/task.ts'

/** The instant at which an open task falls overdue (TK-6). */
export interface TaskDeadline {
  readonly kind: 'task_due'
  readonly task: TaskId
  readonly at: Instant
}

/**
 * When a task falls overdue: at its due time, once, while it is open (TK-6, D-3); null otherwise. Nothing is due before
 * the policy took effect; what was due until then is judged by the policy before it, if it is known (D-2).
 *
 * @example
 * taskDeadline(task, policy) // { kind: 'task_due', task: 'c9.0~flleijkfujg3', at: 1769936400000 }
 */
export const taskDeadline = (task: Task, { effectiveFrom, previous }: Policy): TaskDeadline | null => {
  if (task.closed !== null || task.overdueAt !== null) return null
  const earlier = previous === null ? null : taskDeadline(task, previous)
  if (earlier !== null && earlier.at <= effectiveFrom) return earlier
  return { kind: 'task_due', task: task.id, at: Math.max(task.dueAt, effectiveFrom) }
}

/**
 * Records that a task fell overdue by `context.now`, at its due time (D-2, TK-6); nothing else changes.
 *
 * @example
 * applyDueTaskDeadline(task, { ...context, now: task.dueAt }).events.length // 1
 */
export const applyDueTaskDeadline = (task: Task, context: Context): TaskChanged => {
  const due = taskDeadline(task, context.policy)
  if (due === null || due.at > context.now) return { ok: true, state: task, events: [] }
  const commandId = `${task.id}.task_due.${due.at}.${context.head + 1}`
  const origin = { ...context, actor: systemActor, commandId, emitted: 0, decidedAt: due.at }
  const { emit, done } = changeTask(task, origin, 'task_due')
  emit('task.overdue', { dueAt: task.dueAt })
  return done()
}
