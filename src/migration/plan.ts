import type { CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { AuditOptions } from './audit.ts'
import type { ForeignRecord } from './foreign.ts'
import { keepOneActive, type PlannedConversation } from './keep-one-active.ts'
import { type Repair, type RepairOptions, repairRecord } from './repair-record.ts'
import { type SkippedRecord, selectRecords } from './select-records.ts'

/** What will be stored of one customer, in the order in which it is told. */
export interface CustomerImport {
  readonly customer: CustomerId
  readonly conversations: readonly PlannedConversation[]
}

/** What becomes of every record: stored, and what was changed about it, or left out (O-6). */
export interface ImportPlan {
  readonly customers: readonly CustomerImport[]
  readonly repairs: readonly Repair[]
  readonly skipped: readonly SkippedRecord[]
}

export interface PlanOptions extends RepairOptions, Pick<AuditOptions, 'isKnown'> {}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const groupsOf = (records: Iterable<ForeignRecord>): ReadonlyMap<CustomerId, readonly ForeignRecord[]> => {
  const groups = new Map<CustomerId, ForeignRecord[]>()
  for (const record of records) {
    const group = groups.get(record.customer ?? '') ?? []
    groups.set(record.customer ?? '', group)
    group.push(record)
  }
  return groups
}

/**
 * Plans the import of foreign conversations (O-6, O-1, B-1): what will be stored, what was repaired and by which rule,
 * and which records cannot be kept. An audit of what is planned finds nothing, whatever came in and in whatever order.
 *
 * @example
 * const records = [
 *   { id: '1', customer: 'ada', state: 'open', startedAt: now - 7_200_000 },
 *   { id: '2', customer: 'ada', state: 'open', startedAt: now - 3_600_000 },
 * ]
 * const plan = planImport(records, { states: { open: 'active' }, channel: 'email' }, now)
 * plan.repairs.find(({ what }) => what === 'several_active') // { conversation: '1', to: '2', rule: 'O-1', … }
 */
export const planImport = (records: Iterable<unknown>, options: PlanOptions, now: Instant): ImportPlan => {
  const { kept, skipped } = selectRecords(records, options.isKnown)
  const groups = groupsOf(kept)
  const repairs: Repair[] = []
  const customers = [...groups]
    .sort(([a], [b]) => byText(a, b))
    .map(([customer, group]): CustomerImport => {
      const mended = [...group]
        .sort((a, b) => byText(a.id, b.id))
        .map((record) => {
          const done = repairRecord(record, options, now)
          repairs.push(...done.repairs)
          return done.repaired
        })
      const folded = keepOneActive(mended, now)
      repairs.push(...folded.repairs)
      return { customer, conversations: folded.conversations }
    })
  return { customers, repairs, skipped }
}
