import { Pool } from 'pg'
import { nodePostgres, type PostgresClient } from '../../src/postgres/index.ts'

/** A pool of so many connections, as a host has it. One that breaks while idle is replaced and worth no word. */
export const connect = (
  url: string,
  max: number,
): { readonly client: PostgresClient; readonly end: () => Promise<void> } => {
  const pool = new Pool({ connectionString: url, max })
  pool.on('error', () => undefined)
  return { client: nodePostgres(pool), end: () => pool.end() }
}
