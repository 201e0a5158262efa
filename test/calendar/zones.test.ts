import { afterEach, describe, expect, it } from 'vitest'
import { addBusinessTime } from '../../src/calendar/add.ts'
import { businessTimeBetween } from '../../src/calendar/between.ts'
import { isOpenAt } from '../../src/calendar/is-open.ts'
import { parseCalendar } from '../../src/calendar/parse-calendar.ts'
import { subtractBusinessTime } from '../../src/calendar/subtract.ts'
import { calendarOf, everyDay, hours, hoursOn, instantAt, weekdays, zones } from './helpers.ts'

const before = process.env['TZ']

afterEach(() => {
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
})

/** Every 87 hours through a year, in all zones: everything that the calendars have to say. */
const everything = (): readonly unknown[] =>
  zones.flatMap((zone) => {
    const office = calendarOf({
      zone,
      hours: hoursOn(weekdays, ['09:00-12:00', '13:00-17:30']),
      holidays: ['2026-12-25'],
    })
    const nights = calendarOf({ zone, hours: hoursOn(everyDay, '22:00-03:15') })
    return [office, nights].flatMap((calendar) =>
      Array.from({ length: 100 }, (_, n) => instantAt('2026-01-01T00:37') + n * hours(87)).map((instant) => [
        isOpenAt(calendar, instant),
        addBusinessTime(calendar, instant, hours(9)),
        subtractBusinessTime(calendar, instant, hours(9)),
        businessTimeBetween(calendar, instant, instant + hours(60)),
      ]),
    )
  })

/** What the host's own clock makes of new year and of midsummer: proof that the zone of the host did change. */
const hostOffsets = (): readonly number[] =>
  [instantAt('2026-01-01T00:00'), instantAt('2026-07-01T00:00')].map((instant) =>
    new Date(instant).getTimezoneOffset(),
  )

describe('the zone of the host', () => {
  it('CU-10: makes no difference', () => {
    process.env['TZ'] = 'UTC'
    const expected = everything()
    for (const [zone, offsets] of [
      ['UTC', [0, 0]],
      ['America/St_Johns', [210, 150]],
      ['Asia/Kathmandu', [-345, -345]],
      ['Pacific/Chatham', [-825, -765]],
      ['America/Sao_Paulo', [180, 180]],
    ] as const) {
      process.env['TZ'] = zone
      expect(hostOffsets()).toEqual(offsets)
      expect(everything()).toEqual(expected)
    }
  })

  it('CU-10: a calendar has no zone but its own', () => {
    const parsed = parseCalendar({ hours: { monday: '09:00-17:00' } })
    expect(parsed).toMatchObject({ ok: false, error: [{ path: 'zone' }] })
  })
})
