import type { LogLine } from '../schema/log-line.ts'
import type { LineResult } from './line-result.ts'
import { maxRejectionsPerCode, type Rejection } from './report.ts'

/** The lines of a replay, counted by what became of them. */
export interface LineTally {
  lines: number
  applied: number
  rejected: number
  duplicates: number
  ignored: number
  /** Messages that the timelines must hold at the end. */
  readonly expectedMessages: { in: number; out: number }
  readonly rejectedBy: { [code: string]: number }
  readonly rejections: Rejection[]
}

export const newLineTally = (): LineTally => ({
  lines: 0,
  applied: 0,
  rejected: 0,
  duplicates: 0,
  ignored: 0,
  expectedMessages: { in: 0, out: 0 },
  rejectedBy: {},
  rejections: [],
})

const reject = (tally: LineTally, rejection: Rejection): void => {
  tally.rejected += 1
  const count = (tally.rejectedBy[rejection.code] ?? 0) + 1
  tally.rejectedBy[rejection.code] = count
  if (count <= maxRejectionsPerCode) tally.rejections.push(rejection)
}

/** An echo met by its message, before or after it, is one message and not two (I-4). */
const isEchoMatch = (answer: LineResult): boolean =>
  'outcome' in answer
    ? answer.outcome === 'confirm'
    : answer.ok && answer.events.some((event) => event.type === 'message.attributed')

export const countLine = (tally: LineTally, number: number, line: LogLine, answer: LineResult): void => {
  if (!answer.ok) {
    const { code, message, remedy } = answer.error
    reject(tally, { number, type: line.type, customer: line.customer, code, message, remedy })
    return
  }
  tally.applied += 1
  if (answer.repeated) tally.duplicates += 1
  else if (!isEchoMatch(answer)) {
    if (line.type === 'message.out' || (line.type === 'message.in' && line.echo === true))
      tally.expectedMessages.out += 1
    else if (line.type === 'message.in') tally.expectedMessages.in += 1
  }
}
