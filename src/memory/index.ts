import type { StoredEvent } from '../intake/snapshot.ts'
import type { ConversationRow } from '../store/change-set.ts'
import type { ConversationFilter, DueItem, Store, TaskFilter } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { invalidCursorPage, pageOf } from './page.ts'
import { createMemoryTables } from './tables.ts'

export interface MemoryStoreOptions {
  /**
   * How many events to keep of each customer, the newest; default all. With a bound, memory grows with customers and
   * not with events: repeats, threads, timelines and the texts of tasks reach back no further, and there is no feed.
   */
  readonly history?: number | undefined
}

const matchesFilter = (row: ConversationRow, { status, inbox, agent }: ConversationFilter): boolean =>
  (status === undefined || row.status === status) &&
  (inbox === undefined || row.conversation.inbox === inbox) &&
  (agent === undefined || row.conversation.agent === agent)

const taskMatches = (task: Task, { inbox, agent, closed, dueBy }: TaskFilter): boolean =>
  (inbox === undefined || task.inbox === inbox) &&
  (agent === undefined || task.agent === agent) &&
  (closed === undefined || (task.closed !== null) === closed) &&
  (dueBy === undefined || task.dueAt <= dueBy)

/** A database answers later, never at once: whoever awaits it may be overtaken. */
const nextTurn = (): Promise<void> => Promise.resolve()

/**
 * A store in memory, for tests, for demos and as the model of any other: all ports, the same promise of `commit`. It
 * yields between asking and answering as a database does, so that races are real.
 *
 * @example
 * const desk = createDesk({ store: memoryStore(), policy: definePolicy({ inbox: 'support' }) })
 */
export const memoryStore = (options: MemoryStoreOptions = {}): Store => {
  const tables = createMemoryTables(options.history ?? null)
  return {
    load: async (queries) => {
      await nextTurn()
      const found = queries.map(tables.load)
      await nextTurn()
      return found
    },
    commit: async (changes) => {
      await nextTurn()
      const conflict = tables.conflictIn(changes)
      if (conflict === null) tables.write(changes)
      await nextTurn()
      return conflict === null ? { ok: true } : { ok: false, conflict }
    },
    timeline: async ({ customer, order, recordedBy, after, limit }) => {
      const history = tables.survivor(customer)
      const streams = history === undefined ? [] : [history.customer.id, ...history.customer.absorbed]
      const all = streams.flatMap((id) => tables.stream(id))
      const events = recordedBy === undefined ? all : all.filter((event) => event.recordedAt <= recordedBy)
      // Streams that a merge brought together may have the same places, and the same ids (O-7).
      const placeOf = ({ occurredAt, seq, id, customer: whose }: StoredEvent): [number, number, string] => [
        occurredAt,
        seq,
        JSON.stringify([id, whose]),
      ]
      return pageOf(events, placeOf, order, after, limit)
    },
    conversations: async ({ after, limit, ...filter }) => {
      const found = [...tables.rows()].filter((row) => matchesFilter(row, filter))
      return pageOf(
        found,
        ({ conversation: c }) => [c.statusChangedAt, 0, c.id],
        'oldest_first',
        after,
        limit,
      )
    },
    counts: async (filter) => {
      const counts = { new: 0, open: 0, waiting: 0, closed: 0 }
      for (const row of tables.rows()) if (matchesFilter(row, filter)) counts[row.status]++
      return counts
    },
    tasks: async ({ after, limit, ...filter }) => {
      const owner = tables.survivor(filter.customer)?.customer.id
      const isTheirs = ({ customer }: Task): boolean => tables.survivor(customer)?.customer.id === owner
      const found = [...tables.tasks()]
        .map(({ task }) => task)
        .filter((task) => taskMatches(task, filter) && (filter.customer === undefined || isTheirs(task)))
      const page = pageOf(found, (task) => [task.dueAt, 0, task.id], 'oldest_first', after, limit)
      return {
        ...page,
        items: page.items.map((task) => ({ task, text: tables.textOf(task)?.content?.text ?? null })),
      }
    },
    due: async ({ by, after, limit }) => {
      const found: DueItem[] = []
      for (const { dueAt, conversation } of tables.rows())
        if (dueAt !== null && dueAt <= by)
          found.push({ customer: conversation.customer, conversation: conversation.id, task: null, dueAt })
      for (const { dueAt, task } of tables.tasks())
        if (dueAt !== null && dueAt <= by)
          found.push({ customer: task.customer, conversation: null, task: task.id, dueAt })
      const placeOf = (due: DueItem): [number, number, string] => [
        due.dueAt,
        0,
        due.conversation ?? due.task ?? '',
      ]
      return pageOf(found, placeOf, 'oldest_first', after, limit)
    },
    updateDeadlines: async (places) => {
      await nextTurn()
      for (const place of places) tables.reindex(place)
    },
    events: async ({ after, limit }) => {
      if (after !== null && !/^\d+$/.test(after)) return invalidCursorPage
      const from = after === null ? 0 : Number(after)
      const items = tables.feed.slice(from, from + limit)
      return { items, next: items.length === 0 ? after : String(from + items.length) }
    },
  }
}
