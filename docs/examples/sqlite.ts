/** How SQLite is asked in sqlite-store.ts: rows, transactions and pages. Nothing here knows what is stored. */
import type { Page } from 'throughline'

/** What is used of `new DatabaseSync(file)` of node:sqlite and of `new Database(file)` of better-sqlite3. */
export interface Sqlite {
  exec(sql: string): unknown
  prepare(sql: string): Statement
}
interface Statement {
  all(...values: (string | number)[]): unknown[]
}

/** Where a page begins, how long it is, which way it goes, and whether its end is only the end so far. */
interface Paging {
  readonly after: string | null
  readonly limit: number
  readonly order?: 'oldest_first' | 'newest_first'
  readonly endless?: true
}

/** Conditions with one `?` each, and what is compared; one on `undefined` is none. */
interface Conditions {
  readonly [condition: string]: string | number | null | undefined
}

/** Numbers are bound as they are, all else as JSON, for that is how `->` gives it in the tables. */
const bound = (value: unknown): string | number => (typeof value === 'number' ? value : JSON.stringify(value))

/** The first parameter of every statement is the tenant. */
export const connect = (db: Sqlite, tenant: string) => {
  const prepared = new Map<string, Statement>()
  const rows = <T>(sql: string, ...values: readonly unknown[]): readonly T[] => {
    const statement = prepared.get(sql) ?? db.prepare(sql)
    prepared.set(sql, statement)
    return statement.all(...[tenant, ...values].map(bound)) as T[]
  }
  const all = <T>(sql: string, ...values: readonly unknown[]): readonly T[] =>
    rows<{ readonly json: string }>(sql, ...values).map(({ json }) => JSON.parse(json) as T)

  /** All of it or nothing. `deferred` sees one state of the database, `immediate` is the only writer meanwhile. */
  const within = <T>(kind: 'deferred' | 'immediate', work: () => T): T => {
    db.exec(`begin ${kind}`)
    try {
      const done = work()
      db.exec('commit')
      return done
    } catch (error) {
      db.exec('rollback')
      throw error
    }
  }

  const matching = (conditions: Conditions) => {
    const given = Object.entries(conditions).filter(([, value]) => value !== undefined)
    return {
      where: given.map(([condition]) => ` and ${condition}`).join(''),
      values: given.map(([, value]) => value),
    }
  }

  /** One page in the order of these columns, all numbers: the cursor is the place of its last row, so arrivals shift nothing. */
  const page = <T>(
    view: string,
    columns: readonly string[],
    conditions: Conditions,
    paging: Paging,
  ): Page<T> => {
    const { after, limit, order, endless = false } = paging
    const place = after?.split(':') ?? []
    const isPlace = place.length === columns.length && place.every((part) => /^-?\d{1,16}$/.test(part))
    if (after !== null && !isPlace) return { items: [], next: null, invalid: true }
    const [beyond, way] = order === 'newest_first' ? ['<', 'desc'] : ['>', 'asc']
    const { where, values } = matching(conditions)
    const rest = after === null ? '' : ` and (${columns}) ${beyond} (${place.map(() => '?')})`
    const found = rows<{ readonly json: string; readonly place: string }>(
      `select json, '' || ${columns.join(" || ':' || ")} as place from ${view} where tenant = ?${where}${rest}
        order by ${columns.map((column) => `${column} ${way}`)} limit ?`,
      ...values,
      ...place.map(Number),
      limit + 1,
    )
    const shown = found.slice(0, limit)
    return {
      items: shown.map(({ json }) => JSON.parse(json) as T),
      next: endless || found.length > limit ? (shown.at(-1)?.place ?? after) : null,
    }
  }
  return { rows, all, within, matching, page }
}
