import { describe, expect, it } from 'vitest'
import { expectOk, hour, minute, second } from '../support/world.ts'
import { createStage, emptyStat, singleStat, stat, storyStart } from './stage.ts'

describe('responses', () => {
  it('E-5, CW-M1: the first response takes from the customer’s word to the agent’s, and nothing is owed then', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-5)
    await agent(-4)
    const { total, clocks } = await metrics()
    expect(total).toMatchObject({ firstResponse: singleStat(hour), nextResponse: emptyStat, waiting: hour })
    expect(clocks.pendingReplies).toEqual([])
  })

  it('E-5, CW-M2: a second word does not restart the clock', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-5)
    const [first] = (await metrics()).clocks.pendingReplies
    await customer(-3)
    const [second] = (await metrics()).clocks.pendingReplies
    expect([second?.firstWaitingSince, second?.pending?.waitingSince]).toEqual([
      first?.firstWaitingSince,
      first?.pending?.waitingSince,
    ])
    await agent(-1)
    expect((await metrics()).total.firstResponse).toEqual(singleStat(4 * hour))
  })

  it('E-5, CW-M3: after the first response there are next ones', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-5)
    await agent(-4)
    await customer(-3)
    await agent(-2)
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(hour),
      nextResponse: singleStat(hour),
      waiting: 2 * hour,
    })
  })

  it('E-5, CW-M4: the close ends what is owed, so a word after a reopening by hand responds to nothing', async () => {
    const { customer, agent, resolve, reopen, metrics } = createStage()
    await customer(-5)
    await agent(-4)
    await customer(-3)
    await resolve(-2.5)
    await reopen(-2)
    await agent(-1)
    const { total, last } = await metrics()
    expect(total).toMatchObject({
      firstResponse: singleStat(hour),
      nextResponse: emptyStat,
      waiting: 1.5 * hour,
    })
    expect(last.figures).toMatchObject({ firstResponse: emptyStat, nextResponse: emptyStat, waiting: 0 })
  })

  it('E-5, CW-M5: a bot that answers ends the waiting and is no response', async () => {
    const { customer, agent, bot, metrics } = createStage()
    await customer(-10)
    await agent(-9)
    await customer(-5)
    await bot(-4)
    await customer(-2)
    await agent(-1)
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(hour),
      nextResponse: singleStat(hour),
      waiting: 3 * hour,
    })
  })

  it('E-5, CW-M5: however often it answers', async () => {
    const { customer, agent, bot, metrics } = createStage()
    await customer(-10)
    await agent(-9)
    await customer(-6)
    await bot(-5)
    await bot(-4)
    await customer(-2)
    await agent(-1)
    expect((await metrics()).total.nextResponse).toEqual(singleStat(hour))
  })

  it('E-5, CW-M6: in a reopened segment it counts from the word that reopened it', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(-9)
    await agent(-8)
    await resolve(-7)
    await customer(-3)
    await agent(-1)
    const { first, last } = await metrics()
    expect(first.figures.firstResponse).toEqual(singleStat(hour))
    expect(last.figures).toMatchObject({ firstResponse: singleStat(2 * hour), nextResponse: emptyStat })
  })

  it('E-5, CW-M7: each segment has a first response of its own', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(-5)
    await agent(-4)
    await resolve(-3)
    await customer(-2)
    await agent(-1.5)
    expect((await metrics()).total.firstResponse).toEqual(stat(hour, 0.5 * hour))
  })

  it('E-5, CW-M8: a reopening by hand starts no clock, the next word does', async () => {
    const { customer, agent, resolve, reopen, metrics } = createStage()
    await customer(-9)
    await agent(-8)
    await resolve(-7)
    await reopen(-3)
    await customer(-1)
    await agent(-0.25)
    expect((await metrics()).last.figures).toMatchObject({
      firstResponse: singleStat(45 * minute),
      waiting: 45 * minute,
    })
  })

  it('E-5, CW-M9: where no clock runs nothing is measured', async () => {
    const { agent, metrics } = createStage()
    await agent(-2, { to: 'ada@example.com' })
    await agent(-1)
    expect((await metrics()).total).toMatchObject({
      firstResponse: emptyStat,
      nextResponse: emptyStat,
      waiting: 0,
    })
  })

  it('E-5, CW-M13: ours counts the customer’s whole wait, whoever handed the conversation to whom', async () => {
    const { customer, agent, at, desk, metrics } = createStage()
    await customer(0)
    at((20 * second) / hour)
    await expectOk(
      desk.assign({ customer: 'ada', automation: 'bot', to: 'sam', expected: null, reason: 'routed' }),
    )
    await agent((62 * second) / hour)
    expect((await metrics()).total.firstResponse).toEqual(singleStat(62 * second))
  })

  it('E-5, CW-M14: notes, topics, campaigns, templates and bots set no first response, and inbound never does', async () => {
    const { customer, bot, desk, metrics, at } = createStage()
    await customer(-5)
    at(-4)
    await expectOk(desk.note({ customer: 'ada', agent: 'sam', text: 'who is she?' }))
    await expectOk(desk.addTopic({ customer: 'ada', agent: 'sam', topic: 'vase' }))
    await bot(-3, { answers: false })
    await bot(-3, { answers: false, template: true })
    await customer(-3)
    const before = await metrics()
    expect(before.total).toMatchObject({ firstResponse: emptyStat, waiting: 0 })
    expect(before.clocks.pendingReplies).toMatchObject([
      { pending: { waitingSince: before.first.opened.at } },
    ])
    await bot(-2)
    expect((await metrics()).total).toMatchObject({
      firstResponse: emptyStat,
      nextResponse: emptyStat,
      waiting: 3 * hour,
    })
  })

  it('E-5, I-6: automated mail is kept quietly and starts no clock', async () => {
    const { customer, metrics } = createStage()
    await customer(-5)
    await customer(-4, { automated: true })
    const { total, clocks } = await metrics()
    expect(clocks.pendingReplies).toMatchObject([{ contact: expect.any(String) }])
    expect(total.contacts).toBe(1)
  })

  it('E-5, CW-M15: a figure is of its own time, whatever happens later', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(-1)
    await agent(-2 / 3)
    await customer(-1 / 3)
    await agent(-1 / 6)
    const { total } = await metrics()
    expect(total).toMatchObject({
      firstResponse: singleStat(20 * minute),
      nextResponse: singleStat(10 * minute),
    })
    await resolve(5)
    await customer(6)
    expect((await metrics()).first.figures).toMatchObject({
      firstResponse: total.firstResponse,
      nextResponse: total.nextResponse,
    })
  })
})

