import { afterAll, describe, expect, it } from 'vitest'
import { foldConversation, type StoredEvent } from '../../../src/index.ts'
import { postgresStore } from '../../../src/postgres/index.ts'
import { snapshotQuery } from '../../../src/store/ports.ts'
import { ofDeadlines, runDeadlines } from './deadlines.ts'
import { deskSide } from './desk.ts'
import { emmettSide, seedEmmett } from './emmett.ts'
import { runGrowth } from './growth.ts'
import { handSide } from './hand.ts'
import { runLevels } from './levels.ts'
import { remembering } from './remembering.ts'
import { lineOf, ofGrowth, ofLevel } from './report.ts'
import { latencyRatio, type Round, speedRatio, summaryOf } from './round.ts'
import { historyOf, seed, seedReturning } from './seed.ts'
import { type Connections, inSchemas, openServer } from './server.ts'
import { upTo } from './side.ts'

const server = await openServer(undefined, false)
afterAll(() => server.close())

const sizes = { seconds: 0.2, rounds: 2, writers: [1, 4], customers: 8, warm: 50, streams: 8, past: 300 }

const situationOf = async ({ client }: Connections, schema: string, customer: number) => {
  const query = snapshotQuery({ customer: `customer-${customer}` })
  const [found] = await postgresStore({ client, schema }).load([query])
  return found
}

/** What is the same whenever a message is written, and however its ids are made. */
const shape = (event: StoredEvent | undefined) => ({
  ...event,
  id: `${event?.id.length}`,
  occurredAt: 0,
  recordedAt: 0,
  data: { ...(event?.data as object), refs: 1, fingerprint: 1 },
})

const ofConversation = (events: readonly StoredEvent[], id: string | undefined) =>
  events.filter(({ conversation }) => conversation === id)

