import { arrivals } from './arrivals.ts'
import { bulk } from './bulk.ts'
import { calls } from './calls.ts'
import { checked } from './checked.ts'
import { createRunner } from './command.ts'
import { commands } from './commands.ts'
import { customers } from './customers.ts'
import type { Desk } from './desk.ts'
import { erasing } from './erasing.ts'
import { createLanes } from './lanes.ts'
import { matters } from './matters.ts'
import { merging } from './merging.ts'
import type { DeskOptions } from './options.ts'
import { outbound } from './outbound.ts'
import { reading } from './reading.ts'
import { refreshDeadlines } from './refresh-deadlines.ts'
import { runtimeOf } from './runtime.ts'
import { tasks } from './tasks.ts'
import { tick } from './tick.ts'

/**
 * Makes a desk: an operation for everything a host does with its customers, on any store. Each one finds what it needs,
 * applies what was due (D-2), decides with the pure functions of this library, commits, and on a conflict decides again.
 *
 * @example
 * const desk = createDesk({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) })
 * await desk.receive({ channel: 'email', from: 'ada@example.com', id: '<1@mail>', text: 'The vase arrived broken' })
 */
export const createDesk = (options: DeskOptions): Desk => {
  const runner = createRunner(runtimeOf(options), createLanes())
  return checked({
    ...arrivals(runner),
    ...calls(runner),
    ...outbound(runner),
    ...commands(runner),
    ...matters(runner),
    ...customers(runner),
    ...merging(runner),
    ...erasing(runner),
    ...reading(runner),
    ...tasks(runner),
    ...bulk(runner),
    tick: tick(runner),
    refreshDeadlines: refreshDeadlines(runner),
  })
}
