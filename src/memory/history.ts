import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import type { StoredEvent } from '../intake/snapshot.ts'
import { commandIdOf } from '../kernel/ids.ts'
import type { ConversationRow, TaskRow } from '../store/change-set.ts'

/** All that the store has of one customer. */
export interface CustomerHistory {
  customer: Customer
  head: number
  active: ConversationRow | null
  readonly closed: Map<string, ConversationRow>
  readonly tasks: Map<string, TaskRow>
  readonly events: StoredEvent[]
  /** The same events by id, so that a repeat is found in one step. */
  readonly byId: Map<string, StoredEvent>
}

export const createCustomerHistory = (customer: Customer): CustomerHistory => ({
  customer,
  head: 0,
  active: null,
  closed: new Map(),
  tasks: new Map(),
  events: [],
  byId: new Map(),
})

/** What an earlier run of a command wrote in these streams: its event ids count up from 0 without gaps. */
export const eventsOfCommand = (
  histories: readonly CustomerHistory[],
  command: string,
): readonly StoredEvent[] => {
  const found: StoredEvent[] = []
  // Commands on two customers at once have events in the streams of both: those of one stream belong together.
  const stream = histories.find(({ byId }) => byId.has(`${command}.0`))
  for (;;) {
    const event = stream?.byId.get(`${command}.${found.length}`)
    if (event === undefined) return found
    found.push(event)
  }
}

/** The conversations and tasks of a customer who was merged away are the survivor's (CU-8). */
export const moveRowsTo = (from: CustomerHistory, to: CustomerHistory): void => {
  for (const [id, row] of from.closed) to.closed.set(id, row)
  for (const [id, row] of from.tasks) to.tasks.set(id, row)
  from.closed.clear()
  from.tasks.clear()
  from.active = null
}

const lastClosedFirst = (a: Conversation, b: Conversation): number =>
  (b.closed?.at ?? 0) - (a.closed?.at ?? 0)

/** The last closed that fits; of two closed in one millisecond the later, for the rows stand in the order of their closes. */
const findLastClosed = (
  rows: Iterable<ConversationRow>,
  matches: (c: Conversation) => boolean,
): Conversation | undefined => {
  let found: Conversation | undefined
  for (const { conversation: c } of rows)
    if (matches(c) && (found === undefined || lastClosedFirst(c, found) <= 0)) found = c
  return found
}

/** The candidates of I-9, the conversations asked for and those that stand for merged ones, the last closed first. */
export const closedCandidates = (
  { closed }: CustomerHistory,
  topics: readonly string[],
  requestedIds: readonly (string | null)[],
): readonly Conversation[] => {
  const newest = findLastClosed(closed.values(), (c) => c.mergedInto === null)
  const shares = (c: Conversation): boolean =>
    c.mergedInto === null && c.topics.some((topic) => topics.includes(topic))
  const sameTopic = topics.length === 0 ? undefined : findLastClosed(closed.values(), shares)
  const found = new Set([newest, sameTopic])
  for (const id of requestedIds) {
    let named = closed.get(id ?? '')?.conversation
    for (; named !== undefined && !found.has(named); named = closed.get(named.mergedInto ?? '')?.conversation)
      found.add(named)
  }
  return [...found].filter((c) => c !== undefined).sort(lastClosedFirst)
}

/** Puts a conversation where it belongs now. */
export const putConversation = (history: CustomerHistory, row: ConversationRow): void => {
  const { id } = row.conversation
  if (row.status !== 'closed') {
    history.closed.delete(id)
    history.active = row
    return
  }
  if (history.active?.conversation.id === id) history.active = null
  history.closed.set(id, row)
}

const commandIdAt = (events: readonly StoredEvent[], at: number): string => commandIdOf(events[at]?.id ?? '')

/** Half a command could neither be answered as a repeat nor be written again, so what is cut are whole commands. */
const trimIndex = (events: readonly StoredEvent[], keep: number): number => {
  let at = Math.max(0, events.length - keep)
  while (at > 0 && commandIdAt(events, at - 1) === commandIdAt(events, at)) at -= 1
  return at
}

/** Drops all but the newest events, and the closed conversations at which no window looks any more. */
export const trimHistory = (
  history: CustomerHistory,
  keep: number,
  streams: readonly CustomerHistory[] = [history],
): readonly StoredEvent[] => {
  const removed = history.events.splice(0, trimIndex(history.events, keep))
  for (const event of removed) history.byId.delete(event.id)
  if (history.closed.size < 2) return removed
  const topics = new Set<string>()
  const all = [...history.closed.values()].reverse()
  // One that leads to another is never looked at by a window, and is needed while an event may be quoted that names it.
  const rows = all.filter((row) => row.conversation.mergedInto === null)
  const isNamed = (id: string): boolean =>
    streams.some(({ events }) => events.some((event) => event.conversation === id))
  for (const { conversation: c } of all)
    if (c.mergedInto !== null && !isNamed(c.id)) history.closed.delete(c.id)
  const closed = rows.map((row) => row.conversation).sort(lastClosedFirst)
  for (const [at, c] of closed.entries()) {
    if (at > 0 && c.topics.every((topic) => topics.has(topic))) history.closed.delete(c.id)
    for (const topic of c.topics) topics.add(topic)
  }
  return removed
}
