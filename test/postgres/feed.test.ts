import { describe, expect, it } from 'vitest'
import { createStoreWriter } from '../../src/contract/store-writer.ts'
import type { ChangeSet, Store, StoredEvent } from '../../src/index.ts'
import { type PostgresClient, postgresStore } from '../../src/postgres/index.ts'
import { type Database, databases } from './databases.ts'

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms))
const times = (size: number): readonly number[] => Array.from({ length: size }, (_, n) => n)
const keyOf = ({ customer, id }: StoredEvent): string => `${customer}/${id}`

/** A reader who goes on from his cursor. */
interface Reader {
  readonly read: string[]
  readonly page: () => Promise<number>
}

const reading = (store: Store, limit: number): Reader & { readonly events: StoredEvent[] } => {
  let after: string | null = null
  const read: string[] = []
  const events: StoredEvent[] = []
  return {
    read,
    events,
    page: async () => {
      const { items, next } = await store.events({ after, limit })
      after = next
      read.push(...items.map(keyOf))
      events.push(...items)
      return items.length
    },
  }
}

const toTheEnd = async ({ page }: Reader): Promise<void> => {
  while ((await page()) > 0);
}

/** What everybody writes first: a number at the insert, and readers who ask for what is greater. */
const naiveLog = async ({ client }: Database, schema: string) => {
  await client.query(`create table "${schema}".naive (n bigserial primary key, event text not null)`, [])
  let after = '0'
  const read: string[] = []
  return {
    insert: async (by: PostgresClient, { events }: ChangeSet): Promise<void> => {
      for (const event of events)
        await by.query(`insert into "${schema}".naive (event) values ($1::text)`, [keyOf(event)])
    },
    read,
    page: async (): Promise<number> => {
      const { rows } = await client.query(
        `select n::text, event from "${schema}".naive where n > $1::text::bigint order by naive.n limit 20`,
        [after],
      )
      after = rows.at(-1)?.['n'] ?? after
      read.push(...rows.map(({ event }) => event ?? ''))
      return rows.length
    },
  }
}

type Naive = Awaited<ReturnType<typeof naiveLog>>

/** A writer with a connection of his own, who may keep a transaction open between his write and its commit. */
const writerOf = async (database: Database, schema: string, naive: Naive) => {
  const { client, end } = await database.alone()
  const { draft, put } = createStoreWriter(postgresStore({ client, schema }))
  return {
    end,
    /** Takes places in the stream and in the naive log; what it gives commits them. */
    write: async (customer: string, command: string, events = 2): Promise<() => Promise<ChangeSet>> => {
      await client.query('begin', [])
      const changes = await put(draft(customer, command, { events: times(events).map(() => ({})) }))
      await naive.insert(client, changes)
      return async () => {
        await client.query('commit', [])
        return changes
      }
    },
  }
}

/** Every event once, each customer's own in their order. */
const isWhole = (events: readonly StoredEvent[], written: readonly string[]): void => {
  expect(events.map(keyOf).sort()).toEqual([...written].sort())
  const last = new Map<string, number>()
  for (const { customer, seq } of events) {
    expect(seq).toBe((last.get(customer) ?? 0) + 1)
    last.set(customer, seq)
  }
}

const all = await databases()

describe.each(all.slice(1))('transactions that are held open, on $name', (database) => {
  it('E-6: who takes a place first and commits last is lost by a number given at the insert, and not here', async () => {
    const { schema, store } = await database.fresh()
    const naive = await naiveLog(database, schema)
    const [slow, quick] = [
      await writerOf(database, schema, naive),
      await writerOf(database, schema, naive),
    ] as const
    const ours = reading(store(), 5)
    const commitSlow = await slow.write('ada', 'a')
    const quickly = await (await quick.write('bob', 'b'))()
    for (const reader of [ours, naive]) {
      await toTheEnd(reader)
      expect(reader.read).toEqual(quickly.events.map(keyOf))
    }
    const slowly = await commitSlow()
    await toTheEnd(ours)
    await toTheEnd(naive)
    expect(ours.read).toEqual([...quickly.events, ...slowly.events].map(keyOf))
    expect(naive.read).toEqual(quickly.events.map(keyOf))
    const again = reading(store(), 500)
    await toTheEnd(again)
    expect(again.read).toEqual(ours.read)
    await Promise.all([slow.end(), quick.end()])
  })

  it('E-6: eight writers with slow commits and four readers: all agree on one order with every event once; the naive reader loses some', async () => {
    const { schema, store } = await database.fresh()
    const naive = await naiveLog(database, schema)
    const held = await writerOf(database, schema, naive)
    const writers = await Promise.all(times(8).map(() => writerOf(database, schema, naive)))
    const readers = [1, 3, 50, 500].map((limit) => reading(store(), limit))
    const written: string[] = []
    let isWriting = true
    const follow = async (reader: Reader): Promise<void> => {
      while (isWriting) {
        await reader.page()
        await pause(1)
      }
    }
    const commitHeld = await held.write('first of all', 'c')
    const following = [...readers, naive].map(follow)
    const write = writers.map(async ({ write: begin, end }, at) => {
      for (const n of times(25)) {
        const commit = await begin(`customer-${at}`, `c${n}`, 1 + (n % 3))
        await pause((at * 7 + n * 5) % 11)
        written.push(...(await commit()).events.map(keyOf))
      }
      await end()
    })
    await Promise.all(write)
    await toTheEnd(naive)
    const late = (await commitHeld()).events.map(keyOf)
    isWriting = false
    await Promise.all(following)
    for (const reader of [...readers, naive]) await toTheEnd(reader)
    const everything = [...written, ...late]
    for (const { events, read } of readers) {
      isWhole(events, everything)
      expect(read).toEqual(readers[0]?.read)
    }
    const lost = everything.filter((event) => !naive.read.includes(event))
    expect(lost).toEqual(expect.arrayContaining(late))
    await held.end()
  })

  it('E-6: a reader that dies while it numbers has numbered nothing; the next one goes on', async () => {
    const { schema, store } = await database.fresh()
    const { draft, put } = createStoreWriter(store())
    const written: string[] = []
    for (const n of times(10))
      written.push(...(await put(draft(`c${n % 3}`, `c${n}`, { events: [{}, {}] }))).events.map(keyOf))
    const dying = await database.alone()
    await dying.client.query('begin', [])
    const { items } = await postgresStore({ client: dying.client, schema }).events({ after: null, limit: 50 })
    expect(items.length).toBe(20)
    const waiting = [reading(store(), 7), reading(store(), 500)]
    const reads = waiting.map(toTheEnd)
    await pause(50)
    expect(waiting.map(({ read }) => read.length)).toEqual([0, 0])
    await dying.client.query('rollback', [])
    await Promise.all(reads)
    for (const { events, read } of waiting) {
      isWhole(events, written)
      expect(read).toEqual(waiting[0]?.read)
    }
    await dying.end()
  })
})

