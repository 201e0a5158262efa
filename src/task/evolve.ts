import type { Envelope } from '../kernel/event.ts'
import { evolveWith } from '../kernel/evolve.ts'
import { applyReducer } from '../kernel/fold.ts'
import { taskReducers } from './reducers.ts'
import { blankTask, type Task, workingTask } from './task.ts'

type AnyEvent = Envelope<string, unknown>

const stateOrBlank = (state: Task | null, event: AnyEvent): Task =>
  state ?? blankTask(event.task ?? '', event.customer)

/**
 * The state that a task's events add up to (E-1). Events of other tasks are the caller's to leave out. Null without
 * events.
 *
 * @example
 * foldTask(taskEvents)?.dueAt // 1769936400000
 */
export const foldTask = (events: readonly AnyEvent[], state: Task | null = null): Task | null => {
  const [first] = events
  if (first === undefined) return state
  const work = workingTask(stateOrBlank(state, first))
  for (const event of events) applyReducer(taskReducers, work, event)
  return work
}

/**
 * One event further, with structural sharing (E-1).
 *
 * @example
 * evolveTask(task, taskEvents[0]).inbox // 'support'
 */
export const evolveTask = (state: Task | null, event: AnyEvent): Task =>
  evolveWith(taskReducers, stateOrBlank(state, event), event)
