import type { Envelope } from '../kernel/event.ts'
import { evolveWith } from '../kernel/evolve.ts'
import { apply } from '../kernel/fold.ts'
import { taskRecipes } from './recipes.ts'
import { blankTask, type Task, workingTask } from './task.ts'

type Stored = Envelope<string, unknown>

const seed = (state: Task | null, event: Stored): Task => state ?? blankTask(event.task ?? '', event.customer)

/**
 * The state that a task's events add up to (E-1). Events of other tasks are the caller's to leave out. Null without
 * events.
 *
 * @example
 * foldTask(taskEvents)?.dueAt // 1769936400000
 */
export const foldTask = (events: readonly Stored[], state: Task | null = null): Task | null => {
  const [first] = events
  if (first === undefined) return state
  const work = workingTask(seed(state, first))
  for (const event of events) apply(taskRecipes, work, event)
  return work
}

/**
 * One event further, with structural sharing (E-1).
 *
 * @example
 * evolveTask(task, taskEvents[0]).inbox // 'support'
 */
export const evolveTask = (state: Task | null, event: Stored): Task =>
  evolveWith(taskRecipes, seed(state, event), event)
