import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PolicyInput, parsePolicy, type ReopenWindowInput, reopenableUntil } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorldOptions,
  day,
  expectOk,
  expectRefusal,
  hour,
  minute,
  monday,
  requireConversation,
} from '../support/world.ts'

/** Ada wrote at nine, Sam closed at ten. */
const closedAtTen = async (policy: Partial<PolicyInput> = {}, options: DeskWorldOptions = {}) => {
  const w = createWorld({ policy, ...options })
  const { conversation } = await w.customerWrites('one', { topics: ['vase'] })
  w.advance(hour)
  await w.agentCloses()
  return { w, id: requireConversation(conversation).id }
}

const untilOf = async (w: ReturnType<typeof createWorld>) =>
  (await expectOk(w.desk.current('ada'))).reopenable[0]?.until

describe('the window', () => {
  it.each([
    [{ hours: 24 }, day, 'reopen'],
    [{ hours: 24 }, day - 1, 'reopen'],
    [{ hours: 24 }, day + 1, 'start'],
    [{ weeks: 1, days: 1, minutes: 30 }, 8 * day + 30 * minute, 'reopen'],
    [{ weeks: 1, days: 1, minutes: 30 }, 8 * day + 30 * minute + 1, 'start'],
    [{ seconds: 0 }, 0, 'reopen'],
    [{ seconds: 0 }, 1, 'start'],
    ['never', 0, 'start'],
    ['always', 4000 * day, 'reopen'],
  ] as const)('W-1: %j and a message %i ms after the close: %s', async (reopenWindow, later, outcome) => {
    const { w, id } = await closedAtTen({ reopenWindow })
    w.advance(later)
    const told = await w.customerWrites('two')
    expect(told.outcome).toBe(outcome)
    expect(told.reasons[0]).toMatchObject({
      rule: 'W-1',
      found: outcome === 'reopen' ? 'inside_window' : 'outside_window',
      conversation: id,
      elapsed: later,
    })
  })

  it('W-1: a message is inside exactly as long as the instant that a screen shows', () => {
    const span = fc.integer({ min: 0, max: 40 * day })
    return fc.assert(
      fc.asyncProperty(span, fc.integer({ min: -2, max: 2 }), async (length, off) => {
        const { w } = await closedAtTen({ reopenWindow: { seconds: length / 1000 } })
        const until = (await untilOf(w)) as number
        w.advance(Math.max(0, until + off - w.now()))
        expect((await w.customerWrites('two')).outcome).toBe(w.now() <= until ? 'reopen' : 'start')
      }),
    )
  })

  it.each([
    [hour, 'reopen'],
    [hour + 1, 'start'],
  ])('W-1: anchored on the last customer message: %i ms after it: %s', async (later, outcome) => {
    const anchored = { plain: { hours: 2 }, anchor: 'last_customer_message' } as const
    const { w } = await closedAtTen({ reopenWindow: anchored })
    w.advance(later)
    expect((await w.customerWrites('two')).outcome).toBe(outcome)
  })

  it('W-1: where the customer said nothing that anchor is the close', async () => {
    const w = createWorld({
      policy: { reopenWindow: { plain: { hours: 1 }, anchor: 'last_customer_message' } },
    })
    await w.agentWrites('Our news', { to: 'ada@example.com' })
    w.advance(hour)
    await w.agentCloses()
    expect(await untilOf(w)).toBe(w.now() + hour)
    w.advance(hour)
    expect((await w.customerWrites('two')).outcome).toBe('reopen')
  })

  it('W-1: the channel of the inbound may have its own', async () => {
    const policy = { reopenWindow: { days: 7 }, reopenWindowByChannel: { chat: { hours: 1 } } } as const
    const { w } = await closedAtTen(policy)
    w.advance(hour + 1)
    const chat = await w.customerWrites('by chat', { channel: 'chat', from: 'ada' })
    expect(chat.outcome).toBe('start')
    await w.agentCloses()
    w.advance(hour)
    expect((await w.customerWrites('by chat again', { channel: 'chat', from: 'ada' })).outcome).toBe('reopen')
    await w.agentCloses()
    w.advance(7 * day)
    expect((await w.customerWrites('by mail')).outcome).toBe('reopen')
  })

  it('W-2: agents and programs reopen at any age, automations only inside the window', async () => {
    const { w } = await closedAtTen()
    w.advance(day + 1)
    const late = await expectRefusal(w.desk.reopen({ customer: 'ada', automation: 'bot' }))
    expect(late).toMatchObject({ code: 'conversation.window_over', rule: 'W-2', until: monday + hour + day })
    w.advance(400 * day)
    expect(await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))).toMatchObject({
      status: 'waiting',
    })
    await w.agentCloses()
    expect(await expectOk(w.desk.reopen({ customer: 'ada', api: 'crm' }))).toMatchObject({
      status: 'waiting',
    })
    await w.customerWrites('two')
    await w.agentCloses()
    w.advance(day)
    expect(await expectOk(w.desk.reopen({ customer: 'ada', automation: 'bot' }))).toMatchObject({
      status: 'waiting',
    })
  })

  it.each([
    ['never', 0, 'never'],
    [{ hours: 1 }, hour + 1, monday + 2 * hour],
  ] as const)(
    'W-2: a window of %j binds an automation that speaks first',
    async (reopenWindow, later, until) => {
      const { w, id } = await closedAtTen({ reopenWindow })
      w.advance(later)
      const bot = {
        customer: 'ada',
        automation: 'bot',
        starts: true,
        channel: 'email',
        text: 'Still broken?',
      }
      const refused = await expectRefusal(w.desk.send({ ...bot, intent: 'continue' }))
      expect(refused).toMatchObject({ code: 'conversation.window_over', until })
      const started = await expectOk(w.desk.send({ ...bot, intent: 'new' }))
      expect(started.conversation).toMatchObject({ follows: id })
    },
  )

  it('W-2: inside the window it may go on', async () => {
    const { w, id } = await closedAtTen()
    const bot = { customer: 'ada', automation: 'bot', starts: true, channel: 'email' }
    const sent = await expectOk(w.desk.send({ ...bot, text: 'Is it whole now?', intent: 'continue' }))
    expect(sent.conversation?.id).toBe(id)
  })

  it('W-3: the anchor is the last close; there may be any number of them', async () => {
    const { w, id } = await closedAtTen()
    for (let n = 0; n < 20; n++) {
      w.advance(day)
      expect(await w.customerWrites(`again ${n}`)).toMatchObject({ outcome: 'reopen', conversation: { id } })
      await w.agentCloses()
    }
  })

  it('W-3: a close after a bare reopening keeps the earlier anchor', async () => {
    const { w } = await closedAtTen()
    w.advance(20 * hour)
    await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    await w.agentCloses()
    expect(await untilOf(w)).toBe(monday + hour + day)
    w.advance(4 * hour + 1)
    expect((await w.customerWrites('two')).outcome).toBe('start')
  })

  it('W-3: with a contact in between it counts', async () => {
    const { w } = await closedAtTen()
    w.advance(20 * hour)
    await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    await w.agentWrites('One more thing')
    await w.agentCloses()
    expect(await untilOf(w)).toBe(monday + 21 * hour + day)
  })

  it('W-4: by default it is 24 hours from the close', async () => {
    const { w } = await closedAtTen()
    expect(await untilOf(w)).toBe(monday + hour + day)
  })

  it('W-5: months and years are refused, a day has 24 hours', () => {
    for (const reopenWindow of [{ months: 1 }, { years: 1 }, { days: 1, months: 0 }])
      expect(parsePolicy({ inbox: 'support', reopenWindow })).toMatchObject({
        ok: false,
        error: [{ path: 'reopenWindow', message: expect.stringMatching(/W-5/) }],
      })
    const parsed = parsePolicy({ inbox: 'support', reopenWindow: { days: 1 } })
    expect(parsed).toMatchObject({ ok: true, value: { reopenWindow: { plain: day } } })
  })

  it.each([
    ['the clocks go forward', '2026-03-29T00:30:00Z'],
    ['the clocks go back', '2026-10-25T00:30:00Z'],
  ])('W-5: 24 hours are 24 hours in the night in which %s', async (_, night) => {
    const w = createWorld()
    w.advance(Date.parse(night) - w.now())
    await w.customerWrites('one')
    await w.agentCloses()
    w.advance(day)
    expect((await w.customerWrites('two')).outcome).toBe('reopen')
    await w.agentCloses()
    w.advance(day + 1)
    expect((await w.customerWrites('three')).outcome).toBe('start')
  })
})

