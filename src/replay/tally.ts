import type { LogLine } from '../schema/log-line.ts'
import type { Answer } from './answer.ts'
import { type Rejection, rejectionsKept } from './report.ts'

/** The lines of a replay, counted by what became of them. */
export interface Tally {
  lines: number
  applied: number
  rejected: number
  duplicates: number
  ignored: number
  /** Messages that the timelines must hold at the end. */
  readonly given: { in: number; out: number }
  readonly rejectedBy: { [code: string]: number }
  readonly rejections: Rejection[]
}

export const newTally = (): Tally => ({
  lines: 0,
  applied: 0,
  rejected: 0,
  duplicates: 0,
  ignored: 0,
  given: { in: 0, out: 0 },
  rejectedBy: {},
  rejections: [],
})

const reject = (tally: Tally, rejection: Rejection): void => {
  tally.rejected += 1
  const count = (tally.rejectedBy[rejection.code] ?? 0) + 1
  tally.rejectedBy[rejection.code] = count
  if (count <= rejectionsKept) tally.rejections.push(rejection)
}

/** An echo met by its message, before or after it, is one message and not two (I-4). */
const isMet = (answer: Answer): boolean =>
  'outcome' in answer
    ? answer.outcome === 'confirm'
    : answer.ok && answer.events.some((event) => event.type === 'message.attributed')

export const countLine = (tally: Tally, number: number, line: LogLine, answer: Answer): void => {
  if (!answer.ok) {
    const { code, message, remedy } = answer.error
    reject(tally, { number, type: line.type, customer: line.customer, code, message, remedy })
    return
  }
  tally.applied += 1
  if (answer.repeated) tally.duplicates += 1
  else if (!isMet(answer)) {
    if (line.type === 'message.out' || (line.type === 'message.in' && line.echo === true))
      tally.given.out += 1
    else if (line.type === 'message.in') tally.given.in += 1
  }
}
