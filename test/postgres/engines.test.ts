import { describe, expect, it } from 'vitest'
import { contract } from '../../src/contract/index.ts'
import { type Migration, migrations, type PostgresClient, postgresStore } from '../../src/postgres/index.ts'
import { createWorld, expectOk, findStoreFaults, inboundMail, minute } from '../support/world.ts'
import { databases } from './databases.ts'
import { sharedTables } from './harness.ts'

/*
 * None of the engines is here. What can be proved without them: that the tables without what an engine does not take
 * carry every promise, and that the statements say nothing that its documentation refuses (docs/stores.md).
 */

const sqlOf = (steps: readonly Migration[]): readonly string[] =>
  steps.flatMap(({ statements }) => statements)
const times = (size: number) => Array.from({ length: size }, (_, n) => n)

const all = await databases()
const collations = await Promise.all(
  all.map(async ({ client }) => {
    const { rows } = await client.query(
      'select datcollate from pg_database where datname = current_database()',
      [],
    )
    return rows[0]?.['datcollate'] ?? ''
  }),
)
/** A database that compares byte by byte of its own, as these engines do: a server where there is one. */
const bytewise = all.filter((_, n) => /^(C|POSIX)\b/.test(collations[n] ?? '')).slice(-1)

describe.each(bytewise)('$name, with the tables that Aurora DSQL gets', (database) => {
  const tables = async () => {
    const { schema } = await database.fresh()
    await database.run(`drop schema "${schema}" cascade`)
    for (const statement of sqlOf(migrations(schema, { engine: 'dsql' })))
      await database.run(statement.replace('index async', 'index'))
    return schema
  }
  const harness = sharedTables('as in Aurora DSQL', async () => {
    const schema = await tables()
    return (tenant) => postgresStore({ client: database.client, schema, tenant })
  })
  for (const one of contract) it(`${one.rule}: ${one.title}`, () => one.run(harness))

  it('O-1, O-4: without the unique index on the active conversation there is still one: the stream decides', async () => {
    const schema = await tables()
    const store = () => postgresStore({ client: database.client, schema })
    const w = createWorld({
      store: store(),
      wait: (ms) => new Promise((resume) => setTimeout(resume, ms)),
      random: undefined,
      retryFor: 100_000,
    })
    const desks = times(6).map(() => w.anotherDesk({ store: store() }))
    const who = (n: number) => `${['ada', 'bob'][n % 2]}@example.com`
    await Promise.all(
      times(36).map((n) =>
        expectOk((desks[n % 6] ?? w.desk).receive(inboundMail(`m${n}`, { from: who(n) }))),
      ),
    )
    expect(await w.store.counts({})).toEqual({ new: 2, open: 0, waiting: 0, closed: 0 })
    expect(await findStoreFaults(w)).toEqual([])
  })
})

describe('what is said to the engines', () => {
  it('E-3: tables are made without what an engine does not take', () => {
    const dsql = sqlOf(migrations('any', { engine: 'dsql' })).join(';\n')
    expect(dsql).not.toMatch(
      /collate|\bwhere\b|\[\]|create (unique )?index (?!async)|\b(desc|asc)\b|partition|jsonb|sequence|serial/i,
    )
    expect(sqlOf(migrations('any', { engine: 'cockroachdb' })).join(';\n')).not.toMatch(
      /collate|\[\]|partition/i,
    )
    const postgres = sqlOf(migrations('any')).join(';\n')
    expect(postgres).toMatch(/collate "C"/)
    expect(postgres).toMatch(/create unique index [^;]* where status <> 'closed'/s)
  })

  it('E-3: no key has more than eight columns, and no table more than 24 keys', () => {
    const statements = sqlOf(migrations('any', { engine: 'dsql' }))
    const keys = statements.flatMap((text) => [
      ...text.matchAll(/(?:primary key|unique|on "any"\.\w+) \(([^)]*)\)/g),
    ])
    expect(keys.length).toBeGreaterThan(15)
    for (const [, columns = ''] of keys) expect(columns.split(',').length).toBeLessThanOrEqual(8)
    for (const table of ['events', 'conversations', 'tasks'])
      expect(statements.filter((text) => text.includes(`on "any".${table} (`)).length).toBeLessThan(24)
  })

  describe.each(bytewise)('$name', (database) => {
    const told = async () => {
      const { schema } = await database.fresh()
      const texts = new Set<string>()
      const client: PostgresClient = {
        query: (text, given) => {
          texts.add(text)
          return database.client.query(text, given)
        },
      }
      const w = createWorld({ store: postgresStore({ client, schema }) })
      for (const customer of ['ada', 'bob'])
        await w.customerWrites(customer, { customer, from: `${customer}@example.com` })
      await w.agentWrites('An answer')
      const plain = [...texts].at(-1) ?? ''
      await expectOk(
        w.desk.createTask({ customer: 'ada', text: 'call', dueAt: w.now() + minute, agent: 'sam' }),
      )
      await expectOk(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
      await w.store.conversations({ agent: null, after: null, limit: 1 })
      await w.store.due({ by: 1, after: null, limit: 1 })
      await w.store.timeline({ customer: 'ada', order: 'newest_first', after: null, limit: 1 })
      await w.events()
      return { texts: [...texts], plain }
    }

    it('E-3: no statement says what an engine’s documentation refuses', async () => {
      const { texts } = await told()
      expect(texts.length).toBeGreaterThan(8)
      for (const text of texts)
        expect(text).not.toMatch(/collate|jsonb|savepoint|skip locked|advisory|listen|temp |\bdo \$/i)
    })

    it('O-4: a plain commit writes each table once, and the long one checks before it writes', async () => {
      const { texts, plain } = await told()
      const written = (text: string) =>
        [...text.matchAll(/(?:insert into|update|delete from) "[^"]+"\.(\w+)/g)].map(([, table]) => table)
      expect(written(plain)).toContain('events')
      expect(new Set(written(plain)).size).toBe(written(plain).length)
      const long = texts.filter((text) => written(text).includes('addresses'))
      expect(long.length).toBeGreaterThan(0)
      for (const text of long) {
        expect(text).toMatch(/^with\s+checks as materialized/)
        const writes = text.split(/\b(?=insert into|update "|delete from)/).slice(1)
        for (const write of writes) expect(write).toMatch(/\bchecks\b/)
      }
    })
  })
})
