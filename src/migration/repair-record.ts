import type { ConversationId, TopicId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { ownValue } from '../policy/policy.ts'
import { type ForeignRecord, type ForeignStates, lastKnownAt, type StateClass } from './foreign.ts'

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
export interface RepairOptions {
  readonly states: ForeignStates
  /** The channel of records that name none. */
  readonly channel: string
}

/** A record as it will be stored: its state is its class. */
export interface RepairedRecord extends ForeignRecord {
  readonly state: StateClass
  readonly channel: string
}

const times = ['startedAt', 'closedAt', 'lastCustomerMessageAt', 'lastActivityAt'] as const

/**
 * Mends what is wrong with one record by itself, one thing after another, so that nothing is wrong with what comes out
 * (O-6). The times of a record count for more than its state only where the state says nothing.
 */
export const repairRecord = (
  record: ForeignRecord,
  { states, channel }: RepairOptions,
  now: Instant,
): { readonly repaired: RepairedRecord; readonly repairs: readonly Repair[] } => {
  const repairs: Repair[] = []
  const draft: { -readonly [K in keyof ForeignRecord]: ForeignRecord[K] } = { ...record }
  const repair = <K extends 'state' | 'channel' | (typeof times)[number]>(
    what: RepairCode,
    field: K,
    to: ForeignRecord[K],
    rule: string,
  ): void => {
    repairs.push({ conversation: record.id, what, from: draft[field], to, rule })
    draft[field] = to
  }
  const known = ownValue(states, record.state)
  const state = known ?? (record.closedAt === null ? 'active' : 'closed')
  if (known === null) repair('state_unknown', 'state', state, 'S-1')
  draft.state = state
  for (const field of times) if ((draft[field] ?? now) > now) repair('time_in_future', field, now, 'I-14')
  const first = Math.min(draft.startedAt, draft.lastCustomerMessageAt ?? now, draft.lastActivityAt ?? now)
  if (first < draft.startedAt) repair('started_late', 'startedAt', first, 'O-5')
  if (state === 'active' && draft.closedAt !== null) repair('active_with_close_time', 'closedAt', null, 'S-1')
  if (state === 'closed' && draft.closedAt === null)
    repair('closed_without_time', 'closedAt', lastKnownAt(draft), 'C-4')
  if (state === 'closed' && (draft.closedAt ?? now) < draft.startedAt)
    repair('closed_before_started', 'closedAt', lastKnownAt(draft), 'C-4')
  if (draft.channel === null) repair('channel_missing', 'channel', channel, 'K-1')
  return { repaired: { ...draft, state, channel: draft.channel ?? channel }, repairs }
}
