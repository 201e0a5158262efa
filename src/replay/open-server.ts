import { nodePostgres } from '../postgres/index.ts'
import { loadDriver } from './store-error.ts'
import type { OpenClient, StoreLocation } from './store-location.ts'

const connectTimeout = 10_000

/** Opens a server with node-postgres: one connection, for a log is replayed line by line. */
export const openServer = async ({ address, name }: StoreLocation): Promise<OpenClient> => {
  const { default: pg } = await loadDriver('pg', name, () => import('pg'))
  const pool = new pg.Pool({ connectionString: address, max: 1, connectionTimeoutMillis: connectTimeout })
  // A connection that breaks while nobody uses it is told of by the statement that misses it.
  pool.on('error', () => {})
  return { client: nodePostgres(pool), close: () => pool.end() }
}
