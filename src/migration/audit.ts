import type { ConversationId, CustomerId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Issue } from '../kernel/result.ts'
import { ownValue } from '../policy/policy.ts'
import { type Finding, type FindingCode, type IsKnownCustomer, skipReasonOf } from './findings.ts'
import type { ForeignStates, StateClass } from './foreign.ts'
import { parseForeignConversation } from './parse-foreign.ts'
import { repairRecord } from './repair-record.ts'
import { suggestStateClass } from './state-words.ts'
import { createFindingTally } from './tally.ts'

/** A foreign state, how often it came, and what the host's list or, where it is not in it, its usual meaning says. */
export interface ForeignStateCount {
  readonly state: string
  readonly class: StateClass | null
  readonly suggestion: StateClass | null
  readonly count: number
}

/** What an audit needs to know beside the records. */
export interface AuditOptions {
  readonly states: ForeignStates
  /** Whether the host has this customer; default: every customer named is one. */
  readonly isKnown?: IsKnownCustomer | undefined
  /** The export's ids are unique, by a primary key say: then they are not remembered. */
  readonly idsAreUnique?: boolean | undefined
}

/** The state of foreign data, as data (O-6). Nothing in it depends on the order of the records but `unreadable`. */
export interface ImportAudit {
  readonly records: number
  readonly customers: number
  /** By customer, then by kind; empty if all is well. */
  readonly findings: readonly Finding[]
  readonly states: readonly ForeignStateCount[]
  /** The first few records that cannot be read, by their place from 0. */
  readonly unreadable: readonly { readonly at: number; readonly issues: readonly Issue[] }[]
}

const unreadableShown = 20

/**
 * Looks through foreign conversations and says what breaks the rules (O-6, O-1, B-1): several active ones of a customer,
 * times that are missing or cannot be, states that nobody explained. One pass; it remembers a customer's active
 * conversations and, unless they are said to be unique, all ids.
 *
 * @example
 * const record = { id: '7', customer: 'ada', state: 'solved', channel: 'email', startedAt: now }
 * auditImport([record], { states: { solved: 'closed' } }, now).findings[0]?.what // 'closed_without_time'
 */
export const auditImport = (records: Iterable<unknown>, options: AuditOptions, now: Instant): ImportAudit => {
  const { states, isKnown, idsAreUnique = false } = options
  const tally = createFindingTally()
  const active = new Map<CustomerId, Set<ConversationId>>()
  const ids = new Set<ConversationId>()
  const stateCounts = new Map<string, number>()
  const unreadable: { readonly at: number; readonly issues: readonly Issue[] }[] = []
  let count = 0

  for (const value of records) {
    const at = count++
    const read = parseForeignConversation(value)
    if (!read.ok) {
      tally.add('unreadable', null, null)
      if (unreadable.length < unreadableShown) unreadable.push({ at, issues: read.error })
      continue
    }
    const { id, customer, state } = read.value
    if (!idsAreUnique && ids.size === ids.add(id).size) tally.add('duplicate_id', null, id)
    stateCounts.set(state, (stateCounts.get(state) ?? 0) + 1)
    const reason = skipReasonOf(read.value, isKnown)
    if (reason !== null) tally.add(reason, customer, id)
    const { repaired, repairs } = repairRecord(read.value, { states, channel: '' }, now)
    for (const { what } of repairs) tally.add(what as FindingCode, customer, id)
    if (customer === null) continue
    const conversations = active.get(customer) ?? new Set()
    if (repaired.state === 'active') conversations.add(id)
    active.set(customer, conversations)
  }

  for (const [customer, theirs] of active)
    if (theirs.size > 1) for (const id of theirs) tally.add('several_active', customer, id)
  return {
    records: count,
    customers: active.size,
    findings: tally.findings(),
    states: [...stateCounts]
      .map(([state, count]) => {
        const known = ownValue(states, state)
        return { state, class: known, suggestion: known === null ? suggestStateClass(state) : null, count }
      })
      .sort((a, b) => b.count - a.count || (a.state < b.state ? -1 : 1)),
    unreadable,
  }
}
