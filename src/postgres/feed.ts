import type { Recorded } from '../intake/situation.ts'
import type { EventFeed } from '../store/ports.ts'
import { noPage } from './page.ts'
import type { Tables } from './tables.ts'

/**
 * Numbers what is committed and has no position yet, in the order of each stream and about as it was recorded, under a
 * lock on the tenant's one row: numbers taken at the insert would be seen out of order, and readers would skip some (E-6).
 * Positions ascend; they are not dense.
 */
const placing = (schema: string): string => `with
feed as materialized (select position from ${schema}.feeds where tenant = $1::text for update),
some_events as materialized (select e.customer, e.seq, e.recorded_at from ${schema}.events e
  where e.tenant = $1::text and e.position is null order by e.customer, e.seq limit $2::text::bigint),
todo as materialized (
  select t.customer, t.seq, row_number() over (order by t.latest, t.customer, t.seq) as n from (
    select s.customer, s.seq, max(s.recorded_at) over (partition by s.customer order by s.seq) as latest
    from some_events s) t),
moved as (update ${schema}.feeds f set position = f.position + (select count(*) from todo)
  where f.tenant = $1::text and exists (select 1 from todo)),
placed as (update ${schema}.events e set position = feed.position + todo.n from feed, todo
  where e.tenant = $1::text and e.customer = todo.customer and e.seq = todo.seq and e.position is null
  returning 1)
select count(*)::text as placed from todo`

/** How many events are numbered at once, at least. */
const batch = 500

/** All events of the tenant in an order that keeps each customer's own, without gaps or losses (E-6). */
export const feedOf = ({ schema, tenant, rows }: Tables): EventFeed['events'] => {
  const read = (after: string | null, limit: number) =>
    rows(
      `select e.body, e.position::text as position from ${schema}.events e
where e.tenant = $1::text and e.position > $2::text::bigint order by e.position limit $3::text::bigint`,
      [tenant, after ?? '0', `${limit}`],
    )
  /** Says whether there was anything to number; the tenant's row is made when first needed. */
  const place = async (limit: number): Promise<boolean> => {
    await rows(`insert into ${schema}.feeds (tenant, position) values ($1::text, 0) on conflict do nothing`, [
      tenant,
    ])
    const [answer] = await rows(placing(schema), [tenant, `${Math.max(limit, batch)}`])
    return Number(answer?.['placed'] ?? 0) > 0
  }
  return async ({ after, limit }) => {
    if (after !== null && !/^\d{1,18}$/.test(after)) return noPage
    let found = await read(after, limit)
    while (found.length < limit && (await place(limit))) found = await read(after, limit)
    const items = found.map(({ body }) => JSON.parse(body ?? '') as Recorded)
    return { items, next: found.at(-1)?.['position'] ?? after }
  }
}