describe('bench:stores', () => {
  it('each side writes one event and one id for every message, and the desk gives two statements for it', async () => {
    const told: number[] = []
    const { levels, written } = await runLevels(server, sizes, ({ writers }) => told.push(writers))
    for (const { events, refs, conversations } of [written.desk, written.hand]) {
      const messages = events - written.seeded.events
      expect(messages).toBeGreaterThan(8)
      expect(refs - written.seeded.refs).toBe(messages)
      expect(conversations).toBe(written.seeded.conversations)
    }
    expect(told).toEqual([1, 4])
    for (const level of levels) {
      expect(level.statements).toBe(2)
      expect(level.emmett === null).toBe(server.url === null)
      for (const side of [level.desk, level.hand, level.emmett ?? level.hand]) {
        expect(side.perSecond).toBeGreaterThan(0)
        expect(side.p50).toBeLessThanOrEqual(side.p95)
        expect(side.p95).toBeLessThanOrEqual(side.p99)
      }
      expect(level.ratio).toBeGreaterThan(0)
      expect(level.cpuRatio === null).toBe(level.desk.server === null)
    }
    expect(levels.flatMap(ofLevel).map(lineOf).join('\n')).toMatch(
      /4 writers, desk against SQL by hand +[\d.]+ ×/,
    )
  })

  it('by hand, the same rows are written as by the desk, and the state is what the events say', async () => {
    await inSchemas(server, 2, async ([ours = '', theirs = '']) => {
      const connections = await server.connect(2)
      await seed(connections, ours, theirs, [0, 1])
      const sides = [deskSide(connections.client, ours, [1]), handSide(connections, theirs, [1])]
      for (const side of sides) for (const n of [1, 2, 3]) await side.message(1, n)
      const [byDesk, byHand] = await Promise.all(
        [ours, theirs].map(async (schema) => {
          const { rows } = await connections.client.query(
            `select status, inbox, agent, due_at::text, status_at::text, closed_at::text, topics::text, merged_into,
  length(state)::text as length from "${schema}".conversations where owner = 'customer-1'`,
            [],
          )
          const events = await historyOf(connections, schema, 1)
          return { rows, events, found: await situationOf(connections, schema, 1) }
        }),
      )
      expect(byHand?.events.map(shape)).toEqual(byDesk?.events.map(shape))
      expect(byHand?.rows).toEqual(byDesk?.rows)
      expect(byHand?.found?.head).toBe(13)
      for (const one of [byDesk, byHand]) {
        const events = ofConversation(one?.events ?? [], one?.found?.active?.id)
        expect(foldConversation(events)).toEqual(one?.found?.active)
      }
      await connections.end()
    })
  })

  it('by hand, a message that is there already is not written again', async () => {
    await inSchemas(server, 2, async ([ours = '', theirs = '']) => {
      const connections = await server.connect(1)
      await seed(connections, ours, theirs, [0])
      const side = handSide(connections, theirs, [0])
      await side.message(0, 1)
      await expect(side.message(0, 1)).rejects.toThrow(/not as it was seeded/)
      expect((await historyOf(connections, theirs, 0)).length).toBe(11)
      await connections.end()
    })
  })

  it.runIf(server.url !== null)('emmett appends the same event to the stream of its customer', async () => {
    await inSchemas(server, 3, async ([ours = '', theirs = '', emmetts = '']) => {
      const connections = await server.connect(1, emmetts)
      await seed(connections, ours, theirs, [0])
      const past = await historyOf(connections, ours, 0)
      const { pool } = connections
      if (pool === null || server.url === null) throw new Error('no server')
      await seedEmmett(pool, server.url, past, 3)
      const side = emmettSide(pool, server.url, past.length, 3)
      const streams = async () =>
        (
          await pool.query<{ said: StoredEvent }>(
            `select message_data -> 'said' as said from emt_messages where stream_id = 'customer-2' order by stream_position`,
          )
        ).rows.map(({ said }) => said)
      await side.message(2, 7)
      await side.message(2, 7)
      const all = await streams()
      expect(all).toHaveLength(past.length + 1)
      expect(all.every(({ customer }) => customer === 'customer-2')).toBe(true)
      const last = all.at(-1)
      expect([last?.seq, last?.conversation, last?.assignee?.agent]).toEqual([
        11,
        all[1]?.conversation,
        'sam',
      ])
      await side.between?.()
      expect(await streams()).toHaveLength(past.length)
      await side.message(2, 8)
      expect(await streams()).toHaveLength(past.length + 1)
      await connections.end()
    })
  })

  it('a customer with a long past is one that the desk could have written', async () => {
    await inSchemas(server, 1, async ([schema = '']) => {
      const connections = await server.connect(1)
      await seedReturning(connections, schema, [0], [1], 500)
      const events = await historyOf(connections, schema, 1)
      expect(events.map(({ seq }) => seq)).toEqual(upTo(500, 1))
      expect(new Set(events.map(({ id }) => id)).size).toBe(500)
      const refs = events.flatMap(({ data }) => (data as { refs?: readonly string[] }).refs ?? [])
      const { rows } = await connections.client.query(
        `select ref from "${schema}".refs where customer = 'customer-1'`,
        [],
      )
      expect(rows.map(({ ref }) => ref).sort()).toEqual([...refs].sort())
      const found = await situationOf(connections, schema, 1)
      expect(found?.head).toBe(500)
      expect(foldConversation(ofConversation(events, found?.active?.id))).toEqual(found?.active)
      const side = deskSide(connections.client, schema, [1])
      await side.message(1, 1)
      expect((await situationOf(connections, schema, 1))?.head).toBe(501)
      await connections.end()
    })
  })

  it('the long past is held against the short', async () => {
    const growth = await runGrowth(server, sizes)
    expect(growth.events).toEqual({ short: 12, long: 300 })
    expect(growth.growth).toBeGreaterThan(0)
    expect(ofGrowth(growth).map(lineOf).at(-1)).toMatch(/× +≤ 1\.1$/)
  })

  it('a side is warmed without a database: what was answered once is answered again', async () => {
    const asked: string[] = []
    const ask = remembering(
      async (text: string, n: number) => {
        asked.push(text)
        return `${text} ${n}`
      },
      (text) => text,
    )
    expect([await ask('a', 1), await ask('a', 2), await ask('b', 3)]).toEqual(['a 1', 'a 1', 'b 3'])
    expect(asked).toEqual(['a', 'b'])
  })

  it('figures are medians of rounds that ran next to each other', () => {
    const made = (messages: number, ...latencies: number[]): Round => ({
      messages,
      seconds: 2,
      cpu: 0.001,
      server: 0.002,
      latencies,
      statements: 0,
    })
    const ones = [made(80, 1, 2, 3), made(10, 40, 50, 60), made(90, 2, 3, 4)]
    const others = [made(100, 1, 1, 1), made(20, 20, 25, 30), made(90, 1, 1, 1)]
    expect(speedRatio(ones, others)).toBe(0.8)
    expect(latencyRatio(ones, others)).toBe(2)
    expect(summaryOf(ones)).toEqual({ perSecond: 40, p50: 3, p95: 60, p99: 60, cpu: 333, server: 667 })
    expect(summaryOf([...ones, { ...made(1, 1), server: null }]).server).toBeNull()
  })

  it('deadlines are computed anew by the desk and by hand, of every conversation', async () => {
    const deadlines = await runDeadlines(server, 120, 2)
    expect(deadlines.ratio).toBeGreaterThan(0)
    expect(ofDeadlines(deadlines).map(lineOf)).toHaveLength(3)
  })
})
