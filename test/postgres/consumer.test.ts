import { PGlite } from '@electric-sql/pglite'
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import {
  type Cursors,
  consumer,
  type FollowOptions,
  follow,
  memoryCursors,
  withNotify,
} from '../../src/outbox/index.ts'
import { nodePostgres, pglite } from '../../src/postgres/adapters.ts'
import { postgresCursors } from '../../src/postgres/cursors.ts'
import { migrate } from '../../src/postgres/migrate.ts'
import { defaultChannel, postgresNotify } from '../../src/postgres/notify.ts'
import { postgresStore } from '../../src/postgres/store.ts'
import { createWorld } from '../support/world.ts'
import { type Database, databases, serverUrl } from './databases.ts'

const all = await databases()
const url = await serverUrl()
const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))
const idsOf = (events: readonly StoredEvent[]): readonly string[] =>
  events.map(({ customer, id }) => `${customer}/${id}`)

/** A store with something in its feed, and consumers of it. */
const shopOf = async (database: Database | null) => {
  const fresh = database === null ? null : await database.fresh()
  const store = fresh === null ? memoryStore() : fresh.store('shop')
  const cursorsOf = (tenant: string) =>
    database === null || fresh === null
      ? memoryCursors()
      : postgresCursors({ client: database.client, schema: fresh.schema, tenant })
  const cursors = cursorsOf('shop')
  const w = createWorld({ store })
  await w.customerWrites('one')
  await w.customerWrites('two', { customer: 'bob', from: 'bob@example.com' })
  await w.customerWrites('three')
  const read = (name = 'search') => consumer({ name, feed: store, cursors })
  return { w, store, cursors, cursorsOf, read, schema: fresh?.schema ?? '', whole: idsOf(await w.events()) }
}

const stores: readonly (readonly [string, Database | null])[] = [
  ['memory', null],
  ...all.map((database) => [database.name, database] as const),
]

describe.each(stores)('a consumer on %s', (_, database) => {
  it('E-6: gets every event, goes on where it acknowledged, and gets again what it did not', async () => {
    const { read, whole } = await shopOf(database)
    const got: string[] = []
    for (;;) {
      await read().next({ limit: 3 }) // one that dies with its batch
      const { events, acknowledge } = await read().next({ limit: 2 })
      if (events.length === 0) break
      got.push(...idsOf(events))
      expect(await acknowledge()).toEqual({ ok: true })
    }
    expect(got).toEqual(whole)
  })

  it('E-6: of two processes with one name one moves the cursor, and the other is told', async () => {
    const { read, whole } = await shopOf(database)
    const [mine, theirs] = [await read().next({ limit: 2 }), await read().next({ limit: 3 })]
    expect(idsOf(mine.events)).toEqual(idsOf(theirs.events).slice(0, 2))
    const answers = await Promise.all([mine.acknowledge(), theirs.acknowledge()])
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect(answers.find(({ ok }) => !ok)).toMatchObject({
      error: { code: 'consumer.cursor_moved', rule: 'E-6', message: expect.stringContaining('"search"') },
    })
    const { events } = await read().next()
    expect(idsOf(events)).toEqual(whole.slice(answers[0]?.ok === true ? 2 : 3))
  })

  it('E-6: at the end there is nothing, and acknowledging that is no move', async () => {
    const { w, read } = await shopOf(database)
    await (await read().next()).acknowledge()
    const [first, second] = [await read().next(), await read().next()]
    expect(first.events).toEqual([])
    expect(await Promise.all([first.acknowledge(), second.acknowledge()])).toEqual([
      { ok: true },
      { ok: true },
    ])
    const { events } = await w.customerWrites('four')
    expect(idsOf((await read().next()).events)).toEqual(idsOf(events))
  })

  it('E-6: it can be rewound to either end or to a place of before, and a batch of before is worth nothing then', async () => {
    const { read, whole } = await shopOf(database)
    const first = await read().next({ limit: 2 })
    await first.acknowledge()
    const late = await read().next()
    await read().rewind('beginning')
    expect(idsOf((await read().next()).events)).toEqual(whole)
    expect((await late.acknowledge()).ok).toBe(false)
    await read().rewind('end')
    expect((await read().next()).events).toEqual([])
    await read().rewind({ cursor: first.cursor ?? '' })
    expect(idsOf((await read().next()).events)).toEqual(whole.slice(2))
    await read('new').rewind('end')
    expect((await read('new').next()).events).toEqual([])
  })

  it('E-6: names and tenants have nothing to do with each other', async () => {
    const { store, read, cursorsOf, whole } = await shopOf(database)
    await (await read('a').next()).acknowledge()
    expect(idsOf((await read('A').next()).events)).toEqual(whole)
    const other = consumer({ name: 'a', feed: store, cursors: cursorsOf('another') })
    expect(idsOf((await other.next()).events)).toEqual(whole)
  })

  it('B-4: a name may be any text of 200 characters', async () => {
    const { read } = await shopOf(database)
    for (const name of ['x'.repeat(200), 'a\0b', '\ud800', 'a\\b', "'; drop table consumers"]) {
      await (await read(name).next()).acknowledge()
      expect((await read(name).next()).events).toEqual([])
    }
  })

  it('B-3: refuses names, limits and cursors that cannot be', async () => {
    const { read, cursors } = await shopOf(database)
    expect(() => read('')).toThrow('name must be a text of 1 to 200 characters')
    expect(() => read('x'.repeat(201))).toThrow('name must be')
    for (const limit of [0, -1, 1.5, Number.NaN, 10_001, Number.POSITIVE_INFINITY])
      await expect(read().next({ limit })).rejects.toThrow('limit must be a whole number from 1 to 10000')
    await cursors.move('search', null, 'of another store')
    await expect(read().next()).rejects.toThrow('"of another store" is none of this feed')
    await read().rewind('beginning')
    expect((await read().next()).events.length).toBeGreaterThan(0)
  })

  it('E-6: a move from a place at which a new name never was moves nothing', async () => {
    const { cursors } = await shopOf(database)
    expect(await cursors.move('new', '5', '6')).toBe(false)
    expect(await cursors.read('new')).toBeNull()
    expect(await Promise.all([cursors.move('new', null, '6'), cursors.move('new', null, '7')])).toContain(
      false,
    )
  })
})

