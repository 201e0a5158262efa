import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import type { Finding, FindingCode } from './findings.ts'

/** Counts what is found by customer and kind, with the first few ids of each. */
export interface FindingTally {
  readonly add: (what: FindingCode, customer: CustomerId | null, id: ConversationId | null) => void
  readonly findings: () => readonly Finding[]
}

const idsShown = 5

type FindingCount = { count: number; ids: readonly ConversationId[] }

/** Customers in order, those who cannot be told first. */
const compare = (a: CustomerId | null, b: CustomerId | null): number =>
  a === b ? 0 : a === null ? -1 : b === null || a < b === false ? 1 : -1

export const createFindingTally = (): FindingTally => {
  const byCustomer = new Map<CustomerId | null, Map<FindingCode, FindingCount>>()
  return {
    add: (what, customer, id) => {
      const theirs = byCustomer.get(customer) ?? new Map<FindingCode, FindingCount>()
      byCustomer.set(customer, theirs)
      const counted = theirs.get(what) ?? { count: 0, ids: [] }
      theirs.set(what, counted)
      counted.count += 1
      if (id !== null) counted.ids = [...new Set([...counted.ids, id])].sort().slice(0, idsShown)
    },
    findings: () =>
      [...byCustomer]
        .sort(([a], [b]) => compare(a, b))
        .flatMap(([customer, theirs]) =>
          [...theirs]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([what, { count, ids }]) => ({ what, customer, count, conversations: ids })),
        ),
  }
}
