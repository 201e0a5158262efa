/**
 * PostgreSQL with a standby: one pool for each host, and whichever host is the primary gets the statements. After a failover the
 * store finds the promoted standby by itself. A host that was primary must not come back as one: fence it (Patroni and pg_auto_failover do).
 */
import { Pool } from 'pg'
import { nodePostgres, type PostgresClient } from 'throughline/postgres'

/** What the database refuses while the connection stays good: conflicts, races, and the store's own checks. */
const isRefusal = (error: unknown): boolean => /^(23|40|P0)/.test(String((error as { code?: unknown }).code))

/** Returns a client that sends each statement to the host that is not in recovery; throws when there is none. */
export const primaryOf = (hosts: readonly PostgresClient[]): PostgresClient => {
  let primary: PostgresClient | null = null
  const find = async (): Promise<PostgresClient> => {
    let last: unknown = null
    for (const host of hosts)
      try {
        const { rows } = await host.query('select pg_is_in_recovery()::text as standby', [])
        if (rows[0]?.['standby'] === 'false') return host
      } catch (error) {
        last = error
      }
    throw last ?? Object.assign(new Error('every host is a standby: promote one'), { code: '25006' })
  }
  return {
    query: async (text, parameters) => {
      primary ??= await find()
      try {
        return await primary.query(text, parameters)
      } catch (error) {
        if (!isRefusal(error)) primary = null
        throw error
      }
    },
  }
}

/** One pool for each address, for example `postgres://app@db1/support` and `postgres://app@db2/support`. */
export const connectTo = (addresses: readonly string[], max = 10) => {
  const pools = addresses.map((connectionString) => {
    const pool = new Pool({ connectionString, max, connectionTimeoutMillis: 2_000 })
    // Without a listener, an idle connection that a server ends would end the process.
    return pool.on('error', (error) => console.warn('connection lost', error.message))
  })
  return {
    client: primaryOf(pools.map((pool) => nodePostgres(pool))),
    end: async () => {
      await Promise.all(pools.map((pool) => pool.end()))
    },
  }
}
