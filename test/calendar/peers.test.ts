import { describe, expect, it } from 'vitest'
import { addBusinessTime } from '../../src/calendar/add.ts'
import { businessTimeBetween } from '../../src/calendar/between.ts'
import type { Calendar, CalendarInput } from '../../src/calendar/calendar.ts'
import { isOpenAt } from '../../src/calendar/is-open.ts'
import { parseCalendar } from '../../src/calendar/parse-calendar.ts'
import { parsePolicy } from '../../src/index.ts'
import {
  alwaysOpen,
  calendarOf,
  everyDay,
  hoursOn,
  instantAt,
  iso,
  minutes,
  seconds,
  weekdays,
} from './helpers.ts'

const utc = (hours: CalendarInput['hours'], holidays: readonly string[] = []): Calendar =>
  calendarOf({ zone: 'UTC', hours, holidays })

const nineToFive = '09:00-17:00'
const daily = utc(hoursOn(everyDay, nineToFive))

/** The deadline of so many minutes, as it is written. */
const due = (calendar: Calendar, from: string, length: number): string =>
  iso(addBusinessTime(calendar, instantAt(from), minutes(length))).slice(0, 19)

describe('deadlines in business time, after Libredesk', () => {
  it('LD-S1: always open, the clock is the calendar', () => {
    expect(due(alwaysOpen(), '2023-10-10T09:00', 60)).toBe('2023-10-10T10:00:00')
  })

  it.each([0, -1])('LD-S2: a target of %i minutes is refused', (length) => {
    const firstResponse = { byInbox: { support: { business: { minutes: length }, calendar: 'utc' } } }
    const calendars = { utc: { zone: 'UTC', hours: hoursOn(everyDay, nineToFive) } }
    expect(parsePolicy({ inbox: 'support', calendars, firstResponse })).toMatchObject({
      ok: false,
      error: [{ path: expect.stringMatching(/^firstResponse\.byInbox\.support/) }],
    })
  })

  it('LD-S3: Tuesdays only, and that Tuesday is a holiday', () => {
    const tuesdays = utc(hoursOn(['tuesday'], nineToFive), ['2023-10-10'])
    expect(due(tuesdays, '2023-10-10T10:00', 60)).toBe('2023-10-17T10:00:00')
  })

  it('LD-S4: before opening it counts from the opening', () => {
    expect(due(daily, '2023-10-10T08:00', 60)).toBe('2023-10-10T10:00:00')
  })

  it('LD-S5: after closing it counts from the next opening', () => {
    expect(due(daily, '2023-10-10T18:00', 60)).toBe('2023-10-11T10:00:00')
  })

  it('LD-S6: 15 hours go over two days', () => {
    expect(due(utc(hoursOn(['tuesday', 'wednesday'], nineToFive)), '2023-10-10T09:00', 900)).toBe(
      '2023-10-11T16:00:00',
    )
  })

  it('LD-S7: a day that is closed all day is skipped', () => {
    expect(due(utc(hoursOn(['wednesday'], nineToFive)), '2023-10-10T09:00', 60)).toBe('2023-10-11T10:00:00')
  })

  it('LD-S8: the day of the week is the zone’s', () => {
    const tuesdays = calendarOf({ zone: 'Asia/Kolkata', hours: hoursOn(['tuesday'], nineToFive) })
    expect(due(tuesdays, '2023-10-10T20:00', 60)).toBe('2023-10-17T04:30:00')
  })

  it('LD-S9: from Saturday to Monday', () => {
    expect(due(utc(hoursOn(weekdays, nineToFive)), '2023-10-14T12:00', 60)).toBe('2023-10-16T10:00:00')
  })

  it('LD-S10: no hours at all is an error, and no endless loop', () => {
    expect(parseCalendar({ zone: 'UTC', hours: {} })).toEqual({
      ok: false,
      error: [{ path: 'hours', message: 'must be open at some time of the week' }],
    })
    const closed: Calendar = { schema: 1, zone: 'UTC', week: [], holidays: [] }
    expect(due(closed, '2023-10-10T09:00', 1)).toBe('2123-10-11T09:00:00')
  })

  it.each(['25:00-26:00', '09:00-25:00'])('LD-S11: %s is an error', (monday) => {
    expect(parseCalendar({ zone: 'UTC', hours: { monday } })).toMatchObject({
      ok: false,
      error: [{ path: 'hours.monday' }],
    })
  })

  it('LD-S12: exactly at closing time it counts from the next opening', () => {
    expect(due(daily, '2023-10-10T17:00', 60)).toBe('2023-10-11T10:00:00')
    expect(due(daily, '2023-10-10T17:00', 30)).toBe('2023-10-11T09:30:00')
  })

  it('LD-S13: open but for two minutes around midnight', () => {
    const nearly = utc(hoursOn(everyDay, '00:01-23:59'))
    expect(due(nearly, '2023-10-10T23:30', 29)).toBe('2023-10-10T23:59:00')
    expect(due(nearly, '2023-10-10T23:30', 30)).toBe('2023-10-11T00:02:00')
    expect(due(nearly, '2023-10-10T23:59', 1)).toBe('2023-10-11T00:02:00')
  })

  it('LD-S14: two holidays in a row lead to the third day', () => {
    const off = utc(hoursOn(everyDay, nineToFive), ['2023-10-11', '2023-10-10'])
    expect(due(off, '2023-10-10T10:00', 60)).toBe('2023-10-12T10:00:00')
  })

  it('LD-S15: half an hour on the first day, the rest on the second', () => {
    const uneven = utc({ tuesday: '09:00-09:30', wednesday: nineToFive })
    expect(due(uneven, '2023-10-10T09:00', 90)).toBe('2023-10-11T10:00:00')
  })

  it.each([
    [1430, '2025-03-26T17:50:00+05:30'],
    [1439, '2025-03-26T17:59:00+05:30'],
    [1440, '2025-03-26T18:00:00+05:30'],
    [1450, '2025-03-27T10:10:00+05:30'],
  ])('LD-S16, CU-10: closing time itself is allowed, unlike ZA-C2: %i minutes', (length, expected) => {
    const india = calendarOf({ zone: 'Asia/Kolkata', hours: hoursOn(weekdays, '10:00-18:00') })
    expect(addBusinessTime(india, instantAt('2025-03-22T18:01:43+05:30'), minutes(length))).toBe(
      instantAt(expected),
    )
  })
})

