import type { LogRequest, TimelineRequest } from './arguments.ts'
import type { Io } from './io.ts'
import { replayTimeline } from './replay-timeline.ts'
import { rejectionsText } from './report-text.ts'
import { exitCode, reportBadLineCount, withLog } from './run.ts'
import { paintFor } from './terminal.ts'
import { timelineText } from './timeline-text.ts'

/** `throughline timeline LOG --customer ID`: one customer's history, and why it went so. */
export const runTimeline = async (asked: LogRequest & TimelineRequest, io: Io): Promise<number> => {
  const { path, customer, options, json, timeZone } = asked
  const { result, bad } = await withLog(asked, io, 2, ({ open }) => replayTimeline(open, customer, options))
  const { entries, report } = result
  reportBadLineCount(bad, path, io)
  if (report.lines === 0) {
    io.err(`throughline: no line of ${path} is about a customer "${customer}".\n`)
    return 2
  }
  const { conversations, rejections, violations } = report
  const text = timelineText(entries, { width: io.width, colours: io.colours, timeZone })
  io.out(
    json
      ? `${JSON.stringify({ customer, conversations, rejections, entries })}\n`
      : `${[text, ...rejectionsText(report, paintFor(io.colours)), ''].join('\n')}\n`,
  )
  return exitCode(violations, bad, path, io)
}
