import type { ConversationId } from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import { lastKnownAt } from './foreign.ts'
import type { Repair, RepairedRecord } from './repair-record.ts'

/** A foreign conversation as it will be stored (O-6). It is a record itself: a plan can be audited. */
export interface PlannedConversation extends RepairedRecord {
  /** The foreign id of the one that it was folded into, and which stands for it from now on. */
  readonly mergedInto: ConversationId | null
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The newest last: by start, then by the last that is known of it. */
const byAge = (a: RepairedRecord, b: RepairedRecord): number =>
  a.startedAt - b.startedAt || lastKnownAt(a) - lastKnownAt(b) || byText(a.id, b.id)

/** Closed ones in the order of their closes, then those that go into the newest, the active one last. */
const importRank = ({ state, mergedInto }: PlannedConversation): number =>
  state === 'active' ? 2 : mergedInto === null ? 0 : 1

const byImportOrder = (a: PlannedConversation, b: PlannedConversation): number =>
  importRank(a) - importRank(b) || (a.closedAt ?? 0) - (b.closedAt ?? 0) || byAge(a, b)

/**
 * Leaves one customer at most one active conversation (O-1, O-6): the newest. It takes the topics of the others and, if
 * it has none, the agent of the newest that has one; the others are closed now, as merged, and lead to it (CU-4).
 */
export const keepOneActive = (
  records: readonly RepairedRecord[],
  now: Instant,
): { readonly conversations: readonly PlannedConversation[]; readonly repairs: readonly Repair[] } => {
  const active = records.filter(({ state }) => state === 'active').sort(byAge)
  const newest = active.at(-1)
  const repairs: Repair[] = []
  const planned = records.map((record): PlannedConversation => {
    if (newest === undefined || record.state === 'closed') return { ...record, mergedInto: null }
    if (record !== newest) {
      const { id: conversation } = record
      repairs.push({ conversation, what: 'several_active', from: 'active', to: newest.id, rule: 'O-1' })
      return { ...record, state: 'closed', closedAt: now, mergedInto: newest.id }
    }
    const topics = [...new Set([record.topics, ...active.map((each) => each.topics)].flat())]
    const agent = record.agent ?? active.findLast((each) => each.agent !== null)?.agent ?? null
    const { id: conversation } = record
    if (topics.length > record.topics.length)
      repairs.push({ conversation, what: 'topics_joined', from: record.topics, to: topics, rule: 'CU-4' })
    if (agent !== record.agent)
      repairs.push({ conversation, what: 'agent_taken', from: null, to: agent, rule: 'CU-4' })
    return { ...record, topics, agent, mergedInto: null }
  })
  return { conversations: planned.sort(byImportOrder), repairs }
}
