import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { Find } from '../store/ports.ts'
import type { Parameter, Row } from './client.ts'
import { keyOrNull, parsed, parsedOne, unkey } from './text.ts'

/** So many ids at most: each is a parameter of its own, so that a planner knows how many there are. */
const most = 2

/** It says who it is and names nothing of his: nearly every message is found like that. */
export const isPlain = ({ customer, address, commands, quoted, topics, conversation, task }: Find): boolean =>
  (customer !== null || address !== null) &&
  commands.length <= most &&
  quoted.length <= most &&
  topics.length === 0 &&
  conversation === null &&
  task === null

/**
 * What a plain message asks for, by keys alone: no plan of it reads more than this customer's rows. Whether something was
 * seen is said and not shown. Whoever has absorbed nobody has one stream to look in.
 */
export const plainFindText = (schema: string): string => `select a.holder, c.state as customer,
  (select e.seq::text from ${schema}.events e where e.tenant = $1::text and e.customer = c.id
    order by e.seq desc limit 1) as head,
  (select v.state from ${schema}.conversations v
    where v.tenant = $1::text and v.owner = c.id and v.status <> 'closed') as active,
  (select v.state from ${schema}.conversations v
    where v.tenant = $1::text and v.owner = c.id and v.status = 'closed' and v.merged_into is null
    order by v.closed_at desc, v.closed_seq desc limit 1) as closed,
  coalesce(
    (select e.command from ${schema}.events e where e.tenant = $1::text and e.customer = c.id
      and e.command in ($4::text, $5::text) and e.n = 0 limit 1),
    case when c.absorbed <> '{}' then (select e.command from unnest(c.absorbed::text[]) as s(id) cross join lateral (
      select e.command from ${schema}.events e where e.tenant = $1::text and e.customer = s.id
        and e.command in ($4::text, $5::text) and e.n = 0 offset 0) e limit 1) end) as seen,
  (select string_agg(e.body, ',' order by r.ref = $7::text, e.recorded_at, e.customer, e.seq)
    from ${schema}.refs r
    join ${schema}.events e on e.tenant = $1::text and e.customer = r.customer and e.seq = r.seq
    where r.tenant = $1::text and r.ref in ($6::text, $7::text)) as quoted
from (select $2::text as named) asked
left join lateral (select a.holder from ${schema}.addresses a
  where a.tenant = $1::text and a.address = $3::text offset 0) a on true
left join lateral (select c.id, c.absorbed, c.state from ${schema}.customers c
  where c.tenant = $1::text and c.id = coalesce(asked.named, a.holder) offset 0) c on true`

const padded = (ids: readonly string[]): readonly Parameter[] =>
  Array.from({ length: most }, (_, at) => keyOrNull(ids[at] ?? null))

/** The parameters of `plainFindText`, after the tenant. */
export const plainFindParameters = ({ customer, address, commands, quoted }: Find): readonly Parameter[] => [
  keyOrNull(customer),
  keyOrNull(address),
  ...padded(commands),
  ...padded(quoted),
]

/** The row as what was found; null where more has to be asked: of a merged customer, a repeat, an older conversation. */
export const plainSituationOf = (row: Row): Situation | null => {
  const quoted = parsed<Recorded>(row['quoted'])
  const holder = row['holder'] == null ? null : unkey(row['holder'])
  const customer = parsedOne<Customer>(row['customer'])
  if (customer === null) return { ...nobody, holder, quoted }
  const [active, closed] = [parsedOne<Conversation>(row['active']), parsedOne<Conversation>(row['closed'])]
  const isAtHand = (event: Recorded): boolean =>
    event.conversation === null || event.conversation === active?.id || event.conversation === closed?.id
  if (customer.mergedInto !== null || row['seen'] != null || !quoted.every(isAtHand)) return null
  return {
    customer,
    holder,
    head: Number(row['head'] ?? 0),
    active,
    closed: closed === null ? [] : [closed],
    task: null,
    seen: [],
    quoted,
  }
}
