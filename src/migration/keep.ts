import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import type { Issue } from '../kernel/result.ts'
import { type IsKnown, type LeftReason, leftReason } from './findings.ts'
import { type ForeignRecord, lastKnown } from './foreign.ts'
import { readForeign } from './read-foreign.ts'

/** A record that cannot be kept, and why. */
export interface LeftOut {
  readonly reason: LeftReason
  /** Its place in the export, from 0. */
  readonly at: number
  readonly id: ConversationId | null
  readonly customer: CustomerId | null
  /** What cannot be read (B-1). */
  readonly issues: readonly Issue[]
}

interface Placed {
  readonly at: number
  readonly record: ForeignRecord
}

/** Of two with one id, the one of which more recent things are known; else any order that is always the same. */
const isBetter = (a: ForeignRecord, b: ForeignRecord): boolean =>
  lastKnown(a) > lastKnown(b) || (lastKnown(a) === lastKnown(b) && JSON.stringify(a) < JSON.stringify(b))

/** The records that can be kept, each id once, and those that cannot (B-1). */
export const keep = (
  records: Iterable<unknown>,
  isKnown: IsKnown | undefined,
): { readonly kept: readonly ForeignRecord[]; readonly left: readonly LeftOut[] } => {
  const left: LeftOut[] = []
  const kept = new Map<ConversationId, Placed>()
  const leave = (reason: LeftReason, { at, record }: Placed): void => {
    left.push({ reason, at, id: record.id, customer: record.customer, issues: [] })
  }
  let count = 0
  for (const value of records) {
    const at = count++
    const read = readForeign(value)
    if (!read.ok) {
      left.push({ reason: 'unreadable', at, id: null, customer: null, issues: read.error })
      continue
    }
    const placed = { at, record: read.value }
    const reason = leftReason(read.value, isKnown)
    if (reason !== null) {
      leave(reason, placed)
      continue
    }
    const known = kept.get(read.value.id)
    const better = known === undefined || isBetter(read.value, known.record)
    if (known !== undefined) leave('duplicate_id', better ? known : placed)
    if (better) kept.set(read.value.id, placed)
  }
  return {
    kept: [...kept.values()].map(({ record }) => record),
    left: left.sort((a, b) => a.at - b.at),
  }
}