describe.each(all)('cursors on $name', (database) => {
  it('E-6: the list says how far behind each consumer is', async () => {
    const { w, read, schema, whole } = await shopOf(database)
    const cursors = postgresCursors({ client: database.client, schema, tenant: 'shop' })
    expect(await cursors.list()).toEqual([])
    const { cursor, acknowledge } = await read('b').next({ limit: 2 })
    await acknowledge()
    await (await read('a').next()).acknowledge()
    const { events } = await w.customerWrites('four')
    expect(await cursors.list()).toEqual([
      { name: 'a', cursor: expect.any(String), behind: events.length },
      { name: 'b', cursor, behind: whole.length - 2 + events.length },
    ])
    await read('a').rewind('beginning')
    expect((await cursors.list())[0]).toEqual({
      name: 'a',
      cursor: null,
      behind: whole.length + events.length,
    })
    const others = postgresCursors({ client: database.client, schema, tenant: 'another' })
    expect(await others.list()).toEqual([])
  })
})

describe.runIf(url !== null)('effects in the database of the cursors', () => {
  const pool = new Pool({ connectionString: url ?? '', max: 8 })
  afterAll(() => pool.end())

  it('E-6: acknowledged in their transaction, each is there exactly once, whoever dies and however many there are', async () => {
    const { read, schema, whole } = await shopOf(all[1] ?? null)
    await pool.query(`create table "${schema}".done (event text not null)`)
    let deaths = 0
    const work = async (mayDie: boolean): Promise<void> => {
      for (;;) {
        const { events, acknowledge } = await read().next({ limit: 2 })
        if (events.length === 0) return
        const connection = await pool.connect()
        try {
          await connection.query('begin')
          for (const id of idsOf(events))
            await connection.query(`insert into "${schema}".done values ($1)`, [id])
          const client = nodePostgres(connection)
          const { ok } = await acknowledge(postgresCursors({ client, schema, tenant: 'shop' }))
          if (mayDie && deaths++ < 3)
            throw new Error('died between the effects and the end of the transaction')
          await connection.query(ok ? 'commit' : 'rollback')
        } catch {
          await connection.query('rollback')
        } finally {
          connection.release()
        }
      }
    }
    await Promise.all([work(true), work(true), work(false), work(false)])
    const { rows } = await pool.query(`select event from "${schema}".done`)
    expect(rows.map(({ event }) => event).sort()).toEqual([...whole].sort())
    expect(deaths).toBeGreaterThanOrEqual(3)
  })
})

