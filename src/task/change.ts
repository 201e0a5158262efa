import type { Cause, Envelope } from '../kernel/event.ts'
import { applyReducer, type Working } from '../kernel/fold.ts'
import { type CustomerId, entityId, eventId } from '../kernel/ids.ts'
import { createEvent, type EmitOptions, type Origin } from '../kernel/origin.ts'
import type { TaskEvent, TaskEvents } from './events.ts'
import { taskReducers } from './reducers.ts'
import { blankTask, type Task, workingTask } from './task.ts'

/** What an operation on a task answers when it is legal. No events means the very same state. */
export interface TaskChanged {
  readonly ok: true
  readonly state: Task
  readonly events: readonly TaskEvent[]
}

/** A change under way; only `emit` writes. */
export interface TaskChange {
  readonly next: Working<Task>
  readonly emit: <T extends keyof TaskEvents & string>(
    type: T,
    data: TaskEvents[T],
    options?: Pick<EmitOptions, 'content' | 'actor' | 'cause'>,
  ) => Envelope<T, TaskEvents[T]>
  readonly done: () => TaskChanged
}

const createTaskChange = (state: Task, isNew: boolean, origin: Origin, cause: Cause): TaskChange => {
  const next = workingTask(state)
  const events: TaskEvent[] = []
  const emit: TaskChange['emit'] = (type, data, options = {}) => {
    const customer = origin.customer ?? next.customer
    const assignee = isNew ? null : { inbox: next.inbox, agent: next.agent }
    const event = createEvent(origin, events.length, cause, customer, null, assignee, type, data, {
      ...options,
      task: next.id,
    })
    events.push(event as TaskEvent)
    applyReducer(taskReducers, next, event)
    return event
  }
  return { next, emit, done: () => ({ ok: true, state: events.length === 0 ? state : next, events }) }
}

/**
 * Begins a change of a task that exists. Its events stand in no conversation, so that nothing said of a task can touch one
 * (TK-1); their assignee is the task's own (TK-5).
 */
export const changeTask = (state: Task, origin: Origin, cause: Cause): TaskChange =>
  createTaskChange(state, false, origin, cause)

/** Begins a task that has no event yet: its id is made from the id of the event that creates it. */
export const newTask = (customer: CustomerId, origin: Origin): TaskChange => {
  const event = eventId(origin.commandId, origin.emitted)
  const id = entityId(event, origin.customer ?? customer)
  return createTaskChange(blankTask(id, customer), true, origin, 'task')
}
