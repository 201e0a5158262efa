import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addBusinessTime } from '../../src/calendar/add.ts'
import { businessTimeBetween } from '../../src/calendar/between.ts'
import type { Calendar } from '../../src/calendar/calendar.ts'
import { isOpenAt } from '../../src/calendar/is-open.ts'
import { offsetAt } from '../../src/calendar/offset-period.ts'
import { subtractBusinessTime } from '../../src/calendar/subtract.ts'
import { lawRuns } from '../support/world.ts'
import { calendarOf, everyDay, hours, instantAt, iso, minutes, zones } from './helpers.ts'

const day = hours(24)
const january = instantAt('2026-01-01T00:00')

/** The instants of 2026 at which some zone's clocks are changed: where mistakes live. */
const changes: readonly (readonly [zone: string, at: number])[] = zones.flatMap((zone) =>
  Array.from({ length: 365 * 24 }, (_, n) => january + n * hours(1))
    .filter((instant) => offsetAt(zone, instant) !== offsetAt(zone, instant + hours(1)))
    .map((instant) => {
      const quarters = [1, 2, 3, 4].map((n) => instant + n * minutes(15))
      return [
        zone,
        quarters.find((quarter) => offsetAt(zone, quarter) !== offsetAt(zone, instant)) ?? 0,
      ] as const
    }),
)

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Up to three spans of a day on a grid of quarters, which every change of clocks keeps to; also over midnight. */
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 2, maxLength: 6 })
  .map((edges) => edges.toSorted((a, b) => a - b))
  .map((edges) => edges.slice(0, edges.length - (edges.length % 2)))
  .map((edges) =>
    edges.flatMap((edge, n) =>
      n % 2 === 0 ? [`${clock(edge * 15)}-${clock((edges[n + 1] ?? 96) * 15)}`] : [],
    ),
  )

const nights = fc.constantFrom(['22:00-06:00'], ['23:30-02:15'], ['12:00-00:00'], ['00:00-24:00'])

const week = fc.uniqueArray(fc.constantFrom(...everyDay), { minLength: 1 }).chain((days) =>
  fc.oneof(
    nights.map((span) => Object.fromEntries(days.map((name) => [name, span]))),
    fc
      .tuple(...days.map(() => spans))
      .map((all) => Object.fromEntries(days.map((name, n) => [name, all[n]]))),
  ),
)

/** A calendar, and instants near a change of its clocks or anywhere in the year, now and then on the very edge. */
const scene = fc
  .oneof(
    fc.constantFrom(...changes),
    fc.constantFrom(...zones).map((zone) => [zone, january + 180 * day] as const),
  )
  .chain(([zone, around]) =>
    fc.record({
      calendar: fc
        .tuple(week, fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 3 }))
        .map(([written, off]) =>
          calendarOf({
            zone,
            hours: written,
            holidays: off.map((n) => iso(around + n * day).slice(0, 10)),
          }),
        ),
      times: fc
        .array(
          fc.oneof(
            fc
              .integer({ min: -4 * 96, max: 4 * 96 })
              .map((n) => around - (around % minutes(15)) + n * minutes(15)),
            fc.integer({ min: around - 4 * day, max: around + 4 * day }),
            fc.integer({ min: around - 1, max: around + 1 }),
          ),
          { minLength: 3, maxLength: 3 },
        )
        .map((list) => list.toSorted((a, b) => a - b) as [number, number, number]),
      length: fc.oneof(
        fc.integer({ min: 1, max: hours(60) }),
        fc.integer({ min: 1, max: 200 }).map((n) => minutes(15) * n),
      ),
    }),
  )

const names = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** Whether it is open by what a clock on the wall of that zone shows: the rule in other words, and slowly. */
const isOpenByTheClock = ({ zone, week: days, holidays }: Calendar, instant: number): boolean => {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
  const now = Number(parts['hour']) * 60 + Number(parts['minute'])
  const open = days[names.indexOf(String(parts['weekday']).toLowerCase())] ?? []
  const date = `${parts['year']}-${parts['month']}-${parts['day']}`
  return !holidays.includes(date) && open.some(([from, to]) => from <= now && now < to)
}

