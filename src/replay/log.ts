import type { Instant } from '../kernel/instant.ts'
import { type Issue, type Result, refuse } from '../kernel/result.ts'
import type { LogLine } from '../schema/log-line.ts'
import { parseLogLine } from '../schema/parse-log-line.ts'
import { endOfLogIssue, logError } from './log-error.ts'
import { logLines } from './log-lines.ts'
import type { OnProgress } from './log-text.ts'

/** A line that was understood, with its number in the file, from 1. */
export interface NumberedLine {
  readonly number: number
  readonly line: LogLine
}

/** A line that was not, and why. Nothing of it was applied. */
export interface BadLine {
  readonly number: number
  readonly issues: readonly Issue[]
  /** The file was cut off or is damaged here: what comes after cannot be read. */
  readonly endsLog?: true
}

export interface ReadLogOptions {
  /** `stop` ends at the first bad line by throwing a `LogError`; a function hears of each and reading goes on. */
  readonly onBadLine: 'stop' | ((bad: BadLine) => void)
  readonly onProgress?: OnProgress | undefined
}

const parse = (text: string): Result<LogLine, readonly Issue[]> => {
  try {
    return parseLogLine(JSON.parse(text))
  } catch (error) {
    return refuse([{ path: '', message: `is not JSON: ${(error as Error).message.slice(0, 160)}` }])
  }
}

const outOfOrderIssue = (since: Instant): Issue => ({
  path: 'at',
  message: `goes back in time: the line before it was at ${new Date(since).toISOString()}`,
})

/** The last line has no end, and began as a line of a log does. */
const truncationIssue = (text: string): Issue | null => {
  if (!text.trimStart().startsWith('{')) return null
  try {
    JSON.parse(text)
    return null
  } catch {
    return { path: '', message: 'is not JSON: the file ends in the middle of this line; fetch it again' }
  }
}

const throwBadLine = ({ number, issues }: BadLine): never => {
  const said = issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ')
  throw logError(`Line ${number}: ${said}.`, number, issues)
}

/**
 * Reads an interaction log line by line, packed or not; memory stays flat however long it is. Blank lines are skipped,
 * bad ones reported: no JSON, a wrong shape, a time before the line above. What cannot be unpacked ends the log.
 *
 * @example
 * for await (const { number, line } of readLog('support.jsonl.gz', { onBadLine: 'stop' })) apply(number, line)
 */
export async function* readLog(path: string, options: ReadLogOptions): AsyncGenerator<NumberedLine> {
  const report = options.onBadLine === 'stop' ? throwBadLine : options.onBadLine
  let number = 0
  let previousAt = Number.NEGATIVE_INFINITY
  try {
    for await (const { texts, isRest } of logLines(path, options.onProgress ?? (() => {})))
      for (const text of texts) {
        number += 1
        if (text.trim() === '') continue
        const truncated = isRest ? truncationIssue(text) : null
        if (truncated !== null) return report({ number, issues: [truncated], endsLog: true })
        const parsed = parse(text)
        if (!parsed.ok) report({ number, issues: parsed.error })
        else if (parsed.value.at < previousAt) report({ number, issues: [outOfOrderIssue(previousAt)] })
        else {
          previousAt = parsed.value.at
          yield { number, line: parsed.value }
        }
      }
  } catch (error) {
    const issue = endOfLogIssue(error)
    if (issue === null) throw error
    report({ number: number + 1, issues: [issue], endsLog: true })
  }
}