describe('whose answers stop which clock', () => {
  it('E-5: a bot may be made a responder', async () => {
    const { customer, bot, agent, metrics } = createStage()
    await customer(-5)
    await bot(-4.5)
    await customer(-3)
    await agent(-1)
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(4 * hour),
      nextResponse: emptyStat,
    })
    expect((await metrics({ firstResponse: ['automation'] })).total).toMatchObject({
      firstResponse: singleStat(0.5 * hour),
      nextResponse: singleStat(2 * hour),
    })
    const all = ['agent', 'api', 'automation'] as const
    expect((await metrics({ firstResponse: all, nextResponse: all })).total).toMatchObject({
      firstResponse: singleStat(0.5 * hour),
      nextResponse: singleStat(2 * hour),
    })
  })

  it('E-5: a bot may be kept from ending the waiting', async () => {
    const { customer, bot, agent, metrics } = createStage()
    await customer(-5)
    await agent(-4)
    await customer(-3)
    await bot(-2)
    await agent(-1)
    expect((await metrics()).total).toMatchObject({ nextResponse: emptyStat, waiting: 2 * hour })
    expect((await metrics({ waiting: [] })).total).toMatchObject({
      nextResponse: singleStat(2 * hour),
      waiting: 3 * hour,
    })
  })

  it('E-5: a program of the host responds by default, and need not', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-5)
    await agent(-4, { agent: undefined, api: 'crm' })
    expect((await metrics()).total.firstResponse).toEqual(singleStat(hour))
    const agents = { firstResponse: ['agent'], nextResponse: ['agent'] } as const
    expect((await metrics(agents)).total).toMatchObject({ firstResponse: emptyStat, waiting: 0 })
    expect((await metrics({ ...agents, waiting: ['api'] })).total).toMatchObject({
      firstResponse: emptyStat,
      waiting: hour,
    })
  })

  it('E-5, I-4: the author of an echo wins, when he turns out to be one whose answers count', async () => {
    const { customer, agent, at, desk, metrics } = createStage()
    const agents = { firstResponse: ['agent'], nextResponse: ['agent'], waiting: ['api'] } as const
    await customer(-9)
    await agent(-8)
    await customer(-5)
    at(-3)
    const echo = { customer: 'ada', channel: 'email', from: 'ada@example.com', id: '<e@shop>' }
    await expectOk(desk.receive({ ...echo, kind: 'echo', text: 'it is sent', at: -4 * hour + storyStart }))
    expect((await metrics(agents)).total).toMatchObject({ nextResponse: emptyStat, waiting: 2 * hour })
    await agent(-2, { id: '<e@shop>', text: 'it is sent' })
    const known = await metrics(agents)
    expect(known.total).toMatchObject({ nextResponse: singleStat(hour), waiting: 2 * hour })
    expect(known.clocks.echo).toBeNull()
    expect((await metrics()).total).toMatchObject({ nextResponse: singleStat(hour), waiting: 2 * hour })
  })

  it('E-5, K-6: where no reply is needed nothing is awaited, and there is no response', async () => {
    const { customer, agent, at, desk, metrics } = createStage()
    await customer(-5)
    at(-4)
    await expectOk(desk.noReplyNeeded({ customer: 'ada', agent: 'sam' }))
    await customer(-2)
    await agent(-1)
    expect((await metrics()).total).toMatchObject({ firstResponse: singleStat(hour), waiting: 2 * hour })
  })

  it('E-5, I-19: a bounced answer is owed again from its bounce', async () => {
    const { customer, agent, at, desk, metrics } = createStage()
    await customer(-5)
    await agent(-4, { id: '<a@shop>' })
    at(-3)
    await expectOk(desk.receive({ channel: 'email', kind: 'bounce', of: '<a@shop>' }))
    await agent(-1)
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(hour),
      nextResponse: singleStat(2 * hour),
      waiting: 3 * hour,
    })
  })
})

describe('two contacts', () => {
  it('E-5: the first response ends the wait for a first one; each contact waits for its own answer', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-5)
    await customer(-4, { channel: 'chat', from: 'ada' })
    await agent(-3, { channel: 'chat' })
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(2 * hour),
      nextResponse: emptyStat,
      waiting: 2 * hour,
      contacts: 2,
    })
    await agent(-1)
    const { total, channels } = await metrics()
    expect(total).toMatchObject({ nextResponse: singleStat(4 * hour), waiting: 4 * hour })
    expect(channels).toEqual([
      { channel: 'email', contacts: 1 },
      { channel: 'chat', contacts: 1 },
    ])
  })

  it('E-5: an answer settles what contacts that have ended are owed', async () => {
    const { customer, agent, at, desk, metrics } = createStage({ policy: { onAbandoned: 'wait' } })
    await customer(-5, { channel: 'chat', from: 'ada' })
    at(-4)
    await expectOk(desk.endContact({ customer: 'ada', by: 'customer', channel: 'chat', agent: 'sam' }))
    await agent(-3, { to: 'ada@example.com' })
    expect((await metrics()).total).toMatchObject({ firstResponse: singleStat(2 * hour), waiting: 2 * hour })
  })
})
