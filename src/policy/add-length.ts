import { addBusinessTime } from '../calendar/add.ts'
import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import { ownValue, type Policy, type Span } from './policy.ts'

/** A length after an instant: of open time if a calendar is named, else of any time, as also where there is none such. */
export const addLength = (
  { calendars }: Policy,
  from: Instant,
  length: Milliseconds,
  calendarName: string | null,
): Instant => {
  const calendar = calendarName === null ? null : ownValue(calendars, calendarName)
  return calendar === null ? from + length : addBusinessTime(calendar, from, length)
}

/** The last instant of a span that begins at its anchor: what every comparison with a window is made with (W-1, W-5). */
export const spanEndOf = (policy: Policy, span: Span, anchor: Instant): Instant | 'always' | 'never' => {
  if (typeof span === 'string') return span
  return typeof span === 'number' ? anchor + span : addLength(policy, anchor, span.business, span.calendar)
}
