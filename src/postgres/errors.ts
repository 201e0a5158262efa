import type { ChangeSet, Conflict } from '../store/change-set.ts'

/** What drivers say of a database's refusal; each has its own name for the constraint. */
interface Refused {
  readonly code?: unknown
  readonly constraint?: unknown
  readonly constraint_name?: unknown
  readonly message?: unknown
}

const refusedBy = (error: unknown): Refused => (typeof error === 'object' && error !== null ? error : {})

/** The code of PostgreSQL's appendix A, as '23505'; '' if it is no error of the database. */
export const codeOf = (error: unknown): string => {
  const { code } = refusedBy(error)
  return typeof code === 'string' ? code : ''
}

const constraintOf = (error: unknown): string => {
  const { constraint, constraint_name: named, message } = refusedBy(error)
  const found = constraint ?? named ?? /constraint "([^"]+)"/.exec(String(message))?.[1]
  return typeof found === 'string' ? found : ''
}

const advice: { readonly [code: string]: string } = {
  '42P01':
    'its tables are missing: run migrate(client) once, or the statements of migrations(), and name the same schema',
  '3F000':
    'its schema is missing: run migrate(client) once, or the statements of migrations(), and name the same schema',
  '42703':
    'a column is missing: the tables are of an older version; run migrate(client), or the statements of migrations()',
  '25006': 'the database is read-only: connect to the primary, not to a replica or a read-only transaction',
  '42501': 'the database user may not do this: grant it usage of the schema and all rights on its tables',
  '3D000': 'the database does not exist: create it, or correct the name in the connection',
  '28P01': 'the database refused the password: correct the connection',
  '28000': 'the database refused the user: correct the connection',
  '53300': 'the database has no connection left: use a smaller pool, or a pooler in front of it',
}

const isUnreachable = (code: string): boolean =>
  ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'CONNECT_TIMEOUT'].includes(code)

/** The error to throw: what to do about it, and the database's own as its cause. */
export const explained = (error: unknown): unknown => {
  const code = codeOf(error)
  const what = isUnreachable(code)
    ? 'the database cannot be reached: correct host and port, or start it'
    : advice[code]
  return what === undefined
    ? error
    : new Error(`postgresStore: ${what} (${code}: ${String(refusedBy(error).message)})`, { cause: error })
}

/** What a statement says that raises by itself: which conflict, and at which item. */
const raised = /throughline:(repeated|stale|claimed|missing):(\d+)/

/** The conflict that a failed commit stands for; throws what is none. */
export const conflictOf = (error: unknown, { events, expected, claims }: ChangeSet): Conflict => {
  const [, kind, at] = raised.exec(String(refusedBy(error).message)) ?? []
  const stale: Conflict = { kind: 'stale', key: expected[0]?.customer ?? events[0]?.customer ?? '' }
  if (kind === 'repeated') return { kind, key: events[Number(at)]?.id ?? '' }
  if (kind === 'stale') return { kind, key: expected[Number(at)]?.customer ?? '' }
  if (kind === 'claimed') return { kind, key: claims[Number(at)]?.address ?? '' }
  if (kind === 'missing') {
    const customer = [...expected, ...events][Number(at)]?.customer
    throw new Error(`customer ${customer} is not stored and not in the change set`)
  }
  const code = codeOf(error)
  if (code === '40001' || code === '40P01') return stale
  if (code !== '23505') throw explained(error)
  const constraint = constraintOf(error)
  if (constraint.startsWith('events_once')) return { kind: 'repeated', key: events[0]?.id ?? '' }
  if (constraint.startsWith('addresses')) return { kind: 'claimed', key: claims[0]?.address ?? '' }
  if (/^(events_place|customers|conversations)/.test(constraint)) return stale
  throw explained(error)
}
