import type { Conversation } from '../conversation/conversation.ts'
import type { DeadlineIndex, Due } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { survivorOf } from './chain.ts'
import { noPage, pageOf, parameters, placeIn } from './page.ts'
import type { Tables } from './tables.ts'
import { given, keyOrNull } from './text.ts'

/** What is due by an instant, the earliest first (D-5): an index of its own for each table, merged. */
export const dueOf =
  ({ schema, tenant, rows }: Tables): DeadlineIndex['due'] =>
  async ({ by, after, limit }) => {
    const place = placeIn(after, 1, 3)
    if (place === undefined) return noPage
    const { all, add } = parameters(tenant, `${by}`, `${limit + 1}`)
    const [at, id, kind, owner] = (place ?? []).map((part) => add(part))
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
    return pageOf(found, limit, 4, ({ state, p0, p2 }): Due => {
      const { id: what, customer: whose } = JSON.parse(state ?? '') as Conversation | Task
      return {
        customer: whose,
        conversation: p2 === 'conversation' ? what : null,
        task: p2 === 'task' ? what : null,
        dueAt: Number(p0),
      }
    })
  }

const columns = { customer: 'text', conversation: 'text', task: 'text', head: 'bigint', due_at: 'bigint' }

/**
 * Rewrites places in the index (D-5). The row is written only while it is what this statement saw together with the
 * head: whoever writes meanwhile knows better.
 */
export const reindexOf =
  ({ schema, tenant, rows }: Tables): DeadlineIndex['reindex'] =>
  async (places) => {
    const part = (
      table: string,
      name: string,
      more: string,
    ): string => `(update ${schema}.${table} r set due_at = g.due_at
  from ${schema}.${table} seen join given g on seen.id = g.${name}
  where r.tenant = $1::text and r.owner = seen.owner and r.id = seen.id and r.state = seen.state
    and seen.tenant = $1::text and seen.owner = g.owner${more} returning 1)`
    if (places.length === 0) return
    await rows(
      `with given as materialized (
  select g.conversation, g.task, g.due_at, s.id as owner
  from ${given('$2', columns, 'g')}
  cross join lateral (with recursive ${survivorOf(schema, '$1::text', 'g.customer')}
    select me.id from me where g.head = coalesce((select max(e.seq) from ${schema}.events e
      where e.tenant = $1::text and e.customer = me.id), 0)) s),
w_conversations as ${part('conversations', 'conversation', " and seen.status <> 'closed'")},
w_tasks as ${part('tasks', 'task', '')}
select 'done' as done`,
      [
        tenant,
        JSON.stringify(
          places.map(({ customer, conversation, task, head, dueAt }) => ({
            customer: keyOrNull(customer),
            conversation: keyOrNull(conversation),
            task: keyOrNull(task),
            head,
            due_at: dueAt,
          })),
        ),
      ],
    )
  }
