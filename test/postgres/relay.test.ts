import { createServer, connect as dial, type Socket } from 'node:net'
import { type JetStreamClient, jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { afterAll, describe, expect, it } from 'vitest'
import { declareStream, isNews, messageIdOf, type Places, relay } from '../../docs/examples/relay.ts'
import { createStoreWriter } from '../../src/contract/store-writer.ts'
import type { StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { type Cursors, consumer, memoryCursors } from '../../src/outbox/index.ts'
import { postgresCursors } from '../../src/postgres/cursors.ts'
import { brokerHere } from './broker.ts'
import { databases } from './databases.ts'

const broker = await brokerHere()
const all = await databases()
const times = (size: number): readonly number[] => Array.from({ length: size }, (_, n) => n)
const keyOf = ({ customer, id }: StoredEvent): string => `${customer}/${id}`
const died = new Error('the relay died')

afterAll(() => broker?.close())

const placesInMemory = (): Places => {
  const places = new Map<string, number>()
  return {
    lastOf: async (customer) => places.get(customer) ?? 0,
    take: async (customer, seq) => {
      places.set(customer, seq)
    },
  }
}

describe.runIf(broker !== null)('a relay to NATS JetStream', () => {
  const connection = broker as NatsConnection
  let streams = 0

  const scene = async ({
    window = 120_000,
    cursors = memoryCursors(),
    store = memoryStore(),
  }: {
    window?: number
    cursors?: Cursors
    store?: ReturnType<typeof memoryStore>
  } = {}) => {
    const manager = await jetstreamManager(connection)
    const name = `throughline_${process.pid}_${Date.now().toString(36)}_${streams++}`
    await declareStream(manager, { name, subject: name, window })
    const { draft, put } = createStoreWriter(store)
    const written: string[] = []
    const write = async (commands: readonly number[]): Promise<void> => {
      for (const n of commands)
        written.push(
          ...(await put(draft(`customer ${n % 3}\0\ud800`, `c${n}`, { events: [{}, {}] }))).events.map(keyOf),
        )
    }
    await write(times(9))
    const search = consumer({ name: 'nats', feed: store, cursors })
    /** Relays until everything is acknowledged, or until it fails. */
    const run = async (by: Partial<Parameters<typeof relay>[0]> = {}): Promise<void> => {
      const end = new AbortController()
      const upToEnd = {
        ...search,
        next: async (options: { limit?: number | undefined } = {}) => {
          const batch = await (by.consumer ?? search).next(options)
          if (batch.events.length === 0) end.abort()
          return batch
        },
      }
      const client = jetstream(connection)
      await relay({
        broker: client,
        subject: name,
        limit: 4,
        pollEvery: 5,
        ...by,
        consumer: upToEnd,
        signal: end.signal,
      })
    }
    /** What the broker has, as a reader of the stream gets it. */
    const stored = async (): Promise<readonly StoredEvent[]> => {
      const { state } = await manager.streams.info(name)
      if (state.messages === 0) return []
      const reader = await jetstream(connection).consumers.get(name)
      const events: StoredEvent[] = []
      for await (const message of await reader.consume()) {
        events.push(message.json<StoredEvent>())
        if (message.info.pending === 0) break
      }
      return events
    }
    const isExactlyOnce = (events: readonly StoredEvent[]): void => {
      expect(events.map(keyOf).sort()).toEqual([...written].sort())
      const last = new Map<string, number>()
      for (const { customer, seq } of events) {
        expect(seq).toBe((last.get(customer) ?? 0) + 1)
        last.set(customer, seq)
      }
    }
    const remove = () => manager.streams.delete(name)
    return { name, manager, store, cursors, search, write, written, run, stored, isExactlyOnce, remove }
  }

  it('E-6: puts every event id into the stream once, each customer’s in order', async () => {
    const { run, write, stored, isExactlyOnce, remove } = await scene()
    await run()
    await write(times(4).map((n) => 100 + n))
    await run()
    isExactlyOnce(await stored())
    await remove()
  })

  it.each(
    times(18).flatMap((at) => [
      ['before it publishes', at],
      ['after it published and before the broker’s answer', at],
    ]) as readonly (readonly [string, number])[],
  )('E-6: killed %s event %i, and started again: every event id once, in order', async (when, at) => {
    const { run, stored, isExactlyOnce, written, remove } = await scene()
    const real = jetstream(connection)
    let sent = 0
    const publish: JetStreamClient['publish'] = async (...message) => {
      const isLast = sent++ === at
      if (isLast && when === 'before it publishes') throw died
      const answer = await real.publish(...message)
      if (isLast) throw died
      return answer
    }
    await expect(run({ broker: { publish } })).rejects.toBe(died)
    const before = (await stored()).length
    expect(before).toBe(when === 'before it publishes' ? at : at + 1)
    expect(before).toBeLessThanOrEqual(written.length)
    await run()
    isExactlyOnce(await stored())
    await remove()
  })

  it.each(times(5))(
    'E-6: killed before its cursor moves for the %ith time: every event id once, in order',
    async (at) => {
      const inner = memoryCursors()
      let moves = 0
      const move: Cursors['move'] = async (...place) => {
        if (moves++ === at) throw died
        return inner.move(...place)
      }
      const { run, stored, isExactlyOnce, search, remove } = await scene({ cursors: { ...inner, move } })
      await expect(run()).rejects.toBe(died)
      expect((await search.next()).events.length).toBe(18 - 4 * at)
      await run()
      isExactlyOnce(await stored())
      await remove()
    },
  )

  it('E-6: two relays at once, while events are written: every event id once, in order', async () => {
    const { run, write, stored, isExactlyOnce, remove } = await scene()
    await Promise.all([run(), run({ limit: 3 }), write(times(20).map((n) => 100 + n)), run({ limit: 1 })])
    await run()
    isExactlyOnce(await stored())
    await remove()
  })

  it('E-6: the connection to the broker is cut again and again: every event id once, in order', async () => {
    const { run, write, stored, isExactlyOnce, remove } = await scene()
    await write(times(60).map((n) => 100 + n))
    const [host, port] = connection
      .getServer()
      .replace(/^.*\/\//, '')
      .split(':')
    const sockets = new Set<Socket>()
    const proxy = createServer((near) => {
      const far = dial(Number(port ?? 4222), host)
      for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined))
      near.pipe(far).pipe(near)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const)
        one.on('close', () => other.destroy())
    })
    await new Promise<void>((resume) => proxy.listen(0, '127.0.0.1', resume))
    const through = proxy.address()
    if (through === null || typeof through === 'string') throw new Error('the proxy has no port')
    const cut = (): void => {
      for (const socket of sockets) socket.destroy()
    }
    let cuts = 0
    const attempt = async (): Promise<boolean> => {
      const nats = await connect({ servers: `127.0.0.1:${through.port}`, reconnect: false })
      const real = jetstream(nats, { timeout: 1_000 })
      let sent = 0
      const publish: JetStreamClient['publish'] = (...message) => {
        const answer = real.publish(...message)
        if (cuts < 6 && ++sent === 10 + cuts * 3) {
          cuts++
          // Sometimes before the broker has it, sometimes after; it may also hit whoever connects next.
          setTimeout(cut, cuts % 3)
        }
        return answer
      }
      return run({ broker: { publish } })
        .then(() => true)
        .finally(() => nats.close())
    }
    while (!(await attempt().catch(() => false)));
    expect(cuts).toBe(6)
    isExactlyOnce(await stored())
    cut()
    proxy.close()
    await remove()
  })

  it('E-6: beyond the broker’s window it is sent again, and the reader’s own places drop it', async () => {
    const { run, search, write, stored, isExactlyOnce, remove } = await scene({ window: 100 })
    await run()
    await new Promise((resume) => setTimeout(resume, 1_500))
    await search.rewind('beginning')
    await run()
    await write([100])
    await run()
    const all = await stored()
    expect(all.length).toBe(18 + 18 + 2)
    const places = placesInMemory()
    const news: StoredEvent[] = []
    for (const event of all) if (await isNews(event, places)) news.push(event)
    isExactlyOnce(news)
    const missing = { ...(news[0] as StoredEvent), seq: 99 }
    await expect(isNews(missing, places)).rejects.toThrow('never came')
    await remove()
  })

  it('B-4: ids of any text have message ids of their own, in plain characters', async () => {
    const event = (customer: string, id: string) => ({ customer, id }) as StoredEvent
    const ids = [
      messageIdOf(event('a/b', 'c')),
      messageIdOf(event('a', 'b/c')),
      messageIdOf(event('a\0\r\n', '\ud800')),
      messageIdOf(event('ä', 'c')),
    ]
    expect(new Set(ids).size).toBe(4)
    expect(ids.join('')).toMatch(/^[\x21-\x7e]+$/)
  })

  it.each(all)('E-6: from the feed of $name, with its cursors', async (database) => {
    const { schema, store } = await database.fresh()
    const cursors = postgresCursors({ client: database.client, schema })
    const { run, write, stored, isExactlyOnce, remove } = await scene({ cursors, store: store() })
    await Promise.all([run(), write(times(30).map((n) => 100 + n)), run()])
    await run()
    isExactlyOnce(await stored())
    expect(await cursors.list()).toEqual([{ name: 'nats', cursor: expect.any(String), behind: 0 }])
    await remove()
  })
})
