import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import type { Issue } from '../kernel/result.ts'
import { type IsKnownCustomer, type SkipReason, skipReasonOf } from './findings.ts'
import { type ForeignRecord, lastKnownAt } from './foreign.ts'
import { parseForeignConversation } from './parse-foreign.ts'

/** A record that cannot be kept, and why. */
export interface SkippedRecord {
  readonly reason: SkipReason
  /** Its place in the export, from 0. */
  readonly at: number
  readonly id: ConversationId | null
  readonly customer: CustomerId | null
  /** What cannot be read (B-1). */
  readonly issues: readonly Issue[]
}

interface IndexedRecord {
  readonly at: number
  readonly record: ForeignRecord
}

/** Of two with one id, the one of which more recent things are known; else any order that is always the same. */
const isMoreRecent = (a: ForeignRecord, b: ForeignRecord): boolean =>
  lastKnownAt(a) > lastKnownAt(b) ||
  (lastKnownAt(a) === lastKnownAt(b) && JSON.stringify(a) < JSON.stringify(b))

/** The records that can be kept, each id once, and those that cannot (B-1). */
export const selectRecords = (
  records: Iterable<unknown>,
  isKnown: IsKnownCustomer | undefined,
): { readonly kept: readonly ForeignRecord[]; readonly skipped: readonly SkippedRecord[] } => {
  const left: SkippedRecord[] = []
  const kept = new Map<ConversationId, IndexedRecord>()
  const skip = (reason: SkipReason, { at, record }: IndexedRecord): void => {
    left.push({ reason, at, id: record.id, customer: record.customer, issues: [] })
  }
  let count = 0
  for (const value of records) {
    const at = count++
    const read = parseForeignConversation(value)
    if (!read.ok) {
      left.push({ reason: 'unreadable', at, id: null, customer: null, issues: read.error })
      continue
    }
    const indexed = { at, record: read.value }
    const reason = skipReasonOf(read.value, isKnown)
    if (reason !== null) {
      skip(reason, indexed)
      continue
    }
    const known = kept.get(read.value.id)
    const isNewer = known === undefined || isMoreRecent(read.value, known.record)
    if (known !== undefined) skip('duplicate_id', isNewer ? known : indexed)
    if (isNewer) kept.set(read.value.id, indexed)
  }
  return {
    kept: [...kept.values()].map(({ record }) => record),
    skipped: left.sort((a, b) => a.at - b.at),
  }
}
