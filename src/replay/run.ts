import type { LogLine } from '../schema/log-line.ts'
import type { LogRequest } from './arguments.ts'
import { type BadLines, collectBadLines } from './bad-lines.ts'
import type { Io } from './io.ts'
import { type NumberedLine, readLog } from './log.ts'
import { logError } from './log-error.ts'
import { noProgress, progressOn } from './progress.ts'
import type { LogLines } from './replay.ts'

/** The log of a command, opened as often as it is needed, with a bar that shows how far all readings together are. */
export interface LogRun {
  readonly open: () => LogLines
  readonly bad: BadLines
  /** To be told of each line, where lines take their time. */
  readonly onLine: () => void
}

/** Counts the lines that could be read. */
async function* countLines(lines: LogLines, onLine: () => void): AsyncGenerator<NumberedLine | LogLine> {
  for await (const line of lines) {
    onLine()
    yield line
  }
}

/** Why a file is no log, for a log has at least one line that can be read. */
const noLogError = (path: string, bad: BadLines): Error =>
  logError(
    bad.count() === 0
      ? `Cannot use ${path}: it is empty. Name an interaction log, with one JSON object on each line.`
      : `Cannot use ${path}: none of its lines can be read as a line of an interaction log; ${bad.first()}. The fields of a line are described in docs/replay.md.`,
    0,
    [],
  )

/**
 * Runs a command on its log, and takes the progress bar away before anything is printed. Throws a `LogError` where no
 * line of the file can be read.
 */
export const withLog = async <T>(
  { path, stopAtBadLine }: LogRequest,
  io: Io,
  times: number,
  run: (log: LogRun) => Promise<T>,
): Promise<{ readonly result: T; readonly bad: BadLines }> => {
  const progress = io.bar ? progressOn(io.err) : noProgress
  const bad = collectBadLines(stopAtBadLine)
  let readings = 0
  let readable = 0
  const open = (): LogLines => {
    readings += 1
    // Only the first reading tells of bad lines: the others meet the same ones.
    const onBadLine = readings > 1 && bad.onBadLine !== 'stop' ? (): void => {} : bad.onBadLine
    const lines = readLog(path, { onBadLine, onProgress: progress.pass(readings - 1, times) })
    return countLines(lines, () => {
      readable += 1
    })
  }
  try {
    const result = await run({ open, bad, onLine: progress.line })
    if (readable === 0) throw noLogError(path, bad)
    return { result, bad }
  } finally {
    progress.clear()
  }
}

/** A word about lines that could not be read, where the answer itself has no place for it. */
export const reportBadLineCount = (bad: BadLines, path: string, io: Io): void => {
  const count = bad.count()
  if (count > 0)
    io.err(`throughline: ${count} lines of ${path} could not be read; throughline replay lists them.\n`)
}

/** With which code to exit: 1 for a defect of this library, 2 for a log that is not whole, which is said. */
export const exitCode = (violations: number, bad: BadLines, path: string, io: Io): 0 | 1 | 2 => {
  const end = bad.endOfLog()
  if (end !== null)
    io.err(`throughline: ${path} is not whole: ${end}. The answer is of the lines before that.\n`)
  if (violations > 0) return 1
  return end === null ? 0 : 2
}
