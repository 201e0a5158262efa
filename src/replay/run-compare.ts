import { basename } from 'node:path'
import type { Asked, Compare } from './arguments.ts'
import { type ComparedWindow, compareWindows } from './compare.ts'
import { compareText, sharesOf } from './compare-text.ts'
import type { Io } from './io.ts'
import { reading, tellBadLines } from './run.ts'
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
  const { rows, unread } = await reading(asked, io, 2 * windows.length, async ({ open, bad }) => ({
    rows: await compareWindows(open, windows, options),
    unread: bad.count(),
  }))
  tellBadLines(unread, path, io)
  io.out(
    json
      ? `${JSON.stringify({ windows: rows.map((row) => rowOf(row, lanes)) })}\n`
      : `\n  ${basename(path)}\n${compareText(rows, lanes, paintFor(io.colours))}\n`,
  )
  return rows.every(({ violations }) => violations === 0) ? 0 : 1
}
