import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import type { StoreHarness } from '../../src/contract/index.ts'
import {
  migrate,
  nodePostgres,
  type PostgresClient,
  pglite,
  postgresStore,
} from '../../src/postgres/index.ts'
import type { MigrationOptions } from '../../src/postgres/schema.ts'
import { allCapabilities } from '../contract/all-capabilities.ts'
import { serverUrl } from '../postgres/databases.ts'
import type { Opener, Ready } from './ready.ts'

const made = { schemas: 0 }
export const schemaName = (): string =>
  `stores_${process.pid}_${Date.now().toString(36)}_${(made.schemas++).toString(36)}`

/** Tables in a schema of their own; a sibling and a restart use the second client. Each case has tenants of its own. */
export const postgresHarness = (
  name: string,
  schema: string,
  [one, other]: readonly [PostgresClient, PostgresClient],
): StoreHarness => {
  let tenants = 0
  return {
    name,
    capabilities: allCapabilities,
    open: async () => {
      const tenant = `${tenants++}`
      return {
        store: postgresStore({ client: one, schema, tenant }),
        sibling: async () => postgresStore({ client: other, schema, tenant }),
        reopen: async () => postgresStore({ client: other, schema, tenant }),
        tenant: async () => postgresStore({ client: one, schema, tenant: `${tenant}, another` }),
      }
    },
  }
}

const versionOf = async (client: PostgresClient): Promise<string> => {
  const { rows } = await client.query(`select current_setting('server_version') as version`, [])
  return `PostgreSQL ${rows[0]?.['version']}`
}

/** PGlite, in memory: one process and one connection, so a sibling is the same one. */
export const inPglite: Opener = async () => {
  const db = new PGlite()
  const client = pglite(db)
  const schema = schemaName()
  await migrate(client, { schema })
  const harness = postgresHarness('throughline/postgres on PGlite', schema, [client, client])
  return [{ harness, on: `${await versionOf(client)} in this process`, close: () => db.close() }]
}

const withoutPassword = (url: string): string => {
  const shown = new URL(url)
  shown.password = ''
  return `${shown}`
}

/** A server, by two pools, with tables as `migrate` makes them by these options. */
export const onServer =
  (name: string, options: MigrationOptions = {}): Opener =>
  async () => {
    const url = await serverUrl()
    if (url === null) return [{ store: name, missing: 'no server answers: set DATABASE_URL' }]
    const pools = [1, 2].map(() => new Pool({ connectionString: url, max: 16 })) as [Pool, Pool]
    const schema = schemaName()
    const clients = pools.map((pool) => nodePostgres(pool)) as [PostgresClient, PostgresClient]
    await migrate(clients[0], { ...options, schema })
    const close: Ready['close'] = async () => {
      await clients[0].query(`drop schema if exists "${schema}" cascade`, [])
      for (const pool of pools) await pool.end()
    }
    const on = `${await versionOf(clients[0])} at ${withoutPassword(url)}`
    return [{ harness: postgresHarness(name, schema, clients), on, close }]
  }
