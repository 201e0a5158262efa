import type { Reducers, Working } from '../kernel/fold.ts'
import type { TaskEvents } from './events.ts'
import type { Task } from './task.ts'

type Work = Working<Task>

/** What each event does to a task. A new due time is a new deadline. */
export const taskReducers: Reducers<Work, TaskEvents> = {
  'task.created': (work, { id, data, occurredAt }) => {
    work.textEventId = id
    work.conversation = data.conversation
    work.inbox = data.inbox
    work.agent = data.agent
    work.dueAt = data.dueAt
    work.createdAt = occurredAt
  },
  'task.edited': (work, { id, data }) => {
    if (data.text) work.textEventId = id
    if (data.dueAt !== work.dueAt) work.overdueAt = null
    work.dueAt = data.dueAt
  },
  'task.assigned': (work, { data }) => {
    work.inbox = data.inbox
    work.agent = data.agent
  },
  'task.closed': (work, { occurredAt, actor }) => {
    work.closed = { at: occurredAt, by: { kind: actor.kind, id: actor.id } }
  },
  'task.reopened': (work, { data }) => {
    work.closed = null
    if (data.dueAt !== work.dueAt) work.overdueAt = null
    work.dueAt = data.dueAt
  },
  'task.overdue': (work, { data }) => {
    work.overdueAt = data.dueAt
  },
}
