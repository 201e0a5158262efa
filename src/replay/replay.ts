import type { Instant } from '../kernel/instant.ts'
import type { LogLine } from '../schema/log-line.ts'
import type { Store } from '../store/ports.ts'
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
    const apply = (): Promise<Answer> => applyLine(session, line)
    const answer = await (session.past?.answer(line, apply) ?? apply())
    if (answer === null) {
      tally.ignored += 1
      continue
    }
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
export const replayLog = async (lines: Lines, options: ReplayLogOptions = {}): Promise<ReplayReport> => {
  const { store } = options
  if (store === undefined) return replayIn(openSession(options), lines, options)
  if (options.close === 'after-reply')
    throw new Error(
      `replayLog: close: 'after-reply' tries a window and is not for a store that lasts: leave one out`,
    )
  return replayIn(openSession(options, { store, before: await store.counts({}) }), lines, options)
}
