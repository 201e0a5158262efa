import { createDesk } from '../desk/create-desk.ts'
import type { Desk } from '../desk/desk.ts'
import type { Instant } from '../kernel/instant.ts'
import { memoryStore } from '../memory/index.ts'
import { type Audited, audited } from './audit.ts'
import { type Declared, declaredBy } from './declared.ts'
import { historyKept, policyOf, type ReplayOptions } from './options.ts'
import { type TaskIds, taskIds } from './task-ids.ts'

/** One desk over one store in memory, whose time is the log's. */
export interface Session {
  readonly desk: Desk
  readonly audited: Audited
  readonly declared: Declared
  readonly tasks: TaskIds
  /** Moves the clock: the log's time is the only time there is (D-1). */
  readonly setClock: (now: Instant) => void
}

export const openSession = (options: ReplayOptions): Session => {
  const { history = historyKept } = options
  const watched = audited(memoryStore(history === 'all' ? {} : { history }))
  const declared = declaredBy(policyOf(options), options.topics)
  let now: Instant = 0
  let commands = 0
  const desk = createDesk({
    store: watched.store,
    policy: declared.policy,
    topics: declared.topics,
    clock: () => now,
    // Nobody else writes: a conflict would be a defect, and waiting would not mend it.
    patience: 0,
    newId: () => {
      commands += 1
      return `replay-${commands}`
    },
  })
  return {
    desk,
    audited: watched,
    declared,
    tasks: taskIds(),
    setClock: (to) => {
      now = to
    },
  }
}
