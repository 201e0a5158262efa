import { describe, expect, it } from 'vitest'
import { compareWindows, type LogLine, replayLog } from '../../src/replay/index.ts'
import { answered, day, hour, line, wrote } from './log.ts'

const windows = [{ hours: 1 }, { days: 2 }] as const
const compared = (lines: readonly LogLine[]) => compareWindows(() => lines, windows, { contactTimers: 'off' })

describe('what a window glues together', () => {
  it('counts later threads that fall into an active conversation, and those that reopen one', async () => {
    const rows = await compared([
      wrote(0, { thread: 'a' }),
      wrote(hour, { thread: 'b' }),
      line('close', { after: 2 * hour }),
      wrote(day, { thread: 'c' }),
      line('close', { after: day }),
      wrote(30 * day, { thread: 'd' }),
      wrote(30 * day, { customer: 'Bob', thread: 'e' }),
      wrote(31 * day),
    ])
    expect(rows.map(({ glued }) => glued)).toEqual([
      { of: 3, active: 1, reopened: 0 },
      { of: 3, active: 1, reopened: 1 },
    ])
    expect(rows).toMatchObject([
      { conversations: 4, reopened: 0, violations: 0 },
      { conversations: 3, reopened: 1, violations: 0 },
    ])
  })

  it('R-1: a thread that begins with our own message may reopen too', async () => {
    const rows = await compared([
      wrote(0, { thread: 'a' }),
      line('close', { after: hour }),
      answered(2 * hour, { thread: 'b' }),
    ])
    expect(rows[1]?.glued).toEqual({ of: 1, active: 0, reopened: 1 })
  })
})

describe('what a window cuts', () => {
  const back = [
    wrote(0, { thread: 'a' }),
    answered(hour, { thread: 'a' }),
    answered(2 * hour, { thread: 'a' }),
    wrote(day, { thread: 'a' }),
  ]

  it('measures from the agent’s last message', async () => {
    const rows = await compared([...back, wrote(0 + day, { thread: 'b', customer: 'Bob' })])
    expect(rows.map(({ cut }) => cut)).toEqual([
      { of: 1, cut: 1 },
      { of: 1, cut: 0 },
    ])
  })

  it('measures everything that comes before the agent writes again from that message', async () => {
    const rows = await compared([...back, wrote(3 * day, { thread: 'a' }), wrote(4 * day, { thread: 'a' })])
    expect(rows.map(({ cut }) => cut)).toEqual([
      { of: 1, cut: 1 },
      { of: 1, cut: 1 },
    ])
  })

  it('W-6: leaves the windows by topic as they are', async () => {
    const policy = { reopenWindow: { plain: { hours: 1 }, sameTopic: { days: 30 } } } as const
    const lines = [
      wrote(0, { thread: 'a', topic: 'vase' }),
      answered(hour, { thread: 'a' }),
      wrote(20 * day, { thread: 'a', topic: 'vase' }),
    ]
    const [row] = await compareWindows(() => lines, ['never'], { policy })
    expect(row?.cut).toEqual({ of: 1, cut: 0 })
    const [plain] = await compareWindows(() => lines, ['never'], { policy: { reopenWindow: { days: 90 } } })
    expect(plain?.cut).toEqual({ of: 1, cut: 1 })
  })

  it('ignores repeats, refused lines and machines', async () => {
    const machine = [
      wrote(0, { thread: 'a' }),
      answered(1, { thread: 'a', automated: true }),
      wrote(day, { thread: 'a' }),
    ]
    const repeat = [
      wrote(0, { thread: 'a', id: '1', text: 'x' }),
      wrote(1, { thread: 'b', id: '1', text: 'x' }),
    ]
    const refused = [wrote(0, { thread: 'a' }), wrote(1, { thread: 'b', topic: ' ' })]
    for (const lines of [machine, repeat, refused, [line('snooze', { thread: 'a' })]]) {
      const [row] = await compared(lines)
      expect(row).toMatchObject({ glued: { of: 0 }, cut: { of: 0 } })
    }
  })
})

describe('closing after each reply', () => {
  const close = 'after-reply'

  it('leaves out the log’s own closes and reopenings', async () => {
    const report = await replayLog([wrote(), line('close', { after: 1 }), line('reopen', { after: 2 })], {
      close,
    })
    expect(report).toMatchObject({ lines: 3, applied: 1, ignored: 2, byStatus: { new: 1, closed: 0 } })
  })

  it('closes at the last of several messages, and at the end of the log', async () => {
    const lines = [wrote(), answered(1), answered(hour), line('note', { after: day, agent: 'Sam' })]
    expect(await replayLog(lines, { close })).toMatchObject({
      rejected: 0,
      reopened: 0,
      byStatus: { closed: 1 },
      violations: 0,
    })
  })

  it('waits for the customer: neither an echo nor a machine closes', async () => {
    const lines = [wrote(), answered(1, { automated: true }), wrote(2, { echo: true, id: 'e' }), wrote(3)]
    expect(await replayLog(lines, { close })).toMatchObject({ reopened: 0, byStatus: { new: 1 } })
  })

  it('K-3: a call is a word of the customer', async () => {
    const call = (direction: string) =>
      line('call.started', { after: hour, channel: 'voice', id: 'c', direction, agent: 'Sam' })
    expect(await replayLog([wrote(), answered(1), call('inbound')], { close })).toMatchObject({ reopened: 1 })
    expect(await replayLog([wrote(), answered(1), call('outbound')], { close })).toMatchObject({
      reopened: 0,
    })
  })

  it('counts conversations its way in a comparison too', async () => {
    const lines = [wrote(), answered(1), wrote(day)]
    const [logged] = await compareWindows(() => lines, ['never'])
    const [replied] = await compareWindows(() => lines, ['never'], { close })
    expect([logged?.conversations, replied?.conversations]).toEqual([1, 2])
  })
})
