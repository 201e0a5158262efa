import type { EarlyReport } from '../conversation/reports.ts'
import type { Recorded, Situation } from './situation.ts'

const carries = (event: Recorded, refs: readonly string[]): boolean =>
  (event.data as { readonly refs?: readonly string[] }).refs?.some((ref) => refs.includes(ref)) === true

/**
 * The delivery reports that wait for a message of ours with one of these ids (I-19); none if such a message is known,
 * because they were applied to that. The id tells, whosever customer's the report was taken for.
 */
export const earlyReports = ({ quoted }: Situation, refs: readonly string[]): readonly EarlyReport[] => {
  const about = quoted.filter((event) => carries(event, refs))
  if (about.some(({ type }) => type === 'message.sent')) return []
  return about.filter(({ type }) => type === 'report.received') as unknown as readonly EarlyReport[]
}
