import { addBusinessTime } from '../calendar/add.ts'
import type { Milliseconds } from '../kernel/duration.ts'
import type { Instant } from '../kernel/instant.ts'
import { own, type Policy, type Span } from './policy.ts'

/** A length after an instant: of open time if a calendar is named, else of any time, as also where there is none such. */
export const lengthAfter = (
  { calendars }: Policy,
  from: Instant,
  length: Milliseconds,
  name: string | null,
): Instant => {
  const calendar = name === null ? null : own(calendars, name)
  return calendar === null ? from + length : addBusinessTime(calendar, from, length)
}

/** The last instant of a span that begins at its anchor: what every comparison with a window is made with (W-1, W-5). */
export const spanEnd = (policy: Policy, span: Span, anchor: Instant): Instant | 'always' | 'never' => {
  if (typeof span === 'string') return span
  return typeof span === 'number' ? anchor + span : lengthAfter(policy, anchor, span.business, span.calendar)
}
