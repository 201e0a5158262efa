import { type Issue, ok, type Result, refuse } from './result.ts'

/** A point in time: whole milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` gives them. */
export type Instant = number

/** What the edge takes for an instant: milliseconds, an ISO 8601 string with a zone, or a `Date`. */
export type InstantLike = number | string | Date

/** Smaller numbers are seconds (or a bug): 100,000,000,000 ms is 3 March 1973, as seconds the year 5138. */
const minMilliseconds = 100_000_000_000
const maxMilliseconds = 8_640_000_000_000_000
const isoWithZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/

/** Engines take 30 February for 2 March. */
const isExistingDate = (iso: string): boolean =>
  new Date(iso.slice(0, 10)).getUTCDate() === Number(iso.slice(8, 10))

/** The day that milliseconds stand for, such as `21 Jan 1970`. */
const dayOf = (at: Instant): string => new Date(at).toUTCString().slice(5, 16)

const readNumber = (value: number): number | string => {
  if (!Number.isFinite(value)) return 'is not a finite number'
  if (!Number.isInteger(value)) return 'must be whole milliseconds; round it first'
  if (Math.abs(value) > maxMilliseconds) return 'is beyond what a date can hold; are these microseconds?'
  if (Math.abs(value) < minMilliseconds)
    return `is ${value}, which is ${dayOf(value)}; that looks like seconds: multiply by 1000`
  return value
}

/** The time of a real date, of another window too; null for an object that only inherits from one. */
const timeOfDate = (value: object): number | null => {
  try {
    return Date.prototype.getTime.call(value)
  } catch {
    return null
  }
}

const readInstant = (value: unknown): number | string => {
  if (typeof value === 'number') return readNumber(value)
  const time = typeof value === 'object' && value !== null ? timeOfDate(value) : null
  if (time !== null) return readNumber(time)
  if (typeof value !== 'string') return 'must be milliseconds, an ISO 8601 string or a Date'
  if (!isoWithZone.test(value)) return 'must be ISO 8601 with a zone, like 2026-01-31T09:00:00Z'
  const parsed = Date.parse(value)
  return Number.isNaN(parsed) || !isExistingDate(value) ? 'is no date of the calendar' : parsed
}

/**
 * Reads an instant at the edge. Refuses seconds, fractions, NaN, infinities and texts without a zone (B-1, B-4).
 *
 * @example
 * parseInstant('2026-01-31T09:00:00Z') // { ok: true, value: 1769850000000 }
 * parseInstant(1769850000)             // refused: looks like seconds
 */
export const parseInstant = (value: unknown, path = 'at'): Result<Instant, Issue> => {
  const timeOrProblem = readInstant(value)
  return typeof timeOrProblem === 'number' ? ok(timeOrProblem) : refuse({ path, message: timeOrProblem })
}