describe('laws of business time, around every change of clocks of a year in many zones', () => {
  it('CU-10: the zones do change their clocks, by an hour, half an hour and two', () => {
    const steps = changes.map(([zone, instant]) =>
      Math.abs(offsetAt(zone, instant) - offsetAt(zone, instant - 1)),
    )
    expect(changes.length).toBeGreaterThan(15)
    expect(new Set(steps)).toEqual(new Set([hours(1), minutes(30), hours(2)]))
  })

  it('CU-10: it is open when a clock on its wall says so, and open time is counted so', () => {
    fc.assert(
      fc.property(scene, ({ calendar, times: [from] }) => {
        const start = from - (from % minutes(15))
        const quarters = Array.from({ length: 2 * 96 }, (_, n) => start + n * minutes(15))
        const open = quarters.filter((quarter) => isOpenByTheClock(calendar, quarter))
        expect(quarters.filter((quarter) => isOpenAt(calendar, quarter))).toEqual(open)
        expect(businessTimeBetween(calendar, start, start + 2 * day)).toBe(open.length * minutes(15))
      }),
      lawRuns(30),
    )
  })

  it('CU-10: time added is the time between, at the first instant at which it is', () => {
    fc.assert(
      fc.property(scene, ({ calendar, times: [from], length }) => {
        const end = addBusinessTime(calendar, from, length)
        expect(businessTimeBetween(calendar, from, end)).toBe(length)
        expect(businessTimeBetween(calendar, from, end - 1)).toBe(length - 1)
      }),
    )
  })

  it('CU-10: time subtracted is the time between, at the last instant at which it is', () => {
    fc.assert(
      fc.property(scene, ({ calendar, times: [, , to], length }) => {
        const start = subtractBusinessTime(calendar, to, length)
        expect(businessTimeBetween(calendar, start, to)).toBe(length)
        expect(businessTimeBetween(calendar, start + 1, to)).toBe(length - 1)
      }),
    )
  })

  it('CU-10: subtracting is the inverse of adding while it is open, and adding that of subtracting', () => {
    fc.assert(
      fc.property(scene, ({ calendar, times: [from], length }) => {
        if (isOpenAt(calendar, from))
          expect(subtractBusinessTime(calendar, addBusinessTime(calendar, from, length), length)).toBe(from)
        if (isOpenAt(calendar, from - 1))
          expect(addBusinessTime(calendar, subtractBusinessTime(calendar, from, length), length)).toBe(from)
      }),
    )
  })

  it('CU-10: a span split anywhere adds up, and is never longer than itself', () => {
    fc.assert(
      fc.property(scene, ({ calendar, times: [from, middle, to] }) => {
        const whole = businessTimeBetween(calendar, from, to)
        expect(businessTimeBetween(calendar, from, middle) + businessTimeBetween(calendar, middle, to)).toBe(
          whole,
        )
        expect(whole).toBeLessThanOrEqual(to - from)
        expect(businessTimeBetween(calendar, to, from)).toBe(0)
      }),
    )
  })

  it('CU-10: whoever begins later, or gets more time, is due no earlier', () => {
    fc.assert(
      fc.property(scene, fc.nat(hours(20)), ({ calendar, times: [from, later], length }, more) => {
        const due = addBusinessTime(calendar, from, length)
        expect(addBusinessTime(calendar, later, length)).toBeGreaterThanOrEqual(due)
        expect(addBusinessTime(calendar, from, length + more)).toBeGreaterThanOrEqual(due)
        expect(due).toBeGreaterThan(from)
      }),
    )
  })

  it('CU-10: two lengths one after the other are their sum', () => {
    fc.assert(
      fc.property(scene, fc.nat(hours(20)), ({ calendar, times: [from], length }, more) => {
        expect(addBusinessTime(calendar, addBusinessTime(calendar, from, length), more)).toBe(
          addBusinessTime(calendar, from, length + more),
        )
      }),
    )
  })

  it('CU-10: always open, business time is time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.nat(3 * day),
        fc.integer({ min: 1, max: 9 * day }),
        ([zone, around], back, length) => {
          const calendar = calendarOf({
            zone,
            hours: Object.fromEntries(everyDay.map((name) => [name, '00:00-24:00'])),
          })
          expect(addBusinessTime(calendar, around - back, length)).toBe(around - back + length)
          expect(subtractBusinessTime(calendar, around + back, length)).toBe(around + back - length)
          expect(businessTimeBetween(calendar, around - back, around - back + length)).toBe(length)
        },
      ),
    )
  })
})
