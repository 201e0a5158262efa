import type { Said } from '../conversation/events.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { ChangeSet, Committed, Conflict, ConversationRow } from '../store/change-set.ts'
import type { Due, Find, ListFilter, Page, Store } from '../store/ports.ts'
import { candidatesOf, forget, type History, newHistory, place, writtenBy } from './history.ts'
import { pageOf } from './page.ts'

export interface MemoryStoreOptions {
  /**
   * How many events to keep of each customer, the newest; default all. With a bound, memory grows with customers and
   * not with events: repeats, threads and timelines reach back no further, and there is no feed.
   */
  readonly history?: number | undefined
}

const refsOf = (event: Recorded): readonly string[] => (event.data as Partial<Said>).refs ?? []

const matches = (row: ConversationRow, { status, inbox, agent }: ListFilter): boolean =>
  (status === undefined || row.status === status) &&
  (inbox === undefined || row.conversation.inbox === inbox) &&
  (agent === undefined || row.conversation.agent === agent)

/** A database answers later, never at once: whoever awaits it may be overtaken. */
const turn = (): Promise<void> => Promise.resolve()

/**
 * A store in memory, for tests, for demos and as the model of any other: all ports, the same promise of `commit`. It
 * yields between asking and answering as a database does, so that races are real.
 *
 * @example
 * const desk = createDesk({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) })
 */
export const memoryStore = (options: MemoryStoreOptions = {}): Store => {
  const keep = options.history ?? null
  const histories = new Map<string, History>()
  const owners = new Map<string, string>()
  const quotable = new Map<string, readonly Recorded[]>()
  const feed: Recorded[] = []

  const survivor = (id: string | null | undefined): History | undefined => {
    const history = histories.get(id ?? '')
    const into = history?.customer.mergedInto ?? null
    return into === null ? history : survivor(into)
  }

  const look = (query: Find): Situation => {
    const quoted = query.quoted.flatMap((ref) => quotable.get(ref) ?? [])
    const holder = query.address === null ? null : (owners.get(query.address) ?? null)
    const fromThread = query.address === null ? quoted[0]?.customer : undefined
    const history = survivor(query.customer ?? holder ?? fromThread)
    if (history === undefined) return { ...nobody, holder, quoted }
    const wanted = [query.conversation, ...quoted.map((event) => event.conversation)]
    return {
      customer: history.customer,
      holder,
      head: history.head,
      active: history.active?.conversation ?? null,
      closed: candidatesOf(history, query.topics, wanted),
      seen: query.commands.flatMap((command) => writtenBy(history, command)),
      quoted,
    }
  }

  const conflictIn = ({ expected, events, claims }: ChangeSet): Conflict | null => {
    const repeated = events.find((event) => histories.get(event.customer)?.byId.has(event.id))
    if (repeated !== undefined) return { kind: 'repeated', key: repeated.id }
    const stale = expected.find(({ customer, head }) => (histories.get(customer)?.head ?? 0) !== head)
    if (stale !== undefined) return { kind: 'stale', key: stale.customer }
    const claimed = claims.find(({ address, from }) => (owners.get(address) ?? null) !== from)
    return claimed === undefined ? null : { kind: 'claimed', key: claimed.address }
  }

  const index = (event: Recorded): void => {
    for (const ref of refsOf(event)) quotable.set(ref, [...(quotable.get(ref) ?? []), event])
  }

  const unindex = (event: Recorded): void => {
    for (const ref of refsOf(event)) {
      const rest = quotable.get(ref)?.filter((other) => other !== event) ?? []
      if (rest.length === 0) quotable.delete(ref)
      else quotable.set(ref, rest)
    }
  }

  const append = (event: Recorded): void => {
    const history = histories.get(event.customer)
    if (history === undefined) throw new Error(`event ${event.id}: customer ${event.customer} is not stored`)
    history.head = event.seq
    history.events.push(event)
    history.byId.set(event.id, event)
    index(event)
    if (keep === null) feed.push(event)
  }

  const write = ({ customers, conversations, claims, events, expected }: ChangeSet): void => {
    for (const customer of customers) {
      const history = histories.get(customer.id)
      if (history === undefined) histories.set(customer.id, newHistory(customer))
      else history.customer = customer
    }
    for (const event of events) append(event)
    for (const row of conversations) {
      const history = histories.get(row.conversation.customer)
      if (history !== undefined) place(history, row)
    }
    for (const { address, to } of claims)
      if (to === null) owners.delete(address)
      else owners.set(address, to)
    if (keep !== null)
      for (const { customer } of expected) {
        const history = histories.get(customer)
        if (history !== undefined) for (const event of forget(history, keep)) unindex(event)
      }
  }

  const rows = function* (): Generator<ConversationRow> {
    for (const { active, closed } of histories.values()) {
      if (active !== null) yield active
      yield* closed.values()
    }
  }

  return {
    find: async (queries) => {
      await turn()
      const found = queries.map(look)
      await turn()
      return found
    },
    commit: async (changes): Promise<Committed> => {
      await turn()
      const conflict = conflictIn(changes)
      if (conflict === null) write(changes)
      await turn()
      return conflict === null ? { ok: true } : { ok: false, conflict }
    },
    timeline: async ({ customer, order, after, limit }) => {
      const history = survivor(customer)
      const streams = history === undefined ? [] : [history.customer.id, ...history.customer.absorbed]
      const events = streams.flatMap((id) => histories.get(id)?.events ?? [])
      return pageOf(events, (event) => [event.occurredAt, event.seq, event.id], order, after, limit)
    },
    list: async ({ after, limit, ...filter }) => {
      const found = [...rows()].filter((row) => matches(row, filter))
      return pageOf(found, ({ conversation: c }) => [c.statusAt, 0, c.id], 'oldest_first', after, limit)
    },
    counts: async (filter) => {
      const counts = { new: 0, open: 0, waiting: 0, closed: 0 }
      for (const row of rows()) if (matches(row, filter)) counts[row.status]++
      return counts
    },
    due: async ({ by, after, limit }) => {
      const found = [...rows()].flatMap(({ dueAt, conversation: c }): Due[] =>
        dueAt === null || dueAt > by ? [] : [{ customer: c.customer, conversation: c.id, dueAt }],
      )
      return pageOf(found, (due) => [due.dueAt, 0, due.conversation], 'oldest_first', after, limit)
    },
    events: async ({ after, limit }): Promise<Page<Recorded>> => {
      const from = after === null ? 0 : Number(after)
      const items = feed.slice(from, from + limit)
      return { items, next: items.length === 0 ? after : String(from + items.length) }
    },
  }
}
