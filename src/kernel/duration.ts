import { milliseconds } from 'date-fns/milliseconds'
import { type Issue, ok, type Result, refuse } from './result.ts'

/** A fixed length of time (W-5): a date-fns `Duration` of weeks or smaller. A day is 24 hours in every zone. */
export interface Duration {
  readonly weeks?: number
  readonly days?: number
  readonly hours?: number
  readonly minutes?: number
  readonly seconds?: number
}

/** A length of time in milliseconds, as the resolved policy holds it. */
export type Milliseconds = number

/** Beyond it, an instant plus a duration is no date any more. */
const maxDuration: Milliseconds = 8_640_000_000_000_000

const units: readonly string[] = ['weeks', 'days', 'hours', 'minutes', 'seconds']

const durationProblem = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'must be a duration such as { hours: 24 }'
  const entries = Object.entries(value)
  if (entries.length === 0) return 'is empty; write { seconds: 0 } for none'
  for (const [unit, amount] of entries) {
    if (unit === 'months' || unit === 'years')
      return `${unit} have no fixed length (W-5); use weeks or smaller`
    if (!units.includes(unit)) return `has an unknown unit "${unit}"; known are ${units.join(', ')}`
    if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0)
      return `${unit} must be a number of 0 or more`
  }
  return null
}

/** In thousandths, then rounded: date-fns cuts off what floats miss of a whole millisecond, 3,599 for 0.001 hours. */
const toMilliseconds = (value: Duration): Milliseconds => {
  const thousandths = Object.entries(value).map(([unit, amount]) => [unit, amount * 1_000])
  return Math.round(milliseconds(Object.fromEntries(thousandths)) / 1_000)
}

/** Turns a duration into milliseconds; months and years are refused (W-5). */
export const parseDuration = (value: unknown, path: string): Result<Milliseconds, Issue> => {
  const problem = durationProblem(value)
  if (problem !== null) return refuse({ path, message: problem })
  const length = toMilliseconds(value as Duration)
  return length <= maxDuration ? ok(length) : refuse({ path, message: 'is longer than a date can hold' })
}
