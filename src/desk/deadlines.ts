import type { CommandInvalid, CommandResult } from '../command/results.ts'
import type { Status } from '../conversation/conversation.ts'
import { nextDeadline } from '../deadline/deadlines.ts'
import { taskDeadline } from '../deadline/task-deadline.ts'
import { type Instant, type InstantLike, parseInstant } from '../kernel/instant.ts'
import type { Refused } from '../kernel/result.ts'
import { type DeadlineUpdate, type DueItem, type Page, snapshotQuery } from '../store/ports.ts'
import { type BatchResult, batchResult } from './bulk.ts'
import type { ConcurrencyConflict, Executor } from './execute.ts'
import {
  type CursorInvalid,
  cursorInvalid,
  limitOf,
  type StoreUnsupported,
  textOf,
  unsupported,
} from './pages.ts'

/** How far the rewriting of the deadline index got; call it again with `next` until that is null. */
export interface RefreshDeadlinesResult {
  readonly ok: true
  readonly done: number
  readonly next: string | null
}

/** What a scheduled job does. */
export interface DeadlineWorker {
  /** Applies due deadlines, one bounded page of them. No decision depends on it (D-2); lists are as fresh as its last run. */
  readonly applyDeadlines: (input?: {
    readonly now?: InstantLike | null | undefined
    readonly limit?: number | undefined
  }) => Promise<BatchResult | Refused<StoreUnsupported | CommandInvalid>>
  /** Rewrites the deadline index after a policy change, page by page (D-5). */
  readonly refreshDeadlines: (input?: {
    readonly after?: string | null | undefined
    readonly limit?: number | undefined
  }) => Promise<RefreshDeadlinesResult | Refused<StoreUnsupported | CursorInvalid | CommandInvalid>>
}

const pageSize = 100
const active: readonly Status[] = ['new', 'open', 'waiting']
const noItems = { items: [], next: null }

type Places = Page<DeadlineUpdate>

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
const refreshDeadlines = ({ runtime: { store, policy } }: Executor): DeadlineWorker['refreshDeadlines'] => {
  const conversationsOn = async (status: Status, after: string | null, limit: number): Promise<Places> => {
    const page = (await store.conversations?.({ status, after, limit })) ?? noItems
    const found = await store.load(
      page.items.map(({ conversation: { customer } }) => snapshotQuery({ customer })),
    )
    const items = found.flatMap(({ active: c, head }) => {
      if (c === null) return []
      const { customer, id: conversation } = c
      return [{ customer, conversation, task: null, head, dueAt: nextDeadline(c, policy()) }]
    })
    return { ...page, items }
  }
  const openTasks = async (after: string | null, limit: number): Promise<Places> => {
    const page = (await store.tasks?.({ closed: false, after, limit })) ?? noItems
    const found = await store.load(
      page.items.map(({ task: { customer, id: task } }) => snapshotQuery({ customer, task })),
    )
    const items = found.flatMap(({ task: open, head }) => {
      if (open === null) return []
      const { customer, id: task } = open
      return [{ customer, conversation: null, task, head, dueAt: taskDeadline(open, policy())?.at ?? null }]
    })
    return { ...page, items }
  }
  return async ({ after, limit } = {}) => {
    for (const port of ['conversations', 'updateDeadlines', 'tasks'] as const)
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
    await store.updateDeadlines?.(page.items)
    const next: Place =
      page.next === null ? { list: from.list + 1, after: null } : { list: from.list, after: page.next }
    return { ok: true, done: page.items.length, next: next.list > active.length ? null : cursorOf(next) }
  }
}

const nameOf = ({ customer, conversation, task }: DueItem): string =>
  JSON.stringify([customer, conversation, task])

/**
 * Applies what is due by now, to a bounded number of things, the earliest first (D-2, D-5): a command that does nothing
 * else. Several workers may run at once: one that finds a deadline applied already has met another worker, loads the page
 * again and continues at a random place of it, so that they separate. An index entry with nothing due is corrected.
 */
const createApplyDeadlines = ({ runtime, run }: Executor): DeadlineWorker['applyDeadlines'] => {
  const { store } = runtime

  const apply = async (
    { customer, task }: DueItem,
    now: Instant,
  ): Promise<CommandResult | Refused<ConcurrencyConflict | CommandInvalid>> => {
    const done = await run('apply_due_deadlines', { customer, task: task ?? undefined }, now)
    if (!done.ok || done.events.length > 0) return done
    const { conversation: c, task: found, version: head } = done
    const dueAt =
      found !== null
        ? (taskDeadline(found, runtime.policy())?.at ?? null)
        : c === null
          ? null
          : nextDeadline(c, runtime.policy())
    if (found !== null || c !== null)
      await store.updateDeadlines?.([{ customer, conversation: c?.id ?? null, task, head, dueAt }])
    return done
  }

  return async ({ now: given, limit } = {}) => {
    if (store.due === undefined) return unsupported('due')
    const read = parseInstant(given ?? runtime.clock())
    // What is no instant was refused before; a clock may say anything.
    const now = read.ok ? read.value : runtime.clock()
    const many = limitOf(limit, pageSize)
    const done: (CommandResult | Refused<ConcurrencyConflict | CommandInvalid>)[] = []
    const tried = new Set<string>()
    for (let meets = false; ; ) {
      const page = await store.due({ by: now, after: null, limit: many })
      const left = page.items.filter((due) => !tried.has(nameOf(due)))
      const start = meets ? Math.floor(runtime.random() * left.length) : 0
      meets = false
      for (const due of [...left.slice(start), ...left.slice(0, start)]) {
        if (done.length >= many) return batchResult(done, true)
        tried.add(nameOf(due))
        const one = await apply(due, now)
        done.push(one)
        meets = !one.ok || one.events.length === 0
        if (meets) break
      }
      if (!meets) return batchResult(done, page.next !== null)
    }
  }
}

/** Applies due deadlines, and rewrites their index. */
export const deadlineWorker = (executor: Executor): DeadlineWorker => ({
  applyDeadlines: createApplyDeadlines(executor),
  refreshDeadlines: refreshDeadlines(executor),
})
