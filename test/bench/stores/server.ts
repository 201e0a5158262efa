import { randomUUID } from 'node:crypto'
import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import { migrate, nodePostgres, type PostgresClient, pglite, type Row } from '../../../src/postgres/index.ts'
import { serverUrl } from '../../postgres/databases.ts'
import { backendSeconds } from './backends.ts'
import { type Counted, counted } from './counted.ts'

/** So many connections to one database: for the library by its adapter, for SQL by hand as the driver has it. */
export interface Connections {
  readonly client: PostgresClient
  /** A statement that each connection prepares once, under this name. */
  readonly ask: (name: string, text: string, values: (string | number | null)[]) => Promise<readonly Row[]>
  /** How many statements went through `client` so far. */
  readonly statements: Counted['statements']
  /** Null on PGlite. */
  readonly pool: Pool | null
  /** Seconds of the server's processor time so far; null where it cannot be known. */
  readonly backends: () => Promise<number | null>
  readonly end: () => Promise<void>
}

/** A database to measure on. */
export interface Server {
  readonly name: string
  /** Null: PGlite, which has one connection and no address. */
  readonly url: string | null
  readonly isTuned: boolean
  /** `schema`: where names without one lead. */
  readonly connect: (size: number, schema?: string) => Promise<Connections>
  readonly close: () => Promise<void>
}

/** Plans kept from the first call on, and none compiled: what some hosts set. */
const tuning = '-c plan_cache_mode=force_generic_plan -c jit=off'

interface PoolOptions {
  readonly isTuned: boolean
  readonly schema?: string | undefined
}

export const connectionsOf = (url: string, size: number, { isTuned, schema }: PoolOptions): Connections => {
  const options = [
    ...(isTuned ? [tuning] : []),
    ...(schema === undefined ? [] : [`-c search_path=${schema}`]),
  ]
  const name = `bench-${randomUUID()}`
  const given = options.length > 0 ? { options: options.join(' ') } : {}
  const pool = new Pool({ connectionString: url, max: size, application_name: name, ...given })
  const { client, statements } = counted(nodePostgres(pool))
  return {
    client,
    statements,
    ask: async (statement, text, values) => (await pool.query<Row>({ name: statement, text, values })).rows,
    pool,
    backends: () => backendSeconds(pool, url, name),
    end: () => pool.end(),
  }
}

const embedded = (): Server => {
  const db = new PGlite()
  const { client, statements } = counted(pglite(db))
  const connections: Connections = {
    client,
    statements,
    ask: async (_, text, values) => (await db.query<Row>(text, values)).rows,
    pool: null,
    backends: async () => null,
    end: async () => {},
  }
  return {
    name: 'PGlite',
    url: null,
    isTuned: false,
    connect: async () => connections,
    close: () => db.close(),
  }
}

/** The server at `url`, else the one that tests use, else PGlite. */
export const openServer = async (url: string | undefined, isTuned: boolean): Promise<Server> => {
  const at = url ?? (await serverUrl())
  if (at === null) return embedded()
  const pool = new Pool({ connectionString: at, max: 1 })
  try {
    const { rows } = await pool.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    )
    const name = `PostgreSQL ${rows[0]?.version}${isTuned ? `, ${tuning}` : ''}`
    const connect = async (size: number, schema?: string) => connectionsOf(at, size, { isTuned, schema })
    return { name, url: at, isTuned, connect, close: async () => {} }
  } finally {
    await pool.end()
  }
}

/** Runs something in so many schemas of its own with the store's tables, which are gone afterwards. */
export const inSchemas = async <T>(
  server: Server,
  count: number,
  use: (schemas: readonly string[]) => Promise<T>,
): Promise<T> => {
  const schemas = Array.from(
    { length: count },
    (_, n) => `bench_${process.pid}_${Date.now().toString(36)}_${n}`,
  )
  const { client, end } = await server.connect(1)
  try {
    for (const schema of schemas) await migrate(client, { schema })
    return await use(schemas)
  } finally {
    for (const schema of schemas) await client.query(`drop schema if exists "${schema}" cascade`, [])
    await end()
  }
}
