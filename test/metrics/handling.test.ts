import { describe, expect, it } from 'vitest'
import { expectOk, hour, minute, second } from '../support/world.ts'
import { createStage, emptyStat, singleStat, stat, storyStart } from './stage.ts'

/** Ada's call at that hour, which she may make known again and again. */
const phone = { id: 'call-1', from: '+4930123456', customer: 'ada' }
const chat = { channel: 'chat', from: 'ada' }

describe('handling', () => {
  it('E-5: a call is handled from being taken to the provider’s time of its end', async () => {
    const { at, desk, metrics } = createStage()
    at(-5)
    await expectOk(desk.startCall(phone))
    at(-4)
    await expectOk(desk.answerCall({ ...phone, agent: 'sam' }))
    at(-1)
    await expectOk(desk.endCall({ ...phone, by: 'customer', at: storyStart - 2 * hour }))
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(hour),
      waiting: hour,
      handling: singleStat(2 * hour),
      contacts: 1,
    })
  })

  it('E-5, K-7: a call that nobody took is not handled', async () => {
    const { at, desk, metrics } = createStage()
    at(-5)
    await expectOk(desk.startCall(phone))
    at(-4)
    await expectOk(desk.endCall({ ...phone, by: 'customer' }))
    const { total, last, closes } = await metrics()
    expect(total).toMatchObject({
      handling: emptyStat,
      firstResponse: emptyStat,
      waiting: hour,
      resolution: emptyStat,
    })
    expect(last.closed).toMatchObject({ by: { kind: 'system' }, cause: 'abandoned' })
    expect(closes).toEqual([{ by: 'system', cause: 'abandoned', time: singleStat(hour) }])
  })

  it('E-5, K-3: of a call whose end nobody told, or that another one replaced, the length is not known', async () => {
    const { at, desk, metrics } = createStage()
    at(-50)
    await expectOk(desk.startCall(phone))
    await expectOk(desk.answerCall({ ...phone, agent: 'sam' }))
    at(-20)
    await expectOk(desk.startCall({ ...phone, id: 'call-2' }))
    await expectOk(desk.answerCall({ ...phone, id: 'call-2', agent: 'sam' }))
    at(-19)
    await expectOk(desk.startCall({ ...phone, id: 'call-3' }))
    const { total } = await metrics()
    expect(total).toMatchObject({ handling: emptyStat, contacts: 3 })
  })

  it('E-5, RC-13: a chat is handled from the first answer to the last word, however long its timer then runs', async () => {
    const { customer, agent, at, desk, metrics } = createStage({ policy: { messagingIdle: { minutes: 1 } } })
    await customer(0, chat)
    await agent(minute / hour, { channel: 'chat' })
    await agent((90 * second) / hour, { channel: 'chat' })
    at(1)
    await desk.applyDeadlines()
    expect((await metrics()).total.handling).toEqual(singleStat(30 * second))
  })

  it('E-5, I-14: the last word is the latest, not the one that was told last', async () => {
    const { customer, agent, at, desk, metrics } = createStage({ policy: { messagingIdle: { minutes: 1 } } })
    const minutes = (n: number) => (n * minute) / hour
    await customer(0, chat)
    await agent(minutes(1), { channel: 'chat' })
    await customer(minutes(1.5), chat)
    await customer(minutes(1.6), { ...chat, at: storyStart + 70 * second })
    await agent(minutes(1.7), { channel: 'chat' })
    const echo = { ...chat, kind: 'echo', customer: 'ada', id: '<e@shop>', text: 'hi' } as const
    at(minutes(1.8))
    await expectOk(desk.receive({ ...echo, at: storyStart + 95 * second }))
    at(1)
    await desk.applyDeadlines()
    expect((await metrics()).total.handling).toEqual(singleStat(0.7 * minute))
  })

  it('E-5: the customer’s last word is a part of it', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(0, chat)
    await agent(1, { channel: 'chat' })
    await customer(1.1, chat)
    await resolve(2)
    expect((await metrics()).total.handling).toEqual(singleStat(hour))
  })

  it('E-5: what a bot says is not handling until a person answers', async () => {
    const { customer, bot, agent, resolve, metrics } = createStage()
    await customer(0, chat)
    await bot(0.1, { channel: 'chat' })
    await customer(0.2, chat)
    await agent(1, { channel: 'chat' })
    await resolve(1.2)
    expect((await metrics()).total.handling).toEqual(singleStat(0.2 * hour))
  })

  it('E-5: each contact counts', async () => {
    const { customer, agent, at, desk, metrics } = createStage()
    await customer(-9)
    await agent(-8)
    await agent(-7.5)
    await customer(-5, chat)
    await agent(-4, { channel: 'chat' })
    at(-3.8)
    await expectOk(desk.endContact({ customer: 'ada', agent: 'sam', by: 'agent', channel: 'chat' }))
    expect((await metrics()).total).toMatchObject({
      handling: stat(0.5 * hour, 0.2 * hour),
      contacts: 2,
    })
  })
})

