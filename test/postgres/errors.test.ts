import { connect, createServer, type Socket } from 'node:net'
import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChangeSet, Store } from '../../src/index.ts'
import {
  migrate,
  nodePostgres,
  type PostgresClient,
  pglite,
  postgresJs,
  postgresStore,
} from '../../src/postgres/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { createWorld, eventsOfType, findStoreFaults } from '../support/world.ts'
import { type Cluster, programs, startCluster } from './cluster.ts'

const nothing: ChangeSet = {
  expected: [],
  customers: [],
  conversations: [],
  tasks: [],
  claims: [],
  events: [],
  redacted: [],
}

/** One write that needs nothing to be there before. */
const claim = (store: Store) =>
  store.commit({ ...nothing, claims: [{ address: 'email:x', from: null, to: 'ada' }] })

interface Connected {
  readonly client: PostgresClient
  readonly end: () => Promise<unknown>
}

const drivers: readonly (readonly [string, (url: string) => Connected])[] = [
  [
    'node-postgres',
    (url) => {
      const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 5_000 })
      pool.on('error', () => {})
      return { client: nodePostgres(pool), end: () => pool.end() }
    },
  ],
  [
    'postgres.js',
    (url) => {
      const sql = postgres(url, { onnotice: () => {}, connect_timeout: 5 })
      return { client: postgresJs(sql), end: () => sql.end({ timeout: 1 }) }
    },
  ],
]

/** What a call throws, which must be an error of ours with the database's own as its cause. */
const thrownBy = async (ask: Promise<unknown>): Promise<string> => {
  const error: unknown = await ask.then(
    (answer) => Promise.reject(new Error(`not thrown: ${JSON.stringify(answer)}`)),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Error)) throw new Error(`no error: ${String(error)}`)
  expect(error.cause, error.message).toBeInstanceOf(Error)
  return error.message
}

const unknown = /is not known: the same command again, under the same id, is done once in either case \(I-1\)/

