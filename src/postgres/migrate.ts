import type { PostgresClient } from './client.ts'
import { codeOf, explainError } from './errors.ts'
import { schemaName } from './names.ts'
import { defaultSchema, type MigrationOptions, migrations, version } from './schema.ts'

/**
 * What several instances that start at once may meet of each other: then the statement is simply said again. 42P17 is a
 * partition that is there by now.
 */
const isRace = (code: string): boolean =>
  ['23505', '42P06', '42P07', '42710', '42P17', '40001', '40P01', 'XX000'].includes(code)

const maxAttempts = 20

const runStatement = async (client: PostgresClient, statement: string): Promise<void> => {
  for (let attempt = 1; ; attempt++)
    try {
      await client.query(statement, [])
      return
    } catch (error) {
      if (attempt >= maxAttempts || !isRace(codeOf(error))) throw explainError(error)
    }
}

/** The version of the tables; 0 where there are none. */
const versionOf = async (client: PostgresClient, schema: string): Promise<number> => {
  try {
    const { rows } = await client.query(
      `select coalesce(max(version), 0)::text as version from ${schemaName(schema)}.migrations`,
      [],
    )
    return Number(rows[0]?.['version'] ?? 0)
  } catch (error) {
    if (['42P01', '3F000'].includes(codeOf(error))) return 0
    throw explainError(error)
  }
}

/** Into how many parts the tables are cut; null if they are in one piece. */
const partitionCountOf = async (client: PostgresClient, schema: string): Promise<number | null> => {
  const { rows } = await client.query(
    `select count(*)::text as n from pg_catalog.pg_inherits i
where i.inhparent = (select c.oid from pg_catalog.pg_class c join pg_catalog.pg_namespace s on s.oid = c.relnamespace
  where s.nspname = $1::text and c.relname = 'events')`,
    [schema],
  )
  return Number(rows[0]?.['n'] ?? 0) || null
}

const partitionText = (n: number | null): string => (n === null ? 'in one piece' : `cut into ${n}`)

/** What is said to whoever meets tables of another release than his own (E-3). */
export const versionMismatch = (found: number): Error => {
  const what =
    found > version
      ? `this throughline knows them up to ${version}: update throughline before going on`
      : `this throughline needs ${version}: run migrate(client), or the statements of migrations()`
  return new Error(`postgresStore: the tables are of version ${found}, and ${what} (E-3)`)
}

/**
 * Makes the tables, or brings them to the present version (E-3). It may run again, and in several instances at once:
 * every statement does nothing where its work is done. With `partitions` each table is cut into so many by hash. Throws
 * where the tables are newer than this release or cut into another number, and where the database refuses, saying what
 * to do.
 *
 * @example
 * const client = { query: async () => ({ rows: [{ version: '1' }] }) }
 * await migrate(client) // { from: 1, to: 1 }
 */
export const migrate = async (
  client: PostgresClient,
  { schema = defaultSchema, ...options }: MigrationOptions & { readonly schema?: string | undefined } = {},
): Promise<{ readonly from: number; readonly to: number }> => {
  const steps = migrations(schema, options)
  const from = await versionOf(client, schema)
  if (from > version) throw versionMismatch(from)
  for (const step of steps)
    if (step.version > from) for (const statement of step.statements) await runStatement(client, statement)
  if (options.partitions !== undefined) {
    const found = await partitionCountOf(client, schema)
    if (found !== options.partitions)
      throw new Error(
        `migrate: the tables are ${partitionText(found)}, not ${partitionText(options.partitions)}, which is chosen when they are made: leave partitions as they are, or make new tables in another schema and copy the rows`,
      )
  }
  return { from, to: version }
}
