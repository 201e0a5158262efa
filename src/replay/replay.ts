import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import { afterReply } from './after-reply.ts'
import type { Answer } from './answer.ts'
import { applyLine } from './apply-line.ts'
import { checkEnd, settleAll } from './finish.ts'
import type { NumberedLine } from './log.ts'
import type { ReplayOptions } from './options.ts'
import type { ReplayReport } from './report.ts'
import { reportOf } from './report-of.ts'
import { openSession, type Session } from './session.ts'
import { countLine, newTally } from './tally.ts'

/** The lines of a log, from `readLog`, or from anywhere else, then numbered as they come. */
export type Lines = AsyncIterable<NumberedLine | LogLine> | Iterable<NumberedLine | LogLine>

/** Told of every line, in order, with what the desk made of it. */
export type Observe = (line: LogLine, answer: Answer) => void

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
