import { describe, expect, it } from 'vitest'
import { foldMetrics } from '../../src/metrics/fold.ts'
import { measureUntil } from '../../src/metrics/measure.ts'
import { expectOk, hour } from '../support/world.ts'
import { createStage, emptyStat, singleStat, stat, storyStart } from './stage.ts'

describe('time in status', () => {
  it('E-5, S-3: it runs from one change of status to the next', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(-9)
    await agent(-7)
    await resolve(-3)
    const { total, last } = await metrics()
    expect(total.inStatus).toEqual({ new: 2 * hour, open: hour, waiting: 3 * hour, closed: 0 })
    expect(last.figures.inStatus).toEqual(total.inStatus)
  })

  it('E-5: until now where it goes on, and as often as one likes', async () => {
    const { customer, agent, metrics } = createStage({ policy: { mailIdle: 'off' } })
    await customer(-9)
    await agent(-7)
    await customer(-3)
    const metered = await metrics()
    const now = measureUntil(measureUntil(metered, storyStart - hour), storyStart)
    expect(now.total).toMatchObject({
      inStatus: { new: 2 * hour, open: 7 * hour, waiting: 0, closed: 0 },
      waiting: 5 * hour,
    })
    expect(now).toEqual(measureUntil(metered, storyStart))
    expect(measureUntil(now, storyStart - 4 * hour)).toEqual(now)
  })

  it('E-5: a conversation that is closed stays closed until now, and its segments are over', async () => {
    const { customer, resolve, metrics } = createStage()
    await customer(-9)
    await resolve(-8)
    const { total, last } = measureUntil(await metrics(), storyStart)
    expect(total.inStatus).toEqual({ new: hour, open: 0, waiting: 0, closed: 8 * hour })
    expect(last.figures.inStatus.closed).toBe(0)
  })
})

describe('segments and reopens', () => {
  it('E-5, CW-M10: the first opening follows no close; a later one says how long it had been closed', async () => {
    const { customer, resolve, metrics } = createStage()
    await customer(-4)
    expect((await metrics()).first.closedFor).toBeNull()
    await resolve(-3)
    await customer(-2)
    expect((await metrics()).last.closedFor).toBe(hour)
    await resolve(-1)
    await customer(-0.5)
    const { last, total, segments, reopens } = await metrics()
    expect(last.closedFor).toBe(0.5 * hour)
    expect(total.inStatus.closed).toBe(1.5 * hour)
    expect({ segments, reopens }).toEqual({ segments: 3, reopens: 2 })
  })

  it('E-5, CW-M11: the close before a reopening counts, not one that came after it', async () => {
    const { customer, resolve, metrics } = createStage()
    await customer(-4)
    await resolve(-3)
    await customer(-2)
    await resolve(-1)
    expect((await metrics()).last).toMatchObject({ closedFor: hour, opened: { at: storyStart - 2 * hour } })
  })

  it('E-5, ZA-R1: one reopening is one, at its own time', async () => {
    const { customer, resolve, metrics } = createStage()
    await customer(-4)
    await resolve(-3)
    await customer(-2)
    const { reopens, last } = await metrics()
    expect(reopens).toBe(1)
    expect(last.opened).toEqual({
      at: storyStart - 2 * hour,
      by: { kind: 'customer', id: 'ada' },
      cause: 'receive',
    })
  })

  it('E-5, S-1: whoever reads up to the very reopening finds the conversation Waiting', async () => {
    const { customer, resolve, events } = createStage()
    await customer(-4)
    await resolve(-3)
    await customer(-2)
    const all = await events()
    const upTo = all.slice(0, all.findIndex(({ type }) => type === 'conversation.reopened') + 1)
    const [metrics] = foldMetrics(upTo)
    expect(metrics?.clocks).toMatchObject({ status: 'waiting', statusCountedUntil: storyStart - 2 * hour })
  })

  it('E-5, W-3: an agent’s reopening is none until a contact starts, and never is one without', async () => {
    const { customer, agent, resolve, reopen, metrics } = createStage()
    await customer(-9)
    await resolve(-8)
    const solved = await metrics()
    await reopen(-7)
    await resolve(-5)
    const { total, ...after } = await metrics()
    expect(after).toMatchObject({ reopens: 0, segments: 1, last: solved.last, closes: solved.closes })
    expect(total).toMatchObject({
      resolution: singleStat(hour),
      inStatus: { waiting: 2 * hour, new: hour, closed: hour },
    })
    await reopen(-4)
    expect((await metrics()).reopens).toBe(0)
    await agent(-3)
    expect(await metrics()).toMatchObject({
      reopens: 1,
      segments: 2,
      last: { opened: { at: storyStart - 4 * hour }, closedFor: 4 * hour },
    })
  })
})

