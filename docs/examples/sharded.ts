/**
 * Several PostgreSQL servers, each with the tables of `migrate`: which one has a tenant follows from its name, so that no
 * table has to be asked; whoever was moved stands in a directory.
 */
import { createHash } from 'node:crypto'
import type { Store } from 'throughline'
import { type PostgresClient, postgresStore } from 'throughline/postgres'

export interface ShardedOptions {
  /** By names that stay, whatever address a server has. */
  readonly servers: ReadonlyMap<string, PostgresClient>
  /** Where those are who were moved: the host's own table, read at its start and when it changes. */
  readonly moved?: ReadonlyMap<string, string>
  readonly schema?: string
}

const weight = (server: string, tenant: string): string =>
  createHash('sha256')
    .update(JSON.stringify([server, tenant]))
    .digest('hex')

/** Rendezvous hashing: the server with the highest weight. One more server takes only what is its own then. */
export const serverOf = (servers: Iterable<string>, tenant: string): string => {
  const [best] = [...servers]
    .map((name) => ({ name, weight: weight(name, tenant) }))
    .sort((a, b) => (a.weight < b.weight ? 1 : -1))
  if (best === undefined) throw new Error('sharded: there is no server; name at least one')
  return best.name
}

/** An error says which server it came from; its code stays, from which the store knows conflicts. */
const naming = (name: string, client: PostgresClient): PostgresClient => ({
  query: async (text, parameters) => {
    try {
      return await client.query(text, parameters)
    } catch (error) {
      if (error instanceof Error) error.message = `server ${name}: ${error.message}`
      throw error
    }
  },
})

/** Gives each tenant its store. Tenants of a server that is down are refused by it; the others do not notice. */
export const sharded = ({ servers, moved = new Map(), schema }: ShardedOptions) => {
  const clients = new Map([...servers].map(([name, client]) => [name, naming(name, client)]))
  const stores = new Map<string, Store>()
  return (tenant: string): Store => {
    const server = moved.get(tenant) ?? serverOf(servers.keys(), tenant)
    const client = clients.get(server)
    if (client === undefined)
      throw new Error(`sharded: tenant ${tenant} was moved to ${server}, which is no server; add it`)
    const place = JSON.stringify([server, tenant])
    const store = stores.get(place) ?? postgresStore({ client, tenant, schema })
    stores.set(place, store)
    return store
  }
}

/** Everything of one tenant, from one server to another, while nobody writes to it. The places of its feed stay as they are. */
export const copyTenant = async (
  tenant: string,
  from: PostgresClient,
  to: PostgresClient,
  schema = 'throughline',
): Promise<void> => {
  const tables = await from.query(
    `select table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
where c.table_schema = $1::text and c.column_name = 'tenant' and t.table_type = 'BASE TABLE'
  and not exists (select from pg_inherits where inhrelid = format('%I.%I', table_schema, table_name)::regclass)`,
    [schema],
  )
  for (const { name } of tables.rows) {
    const table = `"${schema}"."${name}"`
    const { rows } = await from.query(
      `select json_agg(t)::text as rows from ${table} t where t.tenant = $1::text`,
      [tenant],
    )
    // What an earlier copy left is older, and whoever looked at the feed there has begun to count.
    await to.query(`delete from ${table} where tenant = $1::text`, [tenant])
    await to.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`, [
      rows[0]?.['rows'] ?? '[]',
    ])
    // A planner that has not looked since would think the table as it was before.
    await to.query(`analyze ${table}`, [])
  }
}
