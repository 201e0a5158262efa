import { basename } from 'node:path'
import type { LogLine } from '../schema/log-line.ts'
import type { Store } from '../store/ports.ts'
import type { Asked } from './arguments.ts'
import type { Io } from './io.ts'
import type { NumberedLine } from './log.ts'
import { type Kept, withStore } from './open-store.ts'
import { type Lines, replayLog } from './replay.ts'
import type { ReplayReport } from './report.ts'
import { isWrongLog, reportText } from './report-text.ts'
import { exitCode, reading } from './run.ts'
import { paintFor } from './terminal.ts'

/** Tells of each line once it is done. */
async function* told(lines: Lines, onLine: () => void): AsyncGenerator<NumberedLine | LogLine> {
  for await (const line of lines) {
    yield line
    onLine()
  }
}

/** In memory, or in a store that is opened for it: there each line is a few trips to a database. */
const replayed = (asked: Asked, kept: Kept | null, io: Io): ReturnType<typeof reading<ReplayReport>> => {
  const into = (store?: Store): ReturnType<typeof reading<ReplayReport>> =>
    reading(asked, io, 1, async ({ open, bad, onLine }) => {
      const lines = store === undefined ? open() : told(open(), onLine)
      return bad.into(await replayLog(lines, { ...asked.options, store }))
    })
  return kept === null ? into() : withStore(kept, 'write', into)
}

/** `throughline replay LOG`: what a policy makes of a log, and where it is kept. */
export const runReplay = async (asked: Asked & { readonly kept: Kept | null }, io: Io): Promise<number> => {
  const { path, json, kept } = asked
  const { result: report, bad } = await replayed(asked, kept, io)
  const paint = paintFor(io.colours)
  const store = kept === null ? {} : { store: { place: kept.place.name, tenant: kept.tenant } }
  io.out(
    json
      ? `${JSON.stringify({ ...report, ...store })}\n`
      : `\n  ${basename(path)}\n${reportText(report, paint, kept)}\n`,
  )
  const code = exitCode(report.violations, bad, path, io)
  return code === 0 && isWrongLog(report) ? 2 : code
}
