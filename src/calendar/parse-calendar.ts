import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import type { Calendar } from './calendar.ts'
import { readWeek } from './read-hours.ts'

const calendarFields = ['zone', 'hours', 'holidays']

const recordOf = (value: unknown): { readonly [key: string]: unknown } | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null

/** Whether the runtime knows the zone: by name only, for an offset holds no longer than until the next change of clocks. */
export const isTimeZone = (zone: unknown): zone is string => {
  if (typeof zone !== 'string' || !/^[A-Za-z]/.test(zone)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}

/** Engines take 30 February for 2 March. */
export const isCalendarDate = (text: unknown): text is string => {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}

/**
 * Reads a calendar from anywhere; all that is wrong with it is told at once, with paths (B-1, CU-10): an unknown zone,
 * hours that are none or overlap, no hours at all, a date that no year has.
 *
 * @example
 * parseCalendar({ zone: 'Asia/Kathmandu', hours: { sunday: '10:00-17:00' } }) // { ok: true, value: { …, zone: 'Asia/Kathmandu' } }
 * parseCalendar({ zone: 'UTC', hours: { monday: '09:00-25:00' } })            // refused: must be hours of a day
 */
export const parseCalendar = (input: unknown, path = ''): Result<Calendar, readonly Issue[]> => {
  const issues: Issue[] = []
  const pathOf = (field: string): string => (path === '' ? field : `${path}.${field}`)
  const given = recordOf(input)
  if (given === null) return refuse([{ path, message: 'must be an object with zone and hours' }])
  for (const field of Object.keys(given))
    if (!calendarFields.includes(field))
      issues.push({ path: pathOf(field), message: `is no field; known are ${calendarFields.join(', ')}` })
  const { zone = null, hours, holidays = [] } = given
  if (!isTimeZone(zone))
    issues.push({ path: pathOf('zone'), message: 'must be the name of a time zone such as Europe/Berlin' })
  const days = recordOf(hours)
  const issuesBefore = issues.length
  if (days === null) issues.push({ path: pathOf('hours'), message: 'must be an object, hours by day' })
  const week = readWeek(pathOf('hours'), days ?? {}, issues)
  if (issues.length === issuesBefore && week.every((day) => day.length === 0))
    issues.push({ path: pathOf('hours'), message: 'must be open at some time of the week' })
  if (!Array.isArray(holidays)) issues.push({ path: pathOf('holidays'), message: 'must be a list of dates' })
  const dates: readonly unknown[] = Array.isArray(holidays) ? holidays : []
  dates.forEach((date, n) => {
    if (!isCalendarDate(date))
      issues.push({
        path: pathOf(`holidays.${n}`),
        message: 'must be a date of the calendar like 2026-12-25',
      })
  })
  if (issues.length > 0 || !isTimeZone(zone)) return refuse(issues)
  return ok({ schema: 1, zone, week, holidays: [...new Set(dates.filter(isCalendarDate))].sort() })
}
