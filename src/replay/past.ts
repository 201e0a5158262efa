import { answerOf } from '../desk/answers.ts'
import type { Recorded } from '../intake/situation.ts'
import { type CommandId, commandOf } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import { findOf, type Store } from '../store/ports.ts'
import type { Answer } from './answer.ts'
import { isOf, isOfTime, lineCommands } from './command-ids.ts'

/** Where the stored history of a customer ended when this replay first met him. */
interface End {
  readonly at: Instant
  /** The command that wrote last. */
  readonly command: CommandId
  /** Whether its line was met: what comes after it at the same instant is new. */
  met: boolean
}

/** What a store that lasts has already of the lines that come. */
export interface Past {
  /** Answers a line: from the store if that knows it, else by what applies it; null where it comes too late for that. */
  readonly answer: (line: LogLine, apply: () => Promise<Answer>) => Promise<Answer | null>
  /** The command of the line that is being applied. */
  readonly command: () => CommandId
  /** The clock of that line is never before this: what is stored was recorded by then. */
  readonly since: () => Instant
}

/** A log's own word of what came in: its key tells a repeat, and a late one has its place (I-1, I-14, I-15, K-3). */
const isArrival = (line: LogLine): boolean =>
  line.type === 'message.in' ||
  line.type === 'call.answered' ||
  line.type === 'call.ended' ||
  (line.type === 'call.started' && line.direction === 'inbound')

/** Later lines may name its task, or the tasks of both its customers. */
const isNaming = ({ type }: LogLine): boolean => type === 'task.create' || type === 'customer.merge'

const namesIn = (line: LogLine): readonly string[] =>
  line.type === 'customer.merge' ? [line.customer, line.into] : [line.customer]

/** Enough to find the last event of a stream: by counted time it is the newest but for late news (I-14). */
const lastFew = 20

/** What fell due happened at its own time, however late somebody swept, and before any line of that instant (D-2). */
const toldAt = ({ id, occurredAt, recordedAt }: Recorded): Instant =>
  isOfTime(commandOf(id)) ? occurredAt : recordedAt

const endOf = async (store: Store, id: string): Promise<End | null> => {
  const query = { customer: id, order: 'newest_first', after: null, limit: lastFew } as const
  const { items } = await store.timeline(query)
  const own = items.filter(({ customer }) => customer === id)
  const [last = items[0]] = own.toSorted((a, b) => toldAt(b) - toldAt(a) || b.seq - a.seq)
  if (last === undefined) return null
  const command = commandOf(last.id)
  return { at: toldAt(last), command, met: isOfTime(command) }
}

/** The commands that an answer tells of. */
const commandsIn = (answer: Answer): readonly CommandId[] => {
  if (!answer.ok) return []
  const message = 'message' in answer && answer.message !== null ? [answer.message] : []
  return [...message, ...answer.events.map(({ id }) => id)].map(commandOf)
}

/**
 * Goes on where an earlier replay ended, customer by customer. A log is in order, so whatever is older than the last
 * thing stored of a customer has been replayed: it is known, or it was refused or changed nothing, and must not be tried
 * again on what has become of it since. What a customer said is never passed over (I-13).
 */
export const pastOf = (store: Store): Past => {
  /** By name; whoever was merged shares the survivor's. */
  const ends = new Map<string, End | null>()
  const commandFor = lineCommands()
  let present: CommandId = ''
  let since: Instant = 0

  const endOfName = async (name: string): Promise<End | null> => {
    const met = ends.get(name)
    if (met !== undefined) return met
    const [found] = await store.find([findOf({ customer: name })])
    const id = found?.customer?.id ?? name
    const end = ends.get(id) ?? (found?.head ? await endOf(store, id) : null)
    ends.set(name, end).set(id, end)
    return end
  }

  const endsOf = async (line: LogLine): Promise<readonly End[]> => {
    const found = []
    for (const name of namesIn(line)) found.push(await endOfName(name))
    return found.filter((end) => end !== null)
  }

  const known = async ({ customer }: LogLine): Promise<Answer | null> => {
    const [found] = await store.find([findOf({ customer, commands: [present, `${present}~from`] })])
    if (found === undefined || found.seen.length === 0) return null
    return { ...answerOf(customer, null, found.head, [], true), events: found.seen }
  }

  /** Whether it is behind what is stored, so that it cannot be decided any more as it was. */
  const isBehind = (line: LogLine, end: End): boolean =>
    line.at < end.at || (line.at === end.at && !end.met && !isOf(end.command, present))

  const answer: Past['answer'] = async (line, apply) => {
    present = commandFor(line)
    const all = await endsOf(line)
    since = Math.max(0, ...all.map(({ at }) => at))
    if (line.at > since) return apply()
    const stored = isArrival(line) ? null : await known(line)
    if (stored === null && !isArrival(line) && all.some((end) => isBehind(line, end))) return null
    // What others of its lines refer to is learnt by saying it again, which writes nothing.
    const given = stored === null || isNaming(line) ? await apply() : stored
    const told = stored ?? given
    if (told.ok)
      for (const end of all)
        end.met ||= line.at === end.at && (!told.repeated || commandsIn(told).includes(end.command))
    return given
  }
  return { answer, command: () => present, since: () => since }
}
