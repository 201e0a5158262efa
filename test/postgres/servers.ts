import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import { migrate, nodePostgres, type PostgresClient, pglite } from '../../src/postgres/index.ts'
import { type Cluster, programs, startCluster } from './cluster.ts'

/** One of several servers, with its tables. */
export interface Server {
  readonly client: PostgresClient
  /** Null where it cannot be taken down: PGlite is part of this process. */
  readonly cluster: Cluster | null
  readonly end: () => Promise<void>
}

const settings = ['fsync=off', 'max_connections=40', 'shared_buffers=16MB']

const start = async (bin: string | null): Promise<Server> => {
  if (bin === null) {
    const db = new PGlite()
    return { client: pglite(db), cluster: null, end: () => db.close() }
  }
  const cluster = await startCluster(bin, settings)
  const pool = new Pool({ connectionString: cluster.url, max: 12 })
  // What is idle when its server stops says so here; whoever asks next is told by an error of his own.
  pool.on('error', () => {})
  const end = async () => {
    await pool.end()
    await cluster.remove()
  }
  return { client: nodePostgres(pool), cluster, end }
}

/** As many servers as names, each of its own, or PGlite where this machine has no PostgreSQL; `on` says which. */
export const startServers = async (names: readonly string[]) => {
  const bin = await programs()
  const started = await Promise.all(names.map(async (name) => [name, await start(bin)] as const))
  for (const [, { client }] of started) await migrate(client)
  return {
    on: `${names.length} ${bin === null ? 'PGlite in this process' : `servers of ${bin}`}`,
    servers: new Map(started),
    clients: new Map(started.map(([name, { client }]) => [name, client])),
    end: async () => {
      for (const [, { end }] of started) await end()
    },
  }
}
