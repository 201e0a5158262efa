import { createDesk } from '../desk/create-desk.ts'
import type { Desk } from '../desk/desk.ts'
import type { CommandId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { memoryStore } from '../memory/index.ts'
import type { Counts, Store } from '../store/ports.ts'
import { type Audited, audited } from './audit.ts'
import { partOf } from './command-ids.ts'
import { type Declared, declaredBy } from './declared.ts'
import { historyKept, policyOf, type ReplayOptions } from './options.ts'
import { type Past, pastOf } from './past.ts'
import { recallTask } from './recall-task.ts'
import { type TaskIds, taskIds } from './task-ids.ts'

/** A store that was there before the replay and stays behind it. */
export interface Lasting {
  readonly store: Store
  /** Its conversations when the replay began. */
  readonly before: Counts
}

/** One desk over one store, whose time is the log's. */
export interface Session {
  readonly desk: Desk
  readonly audited: Audited
  readonly declared: Declared
  readonly tasks: TaskIds
  /** What an earlier replay has left; null in memory, where there was none. */
  readonly past: Past | null
  /** Names the present line's command, or a part of it, where it must have no second effect in another replay. */
  readonly command: (part?: string) => CommandId | undefined
  /** Moves the clock: the log's time is the only time there is (D-1). */
  readonly setClock: (now: Instant) => void
}

export const openSession = (options: ReplayOptions, lasting: Lasting | null = null): Session => {
  const { history = historyKept } = options
  const watched =
    lasting === null
      ? audited(memoryStore(history === 'all' ? {} : { history }))
      : audited(lasting.store, lasting.before)
  const declared = declaredBy(policyOf(options), options.topics)
  const tasks = taskIds(lasting === null ? undefined : recallTask(watched.store))
  const past = lasting === null ? null : pastOf(watched.store, declared, tasks)
  let now: Instant = 0
  let commands = 0
  const desk = createDesk({
    store: watched.store,
    policy: declared.policy,
    topics: declared.topics,
    clock: () => now,
    ...(past === null
      ? {
          // Nobody else writes: a conflict would be a defect, and waiting would not mend it.
          patience: 0,
          newId: () => {
            commands += 1
            return `replay-${commands}`
          },
        }
      : {}),
  })
  return {
    desk,
    audited: watched,
    declared,
    tasks,
    past,
    command: (part) => {
      const command = past?.command()
      return command === undefined || part === undefined ? command : partOf(command, part)
    },
    setClock: (to) => {
      now = Math.max(to, past?.since() ?? 0)
    },
  }
}
