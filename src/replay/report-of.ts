import type { ReplayReport } from './report.ts'
import type { Session } from './session.ts'
import type { LineTally } from './tally.ts'

/** What the lines and the commits of a session came to. */
export const reportOf = ({ audited, declared }: Session, tally: LineTally): ReplayReport => {
  const { conversations, reopened, followUps, merged, separated, tasks, messages } = audited.figures
  const violations = audited.violations()
  return {
    lines: tally.lines,
    applied: tally.applied,
    rejected: tally.rejected,
    customers: audited.customerCount() - merged,
    merged,
    conversations,
    reopened,
    followUps,
    separated,
    tasks,
    byStatus: audited.byStatus(),
    messages: { in: messages.in, out: messages.out },
    violations: violations.count,
    firstViolations: violations.first,
    rejectedBy: tally.rejectedBy,
    rejections: tally.rejections,
    duplicates: tally.duplicates,
    ignored: tally.ignored,
    declared: declared.list(),
  }
}
