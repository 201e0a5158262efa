import type { EarlyReport } from '../conversation/early-reports.ts'
import type { Snapshot, StoredEvent } from './snapshot.ts'

const hasAnyRef = ({ data }: StoredEvent, refs: readonly string[]): boolean =>
  'refs' in data && data.refs.some((ref) => refs.includes(ref))

/**
 * The delivery reports that wait for a message of ours with one of these ids (I-19); none if such a message is known,
 * because they were applied to that. The id tells, whosever customer's the report was taken for.
 */
export const findEarlyReports = (
  { referencedEvents }: Snapshot,
  refs: readonly string[],
): readonly EarlyReport[] => {
  const about = referencedEvents.filter((event) => hasAnyRef(event, refs))
  if (about.some(({ type }) => type === 'message.sent')) return []
  return about.filter((event) => event.type === 'delivery_report.received')
}
