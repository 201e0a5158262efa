/** A repository in SQLite, tables included: all that a desk must be brought. "Writing a store" in docs/stores.md tells more. */
import type {
  ChangeSet,
  CommitConflict,
  CommitResult,
  Conversation,
  Customer,
  SnapshotQuery,
} from 'throughline'
import { emptySnapshot, type Repository, type Snapshot, type StoredEvent, type Task } from 'throughline'

/** What is used of `new DatabaseSync(file)` of node:sqlite and of `new Database(file)` of better-sqlite3. */
export interface Sqlite {
  exec(sql: string): unknown
  prepare(sql: string): { all(...values: (string | number)[]): unknown[] }
}

// States and events are JSON texts, as they came; SQLite reads the columns with `as` in them. `->` gives a part as JSON, so that
// an id keeps its escapes and is like no other; `->>` gives a number. Promise 2 is what is `unique`. `owner`: himself, or who took him in.
const tables = `begin immediate;
  create table if not exists customer (tenant, json, owner, id as (json -> 'id'), unique (tenant, id), unique (tenant, owner, id));
  create table if not exists claim (tenant, json, address as (json -> 'address'), unique (tenant, address));
  create table if not exists event (n integer primary key, tenant, json, customer as (json -> 'customer'), id as (json -> 'id'),
    seq as (json ->> 'seq'), command as (rtrim(json -> 'id', '"0123456789')), unique (tenant, customer, seq), unique (tenant, customer, id));
  create index if not exists event_command on event (tenant, customer, command, seq);
  create table if not exists ref (tenant, ref, n, primary key (tenant, ref, n)) without rowid;
  create trigger if not exists event_refs after insert on event begin
    insert or ignore into ref select new.tenant, value, new.n from json_each(new.json, '$.data.refs'); end;
  create table if not exists item (n integer primary key, tenant, json, turn, closed as (body ->> '$.closed.at'),
    kind as (iif(json -> 'task' is null, 'conversation', 'task')), body as (json -> kind),
    customer as (body -> 'customer'), id as (body -> 'id'), unique (tenant, customer, id, kind));
  create unique index if not exists item_active on item (tenant, customer) where kind = 'conversation' and closed is null; commit;`

/** Promises 1 and 3: all of it or nothing. `immediate` is the only writer meanwhile, `deferred` sees one committed state. */
export const within = <T>(db: Sqlite, kind: 'deferred' | 'immediate', work: () => T): T => {
  db.exec(`begin ${kind}`)
  try {
    const done = work()
    db.exec('commit')
    return done
  } catch (error) {
    db.exec('rollback')
    throw error
  }
}

/** Templates are statements, prepared once: of each row the first column is read as JSON. Texts are bound as JSON, as tables have them. */
export const asking = (db: Sqlite) => {
  const prepared = new Map<string, ReturnType<Sqlite['prepare']>>()
  return <T>(sql: readonly string[], ...values: readonly unknown[]): readonly T[] => {
    const text = sql.join('?')
    const statement = prepared.get(text) ?? db.prepare(text)
    prepared.set(text, statement)
    const bound = values.map((value) => (typeof value === 'number' ? value : JSON.stringify(value)))
    return statement.all(...bound).map((row) => JSON.parse(String(Object.values(row as object)[0])) as T)
  }
}

