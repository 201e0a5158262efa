import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import { errorSharesOf } from '../../src/replay/compare-text.ts'
import { compareWindows, type LogLine, type ReplayOptions, replayLog } from '../../src/replay/index.ts'
import { replayInSession } from '../../src/replay/replay.ts'
import { openSession } from '../../src/replay/session.ts'
import { parseWindow, type TriedWindow, windowText } from '../../src/replay/windows.ts'
import { lanesByTopic } from '../../src/timeline/lanes.ts'
import { lawRuns } from '../support/world.ts'
import { agentMessage, customerMessage, day, hour, line } from './log.ts'

const windows = [{ hours: 1 }, { days: 2 }] as const
const compared = (lines: readonly LogLine[]) => compareWindows(() => lines, windows, { contactTimers: 'off' })

describe('what a window glues together', () => {
  it('counts later threads that fall into an active conversation, and those that reopen one', async () => {
    const rows = await compared([
      customerMessage(0, { thread: 'a' }),
      customerMessage(hour, { thread: 'b' }),
      line('close', { after: 2 * hour }),
      customerMessage(day, { thread: 'c' }),
      line('close', { after: day }),
      customerMessage(30 * day, { thread: 'd' }),
      customerMessage(30 * day, { customer: 'Bob', thread: 'e' }),
      customerMessage(31 * day),
    ])
    expect(rows.map(({ falseMerge }) => falseMerge)).toEqual([
      { total: 3, active: 1, reopened: 0 },
      { total: 3, active: 1, reopened: 1 },
    ])
    expect(rows).toMatchObject([
      { conversations: 4, reopened: 0, violations: 0 },
      { conversations: 3, reopened: 1, violations: 0 },
    ])
  })

  it('R-1: a thread that begins with our own message may reopen too', async () => {
    const rows = await compared([
      customerMessage(0, { thread: 'a' }),
      line('close', { after: hour }),
      agentMessage(2 * hour, { thread: 'b' }),
    ])
    expect(rows[1]?.falseMerge).toEqual({ total: 1, active: 0, reopened: 1 })
  })
})

describe('what lanes part', () => {
  const both = async (lines: readonly LogLine[]) => {
    const [row] = await compareWindows(() => lines, [{ days: 2 }], { contactTimers: 'off' })
    return {
      active: row?.falseMerge.active,
      reopened: row?.falseMerge.reopened,
      separatedByLanes: row?.separatedByLanes,
    }
  }

  it('W-9: a thread that began in an active conversation is parted if no other there has its topic', async () => {
    const vase = { thread: 'a', topic: 'vase' }
    expect(
      await both([customerMessage(0, vase), customerMessage(1, { thread: 'b', topic: 'bill' })]),
    ).toEqual({
      active: 1,
      reopened: 0,
      separatedByLanes: 1,
    })
    expect(
      await both([customerMessage(0, vase), customerMessage(1, { thread: 'b', topic: 'vase' })]),
    ).toMatchObject({
      separatedByLanes: 0,
    })
    expect(
      await both([customerMessage(0, { thread: 'a' }), customerMessage(1, { thread: 'b' })]),
    ).toMatchObject({ separatedByLanes: 0 })
    expect(await both([customerMessage(0, vase), customerMessage(1, { thread: 'b' })])).toMatchObject({
      active: 1,
      separatedByLanes: 0,
    })
  })

  it('W-9: what a window glued on by reopening stays glued on', async () => {
    const lines = [
      customerMessage(0, { thread: 'a', topic: 'vase' }),
      line('close', { after: hour }),
      customerMessage(day, { thread: 'b', topic: 'bill' }),
    ]
    expect(await both(lines)).toEqual({ active: 0, reopened: 1, separatedByLanes: 0 })
  })

  it('W-9: is left out of the shares if lanes are used', () => {
    const row = {
      falseMerge: { total: 8, active: 4, reopened: 1 },
      separatedByLanes: 3,
      falseSplit: { total: 2, split: 1 },
    }
    expect(errorSharesOf(row)).toEqual({ active: 50, reopened: 12.5, falseMerge: 62.5, falseSplit: 50 })
    expect(errorSharesOf(row, true)).toEqual({ active: 12.5, reopened: 12.5, falseMerge: 25, falseSplit: 50 })
  })

  it('W-9: counts as lanes do', async () => {
    const word = fc.record({
      customer: fc.constantFrom('Ada', 'Bob'),
      thread: fc.constantFrom('a', 'b', 'c'),
      topic: fc.constantFrom('vase', 'bill'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 12 }), async (words) => {
        const lines = words.map(({ topic, customer, thread }, at) =>
          customerMessage(at, { customer, thread: `${customer} ${thread} ${topic}`, topic, id: `${at}` }),
        )
        const [row] = await compareWindows(() => lines, ['never'])
        const events: StoredEvent[] = []
        await replayInSession(openSession({}), lines, {}, (_, answer) => {
          if (answer.ok) events.push(...answer.events)
        })
        const parted = ['Ada', 'Bob'].map((name) => {
          const lanes = lanesByTopic(events.filter(({ customer }) => customer === name))
          return Math.max(0, lanes.filter(({ topic }) => topic !== null).length - 1)
        })
        expect(row?.separatedByLanes).toBe(parted[0]! + parted[1]!)
      }),
      lawRuns(30),
    )
  })
})