describe('windows in business time', () => {
  const office = { zone: 'UTC', hours: { monday: '09:00-17:00', tuesday: '09:00-17:00' } }
  const policy: Partial<PolicyInput> = {
    calendars: { office },
    reopenWindow: { business: { hours: 8 }, calendar: 'office' },
  }

  // Closed on Monday at ten: seven hours are left of that day.
  it.each([
    [day, 'reopen'],
    [day + 1, 'start'],
    [7 * hour, 'reopen'],
    [20 * hour, 'reopen'],
  ] as const)(
    'W-5, W-1: eight open hours, and a message %i ms after the close: %s',
    async (later, outcome) => {
      const { w, id } = await closedAtTen(policy)
      expect(await untilOf(w)).toBe(monday + hour + day)
      w.advance(later)
      const told = await w.customerWrites('two')
      expect(told.outcome).toBe(outcome)
      expect(told.reasons[0]).toEqual({
        rule: 'W-1',
        found: outcome === 'reopen' ? 'inside_window' : 'outside_window',
        conversation: id,
        elapsed: later,
        window: { business: 8 * hour, calendar: 'office' },
      })
      expect(JSON.parse(JSON.stringify(told.reasons))).toEqual(told.reasons)
    },
  )

  it('W-5, CU-10: used up at closing time, it is over in the evening', async () => {
    const seven = { business: { hours: 7 }, calendar: 'office' }
    for (const [later, outcome] of [
      [7 * hour, 'reopen'],
      [7 * hour + 1, 'start'],
    ] as const) {
      const { w } = await closedAtTen({ ...policy, reopenWindow: seven })
      w.advance(later)
      expect((await w.customerWrites('two')).outcome).toBe(outcome)
    }
  })

  it('W-5, W-6: each matter may have its own, in business time or not', async () => {
    const reopenWindow = {
      plain: 'never',
      sameTopic: { business: { hours: 16 }, calendar: 'office' },
      otherTopic: { minutes: 1 },
    } as const
    for (const [topics, later, outcome] of [
      [['vase'], 7 * day, 'reopen'],
      [['vase'], 7 * day + 1, 'start'],
      [['billing'], minute, 'reopen'],
      [['billing'], minute + 1, 'start'],
    ] as const) {
      const { w } = await closedAtTen({ ...policy, reopenWindow })
      w.advance(later)
      expect((await w.customerWrites('two', { topics })).outcome).toBe(outcome)
    }
  })

  it('W-5, W-7: a message is inside exactly as long as the instant that a screen shows', () => {
    const spans = fc.integer({ min: 0, max: 60 * 60 })
    return fc.assert(
      fc.asyncProperty(spans, fc.integer({ min: -2, max: 2 }), async (minutes, off) => {
        const { w } = await closedAtTen({
          ...policy,
          reopenWindow: { business: { minutes }, calendar: 'office' },
        })
        const until = (await untilOf(w)) as number
        w.advance(Math.max(0, until + off - w.now()))
        expect((await w.customerWrites('two')).outcome).toBe(w.now() <= until ? 'reopen' : 'start')
      }),
    )
  })
})

