import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Duration } from '../../src/index.ts'
import { sharesOf } from '../../src/replay/compare-text.ts'
import { compareWindows, type NumberedLine, readLog, replayLog } from '../../src/replay/index.ts'

/** Two real logs, where they lie beside the repository; none of them is part of it. */
const folder =
  process.env['THROUGHLINE_LOGS'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url))
const patient = 120_000

interface Log {
  readonly name: string
  readonly lines: number
  readonly customers: number
  readonly messages: { readonly in: number; readonly out: number }
  /** Conversations by window, from interval arithmetic that knows nothing of this library. */
  readonly conversations: readonly (readonly [window: Duration, count: number])[]
  /** What a window of 24 hours does to the log's threads. */
  readonly glued?: { readonly conversations: number; readonly glued: { readonly of: number } }
}

const logs: readonly Log[] = [
  {
    name: 'thunderbird-support.jsonl.gz',
    lines: 131_032,
    customers: 25_326,
    messages: { in: 55_753, out: 45_275 },
    conversations: [
      [{ hours: 0 }, 30_004],
      [{ days: 90 }, 27_073],
    ],
    glued: { conversations: 29_377, glued: { of: 6_176 } },
  },
  {
    name: 'servicenow-incidents.jsonl.gz',
    lines: 50_682,
    customers: 4_177,
    messages: { in: 19_622, out: 0 },
    conversations: [
      [{ hours: 0 }, 8_363],
      [{ hours: 24 }, 8_027],
      [{ days: 7 }, 6_704],
      [{ days: 90 }, 4_277],
    ],
  },
]

/** Read once: what is told apart here is what becomes of the lines. */
const linesOf = async (path: string): Promise<readonly NumberedLine[]> => {
  const lines: NumberedLine[] = []
  for await (const line of readLog(path, { onBadLine: 'stop' })) lines.push(line)
  return lines
}

for (const { name, lines, customers, messages, conversations, glued } of logs) {
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
          lines,
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

    it.skipIf(glued === undefined)(
      'W-6: glues and cuts as counted apart from this library',
      async () => {
        const [row] = await compareWindows(() => read, [{ hours: 24 }], { contactTimers: 'off' })
        expect(row).toMatchObject({ ...glued, violations: 0 })
        expect(sharesOf(row!)).toMatchObject({ active: 24.3, reopened: 10.1, glued: 34.4 })
        expect(Math.abs(sharesOf(row!).cut - 31.4)).toBeLessThanOrEqual(1)
      },
      patient,
    )
  })
}
