import type { Conversation } from '../conversation/conversation.ts'
import type { Customer } from '../customer/customer.ts'
import { emptySnapshot, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import type { SnapshotQuery } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import type { Parameter, Row } from './client.ts'
import { survivorCte } from './survivor-cte.ts'
import {
  decodeKey,
  encodeArray,
  encodeKeyOrNull,
  parseJsonList,
  parseJsonOrNull,
  rowsFromJson,
} from './text.ts'

const queryFields = ['customer', 'address', 'commands', 'refs', 'topics', 'conversation', 'task'] as const

/** The closed conversation of this customer that was closed last, of those that stand for themselves (I-9). */
const lastClosed = (schema: string, fits: string): string => `select c.id from ${schema}.conversations c
  where c.tenant = $1::text and c.owner = (select id from me) and c.status = 'closed' and c.merged_into is null${fits}
  order by c.closed_at desc, c.closed_seq desc limit 1`

/** More than there can be: see `given` on limits that never cut. */
const noCutLimit = 'limit (select 1000000)'

/** Everything of one query, as one row; `parameter` says what the query has of a name, as a text. */
const loadOneText = (schema: string, parameter: (name: (typeof queryFields)[number]) => string): string => {
  const list = (name: (typeof queryFields)[number]): string => `${parameter(name)}::text[]`
  const [customer, address, topics] = [parameter('customer'), parameter('address'), list('topics')]
  /** By its whole key and nothing else: with a condition more, a planner may read all that he ever closed. */
  const conversation = (id: string): string => `
    cross join lateral (select c.* from ${schema}.conversations c
      where c.tenant = $1::text and c.owner = (select id from me) and c.id = ${id} limit 1) c`
  return `with recursive
quotes as materialized (
  select q.ord, e.recorded_at, e.customer, e.seq, e.conversation, e.body
  from (select * from unnest(${list('refs')}) with ordinality as given(ref, ord) ${noCutLimit}) q
  cross join lateral (select r.customer, r.seq from ${schema}.refs r
    where r.tenant = $1::text and r.ref = q.ref offset 0) r
  cross join lateral (select e.* from ${schema}.events e
    where e.tenant = $1::text and e.customer = r.customer and e.seq = r.seq limit 1) e),
owner as (select a.holder from ${schema}.addresses a where a.tenant = $1::text and a.address = ${address}),
who as (select coalesce(${customer}, (select holder from owner), case when ${address} is null then
  (select customer from quotes order by ord, recorded_at, customer, seq limit 1) end) as id),${survivorCte(schema, '$1::text', '(select id from who)')},
run as materialized (
  select k.ord, stream.ord as place, e.n, e.conversation, e.body
  from stream cross join (select * from unnest(${list('commands')}) with ordinality as given(command, ord) ${noCutLimit}) k
  cross join lateral (select e.* from ${schema}.events e
    where e.tenant = $1::text and e.customer = stream.id and e.command = k.command offset 0) e),
seen as (select * from run
  where place = (select min(other.place) from run other where other.ord = run.ord and other.n = 0)),
named (id, merged_into) as (
  select c.id, c.merged_into from (select * from unnest(array(
    select ${parameter('conversation')} union select conversation from seen
    union select conversation from quotes)) of(id) ${noCutLimit}) of${conversation('of.id')} where c.status = 'closed'
  union
  select c.id, c.merged_into from named${conversation('named.merged_into')} where c.status = 'closed')
select (select state from me) as customer,
  (select holder from owner) as holder,
  (select e.seq::text from ${schema}.events e where e.tenant = $1::text and e.customer = (select id from me)
    order by e.seq desc limit 1) as head,
  (select c.state from ${schema}.conversations c
    where c.tenant = $1::text and c.owner = (select id from me) and c.status <> 'closed') as active,
  (select string_agg(c.state, ',' order by c.closed_at desc, c.closed_seq desc, c.id) from (select * from unnest(array(
      (${lastClosed(schema, '')}) union
      (${lastClosed(schema, ` and cardinality(${topics}) > 0 and c.topics::text[] && ${topics}`)}) union
      select id from named)) of(id) ${noCutLimit}) of${conversation('of.id')}) as closed,
  (select t.state from ${schema}.tasks t
    where t.tenant = $1::text and t.owner = (select id from me) and t.id = ${parameter('task')}) as task,
  (select string_agg(body, ',' order by ord, n) from seen) as seen,
  (select string_agg(body, ',' order by ord, recorded_at, customer, seq) from quotes) as quoted,
  (select max(version)::text from ${schema}.migrations) as version`
}

/** The columns of a query. */
const queryColumns = { at: 'integer', ...Object.fromEntries(queryFields.map((name) => [name, 'text'])) }

/** One statement for any number of queries. */
export const loadText = (schema: string): string => `select s.*
from ${rowsFromJson('$2', queryColumns, 'q')}
cross join lateral (${loadOneText(schema, (name) => `q.${name}`)}) s
order by q.at`

/** The parameters of `loadText`, after the tenant. */
export const loadParameters = (queries: readonly SnapshotQuery[]): readonly Parameter[] => [
  JSON.stringify(
    queries.map((query, at) => ({
      at,
      customer: encodeKeyOrNull(query.customer),
      address: encodeKeyOrNull(query.address),
      commands: encodeArray([...new Set(query.commands)]),
      refs: encodeArray(query.refs),
      topics: encodeArray(query.topics),
      conversation: encodeKeyOrNull(query.conversation),
      task: encodeKeyOrNull(query.task),
    })),
  ),
]

/** The row of a query as what was found. */
export const snapshotOf = (row: Row): Snapshot => {
  const referencedEvents = parseJsonList<StoredEvent>(row['quoted'])
  const { holder: owner } = row
  const holder = owner == null ? null : decodeKey(owner)
  const customer = parseJsonOrNull<Customer>(row['customer'])
  if (customer === null) return { ...emptySnapshot, addressOwner: holder, referencedEvents }
  return {
    customer,
    addressOwner: holder,
    head: Number(row['head'] ?? 0),
    active: parseJsonOrNull<Conversation>(row['active']),
    closed: parseJsonList<Conversation>(row['closed']),
    task: parseJsonOrNull<Task>(row['task']),
    commandEvents: parseJsonList<StoredEvent>(row['seen']),
    referencedEvents,
  }
}
