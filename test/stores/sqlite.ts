import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import Libsql from 'libsql'
import { type Sqlite, sqliteRepository } from '../../docs/examples/sqlite-repository.ts'
import { sqliteStore } from '../../docs/examples/sqlite-store.ts'
import type { PartialStore, StoreHarness } from '../../src/contract/index.ts'
import { allCapabilities } from '../contract/all-capabilities.ts'
import type { Opener } from './ready.ts'

/** A driver of SQLite that this Node has. */
export interface Driver {
  readonly name: string
  readonly open: (file: string) => Sqlite & { close(): unknown }
}

const versionOf = (db: Sqlite): string => {
  const [row] = db.prepare('select sqlite_version() as version').all() as { readonly version: string }[]
  return row?.version ?? ''
}

const named = (name: string, open: Driver['open']): Driver => {
  const db = open(':memory:')
  const version = versionOf(db)
  db.close()
  return { name: `${name}, SQLite ${version}`, open }
}

/** better-sqlite3 and libSQL, which is built on an older SQLite, always; node:sqlite where this Node has it. */
export const drivers = async (): Promise<readonly Driver[]> => {
  const found = [
    named('better-sqlite3', (file) => new BetterSqlite3(file)),
    named('libsql', (file) => new Libsql(file)),
  ]
  const name = 'node:sqlite'
  try {
    const { DatabaseSync }: { DatabaseSync: new (file: string) => ReturnType<Driver['open']> } = await import(
      name
    )
    return [...found, named(name, (file) => new DatabaseSync(file))]
  } catch {
    process.stderr.write(
      `Node ${process.version} has no ${name}: SQLite is tried with better-sqlite3 and libsql\n`,
    )
    return found
  }
}

/** Each case has a file of its own, each sibling a connection of its own, and a restart opens the file again. */
const inFiles =
  (open: Driver['open'], storeIn: (db: Sqlite, tenant: string) => PartialStore): StoreHarness['open'] =>
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-sqlite-'))
    const connections: ReturnType<typeof open>[] = []
    const connect = (tenant: string): PartialStore => {
      const db = open(join(folder, 'desk.db'))
      connections.push(db)
      return storeIn(db, tenant)
    }
    const closeAll = (): void => {
      for (const db of connections.splice(0)) db.close()
    }
    return {
      store: connect('shop'),
      sibling: async () => connect('shop'),
      tenant: async () => connect('another'),
      reopen: async () => {
        closeAll()
        return connect('shop')
      },
      close: async () => {
        closeAll()
        await rm(folder, { recursive: true, force: true })
      },
    }
  }

/** The whole store. */
export const sqliteHarness = ({ open }: Driver): StoreHarness => ({
  name: 'docs/examples/sqlite-store.ts',
  capabilities: allCapabilities,
  open: inFiles(open, sqliteStore),
})

const elsewhere = 'sqlite-store.ts brings it, over the same tables'

/** `find` and `commit` alone, as the file stands. */
export const repositoryHarness = ({ open }: Driver): StoreHarness => ({
  name: 'docs/examples/sqlite-repository.ts',
  capabilities: ['siblings', 'durable', 'tenants', 'exact_conflicts'],
  waived: {
    timeline: elsewhere,
    list: elsewhere,
    tasks: elsewhere,
    due: elsewhere,
    events: elsewhere,
  },
  open: inFiles(open, sqliteRepository),
})

/** With every driver that this Node has. */
export const inSqlite: Opener = async () =>
  (await drivers()).flatMap((driver) =>
    [repositoryHarness(driver), sqliteHarness(driver)].map((harness) => ({
      harness,
      on: driver.name,
      close: async () => {},
    })),
  )
