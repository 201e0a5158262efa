import { Pool } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { contract } from '../../src/contract/index.ts'
import { consumer } from '../../src/outbox/index.ts'
import { migrate, nodePostgres, postgresCursors, postgresStore } from '../../src/postgres/index.ts'
import { createWorld } from '../support/world.ts'
import { serverUrl } from './databases.ts'
import { sharedTables } from './harness.ts'

const times = (n: number) => Array.from({ length: n }, (_, at) => at)
const url = await serverUrl()
const levels = ['read committed', 'repeatable read', 'serializable'] as const

describe.skipIf(url === null).each(levels)('at the isolation level %s', (level) => {
  const schema = `t_isolation_${process.pid}_${level.replaceAll(' ', '_')}`
  const options = `-c default_transaction_isolation=${level.replaceAll(' ', '\\ ')}`
  const pool = new Pool({ connectionString: url ?? '', max: 12, options })
  const client = nodePostgres(pool)
  afterAll(async () => {
    if (url !== null) await pool.query(`drop schema if exists "${schema}" cascade`)
    await pool.end()
  })
  const harness = sharedTables(`postgresStore, ${level}`, async () => {
    const { rows } = await pool.query('show transaction_isolation')
    expect(rows).toEqual([{ transaction_isolation: level }])
    await migrate(client, { schema })
    return (tenant) => postgresStore({ client, schema, tenant })
  })
  for (const one of contract) it(`${one.id}: ${one.title} (${one.rule})`, () => one.run(harness))

  it('reads the feed and moves cursors with eight readers beside eight writers, and never throws (E-6, O-4)', async () => {
    await migrate(client, { schema })
    const store = postgresStore({ client, schema, tenant: 'parallel' })
    let turns = 0
    // Writers that met go apart, in the same way in every run.
    const random = () => (turns++ * 0.618) % 1
    const w = createWorld({ store, random, retryFor: 60_000 })
    const write = async (n: number) => {
      for (const each of times(12)) {
        const customer = `c${n}`
        await w.customerWrites('hello', {
          customer,
          from: `${customer}@example.com`,
          id: `<${n}-${each}@mail>`,
        })
      }
    }
    let writing = true
    const read = async (n: number): Promise<number> => {
      const cursors = postgresCursors({ client, schema, tenant: 'parallel' })
      const own = consumer({ name: `reader-${n % 4}`, feed: store, cursors })
      for (let seen = 0; ; ) {
        const isLast = !writing
        const { events, acknowledge } = await own.next({ limit: 5 })
        const { ok } = await acknowledge()
        if (ok) seen += events.length
        if (isLast && ok && events.length === 0) return seen
      }
    }
    const reading = Promise.all(times(8).map(read))
    await Promise.all(times(8).map(write))
    writing = false
    const seen = await reading
    const { length } = await w.events()
    expect(seen.reduce((sum, each) => sum + each)).toBe(4 * length)
  })
})
