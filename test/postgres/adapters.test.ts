import { PGlite } from '@electric-sql/pglite'
import { Client, Pool } from 'pg'
import postgres from 'postgres'
import { afterAll, describe, expect, it } from 'vitest'
import {
  migrate,
  nodePostgres,
  type PostgresClient,
  pglite,
  postgresJs,
  postgresStore,
} from '../../src/postgres/index.ts'
import { createWorld, expectOk, findStoreFaults, inboundMail } from '../support/world.ts'
import { databases, serverUrl } from './databases.ts'

const [embedded] = await databases()
const url = await serverUrl()
const schema = `t_${process.pid}_adapters`

/** Ends a connection of the server in the middle of a statement that sleeps. */
const endAsleep = async (pid: string): Promise<void> => {
  const client = new Client({ connectionString: url ?? '' })
  await client.connect()
  const end = `select pg_terminate_backend(pid) from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`
  while ((await client.query(end, [pid])).rows.length === 0);
  await client.end()
}

/** A driver over HTTP: each statement is a request with a body, and answers rows as JSON. */
const overHttp = (fetchLike: (body: string) => Promise<string>): PostgresClient => ({
  query: async (query, params) => {
    const answer = JSON.parse(await fetchLike(JSON.stringify({ query, params })))
    if (answer.error !== undefined) throw Object.assign(new Error(answer.error.message), answer.error)
    return answer
  },
})

const clients: (readonly [string, () => Promise<readonly [PostgresClient, () => Promise<unknown>]>])[] = [
  [
    'PGlite',
    async () => {
      const db = new PGlite()
      return [pglite(db), () => db.close()]
    },
  ],
  [
    'a driver over HTTP',
    async () => [
      overHttp(async (body) => {
        const { query, params } = JSON.parse(body)
        try {
          return JSON.stringify(await embedded?.client.query(query, params))
        } catch (error) {
          const { message, code, constraint } = error as { message: string; code: string; constraint: string }
          return JSON.stringify({ error: { message, code, constraint } })
        }
      }),
      async () => embedded?.run(`drop schema if exists "${schema}" cascade`),
    ],
  ],
]
if (url !== null)
  clients.push(
    [
      'one connection of node-postgres',
      async () => {
        const client = new Client({ connectionString: url })
        await client.connect()
        return [nodePostgres(client), () => client.end()]
      },
    ],
    [
      'postgres.js',
      async () => {
        const sql = postgres(url, { onnotice: () => {} })
        return [postgresJs(sql), () => sql.end()]
      },
    ],
  )

describe.each(clients)('%s', (_, connect) => {
  it('O-4, CU-1, B-4: a store on it keeps its word', async () => {
    const [client, end] = await connect()
    afterAll(end)
    await client.query(`drop schema if exists "${schema}" cascade`, [])
    await migrate(client, { schema })
    const w = createWorld({ store: postgresStore({ client, schema }) })
    await w.customerWrites('one\0\ud800')
    await w.agentWrites('two')
    await Promise.all(
      ['a', 'b', 'c'].map((text, n) =>
        expectOk((n > 0 ? w.anotherDesk() : w.desk).receive(inboundMail(text))),
      ),
    )
    expect(await w.customerWrites('one\0\ud800')).toMatchObject({ outcome: 'duplicate' })
    await w.customerWrites('x', { customer: 'bob', from: 'bob@example.com' })
    expect(
      (await w.desk.addAddress({ customer: 'bob', agent: 's', channel: 'email', address: 'ada@example.com' }))
        .ok,
    ).toBe(false)
    await w.agentCloses()
    expect(await findStoreFaults(w)).toEqual([])
    expect(await w.store.counts({ agent: null })).toEqual({ new: 1, open: 0, waiting: 0, closed: 0 })
    await client.query(`drop schema "${schema}" cascade`, [])
  })
})

describe.skipIf(url === null)('a pool of node-postgres', () => {
  it('O-4: keeps a connection that was only refused, and lets go of one that broke', async () => {
    const pool = new Pool({ connectionString: url ?? '', max: 1 })
    pool.on('error', () => {})
    const client = nodePostgres(pool)
    const pid = async () => (await client.query('select pg_backend_pid()::text as pid', [])).rows[0]?.['pid']
    const first = await pid()
    await expect(client.query("select 'x'::integer::text as n", [])).rejects.toMatchObject({ code: '22P02' })
    expect(await pid()).toBe(first)
    const [, ended] = await Promise.allSettled([
      endAsleep(`${first}`),
      client.query('select pg_sleep(600)::text as slept', []),
    ])
    expect(ended).toMatchObject({ status: 'rejected' })
    expect(await pid()).not.toBe(first)
    await pool.end()
  })
})

const terminate = async (pid: string | null | undefined): Promise<void> => {
  const admin = new Client({ connectionString: url ?? '' })
  await admin.connect()
  await admin.query(`select pg_terminate_backend(${pid})`)
  await admin.end()
}

