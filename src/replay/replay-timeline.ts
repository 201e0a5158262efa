import type { Desk } from '../desk/desk.ts'
import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { TimelineEntry } from '../timeline/entry.ts'
import { applyAllDeadlines } from './check-totals.ts'
import type { NumberedLine } from './log.ts'
import { mergedWith } from './merged-customers.ts'
import type { ReplayOptions } from './options.ts'
import { type LogLines, replayInSession } from './replay.ts'
import type { ReplayReport } from './report.ts'
import { openSession } from './session.ts'

/** One customer's history, and what became of his lines. */
export interface ReplayedTimeline {
  readonly entries: readonly TimelineEntry[]
  readonly report: ReplayReport
}

const pageSize = 10_000

/** Everything of one customer, the oldest first. */
export const entriesOf = async (
  desk: Pick<Desk, 'timeline'>,
  customer: string,
): Promise<readonly TimelineEntry[]> => {
  const entries: TimelineEntry[] = []
  let after: string | null = null
  do {
    const page = await desk.timeline({ customer, after, limit: pageSize })
    if (!page.ok) throw new Error(page.error.message)
    entries.push(...page.items)
    after = page.next
  } while (after !== null)
  return entries
}

/**
 * Replays one customer's lines of a log with the whole history, and reads the timeline as it stands at the log's end. The
 * log is read twice: first for its merges, since the lines of whoever is merged with this customer belong to it (CU-8),
 * also those from before the merge.
 *
 * @example
 * const open = () => readLog('support.jsonl.gz', { onBadLine: 'stop' })
 * const { entries } = await replayTimeline(open, 'u727df24291')
 */
export const replayTimeline = async (
  open: () => LogLines,
  customer: string,
  options: ReplayOptions = {},
): Promise<ReplayedTimeline> => {
  const names = await mergedWith(open(), customer)
  let end: Instant = 0
  const customerLines = async function* (): AsyncGenerator<NumberedLine> {
    let count = 0
    for await (const entry of open()) {
      count += 1
      const { number, line }: { number: number; line: LogLine } =
        'type' in entry ? { number: count, line: entry } : entry
      end = line.at
      if (names.has(line.customer)) yield { number, line }
    }
  }
  const session = openSession({ ...options, history: 'all' })
  const report = await replayInSession(session, customerLines(), options)
  session.setClock(end)
  await applyAllDeadlines(session)
  return { entries: await entriesOf(session.desk, customer), report }
}
