import { basename } from 'node:path'
import type { LogLine } from '../schema/log-line.ts'
import type { Store } from '../store/ports.ts'
import type { LogRequest } from './arguments.ts'
import type { Io } from './io.ts'
import type { NumberedLine } from './log.ts'
import { type StoreTarget, withStore } from './open-store.ts'
import { type LogLines, replayLog } from './replay.ts'
import type { ReplayReport } from './report.ts'
import { isWrongLog, replayReportText } from './report-text.ts'
import { exitCode, withLog } from './run.ts'
import { paintFor } from './terminal.ts'

/** Tells of each line once it is done. */
async function* withLineNotice(lines: LogLines, onLine: () => void): AsyncGenerator<NumberedLine | LogLine> {
  for await (const line of lines) {
    yield line
    onLine()
  }
}

/** In memory, or in a store that is opened for it: there each line is a few trips to a database. */
const replayTo = (
  request: LogRequest,
  target: StoreTarget | null,
  io: Io,
): ReturnType<typeof withLog<ReplayReport>> => {
  const into = (store?: Store): ReturnType<typeof withLog<ReplayReport>> =>
    withLog(request, io, 1, async ({ open, bad, onLine }) => {
      const lines = store === undefined ? open() : withLineNotice(open(), onLine)
      return bad.addTo(await replayLog(lines, { ...request.options, store }))
    })
  return target === null ? into() : withStore(target, 'write', into)
}

/** `throughline replay LOG`: what a policy makes of a log, and where it is kept. */
export const runReplay = async (
  request: LogRequest & { readonly target: StoreTarget | null },
  io: Io,
): Promise<number> => {
  const { path, json, target } = request
  const { result: report, bad } = await replayTo(request, target, io)
  const paint = paintFor(io.colours)
  const store = target === null ? {} : { store: { place: target.location.name, tenant: target.tenant } }
  io.out(
    json
      ? `${JSON.stringify({ ...report, ...store })}\n`
      : `\n  ${basename(path)}\n${replayReportText(report, paint, target)}\n`,
  )
  const code = exitCode(report.violations, bad, path, io)
  return code === 0 && isWrongLog(report) ? 2 : code
}