describe.each(all)('the feed on $name', (database) => {
  const filled = async (events: number, perCommit: number, customers: number) => {
    const { schema, store } = await database.fresh()
    const { draft, put } = createStoreWriter(store())
    const written: string[] = []
    for (const n of times(events / perCommit)) {
      const more = { events: times(perCommit).map(() => ({})) }
      written.push(...(await put(draft(`c${n % customers}`, `c${n}`, more))).events.map(keyOf))
    }
    return { schema, store, written, put, draft }
  }

  it('E-6: eight readers who number at once agree on one order with every event once', async () => {
    const { store, written } = await filled(600, 3, 17)
    const readers = times(8).map((n) => reading(store(), 40 + 90 * n))
    await Promise.all(readers.map(toTheEnd))
    for (const { events, read } of readers) {
      isWhole(events, written)
      expect(read).toEqual(readers[0]?.read)
    }
  })

  it('E-6: a backlog of 8,000 events is numbered in batches, and read whole', async () => {
    const { schema, written } = await filled(8_000, 100, 20)
    let statements = 0
    const client: PostgresClient = {
      query: (text, parameters) => {
        statements++
        return database.client.query(text, parameters)
      },
    }
    const { events, page, read } = reading(postgresStore({ client, schema }), 2_000)
    expect(await page()).toBe(2_000)
    expect(statements).toBeLessThan(6)
    await toTheEnd({ page, read })
    isWhole(events, written)
    expect(statements).toBeLessThan(20)
  })

  it('E-6: at the end it asks and writes nothing', async () => {
    const { schema, store } = await filled(6, 3, 2)
    const asked: string[] = []
    const client: PostgresClient = {
      query: (text, parameters) => {
        asked.push(text)
        return database.client.query(text, parameters)
      },
    }
    const reader = postgresStore({ client, schema })
    const { next } = await reader.events({ after: null, limit: 10 })
    const position = () => database.client.query(`select xmin::text, xmax::text from "${schema}".feeds`, [])
    const before = (await position()).rows
    asked.length = 0
    for (const _ of times(3))
      expect(await reader.events({ after: next, limit: 10 })).toEqual({ items: [], next })
    expect(asked.length).toBeLessThanOrEqual(6)
    expect((await position()).rows).toEqual(before)
    expect(await store().events({ after: next, limit: 10 })).toEqual({ items: [], next })
  })

  it('E-6, B-1: a cursor behind the end, of a database that a backup has brought back, is called invalid', async () => {
    const { store } = await filled(6, 3, 2)
    const { next } = await store().events({ after: null, limit: 10 })
    const beyond = `${Number(next) + 1}`
    expect(await store().events({ after: beyond, limit: 10 })).toEqual({
      items: [],
      next: null,
      invalid: true,
    })
    expect(await store('another').events({ after: next, limit: 10 })).toMatchObject({ invalid: true })
  })

  it('E-6, E-7: a cursor stays good when what it points at is redacted', async () => {
    const { store, put, draft } = await filled(6, 3, 2)
    const { items, next } = await store().events({ after: null, limit: 3 })
    const redacted = items.map((event) => ({ ...event, content: null, data: { gone: true } }) as never)
    const { events: more } = await put(draft('c0', 'redact', { redacted }))
    const page = await store().events({ after: next, limit: 10 })
    expect(page.items.length).toBe(3 + more.length)
    expect((await store().events({ after: null, limit: 3 })).items).toEqual(redacted)
  })
})