describe('follow', () => {
  /** What a follower gets until it has so many events. */
  const followed = async (
    reader: { readonly next: ReturnType<typeof consumer>['next'] },
    until: number,
    options: FollowOptions,
  ): Promise<readonly string[]> => {
    const got: string[] = []
    for await (const { events, acknowledge } of follow(reader, options)) {
      got.push(...idsOf(events))
      await acknowledge()
      if (got.length >= until) break
    }
    return got
  }

  it('E-6: gives what is there, waits at the end, and looks again in time if nobody rings', async () => {
    const { w, read, whole } = await shopOf(null)
    const reading = followed(read(), whole.length + 1, { limit: 2, pollEvery: 20 })
    await pause(50)
    await w.customerWrites('four')
    expect((await reading).slice(0, whole.length)).toEqual(whole)
  })

  it('E-6: a ring wakes it at once, also one that came while it was reading', async () => {
    const { w, store, cursors, whole } = await shopOf(null)
    let ring = (): void => {}
    const stopped = vi.fn()
    const feed: typeof store = {
      ...store,
      events: async (query) => {
        const page = await store.events(query)
        if (page.items.length === 0 && !(await w.desk.current('cyd')).ok) {
          // Written, and rung for, after the look and before the wait.
          await w.customerWrites('while it looked', { customer: 'cyd', from: 'cyd@example.com' })
          ring()
        }
        return page
      },
    }
    const reader = consumer({ name: 'search', feed, cursors })
    const subscribe = async (given: () => void) => {
      ring = given
      return stopped
    }
    const got = await followed(reader, whole.length + 1, { pollEvery: 1_000_000, subscribe })
    expect(got.length).toBeGreaterThan(whole.length)
    expect(stopped).toHaveBeenCalledTimes(1)
  })

  it('E-6: a batch that was not acknowledged comes again, after a wait', async () => {
    const { read, whole } = await shopOf(null)
    const next = vi.fn(read().next)
    const starts: number[] = []
    for await (const { events, acknowledge } of follow({ next }, { pollEvery: 30 })) {
      expect(idsOf(events)).toEqual(whole)
      if (starts.push(Date.now()) < 3) continue
      await acknowledge()
      break
    }
    expect((starts[2] ?? 0) - (starts[0] ?? 0)).toBeGreaterThanOrEqual(55)
    expect(next.mock.calls.length).toBeLessThan(8)
  })

  it('ends when it is told to, while it waits too', async () => {
    const { read } = await shopOf(null)
    await read().rewind('end')
    const end = new AbortController()
    const got = followed(read(), 1, { pollEvery: 1_000_000, signal: end.signal })
    await pause(10)
    end.abort()
    expect(await got).toEqual([])
  })

  it('B-3: refuses a time to wait that is none', async () => {
    const { read } = await shopOf(null)
    for (const pollEvery of [0, -5, Number.NaN])
      await expect(follow(read(), { pollEvery }).next()).rejects.toThrow('pollEvery must be at least 1')
  })
})

