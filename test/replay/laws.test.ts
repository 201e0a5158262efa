import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replayLog, replayTimeline, timelineText } from '../../src/replay/index.ts'
import { widthOf } from '../../src/replay/terminal.ts'
import { lawRuns } from '../support/world.ts'
import { anyLog, people } from './any-log.ts'

describe('any order of tasks, snoozes, merges and separations', () => {
  it('O-1, O-7, S-3, I-13: keeps every promise, and no message is lost or doubled', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.constantFrom(1, 8, 'all' as const), async (lines, history) => {
        const report = await replayLog(lines, { history })
        expect(report.firstViolations).toEqual([])
        expect(report.applied + report.rejected).toBe(lines.length)
        expect(report.applied).toBeGreaterThanOrEqual(report.messages.in + report.messages.out)
      }),
      lawRuns(200),
    )
  })

  it('CU-5, CU-8: the timelines hold what the log holds, each of its survivor', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (lines) => {
        const all = await replayLog(lines, { history: 'all' })
        const seen = { in: new Set<string>(), out: new Set<string>(), tasks: new Set<string>() }
        for (const name of people) {
          const { entries, report } = await replayTimeline(() => lines, name)
          expect(report.firstViolations).toEqual([])
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
      lawRuns(100),
    )
  })

  it('E-2: a timeline for people tells it all, in sentences without ids or stamps', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.constantFrom(60, 80, 100), async (lines, width) => {
        const { entries } = await replayTimeline(() => lines, 'Ada')
        const text = timelineText(entries, { width, timeZone: 'UTC' })
        expect(Math.max(...text.split('\n').map(widthOf))).toBeLessThanOrEqual(width)
        expect(text).not.toMatch(/undefined|null|NaN|replay-\d|[0-9a-f]{16}|T\d\d:\d\d/)
      }),
      lawRuns(100),
    )
  })
})
