import { describe, expect, it } from 'vitest'
import { addBusinessTime } from '../../src/calendar/add.ts'
import { businessTimeBetween } from '../../src/calendar/between.ts'
import type { Calendar } from '../../src/calendar/calendar.ts'
import { isOpenAt } from '../../src/calendar/is-open.ts'
import { subtractBusinessTime } from '../../src/calendar/subtract.ts'
import {
  alwaysOpen,
  calendarOf,
  everyDay,
  hours,
  hoursOn,
  instantAt,
  iso,
  minutes,
  weekdays,
} from './helpers.ts'

const office = calendarOf({ zone: 'Europe/Berlin', hours: hoursOn(weekdays, ['09:00-12:00', '13:00-17:00']) })
const friday = (time: string): number => instantAt(`2026-01-30T${time}+01:00`)
const monday = (time: string): number => instantAt(`2026-02-02T${time}+01:00`)

describe('the edges of open hours', () => {
  it('CU-10: open hours are half-open', () => {
    expect(
      [friday('08:59'), friday('09:00'), friday('12:00') - 1, friday('12:00')].map((t) =>
        isOpenAt(office, t),
      ),
    ).toEqual([false, true, true, false])
  })

  it('CU-10: what runs out at closing time is due then, a millisecond more at the next opening', () => {
    expect(addBusinessTime(office, friday('13:00'), hours(4))).toBe(friday('17:00'))
    expect(addBusinessTime(office, friday('13:00'), hours(4) + 1)).toBe(monday('09:00') + 1)
    expect(addBusinessTime(office, friday('09:00'), hours(3))).toBe(friday('12:00'))
  })

  it('CU-10: backwards, what begins at opening time began then', () => {
    expect(subtractBusinessTime(office, monday('10:00'), hours(1))).toBe(monday('09:00'))
    expect(subtractBusinessTime(office, monday('10:00'), hours(1) + 1)).toBe(friday('17:00') - 1)
    expect(subtractBusinessTime(office, instantAt('2026-02-01T12:00'), hours(7))).toBe(friday('09:00'))
  })

  it('CU-10: nothing added is nothing changed, also while it is closed', () => {
    for (const length of [0, -1, Number.NaN]) {
      expect(addBusinessTime(office, friday('20:00'), length)).toBe(friday('20:00'))
      expect(subtractBusinessTime(office, friday('20:00'), length)).toBe(friday('20:00'))
    }
  })

  it('CU-10: hours over midnight belong to both days, and a holiday closes its own date only', () => {
    const night = calendarOf({
      zone: 'UTC',
      hours: { friday: '22:00-06:00', saturday: '22:00-02:00' },
      holidays: ['2026-02-07'],
    })
    const open = (from: string, to: string): number =>
      businessTimeBetween(night, instantAt(from), instantAt(to))
    expect(open('2026-01-30T00:00', '2026-02-02T00:00')).toBe(hours(12))
    expect(isOpenAt(night, instantAt('2026-01-31T05:59'))).toBe(true)
    expect(isOpenAt(night, instantAt('2026-02-01T01:59'))).toBe(true)
    expect(addBusinessTime(night, instantAt('2026-01-30T21:00'), hours(8))).toBe(
      instantAt('2026-01-31T06:00'),
    )
    // Saturday the 7th is a holiday: Friday's night ends at midnight, what Saturday carries into Sunday stays.
    expect(open('2026-02-06T00:00', '2026-02-07T12:00')).toBe(hours(2))
    expect(open('2026-02-07T00:00', '2026-02-09T00:00')).toBe(hours(2))
  })
})

