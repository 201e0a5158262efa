import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import { foldMetrics } from '../../src/metrics/fold.ts'
import { summarise } from '../../src/metrics/summary.ts'
import { expectOk, hour, inboundMail, requireConversation } from '../support/world.ts'
import { createStage, emptyStat, singleStat, stat } from './stage.ts'

const chat = { channel: 'chat', from: 'ada' }
const bob = { customer: 'bob', from: 'bob@example.com' }

describe('separated conversations', () => {
  /** Mail at -9, chat at -8, Sam answers the mail at -7 and separates the chat at -6. */
  const separated = async () => {
    const s = createStage({ policy: { mailIdle: 'off', messagingIdle: 'off' } })
    await s.customer(-9)
    await s.customer(-8, chat)
    await s.agent(-7)
    s.at(-6)
    const moved = requireConversation((await expectOk(s.desk.current('ada'))).conversation).contacts.find(
      ({ channel }) => channel === 'chat',
    )
    await expectOk(s.desk.separate({ customer: 'ada', agent: 'sam', contacts: [moved?.id ?? ''] }))
    return s
  }

  it('E-5, W-10: a contact counts where it goes on, its waiting where it passed, its response where it was given', async () => {
    const { agent, all } = await separated()
    await agent(-4, { channel: 'chat' })
    const [left, gone] = await all()
    expect(left).toMatchObject({
      channels: [{ channel: 'email', contacts: 1 }],
      closes: [{ by: 'agent', cause: 'separated', time: singleStat(3 * hour) }],
      total: {
        contacts: 1,
        waiting: 3 * hour,
        firstResponse: singleStat(2 * hour),
        resolution: emptyStat,
        handling: singleStat(hour),
      },
    })
    expect(gone).toMatchObject({
      channels: [{ channel: 'chat', contacts: 1 }],
      reopens: 0,
      total: { contacts: 1, waiting: 2 * hour, firstResponse: singleStat(4 * hour), nextResponse: emptyStat },
    })
    expect(summarise([left, gone].filter((one) => one !== undefined))).toMatchObject({
      customers: 1,
      customersWithSeveralChannels: 1,
      conversations: 2,
      conversationsWithSeveralChannels: 0,
      figures: { contacts: 2, waiting: 5 * hour, firstResponse: stat(2 * hour, 4 * hour) },
    })
  })

  it('E-5, W-10: handling goes on in the other conversation, and is one contact in the end', async () => {
    const { agent, all, resolve, at, desk } = createStage({ policy: { messagingIdle: 'off' } })
    at(-9)
    await expectOk(desk.receive({ ...inboundMail('hello'), ...chat, customer: 'ada' }))
    await agent(-8, { channel: 'chat' })
    at(-6)
    const [contact] = requireConversation((await expectOk(desk.current('ada'))).conversation).contacts
    await expectOk(desk.separate({ customer: 'ada', agent: 'sam', contacts: [contact?.id ?? ''] }))
    await resolve(-3)
    const [left, gone] = await all()
    expect(left?.total).toMatchObject({ contacts: 0, handling: { count: 0, sum: 2 * hour, max: 0 } })
    expect(gone?.total).toMatchObject({ contacts: 1, handling: singleStat(3 * hour) })
    expect(summarise(await all()).figures.handling).toEqual({ count: 1, sum: 5 * hour, max: 3 * hour })
  })

  it('E-5, W-10: taking it back is no reopening, and one conversation is left', async () => {
    const { at, desk, agent, all } = await separated()
    at(-5)
    await expectOk(desk.rejoin({ customer: 'ada', agent: 'sam' }))
    await agent(-4, { channel: 'chat' })
    const metrics = await all()
    expect(metrics).toMatchObject([
      {
        reopens: 0,
        segments: 2,
        mergedInto: null,
        total: { contacts: 2, firstResponse: stat(2 * hour, 4 * hour), waiting: 4 * hour },
      },
      {
        mergedInto: metrics[0]?.conversation,
        total: { contacts: 0, firstResponse: emptyStat, waiting: hour },
      },
    ])
    expect(summarise(metrics)).toMatchObject({
      conversations: 1,
      conversationsMerged: 1,
      conversationsWithSeveralChannels: 1,
      contactsPerConversation: singleStat(2),
      reopens: 0,
    })
  })

  it('counts the close after taking it back, also when no contact is left to take (E-5, W-3, W-10)', async () => {
    const { at, desk, resolve, all } = await separated()
    at(-5)
    await expectOk(desk.noReplyNeeded({ customer: 'ada', agent: 'sam' }))
    await expectOk(desk.rejoin({ customer: 'ada', agent: 'sam' }))
    expect((await all())[0]).toMatchObject({ segments: 2, reopens: 0, last: { closed: null } })
    await resolve(-4)
    const [back] = await all()
    expect(back).toMatchObject({ segments: 2, reopens: 0, last: { closed: { cause: 'close' } } })
    expect(back?.closes.map(({ cause }) => cause)).toEqual(['separated', 'close'])
  })
})

