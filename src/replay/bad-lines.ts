import type { BadLine } from './log.ts'
import { maxRejectionsPerCode, type Rejection, type ReplayReport } from './report.ts'

/** The lines that could not be read: all of them counted, the first few kept. */
export interface BadLines {
  readonly onBadLine: 'stop' | ((bad: BadLine) => void)
  readonly count: () => number
  /** The first of them in words. */
  readonly first: () => string
  /** Where the file was cut off or is damaged, in words; null if it is whole. */
  readonly endOfLog: () => string | null
  /** A report in which they count as refused lines. */
  readonly addTo: (report: ReplayReport) => ReplayReport
}

const unreadable = 'line.invalid'

const rejectionOf = ({ number, issues }: BadLine): Rejection => ({
  number,
  type: null,
  customer: null,
  code: unreadable,
  message: issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; '),
  remedy: 'fix the line; its fields are described in docs/replay.md',
})

const rejectionText = ({ number, message }: Rejection): string => `line ${number} ${message}`

export const collectBadLines = (stop: boolean): BadLines => {
  const first: Rejection[] = []
  let count = 0
  let end: string | null = null
  const record = (bad: BadLine): void => {
    count += 1
    const rejection = rejectionOf(bad)
    if (bad.endsLog === true) end = rejectionText(rejection)
    if (first.length < maxRejectionsPerCode) first.push(rejection)
  }
  return {
    onBadLine: stop ? 'stop' : record,
    count: () => count,
    first: () => first.map(rejectionText)[0] ?? '',
    endOfLog: () => end,
    addTo: (report) => ({
      ...report,
      lines: report.lines + count,
      rejected: report.rejected + count,
      rejectedBy: count === 0 ? report.rejectedBy : { ...report.rejectedBy, [unreadable]: count },
      rejections: [...report.rejections, ...first].sort((a, b) => a.number - b.number),
    }),
  }
}
