import { PGlite } from '@electric-sql/pglite'
import { Pool } from 'pg'
import type { Store } from '../../src/index.ts'
import { type MemoryStoreOptions, memoryStore as model } from '../../src/memory/index.ts'
import { migrate, nodePostgres, pglite, postgresStore } from '../../src/postgres/index.ts'

/** Set by `desk.config.ts`: a server's address, else PGlite. */
const url = process.env.STORE_URL
const schema = 'instead'

const client =
  url === undefined ? pglite(new PGlite()) : nodePostgres(new Pool({ connectionString: url, max: 16 }))
let ready: Promise<unknown> | undefined
let tenants = 0

/** Takes the place of the memory store in tests that know nothing of it: each has a tenant of its own. */
export const memoryStore = (options: MemoryStoreOptions = {}): Store => {
  if (options.history !== undefined) return model(options)
  const store = postgresStore({ client, schema, tenant: `${process.pid}-${Date.now()}-${tenants++}` })
  const later =
    <A extends readonly unknown[], R>(ask: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      ready ??= migrate(client, { schema })
      await ready
      return ask(...given)
    }
  return {
    load: later(store.load),
    commit: later(store.commit),
    timeline: later(store.timeline),
    conversations: later(store.conversations),
    counts: later(store.counts),
    tasks: later(store.tasks),
    due: later(store.due),
    updateDeadlines: later(store.updateDeadlines),
    events: later(store.events),
  }
}
