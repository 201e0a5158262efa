import { survivorOf } from './chain.ts'

const columns = {
  expected: 'at integer, customer text, head bigint',
  events:
    'at integer, customer text, seq bigint, command text, n integer, conversation text, occurred_at bigint, recorded_at bigint, body text',
  refs: 'ref text, customer text, seq bigint',
  conversations:
    'owner text, whose text, id text, status text, inbox text, agent text, due_at bigint, status_at bigint, closed_at bigint, closed_seq double precision, topics text[], merged_into text, state text',
  customers: 'id text, merged_into text, absorbed text[], state text',
  claims: 'at integer, address text, holder text, next text',
  tasks:
    'owner text, whose text, id text, inbox text, agent text, closed boolean, due bigint, due_at bigint, text_command text, text_n integer, state text',
  redacted: 'customer text, command text, n integer, body text',
  merged: 'id text, survivor text, closed_seq double precision, room double precision',
} as const

/** The rows of one part of the change set, which comes as one JSON text. */
const given = (part: keyof typeof columns): string =>
  `json_to_recordset($2::text::json -> '${part}') as g(${columns[part]})`

const names = (part: keyof typeof columns): readonly string[] =>
  columns[part]
    .split(', ')
    .map((column) => column.slice(0, column.indexOf(' ')))
    .filter((name) => name !== 'whose')

/** Whose a row is: as the change set says, else whoever absorbed the customer it names before. */
const owner = (schema: string): string =>
  `coalesce(g.owner, (with recursive ${survivorOf(schema, '$1::text', 'g.whose')} select id from me), g.whose)`

/** Inserts the rows of a part as they come, or puts them in the place of those with the same key. */
const put = (
  schema: string,
  part: 'customers' | 'conversations' | 'tasks',
  keys: string,
  isPlain = false,
): string => {
  const all = names(part)
  const rest = all.filter((name) => !keys.split(', ').includes(name))
  const set = rest.map((name) =>
    // A conversation that was closed already keeps its place among those closed in the same millisecond.
    name === 'closed_seq'
      ? "closed_seq = case when old.status = 'closed' and excluded.status = 'closed' then old.closed_seq else excluded.closed_seq end"
      : `${name} = excluded.${name}`,
  )
  return `insert into ${schema}.${part} as old (tenant, ${all.join(', ')})
  select $1::text, ${all.map((name) => (name === 'owner' && !isPlain ? owner(schema) : `g.${name}`)).join(', ')} from ${given(part)}
  on conflict (tenant, ${keys}) do update set ${set.join(', ')}`
}

const written = (schema: string, isPlain: boolean): readonly string[] => [
  `w_events as (insert into ${schema}.events
  (tenant, customer, seq, command, n, conversation, occurred_at, recorded_at, body)
  select $1::text, g.customer, g.seq, g.command, g.n, g.conversation, g.occurred_at, g.recorded_at, g.body
  from ${given('events')} order by g.customer, g.seq)`,
  `w_refs as (insert into ${schema}.refs (tenant, ref, customer, seq)
  select distinct $1::text, g.ref, g.customer, g.seq from ${given('refs')} on conflict do nothing)`,
  `w_conversations as (${put(schema, 'conversations', 'owner, id', isPlain)})`,
]

/**
 * The rows of whoever is merged away are the survivor's (CU-8). Those that this statement writes anew are written under
 * him already, so the old ones go, as does one whose id the survivor has too. The closed ones come after all that he had.
 */
