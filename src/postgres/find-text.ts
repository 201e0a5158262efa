import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { nobody, type Recorded, type Situation } from '../intake/situation.ts'
import type { Find } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { survivorOf } from './chain.ts'
import type { Parameter, Row } from './client.ts'
import { arrayOf, keyOrNull, parsed, parsedOne, unkey } from './text.ts'

const asked = ['customer', 'address', 'commands', 'quoted', 'topics', 'conversation', 'task'] as const

/** The closed conversation of this customer that was closed last, of those that stand for themselves (I-9). */
const lastClosed = (schema: string, fits: string): string => `select c.id from ${schema}.conversations c
  where c.tenant = $1::text and c.owner = (select id from me) and c.status = 'closed' and c.merged_into is null${fits}
  order by c.closed_at desc, c.closed_seq desc limit 1`

/**
 * Everything of one query, as one row; its parameters come after the tenant's. Each stands in a select of its own: the
 * planner then guesses the same with its value as without, and keeps the one plan instead of making a new one each time.
 */
const situation = (schema: string, at: number): string => {
  const parameter = (name: (typeof asked)[number]): string =>
    `(select $${2 + at * asked.length + asked.indexOf(name)}::text)`
  const list = (name: (typeof asked)[number]): string => `${parameter(name)}::text[]`
  const [customer, address, topics] = [parameter('customer'), parameter('address'), list('topics')]
  /** By its whole key and nothing else: with a condition more, a planner may read all that he ever closed. */
  const conversation = (id: string): string => `
    cross join lateral (select c.* from ${schema}.conversations c
      where c.tenant = $1::text and c.owner = (select id from me) and c.id = ${id} limit 1) c`
  return `(with recursive
quotes as materialized (
  select q.ord, e.recorded_at, e.customer, e.seq, e.conversation, e.body
  from unnest(${list('quoted')}) with ordinality as q(ref, ord)
  cross join lateral (select r.customer, r.seq from ${schema}.refs r
    where r.tenant = $1::text and r.ref = q.ref offset 0) r
  cross join lateral (select e.* from ${schema}.events e
    where e.tenant = $1::text and e.customer = r.customer and e.seq = r.seq limit 1) e),
owner as (select a.holder from ${schema}.addresses a where a.tenant = $1::text and a.address = ${address}),
who as (select coalesce(${customer}, (select holder from owner), case when ${address} is null then
  (select customer from quotes order by ord, recorded_at, customer, seq limit 1) end) as id),${survivorOf(schema, '$1::text', '(select id from who)')},
run as materialized (
  select k.ord, stream.ord as place, e.n, e.conversation, e.body
  from stream cross join unnest(${list('commands')}) with ordinality as k(command, ord)
  cross join lateral (select e.* from ${schema}.events e
    where e.tenant = $1::text and e.customer = stream.id and e.command = k.command offset 0) e),
seen as (select * from run
  where place = (select min(other.place) from run other where other.ord = run.ord and other.n = 0)),
named (id, merged_into) as (
  select c.id, c.merged_into from unnest(array(
    select ${parameter('conversation')} union select conversation from seen
    union select conversation from quotes)) of(id)${conversation('of.id')} where c.status = 'closed'
  union
  select c.id, c.merged_into from named${conversation('named.merged_into')} where c.status = 'closed')
select (select state from me) as customer,
  (select holder from owner) as holder,
  (select e.seq::text from ${schema}.events e where e.tenant = $1::text and e.customer = (select id from me)
    order by e.seq desc limit 1) as head,
  (select c.state from ${schema}.conversations c
    where c.tenant = $1::text and c.owner = (select id from me) and c.status <> 'closed') as active,
  (select string_agg(c.state, ',' order by c.closed_at desc, c.closed_seq desc, c.id) from unnest(array(
      (${lastClosed(schema, '')}) union
      (${lastClosed(schema, ` and cardinality(${topics}) > 0 and c.topics::text[] && ${topics}`)}) union
      select id from named)) of(id)${conversation('of.id')}) as closed,
  (select t.state from ${schema}.tasks t
    where t.tenant = $1::text and t.owner = (select id from me) and t.id = ${parameter('task')}) as task,
  (select string_agg(body, ',' order by ord, n) from seen) as seen,
  (select string_agg(body, ',' order by ord, recorded_at, customer, seq) from quotes) as quoted,
  ${at}::text as at, (select max(version)::text from ${schema}.migrations) as version)`
}

/** One statement for so many queries. */
export const findText = (schema: string, queries: number): string =>
  Array.from({ length: queries }, (_, at) => situation(schema, at)).join('\nunion all\n')

/** The parameters of `findText`, after the tenant. */
export const findParameters = (queries: readonly Find[]): readonly Parameter[] =>
  queries.flatMap((query) => [
    keyOrNull(query.customer),
    keyOrNull(query.address),
    arrayOf([...new Set(query.commands)]),
    arrayOf(query.quoted),
    arrayOf(query.topics),
    keyOrNull(query.conversation),
    keyOrNull(query.task),
  ])

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