describe('resolution', () => {
  it('E-5, LD-R4: the first close and the last are both kept', async () => {
    const { customer, resolve, metrics } = createStage()
    await customer(-9)
    await resolve(-8)
    await customer(-5)
    await resolve(-3)
    const { first, last, total } = await metrics()
    expect([first.closed?.at, last.closed?.at]).toEqual([storyStart - 8 * hour, storyStart - 3 * hour])
    expect(total.resolution).toEqual(stat(hour, 2 * hour))
    expect(first.closed?.by).toEqual({ kind: 'agent', id: 'sam' })
  })

  it('E-5: by whom and how it was closed, each apart', async () => {
    const { customer, agent, at, desk, resolve, metrics } = createStage({
      policy: { autoClose: { hours: 2 } },
    })
    await customer(-20)
    await resolve(-19)
    await customer(-18)
    at(-17)
    const { version } = await expectOk(desk.current('ada'))
    await expectOk(desk.close({ customer: 'ada', automation: 'bot', version, force: true }))
    await customer(-16)
    at(-15)
    await expectOk(desk.close({ customer: 'ada', version: 0, imported: true }))
    await customer(-14)
    await agent(-13)
    at(-9)
    await desk.applyDeadlines()
    await customer(-8)
    at(-7)
    await expectOk(desk.block({ customer: 'ada', agent: 'sam' }))
    const { closes, total } = await metrics()
    expect(closes).toEqual([
      { by: 'agent', cause: 'close', time: singleStat(hour) },
      { by: 'automation', cause: 'close', time: singleStat(hour) },
      { by: 'system', cause: 'imported', time: singleStat(hour) },
      { by: 'system', cause: 'auto_close', time: singleStat(4 * hour) },
      { by: 'system', cause: 'blocked', time: singleStat(hour) },
    ])
    expect(total.resolution).toEqual(stat(hour, hour, hour, 4 * hour))
  })

  it('E-5, CW-SLA1, CW-SLA2: a response that was due and did not come is counted, once for each word', async () => {
    const { customer, agent, at, desk, metrics } = createStage({
      policy: { firstResponse: { byInbox: { support: { hours: 1 } } } },
    })
    await customer(-6)
    at(-4)
    await desk.applyDeadlines()
    await desk.applyDeadlines()
    const { total } = await metrics()
    expect(total).toMatchObject({
      overdue: 1,
      firstResponse: emptyStat,
      nextResponse: emptyStat,
      resolution: emptyStat,
    })
    await agent(-4)
    await customer(-3)
    at(0)
    await desk.applyDeadlines()
    expect((await metrics()).total.overdue).toBe(2)
  })

  it('E-5, CW-SLA3, CW-SLA4: limits are compared with figures: first met, next missed, resolution missed', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(-6)
    await agent(-5)
    await customer(-4)
    await customer(-3)
    await resolve(0)
    const { total } = await metrics()
    expect(total).toMatchObject({
      firstResponse: singleStat(hour),
      nextResponse: emptyStat,
      waiting: 5 * hour,
      resolution: singleStat(6 * hour),
    })
  })
})