describe('windows by topic', () => {
  const byTopic: ReopenWindowInput = { plain: { days: 1 }, sameTopic: { days: 30 }, otherTopic: 'never' }

  it.each([
    ['the same topic', ['vase'], 30 * day, 'reopen'],
    ['the same topic, later', ['vase'], 30 * day + 1, 'start'],
    ['one shared topic of several', ['billing', 'vase'], 30 * day, 'reopen'],
    ['another topic', ['billing'], 0, 'start'],
    ['no topic', [], day, 'reopen'],
    ['no topic, later', [], day + 1, 'start'],
  ])('W-6: %s', async (_, topics, later, outcome) => {
    const { w } = await closedAtTen({ reopenWindow: byTopic })
    w.advance(later)
    expect((await w.customerWrites('two', { topics })).outcome).toBe(outcome)
  })

  it('W-6: a conversation without topics is under the plain window, whatever the inbound is about', async () => {
    const w = createWorld({ policy: { reopenWindow: byTopic } })
    await w.customerWrites('one')
    await w.agentCloses()
    w.advance(day)
    expect((await w.customerWrites('two', { topics: ['billing'] })).outcome).toBe('reopen')
  })

  it('W-6, I-16: an answer to its thread is the same topic, whatever it is called', async () => {
    const { w, id } = await closedAtTen({ reopenWindow: byTopic })
    w.advance(30 * day)
    const answer = { topics: ['billing'], thread: { inReplyTo: '<one@mail>' } }
    expect(await w.customerWrites('two', answer)).toMatchObject({ outcome: 'reopen', conversation: { id } })
  })

  it('W-6: another topic has its candidate, and the plain window does not help it', async () => {
    const { w, id } = await closedAtTen({ reopenWindow: byTopic })
    w.advance(hour)
    const bill = await w.customerWrites('My bill', { topics: ['billing'] })
    expect(bill).toMatchObject({ outcome: 'start', conversation: { follows: id } })
    await w.agentCloses()
    const vase = await w.customerWrites('The vase again', { topics: ['vase'] })
    expect(vase).toMatchObject({ outcome: 'reopen', conversation: { id } })
  })

  it.each([
    [['vase'], 30],
    [[], 1],
  ])('W-7: until when is a value: for %j %i days', async (topics, days) => {
    const { w } = await closedAtTen({ reopenWindow: byTopic })
    const [closed] = (await expectOk(w.desk.current('ada'))).reopenable
    const policy = parsePolicy({ inbox: 'support', reopenWindow: byTopic })
    if (!policy.ok || closed === undefined) throw new Error('no policy or no conversation')
    expect(reopenableUntil(closed.conversation, policy.value, { topics })).toBe(w.now() + days * day)
    expect(reopenableUntil(closed.conversation, policy.value, { topics: ['billing'] })).toBe('never')
  })

  it('W-7: `current` lists what can be continued, the last closed first', async () => {
    const { w, id } = await closedAtTen({ reopenWindow: 'never' })
    w.advance(hour)
    await w.customerWrites('two')
    await w.agentCloses()
    const { reopenable } = await expectOk(w.desk.current('ada'))
    expect(reopenable.map(({ until }) => until)).toContain('never')
    expect(reopenable[0]?.conversation.follows).toBe(id)
  })
})

