import type { StoredEvent } from '../intake/snapshot.ts'
import type { EventFeed } from '../store/ports.ts'
import { invalidCursorPage } from './page.ts'
import type { TenantTables } from './tables.ts'

/**
 * Numbers what is committed and has no position yet, in the order of each stream and about as it was recorded, under a
 * lock on the tenant's one row: numbers taken at the insert would be seen out of order, and readers would skip some (E-6).
 * Positions ascend; they are not dense. Where there is nothing to number it locks and writes nothing.
 */
const assignPositionsText = (schema: string): string => `with
some_events as materialized (select e.customer, e.seq, e.recorded_at from ${schema}.events e
  where e.tenant = $1::text and e.position is null order by e.customer, e.seq limit $2::text::bigint),
todo as materialized (
  select t.customer, t.seq, row_number() over (order by t.latest, t.customer, t.seq) as n from (
    select s.customer, s.seq, max(s.recorded_at) over (partition by s.customer order by s.seq) as latest
    from some_events s) t),
moved as (update ${schema}.feeds f set position = f.position + (select count(*) from todo)
  where f.tenant = $1::text and exists (select 1 from todo)
  returning f.position - (select count(*) from todo) as before),
placed as (update ${schema}.events e set position = moved.before + todo.n from moved, todo
  where e.tenant = $1::text and e.customer = todo.customer and e.seq = todo.seq and coalesce(e.position, -1) = -1
  returning 1)
select (select count(*) from todo)::text as todo, (select e.position from ${schema}.events e
  where e.tenant = $1::text and e.position is not null order by e.position desc limit 1)::text as last`

/** How many events are numbered at once, at least. */
const minNumberedEvents = 2_000

/** All events of the tenant in an order that keeps each customer's own, without gaps or losses (E-6). */
export const feedOf = ({ schema, tenant, rows }: TenantTables): EventFeed['events'] => {
  const read = (after: string, limit: number) =>
    rows(
      `select e.body, e.position::text as position from ${schema}.events e
where e.tenant = $1::text and e.position > $2::text::bigint order by e.position limit $3::text::bigint`,
      [tenant, after, `${limit}`],
    )
  let hasRow = false
  /** Up to where there are positions now. The tenant's row is made when first needed. */
  const assignPositions = async (limit: number): Promise<number> => {
    if (!hasRow)
      await rows(
        `insert into ${schema}.feeds (tenant, position) values ($1::text, 0) on conflict do nothing`,
        [tenant],
      )
    hasRow = true
    const [answer] = await rows(assignPositionsText(schema), [
      tenant,
      `${Math.max(limit, minNumberedEvents)}`,
    ])
    return Number(answer?.['todo'] ?? 0) > 0 ? Number.POSITIVE_INFINITY : Number(answer?.['last'] ?? 0)
  }
  return async ({ after, limit }) => {
    if (after !== null && !/^\d{1,18}$/.test(after)) return invalidCursorPage
    const from = after ?? '0'
    const readable = await read(from, limit)
    const lastRead = Number(readable.at(-1)?.['position'] ?? from)
    const last = readable.length < limit ? await assignPositions(limit) : lastRead
    // Behind the end there never was an event: the database is older than the cursor.
    if (last < lastRead) return invalidCursorPage
    const found = last > lastRead ? await read(from, limit) : readable
    const items = found.map(({ body }) => JSON.parse(body ?? '') as StoredEvent)
    return { items, next: found.at(-1)?.['position'] ?? after }
  }
}
