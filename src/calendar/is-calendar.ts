import { type Is, isLike, isListOf, isOneOf } from '../kernel/shape.ts'
import type { OpenHours } from './calendar.ts'
import { isDate, isZone } from './parse-calendar.ts'

const isHours: Is = (value) => {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [opens, closes] = value
  return Number.isInteger(opens) && Number.isInteger(closes) && 0 <= opens && opens < closes && closes <= 1440
}

/** Open hours of a day in order and apart from each other. */
const isDay: Is = (value) =>
  isListOf(isHours)(value) &&
  (value as readonly OpenHours[]).every(([opens], at, day) => opens >= (day[at - 1]?.[1] ?? 0))

const isWeek: Is = (value) =>
  isListOf(isDay)(value) &&
  (value as readonly unknown[]).length === 7 &&
  (value as readonly (readonly unknown[])[]).some((day) => day.length > 0)

/** Whether a value is a calendar as `parseCalendar` makes it. */
export const isCalendar: Is = (value) =>
  isLike({
    schema: isOneOf(1),
    zone: isZone,
    week: isWeek,
    holidays: isListOf(isDate),
  })(value)
