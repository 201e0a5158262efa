import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LogLine, replayLog, replayTimeline, timelineText } from '../../src/replay/index.ts'
import { widthOf } from '../../src/replay/terminal.ts'
import { runs } from '../support/world.ts'
import { answered, hour, line, minute, wrote } from './log.ts'

const people = ['Ada', 'Bob', 'Eve'] as const
const channels = ['email', 'chat'] as const
const person = fc.constantFrom(...people)
const channel = fc.constantFrom(...channels)
const topic = fc.constantFrom('vase', 'address')
const agent = fc.constantFrom('Sam', 'Kim', undefined)
const id = fc.constantFrom('1', '2')
const force = fc.boolean()
const later = fc.integer({ min: -1, max: 80 }).map((n) => n * hour)

type Make = (after: number, customer: string) => LogLine
const start = Date.parse('2026-03-02T09:00:00Z')
const time = (after: number): string => new Date(start + after).toISOString()

const happening: fc.Arbitrary<Make> = fc.oneof(
  fc.record({ channel, topic }).map(
    (more): Make =>
      (after, customer) =>
        wrote(after, { customer, ...more }),
  ),
  fc.record({ channel, agent }).map(
    (more): Make =>
      (after, customer) =>
        answered(after, { customer, ...more }),
  ),
  fc.record({ agent, force, later: fc.option(later, { nil: undefined }) }).map(
    ({ later: until, ...more }): Make =>
      (after, customer) =>
        line('snooze', {
          after,
          customer,
          ...more,
          until: until === undefined ? until : time(after + until),
        }),
  ),
  fc.record({ id, agent, later: fc.option(later, { nil: undefined }) }).map(
    ({ later: due, ...more }): Make =>
      (after, customer) =>
        line('task.create', { after, customer, ...more, dueAt: due === undefined ? due : time(after + due) }),
  ),
  fc.record({ type: fc.constantFrom('task.close', 'task.reopen'), id }).map(
    ({ type, ...more }): Make =>
      (after, customer) =>
        line(type, { after, customer, ...more }),
  ),
  person.map(
    (into): Make =>
      (after, customer) =>
        line('customer.merge', { after, customer, into }),
  ),
  fc.record({ channel, topic, agent, force }).map(
    (more): Make =>
      (after, customer) =>
        line('separate', { after, customer, ...more }),
  ),
  fc.record({ type: fc.constantFrom('rejoin', 'close', 'reopen'), agent, force }).map(
    ({ type, ...more }): Make =>
      (after, customer) =>
        line(type, { after, customer, ...more }),
  ),
)

/** Whatever may stand in a log of three people, hours or no time at all apart. */
const logs: fc.Arbitrary<readonly LogLine[]> = fc
  .array(fc.tuple(happening, person, fc.constantFrom(0, minute, hour, 30 * hour)), { maxLength: 30 })
  .map((lines) => {
    let after = 0
    return lines.map(([make, customer, pause]) => {
      after += pause
      return make(after, customer)
    })
  })

describe('any order of tasks, snoozes, merges and separations', () => {
  it('O-1, O-7, S-3, I-13: keeps every promise, and no message is lost or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.constantFrom(1, 8, 'all' as const), async (lines, history) => {
        const report = await replayLog(lines, { history })
        expect(report.violated).toEqual([])
        expect(report.applied + report.rejected).toBe(lines.length)
        expect(report.applied).toBeGreaterThanOrEqual(report.messages.in + report.messages.out)
      }),
      runs(200),
    )
  })

  it('CU-5, CU-8: the timelines hold what the log holds, each of its survivor', async () => {
    await fc.assert(
      fc.asyncProperty(logs, async (lines) => {
        const all = await replayLog(lines, { history: 'all' })
        const seen = { in: new Set<string>(), out: new Set<string>(), tasks: new Set<string>() }
        for (const name of people) {
          const { entries, report } = await replayTimeline(() => lines, name)
          expect(report.violated).toEqual([])
          for (const { event } of entries) {
            const key = JSON.stringify([event.customer, event.seq])
            if (event.type === 'message.received') seen.in.add(key)
            if (event.type === 'message.sent') seen.out.add(key)
            if (event.type === 'task.created') seen.tasks.add(key)
          }
        }
        expect({ in: seen.in.size, out: seen.out.size }).toEqual(all.messages)
        expect(seen.tasks.size).toBe(all.tasks)
      }),
      runs(100),
    )
  })

  it('E-2: a timeline for people tells it all, in sentences without ids or stamps', async () => {
    await fc.assert(
      fc.asyncProperty(logs, fc.constantFrom(60, 80, 100), async (lines, width) => {
        const { entries } = await replayTimeline(() => lines, 'Ada')
        const text = timelineText(entries, { width, timeZone: 'UTC' })
        expect(Math.max(...text.split('\n').map(widthOf))).toBeLessThanOrEqual(width)
        expect(text).not.toMatch(/undefined|null|NaN|replay-\d|[0-9a-f]{16}|T\d\d:\d\d/)
      }),
      runs(100),
    )
  })
})