describe('windows by topic', () => {
  const lines = [
    customerMessage(0, { thread: 'a', topic: 'vase' }),
    line('close', { after: hour }),
    customerMessage(day, { thread: 'b', topic: 'bill' }),
    line('close', { after: day + hour }),
    customerMessage(10 * day, { thread: 'c', topic: 'vase' }),
  ]
  const counted = async (window: TriedWindow, options: ReplayOptions = {}) => {
    const [row] = await compareWindows(() => lines, [window], options)
    return row?.conversations
  }

  it('W-6: has one window for the same topic and one for another', async () => {
    expect(await counted({ sameTopic: { days: 30 }, otherTopic: 'never' })).toBe(2)
    expect(await counted({ sameTopic: 'never', otherTopic: { days: 2 } })).toBe(2)
    expect(await counted({ sameTopic: { days: 30 }, otherTopic: { days: 2 } })).toBe(1)
    expect(await counted('never')).toBe(3)
  })

  it('W-6: keeps the rest of the policy’s window', async () => {
    const topics = { sameTopic: 'never', otherTopic: 'never' } as const
    const plain = [customerMessage(0), line('close', { after: 1 }), customerMessage(day)]
    for (const reopenWindow of [{ days: 2 }, { plain: { days: 2 } }] as const) {
      const [row] = await compareWindows(() => plain, [topics], { policy: { reopenWindow } })
      expect(row?.conversations).toBe(1)
    }
    const [row] = await compareWindows(() => plain, [{ ...topics, plain: 'never' }])
    expect(row?.conversations).toBe(2)
  })

  it.each([
    ['7d', { days: 7 }, '7 d'],
    ['30d/never', { sameTopic: { days: 30 }, otherTopic: 'never' }, '30 d / never'],
    [' 30d / 24h ', { sameTopic: { days: 30 }, otherTopic: { hours: 24 } }, '30 d / 24 h'],
  ])('is written %s', (text, value, said) => {
    expect(parseWindow(text.trim())).toEqual({ ok: true, value })
    expect(windowText(value as TriedWindow)).toBe(said)
  })

  it.each(['30d/', '/never', '1d/1d/1d', '1y/never', ''])('is not written %s', (text) => {
    expect(parseWindow(text).ok).toBe(false)
  })
})

