import type { Conversation } from '../conversation/conversation.ts'
import type { DeadlineIndex, DueItem } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { invalidCursorPage, pageOf, parameters, parseCursor } from './page.ts'
import { survivorCte } from './survivor-cte.ts'
import type { TenantTables } from './tables.ts'
import { encodeKeyOrNull, rowsFromJson } from './text.ts'

/** What is due by an instant, the earliest first (D-5): an index of its own for each table, merged. */
export const dueOf =
  ({ schema, tenant, rows }: TenantTables): DeadlineIndex['due'] =>
  async ({ by, after, limit }) => {
    const place = parseCursor(after, 1, 3)
    if (place === undefined) return invalidCursorPage
    const { all, add } = parameters(tenant, `${by}`, `${limit + 1}`)
    const [at, id, kind, owner] = (place ?? []).map((selectDue) => add(selectDue))
    const part = (
      table: string,
      name: string,
    ): string => `(select r.state, r.due_at, r.id, '${name}' as kind, r.owner
  from ${schema}.${table} r where r.tenant = $1::text and r.due_at <= $2::text::bigint${
    place === null
      ? ''
      : ` and (r.due_at, r.id, '${name}', r.owner) > (${at}::bigint, ${id}, ${kind}, ${owner})`
  } order by r.due_at, r.id, r.owner limit $3::text::bigint)`
    const found = await rows(
      `select u.state, u.due_at::text as p0, u.id as p1, u.kind as p2, u.owner as p3
from (${part('conversations', 'conversation')} union all ${part('tasks', 'task')}) u
order by u.due_at, u.id, u.kind, u.owner limit $3::text::bigint`,
      all,
    )
    return pageOf(found, limit, 4, ({ state, p0, p2 }): DueItem => {
      const { id: what, customer: whose } = JSON.parse(state ?? '') as Conversation | Task
      return {
        customer: whose,
        conversation: p2 === 'conversation' ? what : null,
        task: p2 === 'task' ? what : null,
        dueAt: Number(p0),
      }
    })
  }

const updateColumns = {
  customer: 'text',
  conversation: 'text',
  task: 'text',
  head: 'bigint',
  due_at: 'bigint',
}

/**
 * Rewrites places in the index (D-5). The row is written only while it is what this statement saw together with the
 * head: whoever writes meanwhile knows better.
 */
export const updateDeadlinesOf =
  ({ schema, tenant, rows }: TenantTables): DeadlineIndex['updateDeadlines'] =>
  async (updates) => {
    const updateTable = (
      table: string,
      name: string,
      more: string,
    ): string => `(update ${schema}.${table} r set due_at = g.due_at
  from ${schema}.${table} seen join given g on seen.id = g.${name}
  where r.tenant = $1::text and r.owner = seen.owner and r.id = seen.id and r.state = seen.state
    and seen.tenant = $1::text and seen.owner = g.owner${more} returning 1)`
    if (updates.length === 0) return
    await rows(
      `with given as materialized (
  select g.conversation, g.task, g.due_at, s.id as owner
  from ${rowsFromJson('$2', updateColumns, 'g')}
  cross join lateral (with recursive ${survivorCte(schema, '$1::text', 'g.customer')}
    select me.id from me where g.head = coalesce((select max(e.seq) from ${schema}.events e
      where e.tenant = $1::text and e.customer = me.id), 0)) s),
w_conversations as ${updateTable('conversations', 'conversation', " and seen.status <> 'closed'")},
w_tasks as ${updateTable('tasks', 'task', '')}
select 'done' as done`,
      [
        tenant,
        JSON.stringify(
          updates.map(({ customer, conversation, task, head, dueAt }) => ({
            customer: encodeKeyOrNull(customer),
            conversation: encodeKeyOrNull(conversation),
            task: encodeKeyOrNull(task),
            head,
            due_at: dueAt,
          })),
        ),
      ],
    )
  }
