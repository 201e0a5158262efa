import type { Status } from '../conversation/conversation.ts'
import { nextDeadline } from '../deadline/deadlines.ts'
import { taskDeadline } from '../deadline/task-deadline.ts'
import { findOf, type Page, type Reindexed } from '../store/ports.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { cursorInvalid, limitOf, textOf } from './pages.ts'
import { unsupported } from './reading.ts'

const pageSize = 100
const active: readonly Status[] = ['new', 'open', 'waiting']
const noItems = { items: [], next: null }

type Places = Page<Reindexed>

/** Where a page begins: one of the lists, tasks after those of conversations, and the place in it. */
interface Place {
  readonly list: number
  readonly after: string | null
}

/** As text: the number of the list, a colon, and the store's own cursor if there is one. */
const cursorOf = ({ list, after }: Place): string => `${list}:${after ?? ''}`

const placeIn = (cursor: string): Place | null => {
  const [, list, after] = /^([0-3]):(.*)$/s.exec(cursor) ?? []
  return list === undefined ? null : { list: Number(list), after: after || null }
}

/**
 * After a policy change the index of deadlines is out of date: what is due is computed afresh by every command (D-2), but
 * a sweep finds only what the index shows. This rewrites it, page by page; no outcome depends on it (D-5).
 */
export const refreshDeadlines = ({ runtime: { store, policy } }: Runner): Desk['refreshDeadlines'] => {
  const conversationsOn = async (status: Status, after: string | null, limit: number): Promise<Places> => {
    const page = (await store.list?.({ status, after, limit })) ?? noItems
    const found = await store.find(page.items.map(({ conversation: { customer } }) => findOf({ customer })))
    const items = found.flatMap(({ active: c, head }) => {
      if (c === null) return []
      const { customer, id: conversation } = c
      return [{ customer, conversation, task: null, head, dueAt: nextDeadline(c, policy()) }]
    })
    return { ...page, items }
  }
  const openTasks = async (after: string | null, limit: number): Promise<Places> => {
    const page = (await store.tasks?.({ closed: false, after, limit })) ?? noItems
    const found = await store.find(
      page.items.map(({ task: { customer, id: task } }) => findOf({ customer, task })),
    )
    const items = found.flatMap(({ task: open, head }) => {
      if (open === null) return []
      const { customer, id: task } = open
      return [{ customer, conversation: null, task, head, dueAt: taskDeadline(open, policy())?.at ?? null }]
    })
    return { ...page, items }
  }
  return async ({ after, limit } = {}) => {
    for (const port of ['list', 'reindex', 'tasks'] as const)
      if (store[port] === undefined) return unsupported(port)
    const cursor = textOf(after)
    const from = cursor === null ? { list: 0, after: null } : placeIn(cursor)
    if (from === null) return cursorInvalid()
    const status = active[from.list]
    const many = limitOf(limit, pageSize)
    const page =
      status === undefined
        ? await openTasks(from.after, many)
        : await conversationsOn(status, from.after, many)
    if (page.invalid === true) return cursorInvalid()
    await store.reindex?.(page.items)
    const next: Place =
      page.next === null ? { list: from.list + 1, after: null } : { list: from.list, after: page.next }
    return { ok: true, done: page.items.length, next: next.list > active.length ? null : cursorOf(next) }
  }
}