/** What stands between a client and the server; told to, it loses the answer that a statement has been carried out. */
const wireTo = async (port: number) => {
  const server = createServer()
  const state = { isCut: false }
  server.on('connection', (near: Socket) => {
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy())
    near.pipe(far)
    far.on('data', (bytes) => {
      if (state.isCut && bytes.includes('SELECT 1\0')) near.destroy()
      else near.write(bytes)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it has no port')
  return { port: address.port, state, close: () => server.close() }
}

const bin = await programs()

describe.skipIf(bin === null).each(drivers)('a server through %s', (_, open) => {
  const schema = 'throughline'
  let cluster: Cluster
  let admin: Pool
  const opened: Connected[] = []

  const urlOf = (
    more: { readonly [part in 'username' | 'password' | 'pathname' | 'port' | 'hostname']?: string },
  ) => Object.assign(new URL(cluster.url), more).href

  const to = (url: string): { readonly client: PostgresClient; readonly store: Store } => {
    const connected = open(url)
    opened.push(connected)
    return { client: connected.client, store: postgresStore({ client: connected.client, schema }) }
  }

  /** Both doors of a store, and the tables' own. */
  const refusals = async (url: string): Promise<readonly string[]> => {
    const { client, store } = to(url)
    return [
      await thrownBy(store.load([snapshotQuery({ customer: 'ada' })])),
      await thrownBy(claim(store)),
      await thrownBy(migrate(client, { schema: 'another' })),
    ]
  }

  /** Lets every write wait; does something to it, if anything, as soon as one waits; and lets go. */
  const whileWriting = async <T>(run: () => Promise<T>, meanwhile?: () => Promise<unknown>): Promise<T> => {
    const holder = await admin.connect()
    const waits = `select 1 from pg_stat_activity where wait_event_type = 'Lock'`
    try {
      await holder.query(`begin; lock table ${schema}.events, ${schema}.addresses in exclusive mode`)
      const running = run()
      if (meanwhile === undefined) return await running
      running.catch(() => {})
      while ((await admin.query(waits)).rows.length === 0) await new Promise((next) => setTimeout(next, 5))
      await meanwhile()
      return await running
    } finally {
      holder.release(true)
    }
  }

  beforeAll(async () => {
    cluster = await startCluster(bin ?? '')
    admin = new Pool({ connectionString: cluster.url })
    admin.on('error', () => {})
    await migrate(nodePostgres(admin), { schema })
    const { rows } = await admin.query('show hba_file')
    const rules = [
      'guarded 127.0.0.1/32 scram-sha-256',
      'unwanted 127.0.0.1/32 reject',
      'all 127.0.0.1/32 trust',
    ]
    const lines = rules.map((rule) => `'host all ${rule}'`).join(', ')
    await admin.query(`create role guarded login password 'right'`)
    await admin.query('create role unwanted login; create role crowded login connection limit 0')
    await admin.query('create role weak login; create role looking login; create role hasty login')
    await admin.query(`grant usage on schema ${schema} to looking, hasty`)
    await admin.query(`grant all on all tables in schema ${schema} to looking, hasty`)
    await admin.query('alter role looking set default_transaction_read_only = on')
    await admin.query(`alter role hasty set statement_timeout = '100ms'`)
    await admin.query(`copy (select unnest(array[${lines}])) to '${rows[0].hba_file}'`)
    await admin.query('select pg_reload_conf()')
  }, 60_000)

  afterAll(async () => {
    for (const { end } of opened) await end().catch(() => {})
    await admin.end().catch(() => {})
    await cluster.remove()
  }, 60_000)

  it('B-3: a wrong host, port, database, user or password: it says what to correct, and that nothing was written', async () => {
    const said = {
      [urlOf({ port: '1' })]: /cannot be reached: correct host and port, or start it \(ECONNREFUSED/,
      [urlOf({ hostname: 'localhost', port: '1' })]: /cannot be reached.*ECONNREFUSED.*:1/,
      [urlOf({ hostname: 'nowhere.invalid' })]: /cannot be reached: correct host and port/,
      [urlOf({ pathname: '/nowhere' })]: /the database does not exist: create it, or correct the name.*3D000/,
      [urlOf({ username: 'nobody' })]: /refused the user: correct the connection.*28000/,
      [urlOf({ username: 'unwanted' })]: /let the server admit it \(pg_hba\.conf\) \(28000/,
      [urlOf({ username: 'guarded', password: 'wrong' })]:
        /refused the password: correct the connection.*28P01/,
      [urlOf({ username: 'guarded' })]: /refused the password: correct the connection/,
      [urlOf({ username: 'crowded' })]: /no connection left: use a smaller pool.*53300/,
    }
    for (const [url, text] of Object.entries(said))
      for (const message of await refusals(url)) {
        expect(message).toMatch(text)
        expect(message).not.toMatch(unknown)
        expect(message).not.toMatch(/wrong/)
      }
  })

  it('B-3: no right to the tables, or to write: it says which right is missing', async () => {
    for (const message of await refusals(urlOf({ username: 'weak' })))
      expect(message).toMatch(/grant it usage of the schema.*42501/)
    const { client, store } = to(urlOf({ username: 'looking' }))
    expect(await store.counts({})).toMatchObject({ new: 0 })
    expect(await thrownBy(claim(store))).toMatch(/read-only: connect to the primary.*25006/)
    expect(await thrownBy(migrate(client, { schema: 'another' }))).toMatch(
      /read-only: connect to the primary.*25006/,
    )
  })

  it('B-3: a full disk and a wait without end say so, and nothing was written', async () => {
    const { client, store } = to(cluster.url)
    // The server's own words of a full disk, at a file that is always full.
    const full: PostgresClient = {
      query: () => client.query(`copy (select repeat('x', 99999)) to '/dev/full'`, []),
    }
    const message = await thrownBy(claim(postgresStore({ client: full })))
    expect(message).toMatch(/disk of the database is full.*53100/)
    expect(message).not.toMatch(unknown)
    const hasty = to(urlOf({ username: 'hasty' })).store
    const late = await whileWriting(() => thrownBy(claim(hasty)))
    expect(late).toMatch(/gave up waiting: raise statement_timeout.*57014/)
    expect(late).not.toMatch(unknown)
    expect(await store.load([snapshotQuery({ address: 'email:x' })])).toMatchObject([{ addressOwner: null }])
  })

  it('I-1: the connection breaks before a commit is carried out: it says that nobody knows, and again it is done once', async () => {
    const { store } = to(cluster.url)
    const w = createWorld({ store })
    await w.customerWrites('warm')
    const cut = () =>
      admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'`)
    const message = await whileWriting(() => thrownBy(w.customerWrites('before')), cut)
    expect(message).toMatch(/connection to the database broke/)
    expect(message).toMatch(unknown)
    expect(await w.customerWrites('before')).toMatchObject({ repeated: false, outcome: 'append' })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('I-1: the answer to a commit is lost: it says that nobody knows, and again it is a repeat, of messages and commands', async () => {
    const wire = await wireTo(Number(new URL(cluster.url).port))
    const { client } = to(urlOf({ port: `${wire.port}` }))
    const losing: PostgresClient = {
      query: async (text, parameters) => {
        wire.state.isCut = text.includes('insert into')
        try {
          return await client.query(text, parameters)
        } finally {
          wire.state.isCut = false
        }
      },
    }
    const tenant = 'lost'
    const w = createWorld({ store: postgresStore({ client, schema, tenant }) })
    const broken = w.anotherDesk({ store: postgresStore({ client: losing, schema, tenant }) })
    const heard = { channel: 'email', customer: 'ada', from: 'ada@example.com', id: '<1>', text: 'one' }
    const said = { customer: 'ada', agent: 'sam', channel: 'email', text: 'two', commandId: 'c1' }
    for (const [ask, again] of [
      [() => broken.receive(heard), () => w.desk.receive(heard)],
      [() => broken.send(said), () => w.desk.send(said)],
    ] as const) {
      const message = await thrownBy(ask())
      expect(message).toMatch(/connection to the database broke/)
      expect(message).toMatch(unknown)
      expect(await again()).toMatchObject({ ok: true, repeated: true })
    }
    const events = await w.events()
    expect(eventsOfType(events, 'message.received')).toHaveLength(1)
    expect(eventsOfType(events, 'message.sent')).toHaveLength(1)
    expect(await findStoreFaults(w)).toEqual([])
    wire.close()
  })

  it('B-3: what a driver says without a code is not taken for a refusal', async () => {
    const odd = new Error('odd')
    const store = postgresStore({ client: { query: () => Promise.reject(odd) } })
    expect(await thrownBy(claim(store))).toMatch(unknown)
    await expect(store.counts({})).rejects.toBe(odd)
    const { store: closed } = to(cluster.url)
    await opened.at(-1)?.end()
    const message = await thrownBy(claim(closed))
    expect(message).toMatch(/ended by this program: end it after the last use/)
    expect(message).not.toMatch(unknown)
  })

  it('B-3: a standby reads, and says that it takes no writes; one that takes no connections says so', async () => {
    const { rows } = await admin.query('show data_directory')
    await admin.query(`copy (select '') to '${rows[0].data_directory}/standby.signal'`)
    await cluster.stop()
    await cluster.start()
    const { client, store } = to(cluster.url)
    expect(await store.counts({})).toMatchObject({ closed: 0 })
    expect(await thrownBy(claim(store))).toMatch(/read-only: connect to the primary, not to a replica.*25006/)
    expect(await thrownBy(migrate(client, { schema: 'another' }))).toMatch(/25006/)
    await admin.query(`alter system set hot_standby = off`)
    await cluster.stop()
    await cluster.start()
    for (const message of await refusals(cluster.url)) {
      expect(message).toMatch(/takes no connections now, for it starts, stops or is a standby.*57P03/)
      expect(message).not.toMatch(unknown)
    }
  }, 60_000)
})

it.skipIf(bin === null)(
  'B-3: a pooler that loses prepared statements is named, and nothing was written',
  async () => {
    const cluster = await startCluster(bin ?? '')
    const pool = new Pool({ connectionString: cluster.url, max: 1 })
    const client = nodePostgres(pool)
    await migrate(client)
    const store = postgresStore({ client })
    const pass = (from: string | null, to: string) =>
      store.commit({ ...nothing, claims: [{ address: 'email:x', from, to }] })
    expect(await pass(null, 'ada')).toEqual({ ok: true })
    await pool.query('deallocate all')
    const message = await thrownBy(pass('ada', 'bob'))
    expect(message).toMatch(/loses prepared statements: let it keep them.*26000/)
    expect(message).not.toMatch(unknown)
    await pool.end()
    await cluster.remove()
  },
  60_000,
)

describe('PGlite', () => {
  it('E-3: tables that lack a column or a table say which version they are not of', async () => {
    const db = new PGlite()
    const client = pglite(db)
    await migrate(client)
    const store = postgresStore({ client })
    await db.exec('alter table throughline.conversations drop column status')
    expect(await thrownBy(store.counts({}))).toMatch(
      /of another version than this release: run migrate.*42703/,
    )
    await db.exec('drop table throughline.conversations')
    expect(await thrownBy(store.counts({}))).toMatch(
      /missing, or older than this release: run migrate.*42P01/,
    )
    await db.close()
  })

  it('B-3: a database that is read-only, or closed, says so', async () => {
    const db = new PGlite()
    const client = pglite(db)
    await migrate(client)
    await db.exec('set default_transaction_read_only = on')
    const store = postgresStore({ client })
    expect(await store.counts({})).toMatchObject({ new: 0 })
    expect(await thrownBy(claim(store))).toMatch(/read-only: connect to the primary.*25006/)
    expect(await thrownBy(migrate(client, { schema: 'another' }))).toMatch(/read-only.*25006/)
    await db.close()
    expect(await thrownBy(claim(store))).toMatch(/ended by this program/)
  })
})
