import type { Calendar, CalendarInput } from '../../src/calendar/calendar.ts'
import { parseCalendar } from '../../src/calendar/parse-calendar.ts'
import type { Instant } from '../../src/kernel/instant.ts'

export const seconds = (n: number): number => n * 1_000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000

/** An instant as people write it; UTC unless an offset is given. */
export const instantAt = (text: string): Instant =>
  Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`)

export const iso = (instant: Instant): string => new Date(instant).toISOString()

/** The calendar, which must be one. */
export const calendarOf = (input: CalendarInput): Calendar => {
  const parsed = parseCalendar(input)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
export const everyDay = [...weekdays, 'saturday', 'sunday'] as const

/** Open for the same hours on several days. */
export const hoursOn = (
  days: readonly (typeof everyDay)[number][],
  span: string | readonly string[],
): CalendarInput['hours'] => Object.fromEntries(days.map((day) => [day, span]))

export const alwaysOpen = (zone = 'UTC'): Calendar =>
  calendarOf({ zone, hours: hoursOn(everyDay, '00:00-24:00') })

/** Zones whose clocks change in every way there is, and some whose never do. */
export const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Santiago',
  'America/Havana',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Antarctica/Troll',
] as const
