import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'
import { furthest, lastDay } from './limits.ts'
import { offsetAt, openIn, stretchAfter } from './stretch.ts'

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
  const limit = Math.min(from + furthest, lastDay)
  let left = length
  let offset = offsetAt(calendar.zone, from)
  for (let at = from; at < limit; ) {
    const stretch = stretchAfter(calendar.zone, at, offset)
    for (const open of openIn(calendar, stretch)) {
      if (left <= open.to - open.from) return open.from + left
      left -= open.to - open.from
    }
    at = stretch.to
    offset = stretch.beyond
  }
  return Math.max(from, limit)
}
