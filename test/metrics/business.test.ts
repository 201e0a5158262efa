import { describe, expect, it } from 'vitest'
import { businessTimeBetween } from '../../src/calendar/between.ts'
import type { CalendarInput } from '../../src/calendar/calendar.ts'
import { parseCalendar } from '../../src/calendar/parse-calendar.ts'
import type { StoredEvent } from '../../src/index.ts'
import { foldMetrics } from '../../src/metrics/fold.ts'
import { measureUntil } from '../../src/metrics/measure.ts'
import type { MetricsOptions } from '../../src/metrics/options.ts'
import { createWorld, hour, minute, second } from '../support/world.ts'
import { createStage, emptyStat, single, singleStat } from './stage.ts'

const open = (hours: CalendarInput['hours']): MetricsOptions => {
  const calendar = parseCalendar({ zone: 'UTC', hours })
  if (!calendar.ok) throw new Error('this is no calendar')
  return { elapsed: (from, to) => businessTimeBetween(calendar.value, from, to) }
}

const office = open({
  monday: '09:00-17:00',
  tuesday: '09:00-17:00',
  wednesday: '09:00-17:00',
  thursday: '09:00-17:00',
  friday: '09:00-17:00',
})

/** Ada writes at one instant and Sam answers at another. */
const talk = async (from: string, to: string): Promise<readonly StoredEvent[]> => {
  const w = createWorld({ policy: { mailIdle: 'off' } })
  w.advance(Date.parse(from) - w.now())
  await w.customerWrites('hello')
  w.advance(Date.parse(to) - w.now())
  await w.agentWrites('hello')
  return w.events()
}

const responded = async (from: string, to: string, options: MetricsOptions): Promise<number> =>
  single(foldMetrics(await talk(from, to), options)).total.firstResponse.sum

describe('business time', () => {
  it('E-5, CU-10, CW-M12: only office hours count', async () => {
    expect(await responded('2022-03-20T00:00:00Z', '2022-03-26T23:59:00Z', office)).toBe(144_000 * second)
    expect(await responded('2022-03-20T12:00:00Z', '2022-03-21T14:00:00Z', office)).toBe(18_000 * second)
  })

  it('E-5, CU-10: in every figure, and none is lost where a clock stops outside them', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    // Monday at nine in the morning is hour -24, Tuesday at nine is hour 0.
    await customer(-17)
    await agent(1)
    await resolve(30)
    const { total } = await metrics(office)
    expect(total).toMatchObject({
      firstResponse: singleStat(2 * hour),
      waiting: 2 * hour,
      resolution: singleStat(15 * hour),
      inStatus: { new: 2 * hour, open: hour, waiting: 12 * hour },
      // The mail contact fell silent after its only answer.
      handling: singleStat(0),
    })
  })

  it('E-5, RC-14: the customer’s silence is what is left of a segment without the waiting, closed or until now', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    const at = (n: number) => (n * second) / hour
    await customer(at(-10))
    await agent(0)
    const before = await metrics()
    const silence = ({ total: { inStatus, waiting } }: typeof before) =>
      inStatus.new + inStatus.open + inStatus.waiting - waiting
    expect(silence(measureUntil(before, before.clocks.statusCountedUntil + 7 * second))).toBe(7 * second)
    await resolve(at(10))
    expect(silence(await metrics())).toBe(10 * second)
  })

  it.each([
    ['2024-01-01T00:00:00Z', '2024-01-01T12:00:00Z', { monday: '10:00-11:00' }, 3_600],
    [
      '2024-01-01T00:00:00Z',
      '2024-01-03T12:00:00Z',
      { monday: '10:00-11:00', tuesday: '10:00-11:00' },
      7_200,
    ],
    [
      '2024-01-01T00:00:00Z',
      '2024-01-03T12:00:00Z',
      { monday: '10:00-11:00', wednesday: '10:00-11:00' },
      7_200,
    ],
    [
      '2024-01-01T10:15:00Z',
      '2024-01-02T12:00:00Z',
      { monday: '10:00-11:00', tuesday: '10:00-11:00' },
      6_300,
    ],
    ['2024-01-01T10:15:00Z', '2024-01-01T10:50:00Z', { monday: '10:00-11:00' }, 2_100],
    ['2024-01-03T10:00:00Z', '2024-01-03T12:00:00Z', { monday: '10:00-11:00' }, 0],
  ])('E-5, CU-10, RC-15: from %s to %s', async (from, to, hours, seconds) => {
    expect(await responded(from, to, open(hours))).toBe(seconds * second)
  })

  it('E-5, RC-15: a clock that is broken counts nothing instead of nonsense', async () => {
    const broken = [Number.NaN, Infinity, -Infinity, -5].map((value) => ({ elapsed: () => value }))
    for (const options of broken)
      expect(await responded('2024-01-01T10:00:00Z', '2024-01-01T12:00:00Z', options)).toBe(0)
  })

  it('E-5, RC-16: where the customer never wrote, or was never answered, there is no response', async () => {
    const silent = createStage()
    await silent.agent(-1, { to: 'ada@example.com' })
    await silent.resolve(0)
    expect((await silent.metrics()).total).toMatchObject({ firstResponse: emptyStat, waiting: 0 })
    const unanswered = createStage()
    await unanswered.customer(-1)
    await unanswered.resolve(0)
    expect((await unanswered.metrics()).total).toMatchObject({ firstResponse: emptyStat, waiting: hour })
  })
})

describe('a mix of both', () => {
  it('E-5: the same events give wall time and business time side by side', async () => {
    const events = await talk('2026-01-05T16:30:00Z', '2026-01-06T09:15:00Z')
    const figures = [{}, office].map((options) => single(foldMetrics(events, options)).total.firstResponse)
    expect(figures).toEqual([singleStat(16.75 * hour), singleStat(45 * minute)])
  })
})
