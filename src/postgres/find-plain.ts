import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { Find } from '../store/ports.ts'
import type { Parameter, Row } from './client.ts'
import { arrayOf, keyOrNull, parsed, parsedOne, unkey } from './text.ts'

/** It says who it is and names nothing of his: nearly every message is found like that. */
export const isPlain = ({ customer, address, topics, conversation, task }: Find): boolean =>
  (customer !== null || address !== null) && topics.length === 0 && conversation === null && task === null

/** A parameter in a select of its own: the planner guesses the same with its value as without, and keeps one plan. */
const list = (at: number): string => `(select $${at}::text)::text[]`

/**
 * What a plain message asks for, by keys alone: no plan of it reads more than this customer's rows. Whether something was
 * seen is said and not shown.
 */
export const plainFindText = (schema: string): string => `select a.holder, c.state as customer,
  (select e.seq::text from ${schema}.events e where e.tenant = $1::text and e.customer = c.id
    order by e.seq desc limit 1) as head,
  (select v.state from ${schema}.conversations v
    where v.tenant = $1::text and v.owner = c.id and v.status <> 'closed') as active,
  (select v.state from ${schema}.conversations v
    where v.tenant = $1::text and v.owner = c.id and v.status = 'closed' and v.merged_into is null
    order by v.closed_at desc, v.closed_seq desc limit 1) as closed,
  (select e.command from unnest(array[c.id] || c.absorbed::text[]) as s(id) cross join lateral (
    select e.command from ${schema}.events e
    where e.tenant = $1::text and e.customer = s.id and e.command = any(${list(4)}) limit 1) e limit 1) as seen,
  (select string_agg(e.body, ',' order by q.ord, e.recorded_at, e.customer, e.seq)
    from unnest(${list(5)}) with ordinality as q(ref, ord)
    cross join lateral (select r.customer, r.seq from ${schema}.refs r
      where r.tenant = $1::text and r.ref = q.ref offset 0) r
    cross join lateral (select e.* from ${schema}.events e
      where e.tenant = $1::text and e.customer = r.customer and e.seq = r.seq offset 0) e) as quoted,
  (select max(version)::text from ${schema}.migrations) as version
from (select $2::text as named) asked
left join lateral (select a.holder from ${schema}.addresses a
  where a.tenant = $1::text and a.address = $3::text offset 0) a on true
left join lateral (select c.id, c.absorbed, c.state from ${schema}.customers c
  where c.tenant = $1::text and c.id = coalesce(asked.named, a.holder) offset 0) c on true`

/** The parameters of `plainFindText`, after the tenant. */
export const plainFindParameters = (query: Find): readonly Parameter[] => [
  keyOrNull(query.customer),
  keyOrNull(query.address),
  arrayOf(query.commands),
  arrayOf(query.quoted),
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
