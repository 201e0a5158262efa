import { basename } from 'node:path'
import type { Asked } from './arguments.ts'
import type { Io } from './io.ts'
import { replayLog } from './replay.ts'
import { reportText } from './report-text.ts'
import { reading } from './run.ts'
import { paintFor } from './terminal.ts'

/** `throughline replay LOG`: what a policy makes of a log. */
export const runReplay = async (asked: Asked, io: Io): Promise<number> => {
  const report = await reading(asked, io, 1, async ({ open, bad }) =>
    bad.into(await replayLog(open(), asked.options)),
  )
  io.out(
    asked.json
      ? `${JSON.stringify(report)}\n`
      : `\n  ${basename(asked.path)}\n${reportText(report, paintFor(io.colours))}\n`,
  )
  return report.violations === 0 ? 0 : 1
}
