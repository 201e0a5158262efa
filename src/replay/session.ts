import { createDesk } from '../desk/create-desk.ts'
import type { Desk } from '../desk/desk.ts'
import type { CommandId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { memoryStore } from '../memory/index.ts'
import type { ConversationCounts, Store } from '../store/ports.ts'
import { type AuditedStore, auditStore } from './audit.ts'
import { commandPartId } from './command-ids.ts'
import { createDeclared, type Declared } from './declared.ts'
import { defaultHistory, policyOf, type ReplayOptions } from './options.ts'
import { type ReplayProgress, resumeFrom } from './progress-in-store.ts'
import { recallTask } from './recall-task.ts'
import { type TaskIds, taskIds } from './task-ids.ts'

/** A store that was there before the replay and stays behind it. */
export interface ExistingStore {
  readonly store: Store
  /** Its conversations when the replay began. */
  readonly before: ConversationCounts
}

/** One desk over one store, whose time is the log's. */
export interface Session {
  readonly desk: Desk
  readonly audited: AuditedStore
  readonly declared: Declared
  readonly tasks: TaskIds
  /** What an earlier replay has left; null in memory, where there was none. */
  readonly progress: ReplayProgress | null
  /** Names the present line's command, or a part of it, where it must have no second effect in another replay. */
  readonly command: (part?: string) => CommandId | undefined
  /** Moves the clock: the log's time is the only time there is (D-1). */
  readonly setClock: (now: Instant) => void
}

export const openSession = (options: ReplayOptions, existing: ExistingStore | null = null): Session => {
  const { history = defaultHistory } = options
  const audit =
    existing === null
      ? auditStore(memoryStore(history === 'all' ? {} : { history }))
      : auditStore(existing.store, existing.before)
  const declared = createDeclared(policyOf(options), options.topics)
  const tasks = taskIds(existing === null ? undefined : recallTask(audit.store))
  const progress = existing === null ? null : resumeFrom(audit.store, declared, tasks)
  let now: Instant = 0
  let commands = 0
  const desk = createDesk({
    store: audit.store,
    policy: declared.policy,
    topics: declared.topics,
    clock: () => now,
    ...(progress === null
      ? {
          // Nobody else writes: a conflict would be a defect, and waiting would not mend it.
          retryFor: 0,
          newId: () => {
            commands += 1
            return `replay-${commands}`
          },
        }
      : {}),
  })
  return {
    desk,
    audited: audit,
    declared,
    tasks,
    progress,
    command: (part) => {
      const command = progress?.command()
      return command === undefined || part === undefined ? command : commandPartId(command, part)
    },
    setClock: (to) => {
      now = Math.max(to, progress?.recordedUntil() ?? 0)
    },
  }
}
