import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import { afterReply } from './after-reply.ts'
import type { Applied } from './answer.ts'
import { applyLine } from './apply-line.ts'
import type { NumberedLine } from './log.ts'
import type { ReplayOptions } from './options.ts'
import type { ReplayReport } from './report.ts'
import { openSession, type Session } from './session.ts'
import { countLine, newTally, type Tally } from './tally.ts'

/** The lines of a log, from `readLog`, or from anywhere else, then numbered as they come. */
export type Lines = AsyncIterable<NumberedLine | LogLine> | Iterable<NumberedLine | LogLine>

/** Told of every line, in order, with what the desk made of it. */
export type Observe = (line: LogLine, answer: Applied) => void

/** Applies what was due by now, to the last page. */
export const settleAll = async ({ desk }: Session): Promise<void> => {
  for (;;) {
    const swept = await desk.tick({ limit: Number.POSITIVE_INFINITY })
    if (!swept.ok || !swept.more || swept.done === 0) return
  }
}

/** What must hold when all is said: no message lost or doubled (I-13), and lists that say what the events say (S-4). */
const checkEnd = async ({ desk, audited }: Session, { given }: Tally): Promise<void> => {
  const { messages } = audited.audit
  for (const way of ['in', 'out'] as const)
    if (messages[way] !== given[way])
      audited.violated(
        `I-13: ${given[way]} messages ${way} were given, ${messages[way]} are in the timelines`,
      )
  const listed = await desk.counts()
  const counted = audited.byStatus()
  for (const status of ['new', 'open', 'waiting'] as const)
    if (listed.ok && listed.counts[status] !== counted[status])
      audited.violated(
        `S-4: ${listed.counts[status]} are listed as ${status}, by the events ${counted[status]} are`,
      )
}

const reportOf = ({ audited, declared }: Session, tally: Tally): ReplayReport => {
  const { conversations, reopened, followUps, messages } = audited.audit
  const violations = audited.violations()
  return {
    lines: tally.lines,
    applied: tally.applied,
    rejected: tally.rejected,
    customers: audited.customers(),
    conversations,
    reopened,
    followUps,
    byStatus: audited.byStatus(),
    messages: { in: messages.in, out: messages.out },
    violations: violations.count,
    violated: violations.first,
    rejections: tally.rejections,
    duplicates: tally.duplicates,
    ignored: tally.ignored,
    unsupported: Object.fromEntries(tally.unsupported),
    declared: declared.list(),
  }
}

/** Replays lines in a session that stays open, for those who want to look around in it afterwards. */
export const replayIn = async (
  session: Session,
  lines: Lines,
  options: ReplayOptions,
  observe: Observe = () => {},
): Promise<ReplayReport> => {
  const tally = newTally()
  const closing = options.close === 'after-reply' ? afterReply(session) : null
  let last: Instant = 0
  for await (const entry of lines) {
    const { number, line } = 'type' in entry ? { number: tally.lines + 1, line: entry } : entry
    tally.lines += 1
    last = line.at
    if (closing?.leavesOut(line) === true) {
      tally.ignored += 1
      continue
    }
    if (closing !== null) await closing.before(line)
    const answer = await applyLine(session, line)
    closing?.after(line, answer)
    countLine(tally, number, line, answer)
    observe(line, answer)
  }
  await closing?.finish()
  session.setClock(last)
  await settleAll(session)
  await checkEnd(session, tally)
  return reportOf(session, tally)
}

/**
 * Replays an interaction log through a desk over a store in memory and says what the policy makes of it. The log is
 * taken as facts; memory grows with the customers and not with the lines.
 *
 * @example
 * const lines = readLog('support.jsonl.gz', { onBadLine: 'stop' })
 * const report = await replayLog(lines, { policy: { reopenWindow: { days: 7 } } })
 */
export const replayLog = (lines: Lines, options: ReplayOptions = {}): Promise<ReplayReport> =>
  replayIn(openSession(options), lines, options)
