import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { migrate, type PostgresClient, pglite } from '../../src/postgres/index.ts'
import { type Cluster, programs, startCluster } from '../postgres/cluster.ts'
import { connect } from './connect.ts'
import type { LoadOptions } from './options.ts'
import { persist } from './outage.ts'

/** Where a load runs. */
export interface Place {
  /** As `PostgreSQL 15.4`. */
  readonly name: string
  /** What other processes connect to; null where the database is in this one. */
  readonly urls: readonly string[] | null
  /** One for each server. */
  readonly clients: readonly PostgresClient[]
  /** Takes a server away and brings it back; null where nobody said how. */
  readonly restart: (() => Promise<void>) | null
  readonly close: () => Promise<void>
}

const usual = ['postgres://postgres@127.0.0.1:5432/test', 'postgres://postgres@127.0.0.1:5432/postgres']

const versionOf = async (client: PostgresClient): Promise<string> => {
  const { rows } = await client.query(`select current_setting('server_version') as version`, [])
  return rows[0]?.['version'] ?? ''
}

const nameOf = async (clients: readonly PostgresClient[]): Promise<string> => {
  const versions = await Promise.all(clients.map(versionOf))
  return `PostgreSQL ${[...new Set(versions)].join(' and ')}${clients.length > 1 ? `, ${clients.length} servers` : ''}`
}

const serversAt = async (urls: readonly string[], restart: string | null): Promise<Place> => {
  const servers = urls.map((url) => connect(url, 4))
  const clients = servers.map(({ client }) => client)
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(({ end }) => end()))
  }
  try {
    return {
      name: await nameOf(clients),
      urls,
      clients,
      restart: restart === null ? null : () => promisify(exec)(restart).then(() => undefined),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const ownServers = async (size: number): Promise<Place> => {
  const bin = await programs()
  if (bin === null) throw new Error('--private needs the programs of PostgreSQL in /usr/lib/postgresql')
  const clusters: Cluster[] = []
  const remove = async (): Promise<void> => {
    for (const cluster of clusters) await cluster.remove()
  }
  try {
    for (let n = 0; n < size; n++) clusters.push(await startCluster(bin))
    const place = await serversAt(
      clusters.map(({ url }) => url),
      null,
    )
    const state = { turn: 0 }
    return {
      ...place,
      name: `${place.name}, killed and started again`,
      restart: async () => {
        const cluster = clusters[state.turn++ % size]
        await cluster?.stop('kill')
        await cluster?.start()
      },
      close: async () => {
        await place.close()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}

/** PGlite, in memory. */
export const embedded = async (): Promise<Place> => {
  const db = new PGlite()
  const client = pglite(db)
  return {
    name: `PGlite (PostgreSQL ${await versionOf(client)} in this process)`,
    urls: null,
    clients: [client],
    restart: null,
    close: () => db.close(),
  }
}

/** The first server that answers, else PGlite. */
export const placeOf = async ({ urls, restart, privates }: LoadOptions): Promise<Place> => {
  if (privates !== null) return ownServers(privates)
  const { DATABASE_URL: usualUrl } = process.env
  const given = urls.length === 0 && usualUrl ? [usualUrl] : urls
  if (given.length > 0) return serversAt(given, restart)
  for (const local of usual) {
    const found = await serversAt([local], restart).catch(() => null)
    if (found !== null) return found
  }
  return embedded()
}

/** A schema of the load's own on every server, with its tables; `drop` removes it, also where a server has just come back. */
export const schemaFor = async (
  clients: readonly PostgresClient[],
  partitions: number | null,
): Promise<{ readonly schema: string; readonly drop: () => Promise<void> }> => {
  const schema = `load_${process.pid}_${Date.now().toString(36)}`
  for (const client of clients)
    await migrate(client, partitions === null ? { schema } : { schema, partitions })
  const drop = async (): Promise<void> => {
    for (const client of clients)
      await persist(() => client.query(`drop schema if exists "${schema}" cascade`, []))
  }
  return { schema, drop }
}