export const sqliteRepository = (db: Sqlite, tenant = ''): Repository => {
  db.exec(`pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; ${tables}`)
  const ask = asking(db)
  const look = (query: SnapshotQuery): Snapshot => {
    const quoted = ask<StoredEvent>`select event.json from json_each(${query.refs}) as asked
      join ref on tenant = ${tenant} and ref = asked.value join event using (tenant, n) order by asked.key, n`
    const [holder = null] = ask<string | null>`
      select json -> 'to' from claim where tenant = ${tenant} and address = ${query.address}`
    const whose = query.customer ?? holder ?? (query.address === null ? quoted[0]?.customer : null)
    const [customer] = ask<Customer>`select json from customer where tenant = ${tenant}
      and id = (select owner from customer where tenant = ${tenant} and id = ${whose ?? null})`
    if (customer === undefined) return { ...emptySnapshot, addressOwner: holder, referencedEvents: quoted }
    const [head] =
      ask<number>`select max(seq) from event where tenant = ${tenant} and customer = ${customer.id}`
    const seen = query.commands.flatMap((command) => {
      const events = ask<StoredEvent>`select json from event where tenant = ${tenant} and command = rtrim(${`${command}.0`}, '"0123456789')
        and customer in (select id from customer where tenant = ${tenant} and owner = ${customer.id})
        order by customer = ${customer.id} desc, customer, seq`
      return events.filter((event) => event.customer === events[0]?.customer)
    })
    const [task = null] = ask<Task>`select body from item where tenant = ${tenant} and kind = 'task'
      and id = ${query.task} and customer in (select id from customer where tenant = ${tenant} and owner = ${customer.id})`
    const all = ask<Conversation>`select body from item where tenant = ${tenant} and kind = 'conversation'
      and customer in (select id from customer where tenant = ${tenant} and owner = ${customer.id}) order by closed desc, turn desc, n desc`
    const active = all.find((each) => each.closed === null) ?? null
    // The last closed, the last of a topic, those named or quoted, and what these were merged into: the set grows on the way.
    const whole = all.filter((each) => each !== active && each.mergedInto === null)
    const sameTopic = whole.find(({ topics }) => topics.some((topic) => query.topics.includes(topic)))
    const about = [...seen, ...quoted].map(({ conversation }) => conversation)
    const wanted = new Set([whole[0]?.id, sameTopic?.id, query.conversation, ...about])
    for (const named of wanted) wanted.add(all.find((each) => each.id === named)?.mergedInto)
    const closed = all.filter((each) => each !== active && wanted.has(each.id))
    return {
      customer,
      addressOwner: holder,
      head: head ?? 0,
      active,
      closed,
      task,
      commandEvents: seen,
      referencedEvents: quoted,
    }
  }

  /** Promise 2: looks for the keys, then writes, with no other writer between. A head beyond the end of its stream is stale too. */
  const write = (changes: ChangeSet): CommitResult => {
    const [conflict] = ask<CommitConflict>`
      select json_object('kind', 'repeated', 'key', value -> 'id') from json_each(${changes.events}) as given
        join event on tenant = ${tenant} and customer = value -> 'customer' and event.id = value -> 'id'
      union all select json_object('kind', 'stale', 'key', value -> 'customer') from json_each(${changes.expected}) where value ->> 'head'
        <> (select ifnull(max(seq), 0) from event where tenant = ${tenant} and customer = value -> 'customer')
      union all select json_object('kind', 'claimed', 'key', value -> 'address') from json_each(${changes.claims}) as given left join claim
        on tenant = ${tenant} and address = value -> 'address' where value -> 'from' <> ifnull(claim.json -> 'to', 'null')`
    if (conflict !== undefined) return { ok: false, conflict }
    ask`insert into event (tenant, json) select ${tenant}, value from json_each(${changes.events}) returning n`
    ask`update event set json = value from json_each(${changes.redacted}) as given
      where tenant = ${tenant} and customer = value -> 'customer' and event.id = value -> 'id' returning n`
    ask`replace into claim (tenant, json) select ${tenant}, value from json_each(${changes.claims}) returning address`
    ask`insert into customer (tenant, json, owner) select ${tenant}, value, value -> 'id' from json_each(${changes.customers})
      where true on conflict (tenant, id) do update set json = excluded.json returning id`
    // Of two that were closed in one millisecond the one with the later turn was closed later.
    ask`insert into item (tenant, json, turn) select ${tenant}, value, (select max(n) from event)
      from json_each(${[...changes.conversations, ...changes.tasks]}) where true on conflict (tenant, customer, id, kind)
      do update set json = excluded.json, turn = iif(closed is null, excluded.turn, turn) returning n`
    // The survivor owns whom he took in, with all that they own. What was active is adopted: it has a row of his now.
    ask`update customer set owner = value -> 'mergedInto' from json_each(${changes.customers}) as given
      where tenant = ${tenant} and owner = value -> 'id' and value ->> 'mergedInto' is not null returning customer.id`
    ask`delete from item where tenant = ${tenant} and kind = 'conversation' and closed is null and customer in
      (select value -> 'id' from json_each(${changes.customers}) where value ->> 'mergedInto' is not null) returning id`
    return { ok: true }
  }

  return {
    load: async (queries) => within(db, 'deferred', () => queries.map(look)),
    commit: async (changes) => within(db, 'immediate', () => write(changes)),
  }
}
