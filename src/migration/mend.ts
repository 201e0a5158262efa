import type { ConversationId, TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { own } from '../policy/policy.ts'
import { type ForeignRecord, type ForeignStates, lastKnown, type StateClass } from './foreign.ts'

/** What can be wrong with a record that can be read and kept; each is found by the audit and mended by the plan. */
export type RepairCode =
  | 'state_unknown'
  | 'time_in_future'
  | 'started_late'
  | 'closed_without_time'
  | 'closed_before_started'
  | 'active_with_close_time'
  | 'channel_missing'
  | 'several_active'
  | 'topics_joined'
  | 'agent_taken'

/** One thing that a plan changes about a foreign conversation, and the rule that wants it so. */
export interface Repair {
  /** The foreign id. */
  readonly conversation: ConversationId
  readonly what: RepairCode
  readonly from: string | Instant | readonly TopicId[] | null
  readonly to: string | Instant | readonly TopicId[] | null
  readonly rule: string
}

/** What mending one record needs to know. */
export interface MendOptions {
  readonly states: ForeignStates
  /** The channel of records that name none. */
  readonly channel: string
}

/** A record as it will be stored: its state is its class. */
export interface MendedRecord extends ForeignRecord {
  readonly state: StateClass
  readonly channel: string
}

const times = ['startedAt', 'closedAt', 'lastCustomerMessageAt', 'lastActivityAt'] as const

/**
 * Mends what is wrong with one record by itself, one thing after another, so that nothing is wrong with what comes out
 * (O-6). The times of a record count for more than its state only where the state says nothing.
 */
export const mend = (
  record: ForeignRecord,
  { states, channel }: MendOptions,
  now: Instant,
): { readonly mended: MendedRecord; readonly repairs: readonly Repair[] } => {
  const repairs: Repair[] = []
  const work: { -readonly [K in keyof ForeignRecord]: ForeignRecord[K] } = { ...record }
  const repair = <K extends 'state' | 'channel' | (typeof times)[number]>(
    what: RepairCode,
    field: K,
    to: ForeignRecord[K],
    rule: string,
  ): void => {
    repairs.push({ conversation: record.id, what, from: work[field], to, rule })
    work[field] = to
  }
  const known = own(states, record.state)
  const state = known ?? (record.closedAt === null ? 'active' : 'closed')
  if (known === null) repair('state_unknown', 'state', state, 'S-1')
  work.state = state
  for (const field of times) if ((work[field] ?? now) > now) repair('time_in_future', field, now, 'I-14')
  const first = Math.min(work.startedAt, work.lastCustomerMessageAt ?? now, work.lastActivityAt ?? now)
  if (first < work.startedAt) repair('started_late', 'startedAt', first, 'O-5')
  if (state === 'active' && work.closedAt !== null) repair('active_with_close_time', 'closedAt', null, 'S-1')
  if (state === 'closed' && work.closedAt === null)
    repair('closed_without_time', 'closedAt', lastKnown(work), 'C-4')
  if (state === 'closed' && (work.closedAt ?? now) < work.startedAt)
    repair('closed_before_started', 'closedAt', lastKnown(work), 'C-4')
  if (work.channel === null) repair('channel_missing', 'channel', channel, 'K-1')
  return { mended: { ...work, state, channel: work.channel ?? channel }, repairs }
}
