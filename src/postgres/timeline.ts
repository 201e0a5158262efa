import type { StoredEvent } from '../intake/snapshot.ts'
import type { TimelineReader } from '../store/ports.ts'
import { invalidCursorPage, pageOf, parameters, parseCursor } from './page.ts'
import { survivorCte } from './survivor-cte.ts'
import type { TenantTables } from './tables.ts'
import { encodeKey } from './text.ts'

/** One customer's events, absorbed ids included, by counted time, then place (E-4). */
export const timelineOf =
  ({ schema, tenant, rows }: TenantTables): TimelineReader['timeline'] =>
  async ({ customer, order, recordedBy, after, limit }) => {
    const place = parseCursor(after, 2, 2)
    if (place === undefined) return invalidCursorPage
    const { all, add } = parameters(tenant, encodeKey(customer))
    const direction = order === 'oldest_first' ? 'asc' : 'desc'
    const comparison = order === 'oldest_first' ? '>' : '<'
    const until = recordedBy === undefined ? '' : ` and e.recorded_at <= ${add(`${recordedBy}`)}::bigint`
    const from =
      place === null
        ? ''
        : ` and (e.occurred_at, e.seq, e.command || '.' || e.n, e.customer) ${comparison}
          (${add(place[0] ?? '')}::bigint, ${add(place[1] ?? '')}::bigint, ${add(place[2] ?? '')}, ${add(place[3] ?? '')})
        and e.occurred_at ${comparison}= ${add(place[0] ?? '')}::bigint`
    const sort = (alias: string): string =>
      `order by ${alias}.occurred_at ${direction}, ${alias}.seq ${direction}, ${alias}.command || '.' || ${alias}.n ${direction}, ${alias}.customer ${direction}`
    const limitParameter = add(`${limit + 1}`)
    const found = await rows(
      `with recursive ${survivorCte(schema, '$1::text', '$2::text')}
select f.body, f.occurred_at::text as p0, f.seq::text as p1, f.command || '.' || f.n as p2, f.customer as p3
from stream cross join lateral (
  select e.* from ${schema}.events e where e.tenant = $1::text and e.customer = stream.id${until}${from}
  ${sort('e')} limit ${limitParameter}::bigint) f
${sort('f')} limit ${limitParameter}::bigint`,
      all,
    )
    return pageOf(found, limit, 4, ({ body }) => JSON.parse(body ?? '') as StoredEvent)
  }
