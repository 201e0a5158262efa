import { hasFields, isListOf, isOneOf, type ShapeCheck } from '../kernel/shape.ts'
import type { OpenHours } from './calendar.ts'
import { isCalendarDate, isTimeZone } from './parse-calendar.ts'

const isHours: ShapeCheck = (value) => {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [opens, closes] = value
  return Number.isInteger(opens) && Number.isInteger(closes) && 0 <= opens && opens < closes && closes <= 1440
}

/** Open hours of a day in order and apart from each other. */
const isDay: ShapeCheck = (value) =>
  isListOf(isHours)(value) &&
  (value as readonly OpenHours[]).every(([opens], at, day) => opens >= (day[at - 1]?.[1] ?? 0))

const isWeek: ShapeCheck = (value) =>
  isListOf(isDay)(value) &&
  (value as readonly unknown[]).length === 7 &&
  (value as readonly (readonly unknown[])[]).some((day) => day.length > 0)

/** Whether a value is a calendar as `parseCalendar` makes it. */
export const isCalendar: ShapeCheck = (value) =>
  hasFields({
    schema: isOneOf(1),
    zone: isTimeZone,
    week: isWeek,
    holidays: isListOf(isCalendarDate),
  })(value)
