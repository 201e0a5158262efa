import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Duration } from '../../src/index.ts'
import { errorSharesOf } from '../../src/replay/compare-text.ts'
import { compareWindows, type NumberedLine, readLog, replayLog } from '../../src/replay/index.ts'

/** Real logs, where they lie beside the repository; none of them is part of it. */
const folder =
  process.env['THROUGHLINE_LOGS'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
/** On a busy machine each of these takes minutes: this only ends what hangs. */
const patient = 600_000

interface Log {
  readonly name: string
  readonly lines: number
  readonly customers: number
  readonly messages: { readonly in: number; readonly out: number }
  /** Conversations by window, from interval arithmetic that knows nothing of this library. */
  readonly conversations: readonly (readonly [window: Duration, count: number])[]
  /** What a window of 24 hours does to the log's threads. */
  readonly falseMerge?: { readonly conversations: number; readonly falseMerge: { readonly total: number } }
}

/** Read once: what is told apart here is what becomes of the lines. */
const linesOf = async (path: string): Promise<readonly NumberedLine[]> => {
  const lines: NumberedLine[] = []
  for await (const line of readLog(path, { onBadLine: 'stop' })) lines.push(line)
  return lines
}

/** The tests of one log: figures from interval arithmetic against what the library makes of its lines. */
export const realLog = ({ name, lines, customers, messages, conversations, falseMerge }: Log): void => {
  const path = `${folder}/${name}`
  const present = existsSync(path)
  if (!present) console.log(`${name} is not here: its tests are skipped`)

  describe.skipIf(!present)(name, () => {
    let read: readonly NumberedLine[] = []
    beforeAll(async () => {
      read = await linesOf(path)
    }, patient)

    it.each(conversations)(
      'W-1: has the right number of conversations for a window of %o',
      async (reopenWindow, expected) => {
        const report = await replayLog(read, { policy: { reopenWindow }, contactTimers: 'off' })
        expect(report).toMatchObject({
          lines: lines,
          applied: lines,
          rejected: 0,
          customers,
          conversations: expected,
          messages,
          violations: 0,
          duplicates: 0,
        })
      },
      patient,
    )

    it(
      'S-1: keeps every promise with contact timers, and its status counts add up',
      async () => {
        const { rejected, violations, byStatus, conversations: all } = await replayLog(read)
        expect({ rejected, violations }).toEqual({ rejected: 0, violations: 0 })
        expect(byStatus.new + byStatus.open + byStatus.waiting + byStatus.closed).toBe(all)
      },
      patient,
    )

    it.skipIf(falseMerge === undefined)(
      'W-6: glues and cuts as counted apart from this library',
      async () => {
        const [row] = await compareWindows(() => read, [{ hours: 24 }], { contactTimers: 'off' })
        expect(row).toMatchObject({ ...falseMerge, violations: 0 })
        expect(errorSharesOf(row!)).toMatchObject({ active: 24.3, reopened: 10.1, falseMerge: 34.4 })
        expect(Math.abs(errorSharesOf(row!).falseSplit - 31.4)).toBeLessThanOrEqual(1)
      },
      patient,
    )
  })
}
