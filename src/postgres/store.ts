import type { Store } from '../store/ports.ts'
import type { PostgresClient } from './client.ts'
import { commitOf } from './commit.ts'
import { conversationsOf, countsOf } from './conversations.ts'
import { dueOf, updateDeadlinesOf } from './due.ts'
import { feedOf } from './feed.ts'
import { loadOf } from './load.ts'
import { schemaName, tenantKey } from './names.ts'
import { defaultSchema } from './schema.ts'
import { createTenantTables, withRetries } from './tables.ts'
import { tasksOf } from './tasks.ts'
import { timelineOf } from './timeline.ts'

export interface PostgresStoreOptions {
  /** A driver by its adapter, or whatever else runs one statement with parameters. */
  readonly client: PostgresClient
  /** Whose rows: tenants share tables and see nothing of each other; `''` if nothing is said. At most 255 bytes. */
  readonly tenant?: string | undefined
  /** Where `migrate` made the tables; `throughline` if nothing is said. At most 63 bytes. */
  readonly schema?: string | undefined
}

/**
 * A store in PostgreSQL, or in what speaks as it does. A find is one statement and a commit is one statement: a message
 * that meets nobody costs two round trips. Unique keys answer the races (O-4, O-7, CU-1): what they refuse comes back as
 * a conflict. Needs the tables of `migrate`.
 *
 * @example
 * const store = postgresStore({ client: { query: async () => ({ rows: [] }) }, tenant: 'shop' })
 * await store.counts({}) // { new: 0, open: 0, waiting: 0, closed: 0 }
 */
export const postgresStore = ({
  client: given,
  tenant = '',
  schema = defaultSchema,
}: PostgresStoreOptions): Store => {
  const client = withRetries(given)
  const tables = createTenantTables(client, schemaName(schema), tenantKey(tenant))
  return {
    load: loadOf(tables),
    commit: commitOf(client, tables),
    timeline: timelineOf(tables),
    conversations: conversationsOf(tables),
    counts: countsOf(tables),
    tasks: tasksOf(tables),
    due: dueOf(tables),
    updateDeadlines: updateDeadlinesOf(tables),
    events: feedOf(tables),
  }
}