const handedOver = (schema: string, table: 'conversations' | 'tasks'): readonly string[] => {
  const isThere = `(r.id in (select g.id from ${given(table)}) or exists (select 1 from ${schema}.${table} o
    where o.tenant = $1::text and o.owner = m.survivor and o.id = r.id))`
  const merged = given('merged').replace(' as g(', ' as m(')
  const place =
    table === 'tasks'
      ? ''
      : `, closed_seq = m.closed_seq + m.room * (select count(*) from ${schema}.conversations o
    where o.tenant = $1::text and o.owner = m.id and o.closed_seq <= r.closed_seq)
    / (1 + (select count(*) from ${schema}.conversations o where o.tenant = $1::text and o.owner = m.id))`
  return [
    `w_${table}_left as (delete from ${schema}.${table} r using ${merged}
  where r.tenant = $1::text and r.owner = m.id and ${isThere})`,
    `w_${table}_handed as (update ${schema}.${table} r set owner = m.survivor${place} from ${merged}
  where r.tenant = $1::text and r.owner = m.id and not ${isThere})`,
  ]
}

/** What a plain message does not touch. */
const rarely = (schema: string): readonly string[] => [
  `w_customers as (${put(schema, 'customers', 'id')})`,
  `w_tasks as (${put(schema, 'tasks', 'owner, id')})`,
  ...['conversations', 'tasks'].flatMap((table) => handedOver(schema, table as 'conversations' | 'tasks')),
  `w_redacted as (update ${schema}.events e set body = g.body from ${given('redacted')}
  where e.tenant = $1::text and e.customer = g.customer and e.command = g.command and e.n = g.n)`,
  `w_taken as (insert into ${schema}.addresses as a (tenant, address, holder, previous)
  select $1::text, g.address, g.next, g.holder from ${given('claims')}
  where g.next is not null and (g.holder is null or exists (select 1 from ${schema}.addresses a
    where a.tenant = $1::text and a.address = g.address and a.holder = g.holder))
  order by g.address
  on conflict (tenant, address) do update set holder = excluded.holder, previous = excluded.previous
  where a.holder is not distinct from excluded.previous returning a.address)`,
  `w_freed as (delete from ${schema}.addresses a using ${given('claims')}
  where g.next is null and a.tenant = $1::text and a.address = g.address and a.holder = g.holder
  returning a.address)`,
]

const unclaimed = `(select min(g.at) from ${given('claims')}
    where not exists (select 1 from w_taken t where t.address = g.address)
      and not exists (select 1 from w_freed f where f.address = g.address))`

/** Whoever is named, expected ones first, and neither stored nor brought along. */
const missing = (schema: string, isPlain: boolean): string => `(select min(x.at) from (
    select g.at, g.customer from ${given('expected')} union all
    select g.at + json_array_length($2::text::json -> 'expected'), g.customer from ${given('events')}) x
    where not exists (select 1 from ${schema}.customers c where c.tenant = $1::text and c.id = x.customer)${
      isPlain ? '' : `\n      and not exists (select 1 from ${given('customers')} where g.id = x.customer)`
    })`

/** Casts to a number what is none: the statement fails, says which check it was, and all of it is undone. */
const raise = (what: string): string => `('throughline:' || ${what})::integer::text`

/**
 * One statement that writes a change set or nothing. Whether the heads are still those that were read is asked of what
 * the statement sees; whoever writes at the same time takes the same places, which the unique keys of `events` forbid.
 * `plain`: nothing but events and conversations, as nearly every message.
 */
export const commitText = (schema: string, isPlain: boolean): string => `with
${[...written(schema, isPlain), ...(isPlain ? [] : rarely(schema))].join(',\n')},
checks as materialized (select
  (select min(g.at) from ${given('expected')} where g.head <> coalesce((select max(e.seq) from ${schema}.events e
    where e.tenant = $1::text and e.customer = g.customer), 0)) as stale,
  ${isPlain ? 'null::integer' : unclaimed} as claimed,
  ${missing(schema, isPlain)} as missing)
select case
  when stale is not null or claimed is not null then ${raise(`coalesce(
    (select 'repeated:' || min(g.at) from ${given('events')} join ${schema}.events e
      on e.tenant = $1::text and e.customer = g.customer and e.command = g.command and e.n = g.n),
    'stale:' || stale, 'claimed:' || claimed)`)}
  when missing is not null then ${raise(`'missing:' || missing`)}
  else 'written' end as done
from checks`
