import { nextDeadline } from '../deadline/deadlines.ts'
import type { Refused } from '../kernel/result.ts'
import { findOf } from '../store/ports.ts'
import type { Refreshed } from './answers.ts'
import type { Runner } from './command.ts'
import type { Desk } from './desk.ts'
import { unsupported } from './reading.ts'
import type { Unsupported } from './readings.ts'

const pageSize = 100
const active = ['new', 'open', 'waiting'] as const

/** Where a page begins: a status and the place in its list. */
interface Place {
  readonly status: number
  readonly after: string | null
}

/**
 * After a policy change the index of deadlines is out of date: what is due is computed afresh by every command (D-2), but
 * a sweep finds only what the index shows. This rewrites it, page by page; no outcome depends on it (D-5).
 */
export const refreshDeadlines =
  ({ runtime: { store, policy } }: Runner): Desk['refreshDeadlines'] =>
  async ({ after = null, limit = pageSize } = {}): Promise<Refreshed | Refused<Unsupported>> => {
    if (store.list === undefined) return unsupported('list')
    if (store.reindex === undefined) return unsupported('reindex')
    const from: Place = after === null ? { status: 0, after: null } : JSON.parse(after)
    const status = active[from.status]
    if (status === undefined) return { ok: true, done: 0, next: null }
    const page = await store.list({ status, after: from.after, limit })
    const situations = await store.find(
      page.items.map(({ conversation }) => findOf({ customer: conversation.customer })),
    )
    const due = situations.flatMap(({ active: c, head }) =>
      c === null
        ? []
        : [{ customer: c.customer, conversation: c.id, head, dueAt: nextDeadline(c, policy()) }],
    )
    await store.reindex(due)
    const next: Place =
      page.next === null
        ? { status: from.status + 1, after: null }
        : { status: from.status, after: page.next }
    return { ok: true, done: due.length, next: next.status < active.length ? JSON.stringify(next) : null }
  }
