import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration } from '../../src/kernel/duration.ts'

const refused = (message: string) => ({ ok: false, error: { path: 'window', message } })
const shape = 'must be a duration such as { hours: 24 }'

describe('parseDuration', () => {
  it.each([
    [{ hours: 24 }, 86_400_000],
    [{ days: 1 }, 86_400_000],
    [{ weeks: 1 }, 604_800_000],
    [{ minutes: 1.5 }, 90_000],
    [{ seconds: 0 }, 0],
    [{ days: -0 }, 0],
    [{ hours: 0.001 }, 3_600],
    [{ seconds: 0.0004 }, 0],
    [{ weeks: 1, days: 1, hours: 1, minutes: 1, seconds: 1 }, 694_861_000],
    [{ days: 100_000_000 }, 8_640_000_000_000_000],
  ])('W-5: %o is %i milliseconds', (value, milliseconds) => {
    expect(parseDuration(value, 'window')).toEqual({ ok: true, value: milliseconds })
  })

  it.each([
    [{ months: 1 }, 'months have no fixed length (W-5); use weeks or smaller'],
    [{ years: 1 }, 'years have no fixed length (W-5); use weeks or smaller'],
    [{ days: 1, months: 0 }, 'months have no fixed length (W-5); use weeks or smaller'],
    [{ hour: 1 }, 'has an unknown unit "hour"; known are weeks, days, hours, minutes, seconds'],
    [
      JSON.parse('{"__proto__":1}'),
      'has an unknown unit "__proto__"; known are weeks, days, hours, minutes, seconds',
    ],
    [{}, 'is empty; write { seconds: 0 } for none'],
    [{ hours: -1 }, 'hours must be a number of 0 or more'],
    [{ hours: '24' }, 'hours must be a number of 0 or more'],
    [{ hours: Number.NaN }, 'hours must be a number of 0 or more'],
    [{ hours: Infinity }, 'hours must be a number of 0 or more'],
    [{ hours: 1, days: undefined }, 'days must be a number of 0 or more'],
    [{ weeks: 1e305 }, 'is longer than a date can hold'],
    [{ days: 100_000_001 }, 'is longer than a date can hold'],
    [24, shape],
    ['24h', shape],
    [null, shape],
    [undefined, shape],
    [[24], shape],
  ])('W-5, B-1: %o is refused, and it says what would be right', (value, message) => {
    expect(parseDuration(value, 'window')).toEqual(refused(message))
  })
})

describe('laws', () => {
  const sizes = { weeks: 604_800_000, days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 }

  it('W-5: a length is the sum of its parts to the nearest millisecond, whatever the fractions', () => {
    const unit = fc.constantFrom(...(Object.keys(sizes) as (keyof typeof sizes)[]))
    fc.assert(
      fc.property(unit, fc.nat(1_000_000), (name, thousandths) => {
        const exact = (thousandths * sizes[name]) / 1_000
        expect(parseDuration({ [name]: thousandths / 1_000 }, '')).toEqual({ ok: true, value: exact })
      }),
    )
  })

  it('B-4: anything at all is a length that a date can hold, or an issue', () => {
    const amounts = fc.record(
      { weeks: fc.double(), days: fc.double(), hours: fc.double(), seconds: fc.integer() },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.oneof(fc.anything(), amounts), (value) => {
        const found = parseDuration(value, 'window')
        if (found.ok) {
          expect(Number.isSafeInteger(found.value) && !Object.is(found.value, -0)).toBe(true)
          expect(found.value).toBeGreaterThanOrEqual(0)
        } else expect(found.error).toEqual({ path: 'window', message: expect.stringMatching(/\S/) })
      }),
    )
  })
})
