import { describe, expect, it } from 'vitest'
import { migrate, migrations, type PostgresClient, postgresStore } from '../../src/postgres/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { createWorld, expectOk, findStoreFaults, hour, minute } from '../support/world.ts'
import { databases } from './databases.ts'

const all = await databases()

describe.each(all)('$name', (database) => {
  const { client, run } = database

  it('E-3: it may run again, and keeps what is there', async () => {
    const { schema, store } = await database.fresh()
    const w = createWorld({ store: store() })
    await w.customerWrites('one')
    expect(await migrate(client, { schema })).toEqual({ from: 1, to: 1 })
    for (const { statements } of migrations(schema)) for (const statement of statements) await run(statement)
    expect(await findStoreFaults(w)).toEqual([])
    expect(await w.store.counts({})).toMatchObject({ new: 1 })
  })

  it('E-3: several instances that start at once make one set of tables', async () => {
    const schema = `t_${process.pid}_at "once"`
    await run(`drop schema if exists "${schema.replaceAll('"', '""')}" cascade`)
    const made = await Promise.all(Array.from({ length: 8 }, () => migrate(client, { schema })))
    expect(made.map(({ to }) => to)).toEqual(Array(8).fill(1))
    const w = createWorld({ store: postgresStore({ client, schema }) })
    await w.customerWrites('one')
    expect(await findStoreFaults(w)).toEqual([])
    await run(`drop schema "${schema.replaceAll('"', '""')}" cascade`)
  })

  it('E-3: tables of a newer release are refused, by the store too', async () => {
    const { schema, store } = await database.fresh()
    await run(`insert into "${schema}".migrations (version) values (99)`)
    await expect(migrate(client, { schema })).rejects.toThrow(/version 99.*update throughline/)
    await expect(store().load([snapshotQuery({ customer: 'ada' })])).rejects.toThrow(
      /version 99.*update throughline/,
    )
  })

  it('B-3: without tables every port says what to do', async () => {
    const store = postgresStore({ client, schema: 'nowhere' })
    for (const asked of [
      () => store.load([snapshotQuery({ customer: 'ada' })]),
      () =>
        store.commit({
          expected: [],
          customers: [],
          conversations: [],
          tasks: [],
          claims: [],
          events: [],
          redacted: [],
        }),
      () => store.conversations({ after: null, limit: 1 }),
      () => store.events({ after: null, limit: 1 }),
    ])
      await expect(asked()).rejects.toThrow(/run migrate\(client\)/)
  })

  it('B-3: a read-only database says so', async () => {
    const { schema } = await database.fresh()
    const readOnly = {
      query: async () => {
        throw Object.assign(new Error('cannot execute INSERT in a read-only transaction'), { code: '25006' })
      },
    }
    const w = createWorld({ store: postgresStore({ client: readOnly, schema }) })
    await expect(w.customerWrites('one')).rejects.toThrow(/read-only: connect to the primary/)
    await expect(migrate(readOnly, { schema })).rejects.toThrow(/read-only: connect to the primary/)
  })

  it('B-3: a database that is not there says so, and what is no error of a database comes as it is', async () => {
    const failing = (error: unknown) => ({ query: () => Promise.reject(error) })
    const away = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
    await expect(migrate(failing(away))).rejects.toThrow(/cannot be reached/)
    const odd = new Error('odd')
    await expect(postgresStore({ client: failing(odd) }).counts({})).rejects.toBe(odd)
    await expect(migrate(failing('text'))).rejects.toBe('text')
  })

  it('gives a statement that met another transaction again, and calls a commit that never gets through a conflict (O-4)', async () => {
    const { schema } = await database.fresh()
    for (const code of ['40001', '40P01']) {
      let left = 2
      const query: typeof client.query = (text, given) =>
        left-- > 0 ? Promise.reject(Object.assign(new Error('met'), { code })) : client.query(text, given)
      const store = postgresStore({ client: { query }, schema })
      expect(await store.counts({})).toMatchObject({ new: 0 })
      left = 1_000
      const expected = [{ customer: 'ada', head: 0 }]
      expect(
        await store.commit({
          expected,
          customers: [],
          conversations: [],
          tasks: [],
          claims: [],
          events: [],
          redacted: [],
        }),
      ).toEqual({ ok: false, conflict: { kind: 'stale', key: 'ada' } })
      left = 1_000
      await expect(store.counts({})).rejects.toThrow('met')
    }
  })

  it.each([undefined, 2])(
    'O-7: every key begins with the tenant, and there is no sequence (partitions: %s)',
    async (partitions) => {
      const { schema } = await database.fresh({ partitions })
      const asked = async (text: string) => (await client.query(text, [schema])).rows
      const within = `join pg_namespace s on s.oid = c.relnamespace where s.nspname = $1::text`
      expect(await asked(`select c.relname as name from pg_class c ${within} and c.relkind = 'S'`)).toEqual(
        [],
      )
      const keys =
        await asked(`select c.relname as table, k.relname as name, i.indisunique::text as is_unique,
  (select string_agg(a.attname, ' ' order by o.ord) from unnest(i.indkey::int2[]) with ordinality as o(n, ord)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = o.n) as columns
from pg_index i join pg_class c on c.oid = i.indrelid join pg_class k on k.oid = i.indexrelid ${within}
  and c.relname <> 'migrations'`)
      expect(keys.length).toBeGreaterThan(20)
      expect(keys.filter(({ columns }) => !columns?.startsWith('tenant'))).toEqual([])
      const spread = await asked(`select c.relname as table,
  (select string_agg(a.attname, ' ' order by o.ord) from unnest(p.partattrs::int2[]) with ordinality as o(n, ord)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = o.n) as columns
from pg_partitioned_table p join pg_class c on c.oid = p.partrelid ${within}`)
      const names = new Set(keys.map(({ table }) => table?.replace(/_\d+$/, '')))
      expect(new Set(spread.map(({ table }) => table))).toEqual(partitions === undefined ? new Set() : names)
      for (const { table, columns } of spread)
        for (const key of keys.filter((one) => one['table'] === table && one['is_unique'] === 'true'))
          expect(` ${key['columns']} `).toContain(` ${columns} `)
    },
  )

  it('O-7: no statement takes a number from a sequence, or a lock that writers share', async () => {
    const { schema } = await database.fresh()
    const texts = new Set<string>()
    const told: PostgresClient = {
      query: (text, given) => {
        texts.add(text)
        return client.query(text, given)
      },
    }
    const store = postgresStore({ client: told, schema })
    const w = createWorld({ store })
    for (const customer of ['ada', 'bob'])
      await w.customerWrites(customer, { customer, from: `${customer}@example.com` })
    await w.agentWrites('An answer')
    await expectOk(
      w.desk.createTask({ customer: 'ada', text: 'call', dueAt: w.now() + minute, agent: 'sam' }),
    )
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    await w.agentCloses()
    await expectOk(w.desk.erase({ customer: 'ada', agent: 'sam', force: true }))
    const written = texts.size
    w.advance(3 * hour)
    await expectOk(w.desk.applyDeadlines())
    await expectOk(w.desk.refreshDeadlines())
    expect(await findStoreFaults(w)).toEqual([])
    expect(written).toBeGreaterThan(3)
    expect(texts.size).toBeGreaterThan(written)
    for (const text of texts)
      expect(text).not.toMatch(/nextval|serial|lock table|advisory|share row|exclusive|notify/i)
    // Readers of the feed number what is committed, one after another; who writes asks for no row of theirs.
    for (const text of texts)
      if (/ (insert into|update) \S*events /.test(text)) expect(text).not.toContain('.feeds')
  })
})

describe.each(all.filter(({ name }) => name !== 'PGlite'))('$name', (database) => {
  it('O-7: while one customer’s write is under way, those of others wait for nobody', async () => {
    const { schema, store } = await database.fresh()
    const { client, end } = await database.alone()
    await client.query('begin', [])
    const slow = createWorld({ store: postgresStore({ client, schema }) })
    await slow.customerWrites('under way')
    const others = createWorld({ store: store() })
    for (const customer of ['bob', 'cleo']) {
      await others.customerWrites(customer, { customer, from: `${customer}@example.com` })
      await others.agentCloses(customer)
    }
    await expectOk(others.desk.merge({ customer: 'bob', into: 'cleo', agent: 'sam' }))
    expect((await others.store.events({ after: null, limit: 100 })).items.length).toBeGreaterThan(5)
    await client.query('commit', [])
    expect(await findStoreFaults(others)).toEqual([])
    await end()
  })
})
