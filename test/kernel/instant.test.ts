import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from '../../src/index.ts'

const nine = 1_769_850_000_000
const seconds = expect.stringContaining('looks like seconds: multiply by 1000')
const noDate = 'is no date of the calendar'
const noZone = 'must be ISO 8601 with a zone, like 2026-01-31T09:00:00Z'

describe('parseInstant', () => {
  it.each([
    nine,
    new Date(nine),
    '2026-01-31T09:00:00Z',
    '2026-01-31T09:00Z',
    '2026-01-31T09:00:00.000Z',
    '2026-01-31T14:30:00+05:30',
    '2026-01-31T14:30:00+0530',
    '2026-01-31T03:30:00-05:30',
    '2026-01-30T24:00:00-09:00',
  ])('B-1: %o is one and the same instant', (value) => {
    expect(parseInstant(value)).toEqual({ ok: true, value: nine })
  })

  it('B-1: fractions of a second count to the millisecond', () => {
    expect(parseInstant('2026-01-31T09:00:00.25Z')).toEqual({ ok: true, value: nine + 250 })
  })

  it.each([
    [1_769_850_000, seconds],
    [0, seconds],
    [-1, seconds],
    [99_999_999_999, seconds],
    [-99_999_999_999, seconds],
    [new Date(1_769_850), seconds],
    [nine + 0.5, 'must be whole milliseconds; round it first'],
    [nine * 1_000_000, 'is beyond what a date can hold; are these microseconds?'],
    [8_640_000_000_000_001, 'is beyond what a date can hold; are these microseconds?'],
    [Number.NaN, 'is not a finite number'],
    [Infinity, 'is not a finite number'],
    [-Infinity, 'is not a finite number'],
    [new Date('never'), 'is not a finite number'],
    ['2026-01-31T09:00:00', noZone],
    ['2026-01-31', noZone],
    ['31 January 2026', noZone],
    ['Sat Jan 31 2026 09:00:00 GMT', noZone],
    ['1769850000000', noZone],
    [' 2026-01-31T09:00:00Z', noZone],
    ['2026-01-31T09:00:00Z\n2026', noZone],
    ['', noZone],
    ['\ud800', noZone],
    ['2026-02-30T09:00:00Z', noDate],
    ['2026-02-29T09:00:00+0100', noDate],
    ['2026-13-01T09:00:00Z', noDate],
    ['2026-01-00T09:00:00Z', noDate],
    ['2026-01-31T25:00:00Z', noDate],
    ['2026-01-31T09:00:00+99:00', noDate],
    [undefined, 'must be milliseconds, an ISO 8601 string or a Date'],
    [null, 'must be milliseconds, an ISO 8601 string or a Date'],
    [true, 'must be milliseconds, an ISO 8601 string or a Date'],
    [10n, 'must be milliseconds, an ISO 8601 string or a Date'],
    [{ at: nine }, 'must be milliseconds, an ISO 8601 string or a Date'],
  ])('B-4: %o is refused, and it says why', (value, message) => {
    expect(parseInstant(value)).toEqual({ ok: false, error: { path: 'at', message } })
  })

  it('B-1: the caller names the path', () => {
    expect(parseInstant('soon', 'tasks.0.dueAt')).toMatchObject({ error: { path: 'tasks.0.dueAt' } })
  })

  it('B-1: the limits themselves are instants', () => {
    for (const value of [100_000_000_000, -100_000_000_000, 8_640_000_000_000_000, -8_640_000_000_000_000])
      expect(parseInstant(value)).toEqual({ ok: true, value })
  })
})

describe('laws', () => {
  it('B-1: whatever a date says, in any zone, comes back as its milliseconds', () => {
    const offset = fc.integer({ min: -23 * 60, max: 23 * 60 })
    const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(date, offset, (at, minutes) => {
        const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, -1)
        const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0')
        const zone = `${minutes < 0 ? '-' : '+'}${hours}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`
        for (const value of [at, at.getTime(), at.toISOString(), local + zone])
          expect(parseInstant(value)).toEqual({ ok: true, value: at.getTime() })
      }),
    )
  })

  it('B-1: a day that no month has is no date', () => {
    const year = fc.integer({ min: 1980, max: 2100 })
    fc.assert(
      fc.property(year, fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), (y, month, day) => {
        const text = [y, month, day].map((n) => String(n).padStart(2, '0')).join('-')
        const exists = day <= new Date(Date.UTC(y, month, 0)).getUTCDate()
        expect(parseInstant(`${text}T23:59:59-12:00`).ok).toBe(exists)
      }),
    )
  })

  it('B-4: anything at all is an instant or an issue', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything({ withDate: true }), fc.double(), fc.string({ unit: 'binary' })),
        (value) => {
          const found = parseInstant(value)
          if (found.ok) {
            expect(Number.isInteger(found.value)).toBe(true)
            expect(Math.abs(found.value)).toBeLessThanOrEqual(8_640_000_000_000_000)
          } else expect(JSON.parse(JSON.stringify(found))).toEqual(found)
        },
      ),
    )
  })
})
