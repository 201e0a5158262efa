import type { StoredEvent } from '../intake/snapshot.ts'
import type { TaskReader } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { invalidCursorPage, pageOf, parameters, parseCursor } from './page.ts'
import { survivorCte } from './survivor-cte.ts'
import type { TenantTables } from './tables.ts'
import { encodeKey, parseJsonList } from './text.ts'

/** Streams that a merge brought together may have the same event ids: the event that names the task has its text. */
const taskTextOf = ({ id }: Task, events: readonly StoredEvent[]): string | null =>
  (events.find(({ task }) => task === id) ?? events[0])?.content?.text ?? null

/** Tasks by customer, inbox, agent and due time, each with its text, which may stand in any stream of its customer. */
export const tasksOf =
  ({ schema, tenant, rows }: TenantTables): TaskReader['tasks'] =>
  async ({ customer, inbox, agent, closed, dueBy, after, limit }) => {
    const place = parseCursor(after, 1, 2)
    if (place === undefined) return invalidCursorPage
    const { all, add } = parameters(tenant)
    const conditions = [
      customer === undefined
        ? ''
        : ` and t.owner = (with recursive ${survivorCte(schema, '$1::text', add(encodeKey(customer)))} select id from me)`,
      inbox === undefined ? '' : ` and t.inbox = ${add(encodeKey(inbox))}`,
      agent === undefined
        ? ''
        : agent === null
          ? ' and t.agent is null'
          : ` and t.agent = ${add(encodeKey(agent))}`,
      closed === undefined ? '' : ` and t.closed = ${add(`${closed}`)}::boolean`,
      dueBy === undefined ? '' : ` and t.due <= ${add(`${dueBy}`)}::bigint`,
      place === null
        ? ''
        : ` and (t.due, t.id, t.owner) > (${add(place[0] ?? '')}::bigint, ${add(place[1] ?? '')}, ${add(place[2] ?? '')})`,
    ].join('')
    const found = await rows(
      `select p.state, said.bodies, p.due::text as p0, p.id as p1, p.owner as p2 from (
  select t.* from ${schema}.tasks t where t.tenant = $1::text${conditions}
  order by t.due, t.id, t.owner limit ${add(`${limit + 1}`)}::bigint) p
left join lateral (
  select string_agg(e.body, ',' order by stream.ord) as bodies from ${schema}.customers c
  cross join unnest(array[c.id] || c.absorbed::text[]) with ordinality as stream(id, ord)
  join ${schema}.events e on e.tenant = $1::text and e.customer = stream.id
    and e.command = p.text_command and e.n = p.text_n
  where c.tenant = $1::text and c.id = p.owner) said on true
order by p.due, p.id, p.owner`,
      all,
    )
    return pageOf(found, limit, 3, ({ state, bodies }) => {
      const task = JSON.parse(state ?? '') as Task
      return { task, text: taskTextOf(task, parseJsonList<StoredEvent>(bodies)) }
    })
  }
