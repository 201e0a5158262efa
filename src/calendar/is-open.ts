import type { Instant } from '../kernel/instant.ts'
import type { Calendar } from './calendar.ts'
import { offsetAt, openPeriodsIn } from './offset-period.ts'

/**
 * Whether the company works at an instant: at opening time it does, at closing time no more (CU-10).
 *
 * @example
 * isOpenAt(office, now)             // false
 * isOpenAt(office, now - 86_400_000) // true
 */
export const isOpenAt = (calendar: Calendar, at: Instant): boolean =>
  openPeriodsIn(calendar, { from: at, to: at + 1, offset: offsetAt(calendar.zone, at) }).length > 0
