import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { Find } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { survivorOf } from './chain.ts'
import type { Parameter, Row } from './client.ts'
import { arrayOf, key, keyOrNull, parsed, parsedOne, unkey } from './text.ts'

const asked = ['customer', 'address', 'commands', 'quoted', 'topics', 'conversation', 'task'] as const

/** The closed conversation of this customer that was closed last, of those that stand for themselves (I-9). */
const lastClosed = (schema: string, fits: string): string => `select c.id from ${schema}.conversations c
  where c.tenant = $1::text and c.owner = (select id from me) and c.status = 'closed' and c.merged_into is null${fits}
  order by c.closed_at desc, c.closed_seq desc limit 1`

/** Everything of one query, as one row; its parameters come after the tenant's. */
const situation = (schema: string, at: number): string => {
  const parameter = (name: (typeof asked)[number]): string =>
    `$${2 + at * asked.length + asked.indexOf(name)}::text`
  const [customer, address] = [parameter('customer'), parameter('address')]
  const [commands, refs, topics] = [parameter('commands'), parameter('quoted'), parameter('topics')]
  return `(with recursive
quotes as materialized (
  select q.ord, e.recorded_at, e.customer, e.seq, e.conversation, e.body
  from unnest(${refs}::text[]) with ordinality as q(ref, ord)
  join ${schema}.refs r on r.tenant = $1::text and r.ref = q.ref
  join ${schema}.events e on e.tenant = $1::text and e.customer = r.customer and e.seq = r.seq),
owner as (select a.holder from ${schema}.addresses a where a.tenant = $1::text and a.address = ${address}),
who as (select coalesce(${customer}, (select holder from owner), case when ${address} is null then
  (select customer from quotes order by ord, recorded_at, customer, seq limit 1) end) as id),${survivorOf(schema, '$1::text', '(select id from who)')},
seen as materialized (
  select c.ord, e.n, e.conversation, e.body
  from unnest(${commands}::text[]) with ordinality as c(command, ord)
  cross join lateral (
    select stream.id from stream join ${schema}.events z
      on z.tenant = $1::text and z.customer = stream.id and z.command = c.command and z.n = 0
    order by stream.ord limit 1) s
  join ${schema}.events e on e.tenant = $1::text and e.customer = s.id and e.command = c.command),
named (id, merged_into) as (
  select c.id, c.merged_into from ${schema}.conversations c
  where c.tenant = $1::text and c.owner = (select id from me) and c.status = 'closed' and c.id in (
    select ${parameter('conversation')} union all select conversation from seen
    union all select conversation from quotes)
  union
  select c.id, c.merged_into from named join ${schema}.conversations c
    on c.tenant = $1::text and c.owner = (select id from me) and c.status = 'closed' and c.id = named.merged_into),
candidates as (
  (${lastClosed(schema, '')}) union (${lastClosed(schema, ` and cardinality(${topics}::text[]) > 0 and c.topics && ${topics}::text[]`)})
  union select id from named)
select (select state from me) as customer,
  (select holder from owner) as holder,
  (select max(e.seq)::text from ${schema}.events e where e.tenant = $1::text and e.customer = (select id from me)) as head,
  (select c.state from ${schema}.conversations c
    where c.tenant = $1::text and c.owner = (select id from me) and c.status <> 'closed') as active,
  (select string_agg(c.state, ',' order by c.closed_at desc, c.closed_seq desc, c.id)
    from ${schema}.conversations c join candidates k on k.id = c.id
    where c.tenant = $1::text and c.owner = (select id from me)) as closed,
  (select t.state from ${schema}.tasks t
    where t.tenant = $1::text and t.owner = (select id from me) and t.id = ${parameter('task')}) as task,
  (select string_agg(body, ',' order by ord, n) from seen) as seen,
  (select string_agg(body, ',' order by ord, recorded_at, customer, seq) from quotes) as quoted,
  ${at}::text as at, (select max(version)::text from ${schema}.migrations) as version)`
}

/** One statement for so many queries. */
export const findText = (schema: string, queries: number): string =>
  Array.from({ length: queries }, (_, at) => situation(schema, at)).join('\nunion all\n')

export const findParameters = (tenant: string, queries: readonly Find[]): readonly Parameter[] => [
  key(tenant),
  ...queries.flatMap((query) => [
    keyOrNull(query.customer),
    keyOrNull(query.address),
    arrayOf(query.commands),
    arrayOf(query.quoted),
    arrayOf(query.topics),
    keyOrNull(query.conversation),
    keyOrNull(query.task),
  ]),
]

/** The row of a query as what was found. */
export const situationOf = (row: Row): Situation => {
  const quoted = parsed<Recorded>(row['quoted'])
  const { holder: owner } = row
  const holder = owner == null ? null : unkey(owner)
  const customer = parsedOne<Customer>(row['customer'])
  if (customer === null) return { ...nobody, holder, quoted }
  return {
    customer,
    holder,
    head: Number(row['head'] ?? 0),
    active: parsedOne<Conversation>(row['active']),
    closed: parsed<Conversation>(row['closed']),
    task: parsedOne<Task>(row['task']),
    seen: parsed<Recorded>(row['seen']),
    quoted,
  }
}
