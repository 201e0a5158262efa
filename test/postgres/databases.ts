import { PGlite } from '@electric-sql/pglite'
import { Client, Pool } from 'pg'
import { afterAll } from 'vitest'
import type { Store } from '../../src/index.ts'
import {
  migrate,
  nodePostgres,
  type PostgresClient,
  pglite,
  postgresStore,
} from '../../src/postgres/index.ts'
import type { MigrationOptions } from '../../src/postgres/schema.ts'

/** A database that tests run on, each in a schema of its own. */
export interface Database {
  readonly name: string
  readonly client: PostgresClient
  /** Runs a statement that is no part of the library. */
  readonly run: (text: string) => Promise<unknown>
  /** An empty schema with its tables; gone when the file is done. */
  readonly fresh: (options?: MigrationOptions) => Promise<{
    readonly schema: string
    readonly store: (tenant?: string) => Store
  }>
  /** One connection, so that several statements may make a transaction. */
  readonly alone: () => Promise<{ readonly client: PostgresClient; readonly end: () => Promise<void> }>
  readonly close: () => Promise<void>
}

const local = ['postgres://postgres@127.0.0.1:5432/test', 'postgres://postgres@127.0.0.1:5432/postgres']

/** Nothing listens, or the server has no such database or lets nobody in without a password. */
const absent = /ECONNREFUSED|ENOENT|3D000|28000|28P01|password/

const databaseOf = (
  name: string,
  client: PostgresClient,
  end: () => Promise<void>,
  alone: Database['alone'],
): Database => {
  const schemas: string[] = []
  const run = (text: string) => client.query(text, [])
  return {
    name,
    client,
    run,
    alone,
    fresh: async (options = {}) => {
      const schema = `t_${process.pid}_${Date.now().toString(36)}_${schemas.length}`
      schemas.push(schema)
      await migrate(client, { schema, ...options })
      return { schema, store: (tenant) => postgresStore({ client, schema, tenant }) }
    },
    close: async () => {
      for (const schema of schemas) await run(`drop schema if exists "${schema}" cascade`)
      await end()
    },
  }
}

const embedded = async (): Promise<Database> => {
  const db = new PGlite()
  await db.waitReady
  const client = pglite(db)
  return databaseOf(
    'PGlite',
    client,
    () => db.close(),
    async () => ({ client, end: async () => {} }),
  )
}

/**
 * The server at `DATABASE_URL`, none if that is empty; if it is not set, a server on this machine, or null. A server that is
 * there but does not answer is an error: a busy machine must not leave out tests.
 */
export const serverUrl = async (): Promise<string | null> => {
  const { DATABASE_URL: given } = process.env
  if (given !== undefined) return given === '' ? null : given
  for (const url of local) {
    const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 60_000 })
    try {
      await pool.query('select 1')
      return url
    } catch (error) {
      if (!absent.test(`${(error as { code?: string }).code} ${error}`)) throw error
    } finally {
      await pool.end()
    }
  }
  return null
}

const server = async (): Promise<readonly Database[]> => {
  const url = await serverUrl()
  if (url === null) return []
  const pool = new Pool({ connectionString: url, max: 32 })
  const { rows } = await pool.query('select current_setting($1) as version', ['server_version'])
  const alone = async () => {
    const client = new Client({ connectionString: url })
    await client.connect()
    return { client: nodePostgres(client), end: () => client.end() }
  }
  return [databaseOf(`PostgreSQL ${rows[0]?.version}`, nodePostgres(pool), () => pool.end(), alone)]
}

/** PGlite, and a server where there is one. Each file starts its own and closes them. */
export const databases = async (): Promise<readonly Database[]> => {
  const all = [await embedded(), ...(await server())]
  afterAll(async () => {
    for (const database of all) await database.close()
  })
  return all
}
