import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'
import { lastDayStart, maxSearchLength } from './limits.ts'
import { offsetAt, offsetPeriodAfter, openPeriodsIn } from './offset-period.ts'

/**
 * The instant by which so many milliseconds of open time have passed (CU-10). What begins while it is closed counts from
 * the next opening, and what runs out exactly at closing time ends at that time. A length of 0 or less adds nothing; no
 * answer is further away than a hundred years.
 *
 * @example
 * addBusinessTime(office, now, 2 * 3_600_000) // 1770026400000
 */
export const addBusinessTime = (calendar: Calendar, from: Instant, length: Milliseconds): Instant => {
  if (!(length > 0)) return from
  const limit = Math.min(from + maxSearchLength, lastDayStart)
  let left = length
  let offset = offsetAt(calendar.zone, from)
  for (let at = from; at < limit; ) {
    const period = offsetPeriodAfter(calendar.zone, at, offset)
    for (const open of openPeriodsIn(calendar, period)) {
      if (left <= open.to - open.from) return open.from + left
      left -= open.to - open.from
    }
    at = period.to
    offset = period.adjacentOffset
  }
  return Math.max(from, limit)
}
