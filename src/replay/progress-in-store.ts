import { type CommandResult, commandResult, type ReceiveResult } from '../command/results.ts'
import { type CommandId, commandIdOf } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import { type Store, snapshotQuery } from '../store/ports.ts'
import { createLineCommandIds, isCommandOfLine } from './command-ids.ts'
import type { Declared } from './declared.ts'
import { inboundLineKey, isInboundLine } from './inbound-line-key.ts'
import type { LineResult } from './line-result.ts'
import { type StoredHistory, storedHistory } from './stored-history.ts'
import type { TaskIds } from './task-ids.ts'

/** Whether an answer tells of a command. */
const isResultOf = (answer: CommandResult | ReceiveResult, command: CommandId): boolean =>
  [
    ...('message' in answer && answer.message !== null ? [answer.message] : []),
    ...answer.events.map(({ id }) => id),
  ]
    .map(commandIdOf)
    .includes(command)

/** What a store that lasts has already of the lines that come. */
export interface ReplayProgress {
  /** Answers a line: from the store if that knows it, else by what applies it; null where it comes too late for that. */
  readonly applyOnce: (line: LogLine, apply: () => Promise<LineResult>) => Promise<LineResult | null>
  /** The command of the line that is being applied. */
  readonly command: () => CommandId
  /** The clock of that line is never before this: what is stored was recorded by then. */
  readonly recordedUntil: () => Instant
}

const customersIn = (line: LogLine): readonly string[] =>
  line.type === 'customer.merge' ? [line.customer, line.into] : [line.customer]

/** Whether it is behind what is stored, so that it cannot be decided any more as it was. */
const isBehind = (line: LogLine, command: CommandId, { end, isEndSeen }: StoredHistory): boolean =>
  line.at < end.at || (line.at === end.at && !isEndSeen() && !isCommandOfLine(end.command, command))

/**
 * Goes on where an earlier replay ended, customer by customer. A log is in order, so whatever is older than the last
 * thing stored of a customer has been replayed: it is known, or it was refused or changed nothing, and must not be tried
 * again on what has become of it since. What a customer said is never passed over (I-13). A stored line is recognised by
 * its command in the customer's history, which is read once, and not by asking the store for each line.
 */
export const resumeFrom = (store: Store, declared: Declared, tasks: TaskIds): ReplayProgress => {
  /** By name; whoever was merged shares the survivor's. */
  const histories = new Map<string, StoredHistory | null>()
  const commandFor = createLineCommandIds()
  let currentCommand: CommandId = ''
  let recordedUntil: Instant = 0

  const historyOf = async (name: string): Promise<StoredHistory | null> => {
    const known = histories.get(name)
    if (known !== undefined) return known
    const [found] = await store.load([snapshotQuery({ customer: name })])
    const id = found?.customer?.id ?? name
    const history = histories.get(id) ?? (found?.head ? await storedHistory(store, id) : null)
    histories.set(name, history).set(id, history)
    return history
  }

  const historiesOf = async (line: LogLine): Promise<readonly StoredHistory[]> => {
    const found = []
    for (const name of customersIn(line)) found.push(await historyOf(name))
    return found.filter((history) => history !== null)
  }

  /** The commands by which a line is stored, if it is. */
  const storedAs = async (line: LogLine, all: readonly StoredHistory[]): Promise<readonly CommandId[]> => {
    const key = isInboundLine(line) ? inboundLineKey(line, declared) : currentCommand
    if (key === null) return []
    const found = []
    for (const name of isInboundLine(line) ? [key] : [key, `${key}~from`])
      for (const history of all) found.push(await history.find(name, line.at))
    return found.filter((command) => command !== null)
  }

  const applyOnce: ReplayProgress['applyOnce'] = async (line, apply) => {
    currentCommand = commandFor(line)
    const all = await historiesOf(line)
    recordedUntil = Math.max(0, ...all.map(({ end }) => end.at))
    if (line.at > recordedUntil) {
      for (const history of all) history.forget()
      return apply()
    }
    const stored = await storedAs(line, all)
    if (stored.length > 0) {
      for (const history of all) for (const command of stored) history.markSeen(command)
      // A merge is said again, which writes nothing: later lines may name the tasks of both customers.
      return line.type === 'customer.merge' ? apply() : repeatedResult(line, all)
    }
    if (!isInboundLine(line) && all.some((history) => isBehind(line, currentCommand, history))) return null
    const given = await apply()
    if (given.ok)
      for (const { end, markSeen } of all)
        if (line.at === end.at && (!given.repeated || isResultOf(given, end.command))) markSeen(end.command)
    return given
  }

  const repeatedResult = (line: LogLine, all: readonly StoredHistory[]): LineResult => {
    for (const { taskOf } of all) {
      const made = line.type === 'task.create' ? taskOf(currentCommand) : null
      if (line.type === 'task.create' && made !== null)
        tasks.add([line.customer, made.customer], line.id, made.task)
    }
    return commandResult(line.customer, null, 0, [], true)
  }
  return { applyOnce, command: () => currentCommand, recordedUntil: () => recordedUntil }
}
