import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'
import { lastDayStart, maxSearchLength } from './limits.ts'
import { offsetAt, offsetPeriodBefore, openPeriodsIn } from './offset-period.ts'

/**
 * The last instant from which so many milliseconds of open time lead to another (CU-10): the inverse of
 * `addBusinessTime` wherever it is open. A length of 0 or less takes nothing away; no answer is further away than a
 * hundred years.
 *
 * @example
 * subtractBusinessTime(office, now, 2 * 3_600_000) // 1769781600000
 */
export const subtractBusinessTime = (calendar: Calendar, from: Instant, length: Milliseconds): Instant => {
  if (!(length > 0)) return from
  const limit = Math.max(from - maxSearchLength, -lastDayStart)
  let left = length
  let offset = offsetAt(calendar.zone, from - 1)
  for (let at = from; at > limit; ) {
    const period = offsetPeriodBefore(calendar.zone, at, offset)
    for (const open of openPeriodsIn(calendar, period).toReversed()) {
      if (left <= open.to - open.from) return open.to - left
      left -= open.to - open.from
    }
    at = period.from
    offset = period.adjacentOffset
  }
  return Math.min(from, limit)
}
