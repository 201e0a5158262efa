import type { EarlyReport } from '../conversation/early-reports.ts'
import type { Snapshot, StoredEvent } from './snapshot.ts'

const hasAnyRef = (event: StoredEvent, refs: readonly string[]): boolean =>
  (event.data as { readonly refs?: readonly string[] }).refs?.some((ref) => refs.includes(ref)) === true

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
  return about.filter(({ type }) => type === 'delivery_report.received') as unknown as readonly EarlyReport[]
}
