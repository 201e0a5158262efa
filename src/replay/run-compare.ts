import { basename } from 'node:path'
import type { SpanInput } from '../policy/input.ts'
import type { CompareRequest, LogRequest } from './arguments.ts'
import { type ComparedWindow, compareWindows } from './compare.ts'
import { compareText, errorSharesOf } from './compare-text.ts'
import type { Io } from './io.ts'
import { exitCode, reportBadLineCount, withLog } from './run.ts'
import { paintFor } from './terminal.ts'
import { isByTopic, plainWindowOf, type TriedWindow, windowText } from './windows.ts'

const named = (window: TriedWindow): string => windowText(window).replaceAll(' ', '')

const rowOf = (row: ComparedWindow, lanes: boolean, plain: SpanInput | null): object => ({
  ...row,
  window: named(row.window),
  ...(isByTopic(row.window) && plain !== null ? { plain: named(plain) } : {}),
  percent: errorSharesOf(row, lanes),
})

/** `throughline replay LOG --compare …`: several windows side by side. */
export const runCompare = async (asked: LogRequest & CompareRequest, io: Io): Promise<number> => {
  const { path, options, json, windows, lanes } = asked
  const { result: rows, bad } = await withLog(asked, io, 2 * windows.length, ({ open }) =>
    compareWindows(open, windows, options),
  )
  reportBadLineCount(bad, path, io)
  const [byTopic] = windows.filter(isByTopic)
  const plain = byTopic === undefined ? null : plainWindowOf(options.policy, byTopic)
  io.out(
    json
      ? `${JSON.stringify({ windows: rows.map((row) => rowOf(row, lanes, plain)) })}\n`
      : `\n  ${basename(path)}\n${compareText(rows, { lanes, plain }, paintFor(io.colours))}\n`,
  )
  const violations = rows.reduce((sum, row) => sum + row.violations, 0)
  return exitCode(violations, bad, path, io)
}