describe('what a window cuts', () => {
  const back = [
    customerMessage(0, { thread: 'a' }),
    agentMessage(hour, { thread: 'a' }),
    agentMessage(2 * hour, { thread: 'a' }),
    customerMessage(day, { thread: 'a' }),
  ]

  it('measures from the agent’s last message', async () => {
    const rows = await compared([...back, customerMessage(0 + day, { thread: 'b', customer: 'Bob' })])
    expect(rows.map(({ falseSplit }) => falseSplit)).toEqual([
      { total: 1, split: 1 },
      { total: 1, split: 0 },
    ])
  })

  it('measures everything that comes before the agent writes again from that message', async () => {
    const rows = await compared([
      ...back,
      customerMessage(3 * day, { thread: 'a' }),
      customerMessage(4 * day, { thread: 'a' }),
    ])
    expect(rows.map(({ falseSplit }) => falseSplit)).toEqual([
      { total: 1, split: 1 },
      { total: 1, split: 1 },
    ])
  })

  it('W-6: leaves the windows by topic as they are', async () => {
    const policy = { reopenWindow: { plain: { hours: 1 }, sameTopic: { days: 30 } } } as const
    const lines = [
      customerMessage(0, { thread: 'a', topic: 'vase' }),
      agentMessage(hour, { thread: 'a' }),
      customerMessage(20 * day, { thread: 'a', topic: 'vase' }),
    ]
    const [row] = await compareWindows(() => lines, ['never'], { policy })
    expect(row?.falseSplit).toEqual({ total: 1, split: 0 })
    const [plain] = await compareWindows(() => lines, ['never'], { policy: { reopenWindow: { days: 90 } } })
    expect(plain?.falseSplit).toEqual({ total: 1, split: 1 })
  })

  it('ignores repeats, refused lines and machines', async () => {
    const machine = [
      customerMessage(0, { thread: 'a' }),
      agentMessage(1, { thread: 'a', automated: true }),
      customerMessage(day, { thread: 'a' }),
    ]
    const repeat = [
      customerMessage(0, { thread: 'a', id: '1', text: 'x' }),
      customerMessage(1, { thread: 'b', id: '1', text: 'x' }),
    ]
    const refused = [customerMessage(0, { thread: 'a' }), customerMessage(1, { thread: 'b', topic: ' ' })]
    for (const lines of [machine, repeat, refused, [line('snooze', { thread: 'a' })]]) {
      const [row] = await compared(lines)
      expect(row).toMatchObject({ falseMerge: { total: 0 }, falseSplit: { total: 0 } })
    }
  })
})

describe('closing after each reply', () => {
  const close = 'after-reply'

  it('leaves out the log’s own closes and reopenings', async () => {
    const report = await replayLog(
      [customerMessage(), line('close', { after: 1 }), line('reopen', { after: 2 })],
      {
        close,
      },
    )
    expect(report).toMatchObject({ lines: 3, applied: 1, ignored: 2, byStatus: { new: 1, closed: 0 } })
  })

  it('closes at the last of several messages, and at the end of the log', async () => {
    const lines = [
      customerMessage(),
      agentMessage(1),
      agentMessage(hour),
      line('note', { after: day, agent: 'Sam' }),
    ]
    expect(await replayLog(lines, { close })).toMatchObject({
      rejected: 0,
      reopened: 0,
      byStatus: { closed: 1 },
      violations: 0,
    })
  })

  it('waits for the customer: neither an echo nor a machine closes', async () => {
    const lines = [
      customerMessage(),
      agentMessage(1, { automated: true }),
      customerMessage(2, { echo: true, id: 'e' }),
      customerMessage(3),
    ]
    expect(await replayLog(lines, { close })).toMatchObject({ reopened: 0, byStatus: { new: 1 } })
  })

  it('K-3: a call is a word of the customer', async () => {
    const call = (direction: string) =>
      line('call.started', { after: hour, channel: 'voice', id: 'c', direction, agent: 'Sam' })
    expect(await replayLog([customerMessage(), agentMessage(1), call('inbound')], { close })).toMatchObject({
      reopened: 1,
    })
    expect(await replayLog([customerMessage(), agentMessage(1), call('outbound')], { close })).toMatchObject({
      reopened: 0,
    })
  })

  it('counts conversations its way in a comparison too', async () => {
    const lines = [customerMessage(), agentMessage(1), customerMessage(day)]
    const [logged] = await compareWindows(() => lines, ['never'])
    const [replied] = await compareWindows(() => lines, ['never'], { close })
    expect([logged?.conversations, replied?.conversations]).toEqual([1, 2])
  })
})
