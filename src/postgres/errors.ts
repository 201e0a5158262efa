import type { ChangeSet, CommitConflict } from '../store/change-set.ts'
import { type ErrorAdvice, errorAdvices } from './advice.ts'

/** What drivers say of a database's refusal; each has its own name for the constraint. */
interface DriverError {
  readonly code?: unknown
  readonly constraint?: unknown
  readonly constraint_name?: unknown
  readonly message?: unknown
  readonly errors?: unknown
}

const driverErrorOf = (error: unknown): DriverError =>
  typeof error === 'object' && error !== null ? error : {}

/** The code of PostgreSQL's appendix A, as '23505'; '' if it is no error of the database. */
export const codeOf = (error: unknown): string => {
  const { code } = driverErrorOf(error)
  return typeof code === 'string' ? code : ''
}

const constraintOf = (error: unknown): string => {
  const { constraint, constraint_name: named, message } = driverErrorOf(error)
  const found = constraint ?? named ?? /constraint "([^"]+)"/.exec(String(message))?.[1]
  return typeof found === 'string' ? found : ''
}

/** What it says; of several attempts to connect, what the first says. */
const messageOf = (error: unknown): string => {
  const { message, errors } = driverErrorOf(error)
  return message === '' && Array.isArray(errors) ? messageOf(errors[0]) : String(message ?? error)
}

const isDatabaseCode = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code)

const findAdvice = (error: unknown): ErrorAdvice | undefined => {
  const code = codeOf(error)
  return errorAdvices.find(({ codes, messagePattern }) =>
    code === ''
      ? messagePattern?.test(messageOf(error))
      : codes.includes(code) || (isDatabaseCode(code) && codes.includes(code.slice(0, 2))),
  )
}

const createStoreError = (what: string, error: unknown): Error => {
  const code = codeOf(error)
  const original = code === '' ? messageOf(error) : `${code}: ${messageOf(error)}`
  return Object.assign(new Error(`postgresStore: ${what} (${original})`, { cause: error }), { code })
}

/** The error to throw: what to do about it, with the database's own as its cause and with its code. */
export const explainError = (error: unknown): unknown => {
  const advice = findAdvice(error)
  return advice === undefined ? error : createStoreError(advice.what, error)
}

/**
 * The error to throw where a commit failed. If the connection broke on the way, nobody can tell whether it was written:
 * then it says so, and how to go on. Only what the database itself refuses is surely not written.
 */
const explainCommitError = (error: unknown): unknown => {
  const advice = findAdvice(error)
  const isUnsure = advice === undefined ? !isDatabaseCode(codeOf(error)) : advice.isOutcomeUnknown === true
  if (!isUnsure) return explainError(error)
  const what = advice?.what ?? 'the driver failed'
  return createStoreError(
    `${what}. Whether this was written is not known: the same command again, under the same id, is done once in either case (I-1); one that was given no id may be done twice`,
    error,
  )
}

/**
 * A commit's short statement met a key that is taken, by whoever has written by now, or a stream that ends before the head
 * that was read: the whole one can say what stands against it.
 */
export const needsFullCommit = (error: unknown): boolean =>
  codeOf(error) === '23505' || String(driverErrorOf(error).message).includes('throughline:ahead')

/** What a statement says that raises by itself: which conflict, and at which item. */
const raisedConflict = /throughline:(repeated|stale|claimed|missing):(\d+)/

/** The conflict that a failed commit stands for; throws what is none. */
export const conflictOf = (error: unknown, { events, expected, claims }: ChangeSet): CommitConflict => {
  const [, kind, at] = raisedConflict.exec(String(driverErrorOf(error).message)) ?? []
  const stale: CommitConflict = { kind: 'stale', key: expected[0]?.customer ?? events[0]?.customer ?? '' }
  if (kind === 'repeated') return { kind, key: events[Number(at)]?.id ?? '' }
  if (kind === 'stale') return { kind, key: expected[Number(at)]?.customer ?? '' }
  if (kind === 'claimed') return { kind, key: claims[Number(at)]?.address ?? '' }
  if (kind === 'missing') {
    const customer = [...expected, ...events][Number(at)]?.customer
    throw new Error(`customer ${customer} is not stored and not in the change set`)
  }
  const code = codeOf(error)
  if (code === '40001' || code === '40P01') return stale
  if (code !== '23505') throw explainCommitError(error)
  const constraint = constraintOf(error)
  if (constraint.startsWith('events_once')) return { kind: 'repeated', key: events[0]?.id ?? '' }
  if (constraint.startsWith('addresses')) return { kind: 'claimed', key: claims[0]?.address ?? '' }
  if (/^(events_place|customers|conversations)/.test(constraint)) return stale
  throw explainError(error)
}
