import { basename } from 'node:path'
import type { SpanInput } from '../policy/input.ts'
import type { Asked } from './arguments.ts'
import { type ComparedWindow, compareWindows } from './compare.ts'
import { compareText, sharesOf } from './compare-text.ts'
import type { Io } from './io.ts'
import { reading, tellBadLines } from './run.ts'
import { spanText } from './spans.ts'
import { paintFor } from './terminal.ts'

const rowOf = (row: ComparedWindow): object => ({
  ...row,
  window: spanText(row.window).replace(' ', ''),
  percent: sharesOf(row),
})

/** `throughline replay LOG --compare …`: several windows side by side. */
export const runCompare = async (
  asked: Asked & { readonly windows: readonly SpanInput[] },
  io: Io,
): Promise<number> => {
  const { path, options, json, windows } = asked
  const { rows, unread } = await reading(asked, io, 2 * windows.length, async ({ open, bad }) => ({
    rows: await compareWindows(open, windows, options),
    unread: bad.count(),
  }))
  tellBadLines(unread, path, io)
  io.out(
    json
      ? `${JSON.stringify({ windows: rows.map(rowOf) })}\n`
      : `\n  ${basename(path)}\n${compareText(rows, paintFor(io.colours))}\n`,
  )
  return rows.every(({ violations }) => violations === 0) ? 0 : 1
}