describe('the host’s word on the matter', () => {
  const byMatter = { plain: { days: 1 }, sameTopic: { days: 30 }, otherTopic: 'never' } as const

  it.each([
    ['same', 30 * day, 'reopen'],
    ['same', 30 * day + 1, 'start'],
    ['other', 0, 'start'],
    ['unknown', day, 'reopen'],
    ['unknown', day + 1, 'start'],
  ] as const)('W-8: "%s" %i ms after the close: %s', async (relation, later, outcome) => {
    const { w, id } = await closedAtTen({ reopenWindow: byMatter }, { compareTopic: async () => relation })
    w.advance(later)
    const told = await w.customerWrites('two', { topics: ['vase'] })
    expect(told.outcome).toBe(outcome)
    expect(told.reasons[0]).toMatchObject({ rule: 'W-8', found: `${relation}_topic`, conversation: id })
  })

  it('W-8: it is asked about the candidates of I-9 only, with the inbound, and of an active one not at all', async () => {
    const asked: string[] = []
    const { w, id } = await closedAtTen(
      { reopenWindow: byMatter },
      {
        compareTopic: (inbound, closed) => {
          asked.push(`${inbound.text} ${closed.id}`)
          return 'other'
        },
      },
    )
    expect(asked).toEqual([])
    const next = requireConversation((await w.customerWrites('two')).conversation)
    await w.customerWrites('three')
    expect(asked).toEqual([`two ${id}`])
    await w.agentCloses()
    await w.customerWrites('four', { thread: { inReplyTo: '<one@mail>' } })
    expect(asked.slice(1).sort()).toEqual([`four ${id}`, `four ${next.id}`].sort())
  })

  it('W-8: a thread says more than a guess', async () => {
    const { w } = await closedAtTen({ reopenWindow: byMatter }, { compareTopic: () => 'other' })
    const told = await w.customerWrites('two', { thread: { inReplyTo: '<one@mail>' } })
    expect(told).toMatchObject({ outcome: 'reopen', reasons: [{ rule: 'I-16' }, { rule: 'W-1' }, {}] })
  })
})
