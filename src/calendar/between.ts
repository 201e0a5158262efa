import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'
import { furthest } from './limits.ts'
import { offsetAt, openIn, stretchAfter } from './stretch.ts'

/**
 * The milliseconds of open time between two instants (CU-10); 0 if the second is not after the first. Only the first
 * hundred years are counted.
 *
 * @example
 * businessTimeBetween(office, now - 86_400_000, now) // 25200000
 */
export const businessTimeBetween = (calendar: Calendar, from: Instant, to: Instant): Milliseconds => {
  const end = Math.min(to, from + furthest)
  let length = 0
  let offset = from < end ? offsetAt(calendar.zone, from) : 0
  for (let at = from; at < end; ) {
    const stretch = stretchAfter(calendar.zone, at, offset)
    for (const open of openIn(calendar, { ...stretch, to: Math.min(stretch.to, end) }))
      length += open.to - open.from
    at = stretch.to
    offset = stretch.beyond
  }
  return length
}
