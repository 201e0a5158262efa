import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { sqliteStore } from '../../docs/examples/sqlite-store.ts'
import { contract } from '../../src/contract/index.ts'
import { apartOf } from './apart.ts'
import { drivers, sqliteHarness, tables } from './sqlite.ts'

const folder = await mkdtemp(join(tmpdir(), 'throughline-sqlite-test-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(await drivers())('$name', (driver) => {
  const harness = sqliteHarness(driver)
  for (const one of contract)
    it(`${one.rule}: ${one.id}: ${one.title}`, async () => {
      await one.run(harness)
      expect(harness.waived).toBeUndefined()
    })

  it('B-4: ids with NUL, quotes and lone surrogates stay apart', async () => {
    const db = driver.open(join(folder, `${driver.name}.db`))
    db.exec(tables)
    await apartOf(sqliteStore(db))
    db.close()
  })
})

describe('the tables', () => {
  it.each(['survivor', 'history', 'belonging'])(
    'O-7: %s reads what is one customer’s, by his key',
    (view) => {
      const db = new BetterSqlite3(':memory:')
      db.exec(tables)
      const asked = db.prepare(`explain query plan select json from ${view} where tenant = ? and who = ?`)
      const plan = asked.all('"shop"', '"ada"') as { readonly detail: string }[]
      db.close()
      expect(plan.length).toBeGreaterThan(1)
      for (const { detail } of plan) expect(detail).toMatch(/\(tenant=\? AND (id|owner|customer)=\?/)
    },
  )
})

/** A process of its own, as a second server on the machine would be. */
const writer = (file: string, name: string, count: number): Promise<number | null> =>
  new Promise((resolve) => {
    const path = fileURLToPath(new URL('./sqlite-writer.ts', import.meta.url))
    const tsconfig = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
    const env = { ...process.env, TSX_TSCONFIG_PATH: tsconfig }
    fork(path, [file, name, `${count}`], { execArgv: ['--import', 'tsx'], env }).once('exit', resolve)
  })

describe('several processes on one file', () => {
  it('O-1, O-4, O-7: lose and double nothing, and open one conversation a customer', async () => {
    const [file, names, count] = [join(folder, 'shared.db'), ['one', 'two', 'three'], 60]
    const db = new BetterSqlite3(file)
    db.exec(tables)
    expect(await Promise.all(names.map((name) => writer(file, name, count)))).toEqual([0, 0, 0])
    const store = sqliteStore(db)
    const { items: events } = await store.events({ after: null, limit: 10_000 })
    const { items: rows } = await store.list({ after: null, limit: 100 })
    db.close()
    const messages = events.filter(({ type }) => type === 'message.received')
    expect(messages).toHaveLength(count / 2 + (names.length * count) / 2)
    expect(new Set(messages.map(({ content }) => content?.text)).size).toBe(messages.length)
    const customers = [...new Set(events.map(({ customer }) => customer))]
    expect(customers).toHaveLength(3)
    expect(rows.map(({ status, conversation }) => [status, conversation.customer]).sort()).toEqual(
      customers.map((customer) => ['new', customer]).sort(),
    )
    for (const customer of customers) {
      const places = events.filter((event) => event.customer === customer).map(({ seq }) => seq)
      expect(places).toEqual(places.map((_, n) => n + 1))
    }
  })
})
