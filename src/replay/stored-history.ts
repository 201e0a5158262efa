import { collisionKeyOf } from '../intake/parse-inbound.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import { type CommandId, commandIdOf, type TaskId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Store } from '../store/ports.ts'
import { isDeadlineCommand } from './command-ids.ts'

/** Where the stored history of a customer ended when this replay first met them. */
interface HistoryEnd {
  readonly at: Instant
  /** The command that wrote last. */
  readonly command: CommandId
}

/** What is stored of one customer, by the commands that wrote it. */
export interface StoredHistory {
  readonly end: HistoryEnd
  /** The command of this name that has run since `from`, or null. A message is also named by its key and content. */
  readonly find: (name: CommandId, from: Instant) => Promise<CommandId | null>
  /** The task that a command made, if it has been found to have run. */
  readonly taskOf: (command: CommandId) => { readonly task: TaskId; readonly customer: string } | null
  /** Whether the line of the last command was met: what comes after it at the same instant is new. */
  readonly isEndSeen: () => boolean
  readonly markSeen: (command: CommandId) => void
  /** Nothing older is asked for any more: gives the memory back. */
  readonly forget: () => void
}

/** Enough to find the last event of a stream: by counted time it is the newest but for late news (I-14). */
const pageSize = 200

/** What fell due happened at its own time, however late somebody swept, and before any line of that instant (D-2). */
const historyTimeOf = ({ id, occurredAt, recordedAt }: StoredEvent): Instant =>
  isDeadlineCommand(commandIdOf(id)) ? occurredAt : recordedAt

const endOf = (items: readonly StoredEvent[], customer: string): HistoryEnd | null => {
  const own = items.filter((event) => event.customer === customer)
  const [last = items[0]] = own.toSorted((a, b) => historyTimeOf(b) - historyTimeOf(a) || b.seq - a.seq)
  return last === undefined ? null : { at: historyTimeOf(last), command: commandIdOf(last.id) }
}

/**
 * Reads the end of a customer's stored history, and on demand what is before it, a page at a time. A line is recorded at
 * its own time or later, so nothing older than a line can be what the line wrote.
 */
export const storedHistory = async (store: Store, customer: string): Promise<StoredHistory | null> => {
  const commands = new Map<CommandId, CommandId>()
  const made = new Map<CommandId, { readonly task: TaskId; readonly customer: string }>()
  let after: string | null = null
  let readBackTo = Number.POSITIVE_INFINITY

  const recordEvent = (event: StoredEvent): void => {
    const command = commandIdOf(event.id)
    const { fingerprint } = event.data as { readonly fingerprint?: string }
    commands.set(command, command)
    if (fingerprint !== undefined) commands.set(collisionKeyOf(command, fingerprint), command)
    if (event.type === 'task.created' && event.task !== null)
      made.set(command, { task: event.task, customer: event.customer })
  }

  const read = async (): Promise<readonly StoredEvent[]> => {
    const { items, next } = await store.timeline({ customer, order: 'newest_first', after, limit: pageSize })
    items.forEach(recordEvent)
    after = next
    readBackTo = next === null ? Number.NEGATIVE_INFINITY : (items.at(-1)?.occurredAt ?? readBackTo)
    return items
  }

  const end = endOf(await read(), customer)
  if (end === null) return null
  let hasSeenEnd = isDeadlineCommand(end.command)
  return {
    end,
    find: async (name, from) => {
      while (!commands.has(name) && readBackTo >= from) await read()
      return commands.get(name) ?? null
    },
    taskOf: (command) => made.get(command) ?? null,
    isEndSeen: () => hasSeenEnd,
    markSeen: (command) => {
      hasSeenEnd ||= command === end.command
    },
    forget: () => {
      commands.clear()
      made.clear()
    },
  }
}
