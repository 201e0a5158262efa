import type {
  NodePostgres,
  NodePostgresResult,
  NodePostgresStatement,
  Pglite,
  PostgresClient,
  PostgresJs,
  Row,
} from './client.ts'

/** A short name that is the same for the same text: node-postgres prepares a named statement once per connection. */
const statementNameOf = (text: string): string => {
  let hash = 5381
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 33) ^ text.charCodeAt(at)) >>> 0
  return `throughline_${text.length}_${hash.toString(36)}`
}

const ignore = (): void => {}

/** The database refused a statement, and the connection is as good as before. */
const isStatementError = (error: unknown): boolean =>
  (error as { readonly severity?: unknown } | null)?.severity === 'ERROR'

/**
 * As `pool.query`, which throws a connection away, with all that it has prepared, at every refusal, a conflict too. By
 * callbacks: after promises of a pool what a message was made of stays in memory until all of it is searched.
 */
const queryOnConnection = (
  connect: NonNullable<NodePostgres['connect']>,
  statement: NodePostgresStatement,
): Promise<NodePostgresResult> =>
  new Promise((resolve, reject) => {
    connect((failed, connection) => {
      if (connection === undefined) return reject(failed)
      // What breaks it meanwhile comes as the statement's own error too.
      connection.on('error', ignore)
      let ended = false
      // A driver that throws while it sends may answer as well, and a second release would throw where nothing catches it.
      const end = (error: unknown, answer?: NodePostgresResult): void => {
        if (ended) return
        ended = true
        connection.removeListener('error', ignore)
        connection.release(error != null && !isStatementError(error))
        if (error == null && answer !== undefined) resolve(answer)
        else reject(error)
      }
      try {
        connection.query(statement, end)
      } catch (error) {
        end(error)
      }
    })
  })

/** How a driver sends statements. */
export interface StatementOptions {
  /**
   * Whether each statement is prepared once per connection (default). Pass `false` behind a pooler that gives every
   * statement another connection and does not know prepared statements (PgBouncer before 1.21 in transaction mode).
   */
  readonly prepare?: boolean | undefined
}

/**
 * Returns the client of a store on a pool or a client of node-postgres. Statements are prepared, each once per
 * connection; with `prepare: false` the server plans each one anew. Adds an `error` listener if there is none, because
 * without one a server that ends an idle connection ends the process; add your own before to log these errors.
 *
 * @example
 * const pool = { query: async (statement: { text: string }) => ({ rows: [{ said: statement.text }] }) }
 * await nodePostgres(pool).query('select 1', []) // { rows: [{ said: 'select 1' }] }
 */
export const nodePostgres = (
  pool: NodePostgres,
  { prepare = true }: StatementOptions = {},
): PostgresClient => {
  const names = new Map<string, string>()
  const cachedNameFor = (text: string): string => {
    const name = names.get(text) ?? statementNameOf(text)
    names.set(text, name)
    return name
  }
  // A pool replaces a connection that the server has ended; the next query on a client says that it is gone.
  if (pool.listenerCount?.('error') === 0) pool.on?.('error', ignore)
  const connect = pool.totalCount === undefined ? undefined : pool.connect?.bind(pool)
  return {
    query: async (text, parameters) => {
      const statement = { name: prepare ? cachedNameFor(text) : undefined, text, values: [...parameters] }
      const { rows } = await (connect === undefined
        ? pool.query(statement)
        : queryOnConnection(connect, statement))
      return { rows: rows as Row[] }
    },
  }
}

/**
 * Returns the client of a store on the `sql` of postgres.js. Statements are prepared unless `prepare` is `false`.
 *
 * @example
 * const sql = { unsafe: async (text: string) => [{ said: text }] }
 * await postgresJs(sql).query('select 1', []) // { rows: [{ said: 'select 1' }] }
 */
export const postgresJs = (sql: PostgresJs, { prepare = true }: StatementOptions = {}): PostgresClient => ({
  query: async (text, parameters) => ({
    rows: [...(await sql.unsafe(text, [...parameters], { prepare }))] as Row[],
  }),
})

/**
 * PGlite, PostgreSQL in the process, as the client of a store.
 *
 * @example
 * const db = { query: async (text: string) => ({ rows: [{ said: text }] }) }
 * await pglite(db).query('select 1', []) // { rows: [{ said: 'select 1' }] }
 */
export const pglite = (db: Pglite): PostgresClient => ({
  query: async (text, parameters) => {
    const { rows } = await db.query(text, [...parameters])
    return { rows: rows as Row[] }
  },
})
