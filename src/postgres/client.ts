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

/** What is used of a pool or a client of node-postgres (`pg`). */
export interface NodePostgres {
  readonly query: (config: {
    readonly name: string
    readonly text: string
    readonly values: Parameter[]
  }) => Promise<{ readonly rows: unknown[] }>
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
