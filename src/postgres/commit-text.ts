import {
  type ChangeSetPart,
  changeSetParts,
  partColumns,
  tableColumns,
  upsertClause,
} from './commit-parts.ts'
import { survivorCte } from './survivor-cte.ts'
import { rowsFromJson as givenRows } from './text.ts'

/** The rows of one part of the change set. */
const partRows = (part: ChangeSetPart, alias = 'g'): string =>
  givenRows(`$${2 + changeSetParts.indexOf(part)}`, partColumns[part], alias)

/** Rows of a part, once every check has passed: no write comes before them, on whatever engine. */
const checkedRows = (part: ChangeSetPart, alias = 'g'): string => `checks cross join ${partRows(part, alias)}`

/** Whose a row is: as the change set says, else whoever absorbed the customer it names before. */
const ownerSql = (schema: string): string =>
  `coalesce(g.owner, (with recursive ${survivorCte(schema, '$1::text', 'g.whose')} select id from me), g.whose)`

/** Inserts the rows of a part, or puts them in the place of those with the same key. */
const upsertSql = (schema: string, part: 'customers' | 'conversations' | 'tasks', keys: string): string =>
  `insert into ${schema}.${part} as old (tenant, ${tableColumns[part].join(', ')})
  select $1::text, ${tableColumns[part]
    .map((name) => (name === 'owner' ? ownerSql(schema) : `g.${name}`))
    .join(', ')} from ${checkedRows(part)}
  ${upsertClause(part, keys)}`

/**
 * The rows of whoever is merged away are the survivor's (CU-8). Those that this statement writes anew are written under
 * him already, so the old ones go, as does one whose id the survivor has too. The closed ones come after all that he had.
 */
const handOverSql = (schema: string, table: 'conversations' | 'tasks'): readonly string[] => {
  const isThere = `(r.id in (select g.id from ${partRows(table)}) or exists (select 1 from ${schema}.${table} o
    where o.tenant = $1::text and o.owner = m.survivor and o.id = r.id))`
  const merged = checkedRows('merged', 'm')
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

const writeCtes = (schema: string): readonly string[] => [
  `w_events as (insert into ${schema}.events (tenant, ${tableColumns.events.join(', ')})
  select $1::text, ${tableColumns.events
    .map((name) => `g.${name}`)
    .join(', ')} from ${checkedRows('events')} order by g.customer, g.seq)`,
  `w_refs as (insert into ${schema}.refs (tenant, ref, customer, seq)
  select $1::text, g.ref, g.customer, g.seq from ${checkedRows('refs')} on conflict do nothing)`,
  `w_conversations as (${upsertSql(schema, 'conversations', 'owner, id')})`,
  `w_customers as (${upsertSql(schema, 'customers', 'id')})`,
  `w_tasks as (${upsertSql(schema, 'tasks', 'owner, id')})`,
  ...handOverSql(schema, 'conversations'),
  ...handOverSql(schema, 'tasks'),
  `w_redacted as (update ${schema}.events e set body = g.body from ${checkedRows('redacted')}
  where e.tenant = $1::text and e.customer = g.customer and e.command = g.command and e.n = g.n)`,
  `w_taken as (insert into ${schema}.addresses as a (tenant, address, holder, previous)
  select $1::text, g.address, g.next, g.holder from ${checkedRows('claims')} where g.next is not null order by g.address
  on conflict (tenant, address) do update set holder = excluded.holder, previous = excluded.previous
  where a.holder is not distinct from excluded.previous returning a.address)`,
  `w_freed as (delete from ${schema}.addresses a using ${checkedRows('claims')}
  where g.next is null and a.tenant = $1::text and a.address = g.address and a.holder = g.holder
  returning a.address)`,
]

/** Casts to a number what is none: the statement fails, says which check it was, and all of it is undone. */
const raiseSql = (what: string): string => `('throughline:' || ${what})::integer::text`

/** Each is asked by its key alone, so that no plan reads a whole tenant. */
const checksCte = (schema: string): string => `checks as materialized (select case
  when stale is not null or claimed is not null then ${raiseSql(`coalesce(
    (select 'repeated:' || min(g.at) from ${partRows('events')} where (select e.seq from ${schema}.events e
      where e.tenant = $1::text and e.customer = g.customer and e.command = g.command and e.n = g.n) is not null),
    'stale:' || stale, 'claimed:' || claimed)`)}
  when missing is not null then ${raiseSql(`'missing:' || missing`)}
  else 'written' end as done
  from (select
    (select min(g.at) from ${partRows('expected')} where g.head <> coalesce((select e.seq from ${schema}.events e
      where e.tenant = $1::text and e.customer = g.customer order by e.seq desc limit 1), 0)) as stale,
    (select min(g.at) from ${partRows('claims')} where (select a.holder from ${schema}.addresses a
      where a.tenant = $1::text and a.address = g.address) is distinct from g.holder) as claimed,
    (select min(x.at) from (
      select g.at, g.customer from ${partRows('expected')} union all
      select g.at + json_array_length($2::text::json), g.customer from ${partRows('events')}) x
      where (select c.id from ${schema}.customers c where c.tenant = $1::text and c.id = x.customer) is null
        and not exists (select 1 from ${partRows('customers')} where g.id = x.customer)) as missing) found)`

/**
 * One statement that writes a change set or nothing. Whether the heads are still those that were read, and who holds an
 * address, is asked of what the statement sees before it writes; whoever writes at the same time takes the same places,
 * which the unique keys of `events` forbid, or the same address, which comes back as not taken.
 */
export const commitText = (schema: string): string => `with
${[checksCte(schema), ...writeCtes(schema)].join(',\n')}
select case when lost is null then checks.done else ${raiseSql(`'claimed:' || lost`)} end as done
from checks, (select min(g.at) as lost from ${partRows('claims')}
  where not exists (select 1 from w_taken t where t.address = g.address)
    and not exists (select 1 from w_freed f where f.address = g.address)) raced`