describe('merged customers', () => {
  /** Ada writes mail at -9, Bob by SMS at -8; they are one from -6 on. */
  const merged = async () => {
    const s = createStage({ policy: { mailIdle: 'off' } })
    await s.customer(-9)
    s.at(-8)
    await expectOk(s.desk.receive({ ...inboundMail('it is me', bob), channel: 'sms', from: '+4930123456' }))
    s.at(-6)
    await expectOk(s.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    return s
  }

  it('E-5, CU-4: nothing of the two is counted twice, and they are one customer', async () => {
    const { agent, all, resolve } = await merged()
    expect(summarise(await all())).toMatchObject({
      customers: 1,
      customersWithSeveralChannels: 1,
      conversations: 1,
      conversationsMerged: 1,
      conversationsWithSeveralChannels: 1,
      contactsPerConversation: singleStat(2),
      conversationsPerCustomer: singleStat(1),
    })
    await agent(-5)
    await agent(-4, { channel: 'sms', to: '+4930123456' })
    await resolve(-3)
    const [ada, other] = await all()
    expect(ada).toMatchObject({
      customer: 'ada',
      mergedInto: null,
      total: {
        contacts: 2,
        waiting: 5 * hour,
        firstResponse: singleStat(4 * hour),
        nextResponse: singleStat(4 * hour),
        resolution: singleStat(6 * hour),
      },
    })
    expect(other).toMatchObject({
      customer: 'ada',
      mergedInto: ada?.conversation,
      closes: [{ by: 'system', cause: 'merged', time: singleStat(2 * hour) }],
      total: { contacts: 0, waiting: 2 * hour, firstResponse: emptyStat, resolution: emptyStat },
    })
  })

  it('E-5, K-1, CU-4: two contacts of one key become one, and each time of handling counts once', async () => {
    const { at, desk, agent, all, resolve } = createStage({ policy: { mailIdle: 'off' } })
    const shared = { from: 'office@example.com', shared: true }
    at(-9)
    await expectOk(desk.receive(inboundMail('a', { customer: 'ada', ...shared })))
    await expectOk(desk.receive(inboundMail('b', { customer: 'bob', ...shared })))
    at(-8)
    await expectOk(desk.send({ customer: 'bob', agent: 'kim', channel: 'email', text: 'hello' }))
    at(-6)
    await expectOk(desk.merge({ customer: 'bob', into: 'ada' }))
    await agent(-5)
    await resolve(-2)
    const [ada, bobs] = await all()
    expect(bobs?.total).toMatchObject({
      contacts: 1,
      handling: singleStat(2 * hour),
      firstResponse: singleStat(hour),
    })
    expect(ada?.total).toMatchObject({
      contacts: 1,
      handling: singleStat(4 * hour),
      firstResponse: singleStat(4 * hour),
    })
    expect(summarise(await all())).toMatchObject({ conversations: 1, contactsPerConversation: singleStat(2) })
  })

  it('E-5, CU-8: what the absorbed customer had before is the survivor’s too', async () => {
    const { at, desk, all, events } = createStage()
    at(-9)
    await expectOk(desk.receive(inboundMail('a', { customer: 'ada' })))
    await expectOk(desk.receive(inboundMail('b', bob)))
    const { version } = await expectOk(desk.current('bob'))
    await expectOk(desk.close({ customer: 'bob', agent: 'sam', version, force: true }))
    await expectOk(desk.receive(inboundMail('c', { customer: 'cleo', from: 'cleo@example.com' })))
    await expectOk(desk.merge({ customer: 'bob', into: 'ada' }))
    await expectOk(desk.merge({ customer: 'ada', into: 'cleo' }))
    expect((await all()).map(({ customer }) => customer)).toEqual(['cleo', 'cleo', 'cleo'])
    // One side is enough to know it, be it the one who went or the one who stayed.
    const told = await events()
    for (const type of ['customer.merged', 'customer.absorbed']) {
      const metrics = foldMetrics(told.filter((event) => event.type !== type))
      expect(metrics.map(({ customer }) => customer)).toEqual(['cleo', 'cleo', 'cleo'])
    }
    const last = told.filter(({ type, customer }) => type !== 'customer.absorbed' || customer === 'cleo')
    const late = foldMetrics(last.filter(({ type }) => type !== 'customer.merged'))
    expect(late.map(({ customer }) => customer)).toEqual(['cleo', 'cleo', 'cleo'])
    expect(summarise(await all())).toMatchObject({ customers: 1, conversations: 2, conversationsMerged: 1 })
  })

  it('E-5, CU-3: damaged merges that lead in a circle are followed once', async () => {
    const { customer, events } = createStage()
    await customer(-9)
    const [event] = await events()
    if (event === undefined) throw new Error('there is no event')
    const merge = (from: string, into: string): StoredEvent => ({
      ...event,
      type: 'customer.merged',
      customer: from,
      data: { into },
    })
    const circle = [...(await events()), merge('ada', 'bob'), merge('bob', 'ada')]
    expect(foldMetrics(circle)).toMatchObject([{ customer: 'bob' }])
    const [metrics] = foldMetrics(circle)
    if (metrics === undefined) throw new Error('nothing is measured')
    const other = { ...metrics, conversation: 'other', mergedInto: metrics.conversation }
    expect(summarise([{ ...metrics, mergedInto: 'other' }, other]).conversationsMerged).toBe(2)
  })

  it('E-5, CU-4: of a merged conversation alone only the figures count', async () => {
    const { all } = await merged()
    const [, other] = await all()
    if (other === undefined) throw new Error('there is one conversation')
    expect(summarise([{ ...other, reopens: 1 }])).toMatchObject({
      customers: 1,
      conversations: 0,
      conversationsMerged: 1,
      conversationsReopened: 0,
      conversationsPerCustomer: emptyStat,
      contactsPerConversation: emptyStat,
      reopens: 1,
      figures: { waiting: 2 * hour },
    })
  })

  it('E-5, CU-4: a conversation that changes its customer goes on as it is', async () => {
    const { at, desk, all } = createStage()
    await expectOk(desk.register({ customer: 'ada' }))
    at(-9)
    await expectOk(desk.receive(inboundMail('b', bob)))
    at(-8)
    await expectOk(desk.merge({ customer: 'bob', into: 'ada' }))
    at(-7)
    await expectOk(desk.send({ customer: 'ada', agent: 'sam', channel: 'email', text: 'hello' }))
    expect(await all()).toMatchObject([
      { customer: 'ada', segments: 1, closes: [], total: { firstResponse: singleStat(2 * hour) } },
    ])
  })
})