describe('late news', () => {
  it('E-5, I-14: a word that happened before one that is known counts from its own time', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-3)
    await customer(-2, { at: storyStart - 5 * hour })
    await agent(-1)
    expect((await metrics()).total).toMatchObject({ firstResponse: singleStat(4 * hour), waiting: 4 * hour })
  })

  it('E-5, I-14: waiting is counted once, however late a word comes that fell into it or before it', async () => {
    const { customer, agent, metrics } = createStage()
    await customer(-6)
    await agent(-5)
    await customer(-4, { at: storyStart - 7 * hour })
    await agent(-3)
    expect((await metrics()).total).toMatchObject({
      firstResponse: singleStat(hour),
      nextResponse: singleStat(4 * hour),
      waiting: 3 * hour,
    })
  })

  it('E-5, I-14: an answer that happened before the word it meets answers nothing, and no figure is negative', async () => {
    const { customer, at, desk, metrics } = createStage()
    await customer(-3)
    at(-2)
    const echo = { kind: 'echo', customer: 'ada', channel: 'email', from: 'ada@example.com' } as const
    await expectOk(desk.receive({ ...echo, id: '<e@shop>', text: 'hello', at: storyStart - 4 * hour }))
    const { total, clocks } = await metrics()
    expect(total).toMatchObject({ firstResponse: emptyStat, waiting: 0 })
    expect(clocks.pendingReplies).toMatchObject([{ pending: { waitingSince: storyStart - 3 * hour } }])
  })

  it('E-5, K-3: a call whose clocks contradict each other takes no time', async () => {
    const { at, desk, metrics } = createStage()
    at(-5)
    await expectOk(desk.startCall({ ...phone, at: storyStart - 5 * hour }))
    await expectOk(desk.answerCall({ ...phone, agent: 'sam', at: storyStart - 6 * hour }))
    await expectOk(desk.endCall({ ...phone, by: 'agent', at: storyStart - 7 * hour }))
    const none = { firstResponse: singleStat(0), handling: singleStat(0), waiting: 0 }
    expect((await metrics()).total).toMatchObject(none)
    const either = (from: number, to: number) => Math.abs(to - from)
    expect((await metrics({ elapsed: either })).total).toMatchObject(none)
  })

  it('E-5, I-15: a word from before the close reopens, and waits since it was said', async () => {
    const { customer, agent, resolve, metrics } = createStage()
    await customer(-9)
    await agent(-8)
    await resolve(-7)
    await customer(-4, { at: storyStart - 7.5 * hour })
    await agent(-3)
    const { last, reopens } = await metrics()
    expect(reopens).toBe(1)
    expect(last.closedFor).toBe(3 * hour)
    expect(last.figures).toMatchObject({ firstResponse: singleStat(4.5 * hour), waiting: 4.5 * hour })
  })
})
