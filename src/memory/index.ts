import type { ConversationRow } from '../store/change-set.ts'
import type { Due, ListFilter, Store } from '../store/ports.ts'
import { pageOf } from './page.ts'
import { createTables } from './tables.ts'

export interface MemoryStoreOptions {
  /**
   * How many events to keep of each customer, the newest; default all. With a bound, memory grows with customers and
   * not with events: repeats, threads and timelines reach back no further, and there is no feed.
   */
  readonly history?: number | undefined
}

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
  const tables = createTables(options.history ?? null)
  return {
    find: async (queries) => {
      await turn()
      const found = queries.map(tables.look)
      await turn()
      return found
    },
    commit: async (changes) => {
      await turn()
      const conflict = tables.conflictIn(changes)
      if (conflict === null) tables.write(changes)
      await turn()
      return conflict === null ? { ok: true } : { ok: false, conflict }
    },
    timeline: async ({ customer, order, after, limit }) => {
      const history = tables.survivor(customer)
      const streams = history === undefined ? [] : [history.customer.id, ...history.customer.absorbed]
      const events = streams.flatMap((id) => tables.stream(id))
      return pageOf(events, (event) => [event.occurredAt, event.seq, event.id], order, after, limit)
    },
    list: async ({ after, limit, ...filter }) => {
      const found = [...tables.rows()].filter((row) => matches(row, filter))
      return pageOf(found, ({ conversation: c }) => [c.statusAt, 0, c.id], 'oldest_first', after, limit)
    },
    counts: async (filter) => {
      const counts = { new: 0, open: 0, waiting: 0, closed: 0 }
      for (const row of tables.rows()) if (matches(row, filter)) counts[row.status]++
      return counts
    },
    due: async ({ by, after, limit }) => {
      const found = [...tables.rows()].flatMap(({ dueAt, conversation: c }): Due[] =>
        dueAt === null || dueAt > by ? [] : [{ customer: c.customer, conversation: c.id, dueAt }],
      )
      return pageOf(found, (due) => [due.dueAt, 0, due.conversation], 'oldest_first', after, limit)
    },
    reindex: async (places) => {
      await turn()
      for (const place of places) tables.reindex(place)
    },
    events: async ({ after, limit }) => {
      const from = after === null ? 0 : Number(after)
      const items = tables.feed.slice(from, from + limit)
      return { items, next: items.length === 0 ? after : String(from + items.length) }
    },
  }
}