describe.skipIf(url === null)('a connection that the server ends while it is idle', () => {
  it('does not end the process, and the pool makes another (O-4)', async () => {
    const pool = new Pool({ connectionString: url ?? '', max: 1 })
    const client = nodePostgres(pool)
    const { rows } = await client.query('select pg_backend_pid()::text as pid', [])
    expect(pool.listenerCount('error')).toBe(1)
    nodePostgres(pool)
    expect(pool.listenerCount('error')).toBe(1)
    const ended = new Promise((resolve) => pool.once('error', resolve))
    await terminate(rows[0]?.['pid'])
    await ended
    expect((await client.query('select 1::text as n', [])).rows).toEqual([{ n: '1' }])
    await pool.end()
  })

  it('leaves the listener of the host app alone', async () => {
    const pool = new Pool({ connectionString: url ?? '' })
    const own = () => {}
    pool.on('error', own)
    nodePostgres(pool)
    expect(pool.listeners('error')).toEqual([own])
    await pool.end()
  })

  it('says of a client that its connection is gone (O-4)', async () => {
    const one = new Client({ connectionString: url ?? '' })
    await one.connect()
    const client = nodePostgres(one)
    const { rows } = await client.query('select pg_backend_pid()::text as pid', [])
    const ended = new Promise((resolve) => one.once('error', resolve))
    await terminate(rows[0]?.['pid'])
    await ended
    await expect(client.query('select 1', [])).rejects.toThrow()
    await one.end()
  })

  it('says that a commit may have been written when the driver stopped waiting for it (I-1)', async () => {
    const pool = new Pool({ connectionString: url ?? '', query_timeout: 100 })
    const slow: PostgresClient = { query: () => nodePostgres(pool).query('select pg_sleep(0.5)::text', []) }
    const w = createWorld({ store: postgresStore({ client: slow }) })
    await expect(w.store.counts({})).rejects.toThrow(/query_timeout.*Query read timeout/)
    const written = w.store.commit({
      ...{ expected: [], customers: [], conversations: [], tasks: [], events: [], redacted: [] },
      claims: [{ address: 'email:x', from: null, to: 'ada' }],
    })
    await expect(written).rejects.toThrow(
      /query_timeout.*is not known: the same command again, under the same id/,
    )
    await pool.end()
  })
})

describe('what a pool lends', () => {
  const lending = (ask: () => void) => {
    const ended: (boolean | undefined)[] = []
    const connection = {
      query: ask,
      release: (isBroken?: boolean) => ended.push(isBroken),
      on: () => {},
      removeListener: () => {},
    }
    const pool = {
      query: async () => ({ rows: [] }),
      connect: (lent: (error: undefined, one: typeof connection) => void) => lent(undefined, connection),
      totalCount: 1,
    }
    return { client: nodePostgres(pool), ended }
  }

  it('O-4: is given back where the driver throws instead of answering', async () => {
    const { client, ended } = lending(() => {
      throw new TypeError('no such statement')
    })
    await expect(client.query('select 1', [])).rejects.toThrow('no such statement')
    expect(ended).toEqual([true])
  })

  it('is given back once where the driver throws and answers as well (O-4)', async () => {
    let answer: (error: Error) => void = () => {}
    const ask = ((_: unknown, answered: (error: Error) => void) => {
      answer = answered
      throw new TypeError('no such value')
    }) as unknown as () => void
    const { client, ended } = lending(ask)
    await expect(client.query('select 1', [])).rejects.toThrow('no such value')
    answer(new Error('Connection terminated'))
    expect(ended).toEqual([true])
  })

  it('O-4: is asked for in vain where there is none: the error comes as it is', async () => {
    const pool = {
      query: async () => ({ rows: [] }),
      connect: (lent: (error: Error) => void) => lent(new Error('none in time')),
      totalCount: 1,
    }
    await expect(nodePostgres(pool).query('select 1', [])).rejects.toThrow('none in time')
  })
})

describe('statements that are not prepared', () => {
  it('sends them without a name, and with one by default (B-3)', async () => {
    const names: unknown[] = []
    const pool = {
      query: async (statement: { readonly name: string | undefined }) => {
        names.push(statement.name)
        return { rows: [] }
      },
    }
    await nodePostgres(pool, { prepare: false }).query('select 1', [])
    await nodePostgres(pool).query('select 1', [])
    expect(names).toEqual([undefined, expect.stringMatching(/^throughline_/)])
  })

  it('tells postgres.js the same (B-3)', async () => {
    const prepared: boolean[] = []
    const sql = {
      unsafe: async (_: string, __: unknown, { prepare }: { readonly prepare: boolean }) => {
        prepared.push(prepare)
        return []
      },
    }
    await postgresJs(sql, { prepare: false }).query('select 1', [])
    await postgresJs(sql).query('select 1', [])
    expect(prepared).toEqual([false, true])
  })
})
