import type { Asked } from './arguments.ts'
import { type BadLines, badLines } from './bad-lines.ts'
import type { Io } from './io.ts'
import { readLog } from './log.ts'
import { progressOn, silent } from './progress.ts'
import type { Lines } from './replay.ts'

/** The log of a command, opened as often as it is needed, with a bar that shows how far all readings together are. */
export interface Reading {
  readonly open: () => Lines
  readonly bad: BadLines
  /** To be told of each line, where lines take their time. */
  readonly onLine: () => void
}

/** Runs a command on its log, and takes the progress bar away before anything is printed. */
export const reading = async <T>(
  { path, stopAtBadLine }: Asked,
  io: Io,
  times: number,
  work: (log: Reading) => Promise<T>,
): Promise<T> => {
  const progress = io.bar ? progressOn(io.err) : silent
  const bad = badLines(stopAtBadLine)
  let readings = 0
  const open = (): Lines => {
    readings += 1
    // Only the first reading tells of bad lines: the others meet the same ones.
    const onBadLine = readings > 1 && bad.onBadLine !== 'stop' ? (): void => {} : bad.onBadLine
    return readLog(path, { onBadLine, onProgress: progress.pass(readings - 1, times) })
  }
  try {
    return await work({ open, bad, onLine: progress.line })
  } finally {
    progress.clear()
  }
}

/** A word about lines that could not be read, where the answer itself has no place for it. */
export const tellBadLines = (count: number, path: string, io: Io): void => {
  if (count > 0)
    io.err(`throughline: ${count} lines of ${path} could not be read; throughline replay lists them.\n`)
}
