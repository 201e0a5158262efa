import type { Recorded } from '../intake/situation.ts'
import type { TimelineReader } from '../store/ports.ts'
import { survivorOf } from './chain.ts'
import { noPage, pageOf, parameters, placeIn } from './page.ts'
import type { Tables } from './tables.ts'
import { key } from './text.ts'

/** One customer's events, absorbed ids included, by counted time, then place (E-4). */
export const timelineOf =
  ({ schema, tenant, rows }: Tables): TimelineReader['timeline'] =>
  async ({ customer, order, recordedBy, after, limit }) => {
    const place = placeIn(after, 2, 2)
    if (place === undefined) return noPage
    const { all, add } = parameters(tenant, key(customer))
    const way = order === 'oldest_first' ? 'asc' : 'desc'
    const beyond = order === 'oldest_first' ? '>' : '<'
    const until = recordedBy === undefined ? '' : ` and e.recorded_at <= ${add(`${recordedBy}`)}::bigint`
    const from =
      place === null
        ? ''
        : ` and (e.occurred_at, e.seq, e.command || '.' || e.n, e.customer) ${beyond}
          (${add(place[0] ?? '')}::bigint, ${add(place[1] ?? '')}::bigint, ${add(place[2] ?? '')}, ${add(place[3] ?? '')})
        and e.occurred_at ${beyond}= ${add(place[0] ?? '')}::bigint`
    const sort = (alias: string): string =>
      `order by ${alias}.occurred_at ${way}, ${alias}.seq ${way}, ${alias}.command || '.' || ${alias}.n ${way}, ${alias}.customer ${way}`
    const most = add(`${limit + 1}`)
    const found = await rows(
      `with recursive ${survivorOf(schema, '$1::text', '$2::text')}
select f.body, f.occurred_at::text as p0, f.seq::text as p1, f.command || '.' || f.n as p2, f.customer as p3
from stream cross join lateral (
  select e.* from ${schema}.events e where e.tenant = $1::text and e.customer = stream.id${until}${from}
  ${sort('e')} limit ${most}::bigint) f
${sort('f')} limit ${most}::bigint`,
      all,
    )
    return pageOf(found, limit, 4, ({ body }) => JSON.parse(body ?? '') as Recorded)
  }
