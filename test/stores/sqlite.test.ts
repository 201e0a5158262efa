import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, describe, expect, it } from 'vitest'
import { sqliteStore } from '../../docs/examples/sqlite-store.ts'
import { conformance, contract, waiverOf } from '../../src/contract/index.ts'
import { apartOf } from './apart.ts'
import { drivers, repositoryHarness, sqliteHarness } from './sqlite.ts'

const folder = await mkdtemp(join(tmpdir(), 'throughline-sqlite-test-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

describe.each(await drivers())('$name', (driver) => {
  const whole = sqliteHarness(driver)
  for (const one of contract)
    it(`${one.rule}: ${one.id}: ${one.title}`, async () => {
      await one.run(whole)
      expect(whole.waived).toBeUndefined()
    })

  describe('find and commit alone', () => {
    const harness = repositoryHarness(driver)
    for (const one of contract)
      it.skipIf(waiverOf(one, harness) !== null)(`${one.rule}: ${one.id}: ${one.title}`, () =>
        one.run(harness),
      )
  })

  it('B-4: ids with NUL, quotes and lone surrogates stay apart', async () => {
    const db = driver.open(join(folder, `${driver.name}.db`))
    await apartOf(sqliteStore(db))
    db.close()
  })
})

describe('the statements', () => {
  it('O-7: each goes to its rows by an index, whatever the contract asks', async () => {
    const texts = new Set<string>()
    const open = (file: string) => {
      const db = new BetterSqlite3(file)
      const prepare = (text: string) => {
        texts.add(text)
        return db.prepare(text)
      }
      return { exec: (sql: string) => db.exec(sql), prepare, close: () => db.close() }
    }
    await conformance(sqliteHarness({ name: 'recorded', open }))
    const db = new BetterSqlite3(':memory:')
    sqliteStore(db)
    const steps = [...texts].flatMap((text) => {
      const values = text
        .split('?')
        .slice(1)
        .map(() => null)
      return db.prepare<null[], { detail: string }>(`explain query plan ${text}`).all(...values)
    })
    db.close()
    expect(texts.size).toBeGreaterThan(20)
    const scans = steps.map(({ detail }) => detail).filter((detail) => detail.startsWith('SCAN'))
    for (const scan of scans) expect(scan).toMatch(/^SCAN (json_each|given|asked|refs|CONSTANT)/)
  })
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
    const store = sqliteStore(db)
    expect(await Promise.all(names.map((name) => writer(file, name, count)))).toEqual([0, 0, 0])
    const { items: events } = await store.events({ after: null, limit: 10_000 })
    const { items: rows } = await store.conversations({ after: null, limit: 100 })
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
