import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'
import { maxSearchLength } from './limits.ts'
import { offsetAt, offsetPeriodAfter, openPeriodsIn } from './offset-period.ts'

/**
 * The milliseconds of open time between two instants (CU-10); 0 if the second is not after the first. Only the first
 * hundred years are counted.
 *
 * @example
 * businessTimeBetween(office, now - 86_400_000, now) // 25200000
 */
export const businessTimeBetween = (calendar: Calendar, from: Instant, to: Instant): Milliseconds => {
  const end = Math.min(to, from + maxSearchLength)
  let length = 0
  let offset = from < end ? offsetAt(calendar.zone, from) : 0
  for (let at = from; at < end; ) {
    const period = offsetPeriodAfter(calendar.zone, at, offset)
    for (const open of openPeriodsIn(calendar, { ...period, to: Math.min(period.to, end) }))
      length += open.to - open.from
    at = period.to
    offset = period.adjacentOffset
  }
  return length
}