describe('withNotify', () => {
  it('E-6: calls it after each commit that succeeded, and after no other', async () => {
    const notify = vi.fn(async () => undefined)
    const store = memoryStore()
    const w = createWorld({ store: withNotify(store, notify) })
    await w.customerWrites('one')
    await pause(0)
    expect(notify).toHaveBeenCalledTimes(1)
    const stale = { customer: 'ada', head: 0 }
    const nothing = { customers: [], conversations: [], tasks: [], claims: [], events: [], redacted: [] }
    expect((await withNotify(store, notify).commit({ expected: [stale], ...nothing })).ok).toBe(false)
    await pause(0)
    expect(notify).toHaveBeenCalledTimes(1)
  })

  it('E-6: at most one runs and one waits, however many commits there are; the last commit is always told of', async () => {
    let running = 0
    let told = 0
    const ends: (() => void)[] = []
    const store = withNotify(memoryStore(), async () => {
      expect(++running).toBe(1)
      told++
      await new Promise<void>((end) => ends.push(end))
      running--
    })
    const w = createWorld({ store })
    for (let n = 0; n < 20; n++) await w.customerWrites(`${n}`)
    expect(told).toBe(1)
    ends.pop()?.()
    await pause(0)
    expect(told).toBe(2)
    ends.pop()?.()
    await pause(0)
    expect(told).toBe(2)
    await w.customerWrites('again')
    await pause(0)
    expect(told).toBe(3)
  })

  it('E-6: no commit fails with it or waits for it', async () => {
    const failing = [
      () => Promise.reject(new Error('no connection')),
      () => {
        throw new Error('at once')
      },
      () => new Promise<never>(() => {}),
    ]
    for (const notify of failing) {
      const w = createWorld({ store: withNotify(memoryStore(), notify) })
      await w.customerWrites('one')
      await w.customerWrites('two')
      expect((await w.events()).length).toBeGreaterThan(2)
    }
  })
})

/** How each driver listens. */
const listeners: (readonly [
  string,
  (database: Database) => Promise<readonly [FollowOptions['subscribe'], () => Promise<unknown>]>,
])[] =
  url === null
    ? []
    : [
        [
          'node-postgres',
          async () => {
            const client = new Client({ connectionString: url })
            await client.connect()
            const subscribe = async (ring: () => void) => {
              client.on('notification', ring)
              await client.query(`listen "${defaultChannel}"`)
              return () => client.query(`unlisten "${defaultChannel}"`)
            }
            return [subscribe, () => client.end()]
          },
        ],
        [
          'postgres.js',
          async () => {
            const sql = postgres(url, { onnotice: () => {} })
            const subscribe = async (ring: () => void) => (await sql.listen(defaultChannel, ring)).unlisten
            return [subscribe, () => sql.end()]
          },
        ],
      ]

describe.each(listeners)('LISTEN by %s', (_, listen) => {
  it('E-6: a commit of another process wakes a consumer that would sleep for long', async () => {
    const database = all[1]
    if (database === undefined) throw new Error('there is no server')
    const { store, schema, read } = await shopOf(database)
    await read().rewind('end')
    const [subscribe, end] = await listen(database)
    const writer = createWorld({
      store: withNotify(store, postgresNotify({ client: database.client, tenant: 'shop' })),
    })
    const batches = follow(read(), { pollEvery: 1_000_000, subscribe })
    const waiting = batches.next()
    await pause(200)
    const { events } = await writer.customerWrites('wake up')
    const { value } = await waiting
    expect(idsOf(value?.events ?? [])).toEqual(idsOf(events))
    await value?.acknowledge()
    await batches.return()
    await end()
    const { client } = database
    expect((await postgresCursors({ client, schema, tenant: 'shop' }).list())[0]?.behind).toBe(0)
  })
})

it('E-6: LISTEN by PGlite wakes a consumer that would sleep for long, and says whose events there are', async () => {
  const db = new PGlite()
  const client = pglite(db)
  await migrate(client)
  const store = postgresStore({ client, tenant: 'shop' })
  const cursors: Cursors = postgresCursors({ client, tenant: 'shop' })
  const told: string[] = []
  let listens = (): void => {}
  const listening = new Promise<void>((resolve) => {
    listens = resolve
  })
  const subscribe: FollowOptions['subscribe'] = async (ring) => {
    const stop = await db.listen(defaultChannel, (tenant) => {
      told.push(tenant)
      if (tenant === 'shop') ring()
    })
    listens()
    return stop
  }
  const batches = follow(consumer({ name: 'search', feed: store, cursors }), {
    pollEvery: 1_000_000,
    subscribe,
  })
  const waiting = batches.next()
  await listening
  const w = createWorld({ store: withNotify(store, postgresNotify({ client, tenant: 'shop' })) })
  const { events } = await w.customerWrites('wake up')
  expect(idsOf((await waiting).value?.events ?? [])).toEqual(idsOf(events))
  await postgresNotify({ client, tenant: 'another' })()
  await vi.waitFor(() => expect(new Set(told)).toEqual(new Set(['shop', 'another'])), 60_000)
  await batches.return()
  await db.close()
})
