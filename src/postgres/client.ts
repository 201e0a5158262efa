/** What a parameter of any statement here is: a text, cast in SQL to what it stands for, so that every driver sends it alike. */
export type Parameter = string | null

/** Whatever runs one statement with parameters `$1`, `$2`, … and gives its rows by column name. */
export interface PostgresClient {
  readonly query: (
    text: string,
    parameters: readonly Parameter[],
  ) => Promise<{ readonly rows: readonly Row[] }>
}

/** One row: every column is a text or null. */
export type Row = { readonly [column: string]: string | null }

export interface NodePostgresStatement {
  /** Under which the connection prepares it; without a name it is planned anew each time. */
  readonly name: string | undefined
  readonly text: string
  readonly values: Parameter[]
}

export interface NodePostgresResult {
  readonly rows: unknown[]
}

/** What is used of a connection that a pool of node-postgres lends. */
export interface NodePostgresConnection {
  readonly query: (
    statement: NodePostgresStatement,
    callback: (error: Error | null, result: NodePostgresResult) => void,
  ) => unknown
  /** With `true` the pool throws the connection away. */
  readonly release: (isBroken?: boolean) => void
  readonly on: (event: 'error', listener: () => void) => unknown
  readonly removeListener: (event: 'error', listener: () => void) => unknown
}

/** What is used of a pool or a client of node-postgres (`pg`). */
export interface NodePostgres {
  readonly query: (statement: NodePostgresStatement) => Promise<NodePostgresResult>
  readonly connect?:
    | ((callback: (error: Error | undefined, connection?: NodePostgresConnection) => void) => unknown)
    | undefined
  /** Emits `error` when the server ends a connection that is idle. Without a listener that ends the process. */
  readonly on?: ((event: 'error', listener: () => void) => unknown) | undefined
  readonly listenerCount?: ((event: 'error') => number) | undefined
  /** How many connections it has: only a pool says so. */
  readonly totalCount?: number | undefined
}

/** What is used of postgres.js (`postgres`). */
export interface PostgresJs {
  readonly unsafe: (
    text: string,
    parameters: Parameter[],
    options: { readonly prepare: boolean },
  ) => PromiseLike<readonly unknown[]>
}

/** What is used of PGlite (`@electric-sql/pglite`). */
export interface Pglite {
  readonly query: (text: string, parameters: Parameter[]) => Promise<{ readonly rows: unknown[] }>
}
