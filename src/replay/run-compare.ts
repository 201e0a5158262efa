import { basename } from 'node:path'
import type { Asked, Compare } from './arguments.ts'
import { type ComparedWindow, compareWindows } from './compare.ts'
import { compareText, sharesOf } from './compare-text.ts'
import type { Io } from './io.ts'
import { exitCode, reading, tellBadLines } from './run.ts'
import { paintFor } from './terminal.ts'
import { windowText } from './windows.ts'

const rowOf = (row: ComparedWindow, lanes: boolean): object => ({
  ...row,
  window: windowText(row.window).replaceAll(' ', ''),
  percent: sharesOf(row, lanes),
})

/** `throughline replay LOG --compare …`: several windows side by side. */
export const runCompare = async (asked: Asked & Compare, io: Io): Promise<number> => {
  const { path, options, json, windows, lanes } = asked
  const { result: rows, bad } = await reading(asked, io, 2 * windows.length, ({ open }) =>
    compareWindows(open, windows, options),
  )
  tellBadLines(bad, path, io)
  io.out(
    json
      ? `${JSON.stringify({ windows: rows.map((row) => rowOf(row, lanes)) })}\n`
      : `\n  ${basename(path)}\n${compareText(rows, lanes, paintFor(io.colours))}\n`,
  )
  const violations = rows.reduce((sum, row) => sum + row.violations, 0)
  return exitCode(violations, bad, path, io)
}
