import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCalendar } from '../../src/calendar/parse-calendar.ts'
import { hostileText } from '../support/operations.ts'

const monday = { monday: '09:00-17:00' }

/** What is wrong, as `path: message`. */
const issuesOf = (input: unknown, path?: string): readonly string[] => {
  const parsed = parseCalendar(input, path)
  return parsed.ok ? [] : parsed.error.map((issue) => `${issue.path}: ${issue.message}`)
}

const weekOf = (hours: object): unknown => {
  const parsed = parseCalendar({ zone: 'UTC', hours })
  return parsed.ok ? parsed.value.week : parsed.error
}

const span = "must be hours of a day such as '09:00-17:00', up to '24:00'"
const nothing = "is as long as nothing; for a whole day write '00:00-24:00'"
const date = 'must be a date of the calendar like 2026-12-25'
const zone = 'must be the name of a time zone such as Europe/Berlin'

describe('parseCalendar', () => {
  it('CU-10: becomes plain data, each day in minutes, Sunday first', () => {
    const input = {
      zone: 'Asia/Kathmandu',
      hours: { sunday: ['13:00-17:00', '10:00-12:30'], friday: '00:00-24:00', saturday: [] },
      holidays: ['2026-12-25', '2024-02-29', '2026-12-25'],
    }
    const parsed = parseCalendar(input)
    expect(parsed).toEqual({
      ok: true,
      value: {
        schema: 1,
        zone: 'Asia/Kathmandu',
        week: [
          [
            [600, 750],
            [780, 1020],
          ],
          [],
          [],
          [],
          [],
          [[0, 1440]],
          [],
        ],
        holidays: ['2024-02-29', '2026-12-25'],
      },
    })
    expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed)
  })

  it('CU-10: hours over midnight are on both days, from Saturday to Sunday, too', () => {
    expect(weekOf({ friday: '22:00-06:00', saturday: '20:00-01:30' })).toEqual([
      [[0, 90]],
      [],
      [],
      [],
      [],
      [[1320, 1440]],
      [
        [0, 360],
        [1200, 1440],
      ],
    ])
    expect(weekOf({ monday: '18:00-00:00' })).toEqual([[], [[1080, 1440]], [], [], [], [], []])
  })

  it('CU-10: hours that touch are one', () => {
    expect(weekOf({ monday: ['12:00-17:00', '09:00-12:00'] })).toEqual([
      [],
      [[540, 1020]],
      [],
      [],
      [],
      [],
      [],
    ])
    expect(weekOf({ monday: '22:00-06:00', tuesday: '06:00-08:00' })).toMatchObject(
      [[], [[1320, 1440]], [[0, 480]]].concat([[], [], [], []] as never),
    )
  })

  it.each([
    [{ hours: monday }, `zone: ${zone}`],
    [{ zone: 'Europe/Atlantis', hours: monday }, `zone: ${zone}`],
    [{ zone: '+01:00', hours: monday }, `zone: ${zone}`],
    [{ zone: 'constructor', hours: monday }, `zone: ${zone}`],
    [{ zone: 1, hours: monday }, `zone: ${zone}`],
    [{ zone: 'UTC' }, 'hours: must be an object, hours by day'],
    [{ zone: 'UTC', hours: 'always' }, 'hours: must be an object, hours by day'],
    [{ zone: 'UTC', hours: {} }, 'hours: must be open at some time of the week'],
    [{ zone: 'UTC', hours: { monday: [] } }, 'hours: must be open at some time of the week'],
    [{ zone: 'UTC', hours: { monday: '9-17' } }, `hours.monday: ${span}`],
    [{ zone: 'UTC', hours: { monday: '09:00-25:00' } }, `hours.monday: ${span}`],
    [{ zone: 'UTC', hours: { monday: '25:00-09:00' } }, `hours.monday: ${span}`],
    [{ zone: 'UTC', hours: { monday: '24:00-09:00' } }, `hours.monday: ${span}`],
    [{ zone: 'UTC', hours: { monday: '09:00-24:01' } }, `hours.monday: ${span}`],
    [{ zone: 'UTC', hours: { monday: '09:00-12:60' } }, `hours.monday: ${span}`],
    [{ zone: 'UTC', hours: { monday: ['09:00-17:00', 9] } }, `hours.monday.1: ${span}`],
    [{ zone: 'UTC', hours: { monday: '09:00-09:00' } }, `hours.monday: ${nothing}`],
    [{ zone: 'UTC', hours: { monday: '00:00-00:00' } }, `hours.monday: ${nothing}`],
    [
      { zone: 'UTC', hours: { montag: '09:00-17:00', ...monday } },
      'hours.montag: is no day; days are sunday, monday, tuesday, wednesday, thursday, friday, saturday',
    ],
    [
      { zone: 'UTC', hours: { monday: ['09:00-12:00', '11:59-17:00'] } },
      'hours.monday.1: overlaps hours.monday.0',
    ],
    [
      { zone: 'UTC', hours: { monday: ['09:00-17:00', '10:00-11:00', '12:00-13:00'] } },
      'hours.monday.1: overlaps hours.monday.0',
      'hours.monday.2: overlaps hours.monday.0',
    ],
    [
      { zone: 'UTC', hours: { monday: '22:00-06:00', tuesday: '05:00-08:00' } },
      'hours.tuesday: overlaps hours.monday',
    ],
    [
      { zone: 'UTC', hours: { saturday: '22:00-06:00', sunday: ['05:59-08:00'] } },
      'hours.sunday.0: overlaps hours.saturday',
    ],
    [{ zone: 'UTC', hours: monday, holidays: '2026-12-25' }, 'holidays: must be a list of dates'],
    [
      {
        zone: 'UTC',
        hours: monday,
        holidays: ['2026-02-30', '2026-13-01', '25.12.2026', '2026-12-25', null],
      },
      `holidays.0: ${date}`,
      `holidays.1: ${date}`,
      `holidays.2: ${date}`,
      `holidays.4: ${date}`,
    ],
    [{ zone: 'UTC', hours: monday, holiday: [] }, 'holiday: is no field; known are zone, hours, holidays'],
    [null, ': must be an object with zone and hours'],
    [[], ': must be an object with zone and hours'],
  ])('B-1, CU-10: %j is told what is wrong, and where', (input, ...issues) => {
    expect(issuesOf(input)).toEqual(issues)
  })

  it('B-1: all that is wrong is told at once, under the path that was given', () => {
    expect(issuesOf({ zone: 'x', hours: { monday: 'y' }, holidays: ['z'] }, 'calendars.a')).toEqual([
      `calendars.a.zone: ${zone}`,
      `calendars.a.hours.monday: ${span}`,
      `calendars.a.holidays.0: ${date}`,
    ])
    expect(issuesOf(7, 'calendars.a')).toEqual(['calendars.a: must be an object with zone and hours'])
  })

  it('B-1, B-4: anything at all is a calendar, or issues', () => {
    const field = fc.constantFrom('zone', 'hours', 'holidays', 'monday', '__proto__')
    const value = fc.oneof(
      fc.anything(),
      hostileText,
      fc.dictionary(field, fc.oneof(fc.anything(), hostileText)),
    )
    const given = fc.oneof(value, fc.dictionary(field, value))
    fc.assert(
      fc.property(given, (input) => {
        const parsed = parseCalendar(input)
        expect(JSON.parse(JSON.stringify(parsed))).toEqual(parsed)
        if (!parsed.ok) expect(parsed.error.length).toBeGreaterThan(0)
      }),
    )
  })
})
