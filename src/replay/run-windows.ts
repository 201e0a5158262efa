import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { LogRequest } from './arguments.ts'
import { fitWindows, type WindowFit } from './fit.ts'
import { errorRatesOf, type ScoredWindow } from './fit-score.ts'
import { fitText } from './fit-text.ts'
import type { Io } from './io.ts'
import { fileError } from './log-error.ts'
import { plotOf } from './plot.ts'
import { noProgress, progressOn } from './progress.ts'
import { exitCode, reportBadLineCount, withLog } from './run.ts'
import { paintFor } from './terminal.ts'
import { windowText } from './windows.ts'

const tenth = (value: number): number => Math.round(10 * value) / 10

const rowOf = (row: ScoredWindow): object => {
  const { falseMerge, falseSplit } = errorRatesOf(row)
  return {
    ...row,
    window: windowText(row.window).replaceAll(' ', ''),
    score: tenth(row.score),
    percent: { glued: tenth(falseMerge), cut: tenth(falseSplit) },
  }
}

const asJson = ({
  byTime,
  byTopic,
  paretoFront,
  best,
  evidence,
  plain,
  perfect,
  violations,
}: WindowFit): object => ({
  byTime: byTime.map(rowOf),
  byTopic: byTopic.map(rowOf),
  front: paretoFront.map(rowOf),
  best: best === null ? null : { byTime: rowOf(best.byTime), byTopic: rowOf(best.byTopic) },
  evidence,
  plain: windowText(plain).replaceAll(' ', ''),
  perfect: rowOf(perfect),
  violations,
})

/** `throughline windows LOG`: which reopen windows suit the log, in figures and as a picture. */
export const runWindows = async (
  asked: LogRequest & { readonly svg: string | null },
  io: Io,
): Promise<number> => {
  const { path, options, json, svg } = asked
  const progress = io.bar ? progressOn(io.err) : noProgress
  const { result: fit, bad } = await withLog(asked, io, 1, ({ open }) =>
    fitWindows(open(), { ...options, onTried: progress.pass(0, 1) }),
  )
  reportBadLineCount(bad, path, io)
  if (svg !== null)
    await writeFile(svg, plotOf(fit, basename(path))).catch((error: unknown) =>
      Promise.reject(fileError(svg, error)),
    )
  io.out(
    json
      ? `${JSON.stringify(asJson(fit))}\n`
      : `\n  ${basename(path)}\n${fitText(fit, paintFor(io.colours))}\n`,
  )
  return exitCode(fit.violations, bad, path, io)
}
