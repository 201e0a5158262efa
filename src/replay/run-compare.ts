import { basename } from 'node:path'
import type { SpanInput } from '../policy/input.ts'
import type { Asked, Compare } from './arguments.ts'
import { type ComparedWindow, compareWindows } from './compare.ts'
import { compareText, sharesOf } from './compare-text.ts'
import type { Io } from './io.ts'
import { exitCode, reading, tellBadLines } from './run.ts'
import { paintFor } from './terminal.ts'
import { isByTopic, plainIn, type TriedWindow, windowText } from './windows.ts'

const named = (window: TriedWindow): string => windowText(window).replaceAll(' ', '')

const rowOf = (row: ComparedWindow, lanes: boolean, plain: SpanInput | null): object => ({
  ...row,
  window: named(row.window),
  ...(isByTopic(row.window) && plain !== null ? { plain: named(plain) } : {}),
  percent: sharesOf(row, lanes),
})

/** `throughline replay LOG --compare …`: several windows side by side. */
export const runCompare = async (asked: Asked & Compare, io: Io): Promise<number> => {
  const { path, options, json, windows, lanes } = asked
  const { result: rows, bad } = await reading(asked, io, 2 * windows.length, ({ open }) =>
    compareWindows(open, windows, options),
  )
  tellBadLines(bad, path, io)
  const [byTopic] = windows.filter(isByTopic)
  const plain = byTopic === undefined ? null : plainIn(options.policy, byTopic)
  io.out(
    json
      ? `${JSON.stringify({ windows: rows.map((row) => rowOf(row, lanes, plain)) })}\n`
      : `\n  ${basename(path)}\n${compareText(rows, { lanes, plain }, paintFor(io.colours))}\n`,
  )
  const violations = rows.reduce((sum, row) => sum + row.violations, 0)
  return exitCode(violations, bad, path, io)
}
