import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { Store } from '../store/ports.ts'
import { closeAfterReply } from './after-reply.ts'
import { applyLine } from './apply-line.ts'
import { applyAllDeadlines, checkTotals } from './check-totals.ts'
import type { LineResult } from './line-result.ts'
import type { NumberedLine } from './log.ts'
import type { ReplayOptions } from './options.ts'
import type { ReplayReport } from './report.ts'
import { reportOf } from './report-of.ts'
import { openSession, type Session } from './session.ts'
import { countLine, newLineTally } from './tally.ts'

/** The lines of a log, from `readLog`, or from anywhere else, then numbered as they come. */
export type LogLines = AsyncIterable<NumberedLine | LogLine> | Iterable<NumberedLine | LogLine>

/** Told of every line, in order, with what the desk made of it. */
export type ObserveLine = (line: LogLine, answer: LineResult) => void

/** Replays lines in a session that stays open, for those who want to look around in it afterwards. */
export const replayInSession = async (
  session: Session,
  lines: LogLines,
  options: ReplayOptions,
  observe: ObserveLine = () => {},
): Promise<ReplayReport> => {
  const tally = newLineTally()
  const autoClose = options.close === 'after-reply' ? closeAfterReply(session) : null
  let last: Instant = 0
  for await (const entry of lines) {
    const { number, line } = 'type' in entry ? { number: tally.lines + 1, line: entry } : entry
    tally.lines += 1
    last = line.at
    if (autoClose?.ignores(line) === true) {
      tally.ignored += 1
      continue
    }
    if (autoClose !== null) await autoClose.beforeLine(line)
    const apply = (): Promise<LineResult> => applyLine(session, line)
    const answer = await (session.progress?.applyOnce(line, apply) ?? apply())
    if (answer === null) {
      tally.ignored += 1
      continue
    }
    autoClose?.afterLine(line, answer)
    countLine(tally, number, line, answer)
    observe(line, answer)
  }
  await autoClose?.finish()
  session.setClock(last)
  await applyAllDeadlines(session)
  await checkTotals(session, tally)
  return reportOf(session, tally)
}

/** How a log is to be replayed, and where what comes of it is to stay. */
export interface ReplayLogOptions extends ReplayOptions {
  /** Keeps what comes of the log, and goes on where an earlier replay ended; default a store in memory, then forgotten. */
  readonly store?: Store | undefined
}

/**
 * Replays an interaction log through a desk and says what the policy makes of it. The log is taken as facts; memory
 * grows with the customers and not with the lines. Into a `store` that lasts the same line is written once, however often
 * it is replayed (I-1). Throws where `close: 'after-reply'`, which dates closes back, is asked of such a store.
 *
 * @example
 * const lines = readLog('support.jsonl.gz', { onBadLine: 'stop' })
 * const report = await replayLog(lines, { policy: { reopenWindow: { days: 7 } } })
 */
export const replayLog = async (lines: LogLines, options: ReplayLogOptions = {}): Promise<ReplayReport> => {
  const { store } = options
  if (store === undefined) return replayInSession(openSession(options), lines, options)
  if (options.close === 'after-reply')
    throw new Error(
      `replayLog: close: 'after-reply' tries a window and is not for a store that lasts: leave one out`,
    )
  return replayInSession(openSession(options, { store, before: await store.counts({}) }), lines, options)
}
