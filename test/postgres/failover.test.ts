import { afterEach, describe, expect, it } from 'vitest'
import { connectTo, primaryOf } from '../../docs/examples/failover.ts'
import { createDesk, definePolicy, type Store } from '../../src/index.ts'
import { migrate, type PostgresClient, postgresStore } from '../../src/postgres/index.ts'
import { isOutage, persist } from '../load/outage.ts'
import { programs, type Standby, startCluster, startStandby } from './cluster.ts'

const bin = await programs()
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A primary, its standby, and a client of the application that knows both addresses. */
const pair = async (synchronous: boolean) => {
  const settings = ['fsync=off', 'shared_buffers=16MB']
  const primary = await startCluster(bin ?? '', settings)
  ends.push(primary.remove)
  const standby = await startStandby(bin ?? '', primary, settings)
  ends.push(standby.remove)
  const { client, end } = connectTo([primary.url, standby.url], 4)
  ends.push(end)
  await migrate(client)
  const ask = async (text: string) => (await client.query(text, [])).rows
  while ((await ask(`select pid from pg_stat_replication where state = 'streaming'`)).length === 0);
  if (synchronous) {
    await ask(`alter system set synchronous_standby_names = '*'`)
    await ask('select pg_reload_conf()')
    while ((await ask(`select pid from pg_stat_replication where sync_state = 'sync'`)).length === 0);
  }
  return { primary, standby, client, ask, store: postgresStore({ client }) }
}

type Pair = Awaited<ReturnType<typeof pair>>

/** Writers that send messages one after another and note which were acknowledged. */
const startLoad = (store: Store, writers: number) => {
  const desk = createDesk({ store, policy: definePolicy({ inbox: 'support' }) })
  const acknowledged: string[] = []
  let isOver = false
  const write = async (writer: number): Promise<void> => {
    for (let n = 0; !isOver; n++) {
      const text = `${writer}/${n}`
      const message = { channel: 'sms', from: `+49301234${500 + writer}`, id: text, text }
      const { value } = await persist(() => desk.receive(message))
      if (value.ok) acknowledged.push(text)
    }
  }
  const all = Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)))
  return {
    acknowledged,
    until: async (isReached: () => boolean): Promise<void> => {
      while (!isReached()) await new Promise((resume) => setTimeout(resume, 5))
    },
    finish: async () => {
      isOver = true
      await all
    },
  }
}

/** The texts of every message that the feed gives. */
const stored = async (store: Store): Promise<ReadonlySet<string>> => {
  const texts = new Set<string>()
  for (let after: string | null = null; ; ) {
    const { items, next }: Awaited<ReturnType<Store['events']>> = await store.events({ after, limit: 500 })
    for (const { content } of items) if (content?.text != null) texts.add(content.text)
    if (items.length === 0 || next === null || next === after) return texts
    after = next
  }
}

/** Kills the primary while writers write, promotes the standby, and returns what was acknowledged and is gone. */
const failOver = async (
  { primary, standby, store }: Pick<Pair, 'primary' | 'store'> & { readonly standby: Standby },
  beforeTheKill: () => Promise<void>,
) => {
  const load = startLoad(store, 4)
  await load.until(() => load.acknowledged.length >= 40)
  await beforeTheKill()
  const before = load.acknowledged.length
  await load.until(() => load.acknowledged.length >= before + 40)
  await primary.stop('kill')
  const atKill = load.acknowledged.length
  await standby.promote()
  await load.until(() => load.acknowledged.length >= atKill + 40)
  await load.finish()
  const kept = await stored(store)
  return { acknowledged: load.acknowledged, lost: load.acknowledged.filter((text) => !kept.has(text)) }
}

describe.runIf(bin !== null)('a primary that is killed under load, and its standby promoted', () => {
  it('loses nothing that was acknowledged with synchronous replication (O-4)', async () => {
    const servers = await pair(true)
    const { acknowledged, lost } = await failOver(servers, async () => {})
    expect(acknowledged.length).toBeGreaterThanOrEqual(120)
    expect(new Set(acknowledged).size).toBe(acknowledged.length)
    expect(lost).toEqual([])
  })

  it('would see a loss: asynchronous replication whose sender is stopped loses what was acknowledged (O-4)', async () => {
    const servers = await pair(false)
    const { lost } = await failOver(servers, async () => {
      const [sender] = await servers.ask('select pid::text from pg_stat_replication')
      process.kill(Number(sender?.['pid']), 'SIGSTOP')
    })
    expect(lost.length).toBeGreaterThan(0)
  })
})

describe('the client of several hosts', () => {
  const host = (isStandby: () => boolean, answers: () => unknown): PostgresClient => ({
    query: async (text) => {
      if (text.includes('pg_is_in_recovery')) return { rows: [{ standby: `${isStandby()}` }] }
      const answer = answers()
      if (answer instanceof Error) throw answer
      return { rows: [{ answer: String(answer) }] }
    },
  })
  const refusal = (code: string) => Object.assign(new Error('refused'), { code })

  it('stays with the primary after a conflict, and looks again after anything else (B-3)', async () => {
    let primary = 'first'
    let first: unknown = 'first'
    const client = primaryOf([
      host(
        () => primary !== 'first',
        () => first,
      ),
      host(
        () => primary !== 'second',
        () => 'second',
      ),
    ])
    const asked = async () => (await client.query('select 1', [])).rows[0]?.['answer']
    expect(await asked()).toBe('first')
    primary = 'second'
    first = refusal('23505')
    await expect(asked()).rejects.toThrow('refused')
    first = refusal('25006')
    await expect(asked()).rejects.toThrow('refused')
    expect(await asked()).toBe('second')
  })

  it('says that every host is a standby, which passes (B-3)', async () => {
    const client = primaryOf([
      host(
        () => true,
        () => 'never',
      ),
    ])
    const error = await client.query('select 1', []).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('every host is a standby')
    expect(isOutage(error)).toBe(true)
  })

  it('counts a standby and a connection that postgres.js lost as passing (B-3)', () => {
    for (const code of ['25006', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED'])
      expect(isOutage(new Error('failed', { cause: refusal(code) })), code).toBe(true)
    expect(isOutage(refusal('23505'))).toBe(false)
  })
})
