import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandIdOf, type Store, type StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { isDeadlineCommand } from '../../src/replay/command-ids.ts'
import { type LogLine, type ReplayReport, replayLog } from '../../src/replay/index.ts'
import { lawRuns } from '../support/world.ts'
import { anyLog } from './any-log.ts'

/** All that a store has, stream by stream. */
const streamsIn = async (store: Store): Promise<readonly StoredEvent[]> => {
  const { items } = await store.events({ after: null, limit: 10_000 })
  return items.toSorted((a, b) =>
    a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : a.seq - b.seq,
  )
}

/** A store whose process dies at a commit: just before it is written, or just after, when nobody hears of it. */
const dying = (store: Store, at: number, written: boolean): Store => {
  let commits = 0
  return {
    ...store,
    commit: async (changes) => {
      commits += 1
      if (commits <= at) return store.commit(changes)
      if (written && commits === at + 1) await store.commit(changes)
      throw new Error('killed')
    },
  }
}

const untilKilled = (lines: readonly LogLine[], store: Store): Promise<unknown> =>
  replayLog(lines, { store }).catch((error: Error) => expect(error.message).toBe('killed'))

/** What a report says but for ids, which stand in its sentences. */
const figures = ({ rejections, ...report }: ReplayReport): object => ({
  ...report,
  rejections: rejections.map(({ number, code }) => ({ number, code })),
})

describe('a log that is replayed into a store that lasts', () => {
  it('comes to the same as in memory', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (lines) => {
        const lasting = await replayLog(lines, { store: memoryStore() })
        expect(figures(lasting)).toEqual(figures(await replayLog(lines, { history: 'all' })))
      }),
      lawRuns(150),
    )
  })

  it('I-1: is written once, however often it is replayed', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, async (lines) => {
        const store = memoryStore()
        const first = await replayLog(lines, { store })
        const before = await streamsIn(store)
        const second = await replayLog(lines, { store })
        expect(await streamsIn(store)).toEqual(before)
        expect(second.firstViolations).toEqual([])
        expect(second).toMatchObject({ conversations: 0, tasks: 0, messages: { in: 0, out: 0 } })
        expect(second).toMatchObject({ byStatus: first.byStatus, customers: first.customers })
        expect(second.applied + second.rejected + second.ignored).toBe(lines.length)
      }),
      lawRuns(150),
    )
  })

  it('goes on where it was killed, and ends as if it had not been', async () => {
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat(40), fc.boolean(), async (lines, at, written) => {
        const whole = memoryStore()
        await replayLog(lines, { store: whole })
        const store = memoryStore()
        await untilKilled(lines, dying(store, at, written))
        const rest = await replayLog(lines, { store })
        expect(rest.firstViolations).toEqual([])
        expect(await streamsIn(store)).toEqual(await streamsIn(whole))
      }),
      lawRuns(300),
    )
  })

  it('D-2: goes on when it has grown, and ends as if it had been replayed at once', async () => {
    // What fell due stands in the stream of whoever's it was by then: a merge may lie between its time and a sweep.
    const told = async (store: Store): Promise<readonly string[]> =>
      (await streamsIn(store)).map(({ type, occurredAt }) => `${occurredAt} ${type}`).sort()
    await fc.assert(
      fc.asyncProperty(anyLog, fc.nat(30), async (lines, at) => {
        const whole = memoryStore()
        const all = await replayLog(lines, { store: whole })
        const store = memoryStore()
        await replayLog(lines.slice(0, at), { store })
        const rest = await replayLog(lines, { store })
        expect(rest.firstViolations).toEqual([])
        expect(rest.byStatus).toEqual(all.byStatus)
        expect(await told(store)).toEqual(await told(whole))
      }),
      lawRuns(300),
    )
  })

  it('I-13, I-14: takes another log of the same people in, and no word of a customer is lost', async () => {
    const words = (lines: readonly LogLine[]): readonly string[] =>
      lines.flatMap((one) => (one.type === 'message.in' ? [`${one.customer} ${one.channel} ${one.at}`] : []))
    await fc.assert(
      fc.asyncProperty(anyLog, anyLog, async (one, other) => {
        const store = memoryStore()
        await replayLog(one, { store })
        const report = await replayLog(other, { store })
        expect(report.firstViolations).toEqual([])
        expect(report.applied + report.rejected + report.ignored).toBe(other.length)
        const streams = await streamsIn(store)
        const heard = streams.filter(({ type }) => type === 'message.received')
        expect(heard).toHaveLength(new Set([...words(one), ...words(other)]).size)
        const told = streams.filter(({ id }) => !isDeadlineCommand(commandIdOf(id)))
        for (const [at, { customer, recordedAt }] of told.entries()) {
          const before = told[at - 1]
          if (before?.customer === customer) expect(recordedAt).toBeGreaterThanOrEqual(before.recordedAt)
        }
      }),
      lawRuns(200),
    )
  })
})