describe('clocks that change', () => {
  const berlin = (span: string) => calendarOf({ zone: 'Europe/Berlin', hours: hoursOn(everyDay, span) })
  const spring = ['2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00'] as const
  const autumn = ['2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00'] as const
  const openOn = ([from, to]: readonly [string, string], span: string): number =>
    businessTimeBetween(berlin(span), instantAt(from), instantAt(to)) / 60_000

  it.each([
    ['00:00-24:00', 23 * 60, 25 * 60],
    ['09:00-17:00', 8 * 60, 8 * 60],
    ['00:00-06:00', 5 * 60, 7 * 60],
    // Clocks jump from 02:00 to 03:00: there is no 02:15.
    ['02:00-03:00', 0, 120],
    ['02:15-02:45', 0, 60],
    ['02:30-04:00', 60, 120],
    ['01:30-02:30', 30, 90],
    ['03:00-04:00', 60, 60],
  ])(
    'CU-10: %s in Berlin is %i minutes in spring, %i in autumn: a business hour is a real hour',
    (span, first, last) => {
      expect([openOn(spring, span), openOn(autumn, span)]).toEqual([first, last])
    },
  )

  it('CU-10: hours that come twice are open twice, with a pause between', () => {
    const calendar = berlin('01:30-02:30')
    const opened = instantAt('2026-10-25T01:30+02:00')
    expect(addBusinessTime(calendar, opened, hours(1))).toBe(instantAt('2026-10-25T02:30+02:00'))
    expect(isOpenAt(calendar, instantAt('2026-10-25T02:45+02:00'))).toBe(false)
    expect(addBusinessTime(calendar, opened, hours(1) + 1)).toBe(instantAt('2026-10-25T02:00+01:00') + 1)
    expect(addBusinessTime(calendar, opened, minutes(90))).toBe(instantAt('2026-10-25T02:30+01:00'))
  })

  it('CU-10: an opening that does not exist is the moment at which the clocks jump over it', () => {
    const calendar = berlin('02:30-04:00')
    expect(addBusinessTime(calendar, instantAt(spring[0]), 1)).toBe(instantAt('2026-03-29T03:00+02:00') + 1)
    expect(subtractBusinessTime(calendar, instantAt('2026-03-29T12:00'), hours(1))).toBe(
      instantAt('2026-03-29T03:00+02:00'),
    )
  })

  it('CU-10: a midnight that does not exist, and one that comes twice (São Paulo, 2018)', () => {
    const days = alwaysOpen('America/Sao_Paulo')
    const between = (from: string, to: string): number =>
      businessTimeBetween(days, instantAt(from), instantAt(to))
    expect(between('2018-11-04T01:00-02:00', '2018-11-05T00:00-02:00')).toBe(hours(23))
    const sundays = calendarOf({ zone: 'America/Sao_Paulo', hours: { sunday: '00:00-02:00' } })
    expect(iso(addBusinessTime(sundays, instantAt('2018-11-03T12:00'), hours(1)))).toBe(
      '2018-11-04T04:00:00.000Z',
    )
    const saturdays = calendarOf({ zone: 'America/Sao_Paulo', hours: { saturday: '23:00-24:00' } })
    expect(businessTimeBetween(saturdays, instantAt('2018-02-17T00:00'), instantAt('2018-02-19T00:00'))).toBe(
      hours(2),
    )
  })

  it('CU-10: a day that a zone left out has no hours (Samoa had no 30 December 2011)', () => {
    const samoa = calendarOf({ zone: 'Pacific/Apia', hours: hoursOn(everyDay, '09:00-17:00') })
    expect(
      businessTimeBetween(samoa, instantAt('2011-12-29T00:00-10:00'), instantAt('2012-01-01T00:00+14:00')),
    ).toBe(hours(16))
    expect(addBusinessTime(samoa, instantAt('2011-12-29T16:00-10:00'), hours(2))).toBe(
      instantAt('2011-12-31T10:00+14:00'),
    )
    expect(subtractBusinessTime(samoa, instantAt('2011-12-31T10:00+14:00'), hours(2))).toBe(
      instantAt('2011-12-29T16:00-10:00'),
    )
  })
})

describe('no loop is endless', () => {
  const shut: Calendar = {
    schema: 1,
    zone: 'Europe/Berlin',
    week: [[], [], [], [], [], [], []],
    holidays: [],
  }
  const farthest = 8_640_000_000_000_000

  it('CU-10: years of nothing but holidays end', () => {
    const start = instantAt('2026-01-01T00:00')
    const holidays = Array.from({ length: 3_653 }, (_, n) => iso(start + n * hours(24)).slice(0, 10))
    const calendar = calendarOf({ zone: 'UTC', hours: hoursOn(everyDay, '09:00-17:00'), holidays })
    expect(iso(addBusinessTime(calendar, start, hours(1)))).toBe('2036-01-02T10:00:00.000Z')
    expect(businessTimeBetween(calendar, start, instantAt('2036-01-01T23:00'))).toBe(0)
  })

  it('CU-10, B-4: a calendar without hours gives an answer, a hundred years away', () => {
    const now = instantAt('2026-01-01T00:00')
    expect(iso(addBusinessTime(shut, now, 1))).toBe('2126-01-02T00:00:00.000Z')
    expect(iso(subtractBusinessTime(shut, now, 1))).toBe('1926-01-01T00:00:00.000Z')
    expect(businessTimeBetween(shut, now, instantAt('2027-01-01T00:00'))).toBe(0)
    expect(isOpenAt(shut, now)).toBe(false)
  })

  it('CU-10, B-4: a length beyond all dates ends there, too', () => {
    expect(addBusinessTime(office, 0, farthest)).toBe(36_525 * hours(24))
    expect(businessTimeBetween(alwaysOpen(), -farthest, farthest)).toBe(36_525 * hours(24))
  })

  it.each([farthest, -farthest, farthest - 1, Number.NaN, Infinity, -Infinity])(
    'B-4: from %d it ends',
    (from) => {
      for (const [calendar, lengths] of [
        [office, [1, hours(1), Infinity]],
        [shut, [1]],
      ] as const)
        for (const length of lengths) {
          expect(addBusinessTime(calendar, from, length)).toBeTypeOf('number')
          expect(subtractBusinessTime(calendar, from, length)).toBeTypeOf('number')
          expect(businessTimeBetween(calendar, from, length)).toBeTypeOf('number')
        }
    },
  )
})
