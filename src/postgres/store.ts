import type { Situation } from '../intake/situation.ts'
import type { Store } from '../store/ports.ts'
import type { PostgresClient } from './client.ts'
import { isPlain, rowsOf } from './commit-rows.ts'
import { commitText } from './commit-text.ts'
import { countsOf, listOf } from './directory.ts'
import { dueOf, reindexOf } from './due.ts'
import { conflictOf } from './errors.ts'
import { feedOf } from './feed.ts'
import { findParameters, findText, situationOf } from './find.ts'
import { tooNew } from './migrate.ts'
import { defaultSchema, version } from './schema.ts'
import { tablesOf } from './tables.ts'
import { tasksOf } from './tasks.ts'
import { key, quoted } from './text.ts'
import { timelineOf } from './timeline.ts'

export interface PostgresStoreOptions {
  /** A driver by its adapter, or whatever else runs one statement with parameters. */
  readonly client: PostgresClient
  /** Whose rows: tenants share tables and see nothing of each other; `''` if nothing is said. */
  readonly tenant?: string | undefined
  /** Where `migrate` made the tables; `throughline` if nothing is said. */
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
  client,
  tenant = '',
  schema = defaultSchema,
}: PostgresStoreOptions): Store => {
  const tables = tablesOf(client, quoted(schema), key(tenant))
  const finds: string[] = []
  const findOf = (queries: number): string => {
    finds[queries] ??= findText(tables.schema, queries)
    return finds[queries]
  }
  const texts = { plain: commitText(tables.schema, true), whole: commitText(tables.schema, false) }
  return {
    find: async (queries): Promise<readonly Situation[]> => {
      if (queries.length === 0) return []
      const rows = await tables.rows(findOf(queries.length), findParameters(tenant, queries))
      const known = Number(rows[0]?.['version'] ?? 0)
      if (known > version) throw tooNew(known)
      return [...rows].sort((a, b) => Number(a['at']) - Number(b['at'])).map(situationOf)
    },
    commit: async (changes) => {
      const text = isPlain(changes) ? texts.plain : texts.whole
      try {
        await client.query(text, [tables.tenant, rowsOf(changes)])
        return { ok: true }
      } catch (error) {
        return { ok: false, conflict: conflictOf(error, changes) }
      }
    },
    timeline: timelineOf(tables),
    list: listOf(tables),
    counts: countsOf(tables),
    tasks: tasksOf(tables),
    due: dueOf(tables),
    reindex: reindexOf(tables),
    events: feedOf(tables),
  }
}
