import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import type { Recorded } from '../intake/situation.ts'
import { commandOf } from '../kernel/ids.ts'
import type { ConversationRow } from '../store/change-set.ts'

/** All that the store has of one customer. */
export interface History {
  customer: Customer
  head: number
  active: ConversationRow | null
  readonly closed: Map<string, ConversationRow>
  readonly events: Recorded[]
  /** The same events by id, so that a repeat is found in one step. */
  readonly byId: Map<string, Recorded>
}

export const newHistory = (customer: Customer): History => ({
  customer,
  head: 0,
  active: null,
  closed: new Map(),
  events: [],
  byId: new Map(),
})

/** What an earlier run of a command wrote: its event ids count up from 0 without gaps. */
export const writtenBy = (history: History, command: string): readonly Recorded[] => {
  const found: Recorded[] = []
  for (;;) {
    const event = history.byId.get(`${command}.${found.length}`)
    if (event === undefined) return found
    found.push(event)
  }
}

const lastClosedFirst = (a: Conversation, b: Conversation): number =>
  (b.closed?.at ?? 0) - (a.closed?.at ?? 0)

/** The last closed that fits; of two closed in one millisecond the later, for the rows stand in the order of their closes. */
const latest = (
  rows: Iterable<ConversationRow>,
  fits: (c: Conversation) => boolean,
): Conversation | undefined => {
  let found: Conversation | undefined
  for (const { conversation: c } of rows)
    if (fits(c) && (found === undefined || lastClosedFirst(c, found) <= 0)) found = c
  return found
}

/** The candidates of I-9 and the conversations asked for, the last closed first. */
export const candidatesOf = (
  { closed }: History,
  topics: readonly string[],
  wanted: readonly (string | null)[],
): readonly Conversation[] => {
  const last = latest(closed.values(), () => true)
  const shares = (c: Conversation): boolean => c.topics.some((topic) => topics.includes(topic))
  const sameTopic = topics.length === 0 ? undefined : latest(closed.values(), shares)
  const named = wanted.map((id) => (id === null ? undefined : closed.get(id)?.conversation))
  const found = new Set([last, sameTopic, ...named])
  return [...found].filter((c) => c !== undefined).sort(lastClosedFirst)
}

/** Puts a conversation where it belongs now. */
export const place = (history: History, row: ConversationRow): void => {
  const { id } = row.conversation
  if (row.status !== 'closed') {
    history.closed.delete(id)
    history.active = row
    return
  }
  if (history.active?.conversation.id === id) history.active = null
  history.closed.set(id, row)
}

const commandAt = (events: readonly Recorded[], at: number): string => commandOf(events[at]?.id ?? '')

/** Half a command could neither be answered as a repeat nor be written again, so what is cut are whole commands. */
const cutBefore = (events: readonly Recorded[], keep: number): number => {
  let at = Math.max(0, events.length - keep)
  while (at > 0 && commandAt(events, at - 1) === commandAt(events, at)) at -= 1
  return at
}

/** Drops all but the newest events, and the closed conversations at which no window looks any more. */
export const forget = (history: History, keep: number): readonly Recorded[] => {
  const gone = history.events.splice(0, cutBefore(history.events, keep))
  for (const event of gone) history.byId.delete(event.id)
  if (history.closed.size < 2) return gone
  const topics = new Set<string>()
  const rows = [...history.closed.values()].reverse()
  const closed = rows.map((row) => row.conversation).sort(lastClosedFirst)
  for (const [at, c] of closed.entries()) {
    if (at > 0 && c.topics.every((topic) => topics.has(topic))) history.closed.delete(c.id)
    for (const topic of c.topics) topics.add(topic)
  }
  return gone
}
