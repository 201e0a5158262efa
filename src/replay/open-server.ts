import { nodePostgres } from '../postgres/index.ts'
import { driver } from './store-error.ts'
import type { OpenClient, Place } from './store-place.ts'

const patience = 10_000

/** Opens a server with node-postgres: one connection, for a log is replayed line by line. */
export const openServer = async ({ at, name }: Place): Promise<OpenClient> => {
  const { default: pg } = await driver('pg', name, () => import('pg'))
  const pool = new pg.Pool({ connectionString: at, max: 1, connectionTimeoutMillis: patience })
  // A connection that breaks while nobody uses it is told of by the statement that misses it.
  pool.on('error', () => {})
  return { client: nodePostgres(pool), close: () => pool.end() }
}
