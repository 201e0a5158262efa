import { describe, expect, it } from 'vitest'
import { contract } from '../../src/contract/index.ts'
import type { Store, StoredEvent } from '../../src/index.ts'
import { migrate, migrations, type PostgresClient, postgresStore } from '../../src/postgres/index.ts'
import type { ChangeSet } from '../../src/store/change-set.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import {
  createWorld,
  eventsOfType,
  expectOk,
  findStoreFaults,
  inboundMail,
  minute,
} from '../support/world.ts'
import { type Database, databases } from './databases.ts'
import { sharedTables } from './harness.ts'
import { executed, explaining } from './plans.ts'

const cut = { partitions: 4 } as const
const times = (size: number) => Array.from({ length: size }, (_, n) => n)
const all = await databases()

/** Of which part the rows of each customer are: the number behind the table's name. */
const partOf = async ({ run }: Database, schema: string, table = 'events', by = 'customer') => {
  const { rows } = (await run(
    `select distinct ${by} as who, tableoid::regclass::text as part from "${schema}".${table}`,
  )) as { readonly rows: readonly { readonly who: string; readonly part: string }[] }
  return new Map(rows.map(({ who, part }) => [who, Number(/_(\d+)"?$/.exec(part)?.[1])]))
}

describe.each(all)('$name, hash-partitioned', (database) => {
  const harness = sharedTables('hash-partitioned', async () => {
    const { schema } = await database.fresh(cut)
    return (tenant) => postgresStore({ client: database.client, schema, tenant })
  })
  for (const one of contract) it(`${one.rule}: ${one.title}`, () => one.run(harness))

  it('O-7: a customer’s rows are in one part of each table, and customers are spread over all parts', async () => {
    const { schema, store } = await database.fresh(cut)
    const w = createWorld({ store: store() })
    for (const n of times(24))
      await w.customerWrites(`m${n}`, { customer: `c${n % 12}`, from: `c${n % 12}@example.com` })
    const events = await partOf(database, schema)
    expect(new Set(events.values())).toEqual(new Set(times(4)))
    expect(await partOf(database, schema, 'conversations', 'owner')).toEqual(events)
    expect(await partOf(database, schema, 'customers', 'id')).toEqual(events)
  })

  it('O-7: a plain find and a plain commit read the part of one customer alone', async () => {
    const { schema } = await database.fresh({ partitions: 8 })
    const { client, end } = await database.alone()
    const plans: (readonly string[])[] = []
    const plain = createWorld({ store: postgresStore({ client, schema }) })
    for (const n of times(60))
      await plain.customerWrites(`m${n}`, { customer: `c${n % 20}`, from: `c${n % 20}@example.com` })
    const watched = explaining(client, (plan) => plans.push(executed(plan)))
    const w = createWorld({ store: postgresStore({ client: watched, schema }) })
    await w.customerWrites('one more', {
      customer: 'c7',
      from: 'c7@example.com',
      thread: { inReplyTo: '<m7@mail>' },
    })
    const part = (await partOf(database, schema)).get('c7')
    expect(plans).toHaveLength(2)
    for (const scanned of plans) {
      const of = (table: string) =>
        new Set(scanned.filter((name) => new RegExp(`^${table}_\\d+$`).test(name)))
      for (const table of ['customers', 'events', 'conversations', 'tasks'])
        expect([...of(table)].filter((name) => name !== `${table}_${part}`)).toEqual([])
      expect(of('addresses').size).toBeLessThanOrEqual(1)
      // It quotes two ids: its own, and the one that it answers.
      expect(of('refs').size).toBeLessThanOrEqual(2)
    }
    expect(plans[0]).toContain(`events_${part}`)
    await end()
  })

  it('E-3: several instances that start at once make one set of parts, and it may run again', async () => {
    const schema = `t_${process.pid}_parts`
    await database.run(`drop schema if exists "${schema}" cascade`)
    const made = await Promise.all(times(4).map(() => migrate(database.client, { schema, ...cut })))
    expect(made.map(({ to }) => to)).toEqual(Array(4).fill(1))
    expect(await migrate(database.client, { schema, ...cut })).toEqual({ from: 1, to: 1 })
    expect(await migrate(database.client, { schema })).toEqual({ from: 1, to: 1 })
    await expect(migrate(database.client, { schema, partitions: 8 })).rejects.toThrow(
      /cut into 4, not cut into 8.*another schema/,
    )
    await database.run(`drop schema "${schema}" cascade`)
    const whole = await database.fresh()
    await expect(migrate(database.client, { schema: whole.schema, ...cut })).rejects.toThrow(
      /in one piece, not cut into 4/,
    )
  })

  it('O-1, O-4, CU-3: messages, closes and merges of many customers at once lose nothing', async () => {
    const { store } = await database.fresh(cut)
    const w = createWorld({
      store: store(),
      wait: (ms) => new Promise((resume) => setTimeout(resume, ms)),
      random: undefined,
      retryFor: 100_000,
    })
    const desks = times(4).map(() => w.anotherDesk({ store: store() }))
    const at = (n: number) => desks[n % 4] ?? w.desk
    const who = (n: number) => `c${n % 8}`
    for (const n of times(8))
      await w.customerWrites(`first ${n}`, { customer: who(n), from: `${who(n)}@example.com` })
    await Promise.all([
      at(0).merge({ customer: 'c0', into: 'c1', agent: 'sam' }),
      at(1).merge({ customer: 'c1', into: 'c2', agent: 'sam' }),
      at(2).merge({ customer: 'c4', into: 'c5', agent: 'sam' }),
      ...times(72).map(async (n) => {
        if (n % 9 === 8) {
          const current = await at(n).current(who(n))
          return (
            current.ok &&
            at(n).close({ customer: who(n), agent: 'sam', version: current.version, force: true })
          )
        }
        return expectOk(at(n).receive(inboundMail(`text ${n}`, { from: `${who(n)}@example.com` })))
      }),
    ])
    const events = await w.events()
    const texts = eventsOfType(events, 'message.received').map(({ content }) => content?.text)
    const sent = [
      ...times(8).map((n) => `first ${n}`),
      ...times(72)
        .filter((n) => n % 9 < 8)
        .map((n) => `text ${n}`),
    ]
    expect(texts.sort()).toEqual(sent.sort())
    expect(await findStoreFaults(w)).toEqual([])
  })
})

/** Two connections with a merge on the first that is written and not yet committed, of customers in different parts. */
const mergeUnderWay = async (database: Database) => {
  const { schema } = await database.fresh(cut)
  const { client, end } = await database.alone()
  const storeOn = (on: PostgresClient): Store => postgresStore({ client: on, schema })
  const w = createWorld({ store: storeOn(database.client) })
  for (const n of times(6)) {
    const customer = `c${n}`
    await w.customerWrites(customer, { customer, from: `${customer}@example.com` })
    await w.agentCloses(customer)
    await expectOk(w.desk.createTask({ customer, text: 'call', dueAt: w.now() + minute, agent: 'sam' }))
  }
  const part = await partOf(database, schema)
  const [from = '', into = ''] = [
    'c0',
    times(6)
      .map((n) => `c${n}`)
      .find((id) => part.get(id) !== part.get('c0')),
  ]
  const [task] = (await w.store.tasks({ customer: from, after: null, limit: 1 })).items
  const [seen] = await w.store.load([snapshotQuery({ customer: from })])
  await client.query('begin', [])
  const merging = storeOn(client)
  const written: ChangeSet[] = []
  const commits: Store['commit'] = (changes) => {
    written.push(changes)
    return merging.commit(changes)
  }
  const desk = w.anotherDesk({ store: { ...merging, commit: commits } })
  await expectOk(desk.merge({ customer: from, into, agent: 'sam' }))
  const [merge] = written
  const codes: unknown[] = []
  const watched: PostgresClient = {
    query: (text, given) =>
      database.client.query(text, given).catch((error: { readonly code?: unknown }) => {
        codes.push(error.code)
        throw error
      }),
  }
  const isWaiting = async () => {
    for (;;) {
      const { rows } = await client.query(
        `select count(*)::text as n from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))`,
        [],
      )
      if (rows[0]?.['n'] !== '0') return
    }
  }
  const commit = async () => {
    await isWaiting()
    await client.query('commit', [])
    await end()
  }
  if (seen === undefined || task === undefined || merge === undefined) throw new Error('nothing to move')
  return { w, store: storeOn(watched), codes, from, into, head: seen.head, task: task.task, merge, commit }
}

describe.each(all.filter(({ name }) => name !== 'PGlite'))('$name, hash-partitioned, races', (database) => {
  it('O-4, CU-8: a commit that meets nothing but rows on their way to another part is stale, by 40001', async () => {
    const { store, codes, merge, commit } = await mergeUnderWay(database)
    // With its events it would have met their keys before.
    const committed = store.commit({ ...merge, events: [], claims: [] })
    await commit()
    expect(await committed).toMatchObject({ ok: false, conflict: { kind: 'stale' } })
    // Given again, it is told why.
    expect(codes[0]).toBe('40001')
  })

  it('D-5, CU-8: a place in the index that is rewritten meanwhile is looked at again, and left to the merge', async () => {
    const { w, store, codes, from, into, head, task, commit } = await mergeUnderWay(database)
    const rewritten = store.updateDeadlines([
      { customer: from, conversation: null, task: task.id, head, dueAt: 1 },
    ])
    await commit()
    await rewritten
    expect(codes).toEqual(['40001'])
    expect((await w.store.due({ by: 2, after: null, limit: 5 })).items).toEqual([])
    const moved = await w.store.tasks({ customer: into, after: null, limit: 5 })
    expect(moved.items.map((item) => item.task.id)).toContain(task.id)
  })

  it('I-13, CU-3: a message that comes while its customer is moved to another part goes to the survivor', async () => {
    const { w, store, from, into, commit } = await mergeUnderWay(database)
    const heard = expectOk(
      w.anotherDesk({ store }).receive(inboundMail('late', { from: `${from}@example.com` })),
    )
    await commit()
    expect((await heard).customer).toBe(into)
    const received: readonly StoredEvent[] = eventsOfType(await w.events(), 'message.received')
    expect(received.filter(({ content }) => content?.text === 'late')).toHaveLength(1)
    expect(await findStoreFaults(w)).toEqual([])
  })
})

describe('what is asked of the tables', () => {
  it.each([0, 1.5, -1, 1_025, Number.NaN, Number.POSITIVE_INFINITY])(
    'B-3: %s partitions are refused',
    async (partitions) => {
      const client = { query: () => Promise.reject(new Error('nothing may be asked of the database')) }
      const said = /partitions must be a whole number from 1 to 1024.*leave it out/
      expect(() => migrations('any', { partitions })).toThrow(said)
      await expect(migrate(client, { partitions })).rejects.toThrow(said)
    },
  )

  it('B-3: an engine nobody knows, and partitions on one that has none, are refused', () => {
    expect(() => migrations('any', { engine: 'toString' as 'dsql' })).toThrow(
      /engine must be one of postgres, /,
    )
    expect(() => migrations('any', { engine: 'dsql', partitions: 4 })).toThrow(/leave partitions out/)
  })
})
