import type { BadLine } from './log.ts'
import { type Rejection, type ReplayReport, rejectionsKept } from './report.ts'

/** The lines that could not be read: all of them counted, the first few kept. */
export interface BadLines {
  readonly onBadLine: 'stop' | ((bad: BadLine) => void)
  readonly count: () => number
  /** A report in which they count as refused lines. */
  readonly into: (report: ReplayReport) => ReplayReport
}

const rejectionOf = ({ number, issues }: BadLine): Rejection => ({
  number,
  code: 'line.invalid',
  message: issues.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; '),
  remedy: 'mend the line; its fields are described in docs/replay.md',
})

export const badLines = (stop: boolean): BadLines => {
  const first: Rejection[] = []
  let count = 0
  const hear = (bad: BadLine): void => {
    count += 1
    if (first.length < rejectionsKept) first.push(rejectionOf(bad))
  }
  return {
    onBadLine: stop ? 'stop' : hear,
    count: () => count,
    into: (report) => ({
      ...report,
      lines: report.lines + count,
      rejected: report.rejected + count,
      rejections: [...report.rejections, ...first]
        .sort((a, b) => a.number - b.number)
        .slice(0, rejectionsKept),
    }),
  }
}