describe('a clock that stops at times, after Zammad', () => {
  const berlin = calendarOf({ zone: 'Europe/Berlin', hours: hoursOn(everyDay, '09:00-18:00') })
  const on4th = (time: string): number => instantAt(`2013-06-04T${time}`)

  /** The minutes of business time in which the clock ran: from one time of the day to another. */
  const used = (...runs: readonly (readonly [from: string, to: string])[]): number =>
    runs.reduce((sum, [from, to]) => sum + businessTimeBetween(berlin, on4th(from), on4th(to)), 0) / 60_000

  const rest = (from: string, length: number): string =>
    iso(addBusinessTime(berlin, on4th(from), minutes(length))).slice(0, 16)

  it('ZA-C1: what was used before the clock stopped is not counted again', () => {
    const before = used(['09:00', '09:30'], ['09:45', '10:00'])
    expect(before).toBe(45)
    expect(rest('10:30', 120 - before)).toBe('2013-06-04T11:45')
  })

  it('ZA-C2, CU-10: a last minute at closing time is due at closing time, not at the next opening as in Zammad', () => {
    const before = used(['09:00', '10:00'])
    expect(before).toBe(60)
    expect(rest('15:00', 120 - before)).toBe('2013-06-04T16:00')
    expect(iso(addBusinessTime(berlin, on4th('15:00'), minutes(60) + 1))).toBe('2013-06-05T07:00:00.001Z')
  })

  it('ZA-C3: first response after 75 minutes, solution after 150', () => {
    expect(used(['09:00', '10:00'], ['10:30', '10:45'])).toBe(75)
    expect(used(['09:00', '10:00'], ['10:30', '12:00'])).toBe(150)
  })

  it('ZA-C4: a clock that never ran has used nothing', () => {
    expect(used()).toBe(0)
    expect(used(['12:00', '12:00'], ['12:00', '09:00'])).toBe(0)
  })

  it('ZA-C5: one run of half an hour', () => {
    expect(used(['10:30', '11:00'])).toBe(30)
  })

  it('ZA-C6: two runs of half an hour', () => {
    expect(used(['10:30', '11:00'], ['11:30', '12:00'])).toBe(60)
  })

  it('ZA-C7: open from 00:00 to 24:00 there is no closed minute at midnight', () => {
    const whole = alwaysOpen('Europe/Berlin')
    const midnight = instantAt('2013-06-05T00:00+02:00')
    for (const off of [-minutes(1), -1, 0, 1]) expect(isOpenAt(whole, midnight + off)).toBe(true)
    expect(businessTimeBetween(whole, midnight - minutes(1), midnight + minutes(1))).toBe(minutes(2))
    expect(addBusinessTime(whole, midnight - minutes(1), minutes(2))).toBe(midnight + minutes(1))
  })
})

describe('time between, after Chatwoot', () => {
  const chatwoot = utc(hoursOn(weekdays, nineToFive))

  it.each([
    ['2022-03-20T00:00', '2022-03-26T23:59', 144_000],
    ['2022-03-20T12:00', '2022-03-21T14:00', 18_000],
  ])('CW-M12: %s to %s is %i s', (from, to, expected) => {
    expect(businessTimeBetween(chatwoot, instantAt(from), instantAt(to))).toBe(seconds(expected))
  })
})
