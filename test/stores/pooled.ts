import { Pool } from 'pg'
import { migrate, nodePostgres, type PostgresClient } from '../../src/postgres/index.ts'
import { serverUrl } from '../postgres/databases.ts'
import { startPooler } from './pgbouncer.ts'
import { postgresHarness, schemaName } from './postgres.ts'
import type { Opener, Ready } from './ready.ts'

const store = 'throughline/postgres, behind a transaction pooler'

/** A server behind PgBouncer in transaction mode, by two pools that do not prepare statements. */
export const pooled: Opener = async () => {
  const url = await serverUrl()
  if (url === null) return [{ store, missing: 'no server answers: set DATABASE_URL' }]
  const pooler = await startPooler(url)
  if (pooler === null) return [{ store, missing: 'there is no pgbouncer to start' }]
  const pools = [1, 2].map(() => new Pool({ connectionString: pooler.url, max: 16 })) as [Pool, Pool]
  const schema = schemaName()
  const clients = pools.map((pool) => nodePostgres(pool, { prepare: false })) as [
    PostgresClient,
    PostgresClient,
  ]
  await migrate(clients[0], { schema })
  const close: Ready['close'] = async () => {
    await clients[0].query(`drop schema if exists "${schema}" cascade`, [])
    for (const pool of pools) await pool.end()
    await pooler.remove()
  }
  return [{ harness: postgresHarness(store, schema, clients), on: pooler.version, close }]
}
