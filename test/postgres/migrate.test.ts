import { describe, expect, it } from 'vitest'
import { migrate, migrations, postgresStore } from '../../src/postgres/index.ts'
import { findOf } from '../../src/store/ports.ts'
import { faultsOf, world } from '../support/world.ts'
import { databases } from './databases.ts'

describe.each(await databases())('$name', (database) => {
  const { client, run } = database

  it('E-3: it may run again, and keeps what is there', async () => {
    const { schema, store } = await database.fresh()
    const w = world({ store: store() })
    await w.hear('one')
    expect(await migrate(client, { schema })).toEqual({ from: 1, to: 1 })
    for (const { statements } of migrations(schema)) for (const statement of statements) await run(statement)
    expect(await faultsOf(w)).toEqual([])
    expect(await w.store.counts({})).toMatchObject({ new: 1 })
  })

  it('E-3: several instances that start at once make one set of tables', async () => {
    const schema = `t_${process.pid}_at "once"`
    const made = await Promise.all(Array.from({ length: 8 }, () => migrate(client, { schema })))
    expect(made.map(({ to }) => to)).toEqual(Array(8).fill(1))
    const w = world({ store: postgresStore({ client, schema }) })
    await w.hear('one')
    expect(await faultsOf(w)).toEqual([])
    await run(`drop schema "${schema.replaceAll('"', '""')}" cascade`)
  })

  it('E-3: tables of a newer release are refused, by the store too', async () => {
    const { schema, store } = await database.fresh()
    await run(`insert into "${schema}".migrations (version) values (99)`)
    await expect(migrate(client, { schema })).rejects.toThrow(/version 99.*update throughline/)
    await expect(store().find([findOf({ customer: 'ada' })])).rejects.toThrow(
      /version 99.*update throughline/,
    )
  })

  it('B-3: without tables every port says what to do', async () => {
    const store = postgresStore({ client, schema: 'nowhere' })
    for (const asked of [
      () => store.find([findOf({ customer: 'ada' })]),
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
      () => store.list({ after: null, limit: 1 }),
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
    const w = world({ store: postgresStore({ client: readOnly, schema }) })
    await expect(w.hear('one')).rejects.toThrow(/read-only: connect to the primary/)
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

  it('O-4: what met another transaction is a conflict at the commit, and said again elsewhere', async () => {
    const { schema } = await database.fresh()
    for (const code of ['40001', '40P01']) {
      let left = 2
      const query: typeof client.query = (text, given) =>
        left-- > 0 ? Promise.reject(Object.assign(new Error('met'), { code })) : client.query(text, given)
      const store = postgresStore({ client: { query }, schema })
      expect(await store.counts({})).toMatchObject({ new: 0 })
      left = 1
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
})
