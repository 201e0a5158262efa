import type { Conversation } from '../conversation/conversation.ts'
import type { AddressClaim } from '../customer/change.ts'
import type { Customer } from '../customer/customer.ts'
import type { Snapshot, StoredEvent } from '../intake/snapshot.ts'
import { eventId } from '../kernel/ids.ts'
import { type ChangeSet, type ConversationRow, conversationRowOf, taskRowOf } from '../store/change-set.ts'
import { type Repository, type SnapshotQuery, snapshotQuery } from '../store/ports.ts'
import type { Task } from '../task/task.ts'
import { expectEqual, expectPresent, violation } from './check.ts'
import { baseTime, makeCustomer, policy } from './fixtures.ts'

/** Parts of an event: of any type and data, for a store keeps also what a later version writes. */
export type EventDraft = Partial<Omit<StoredEvent, 'type' | 'data'>> & {
  readonly type?: string
  readonly data?: unknown
}

/** What one command wrote; one empty note, unless `events` says otherwise. */
export interface DraftInput {
  readonly customer?: Customer
  readonly conversations?: readonly Conversation[]
  readonly rows?: readonly ConversationRow[]
  readonly tasks?: readonly Task[]
  readonly claims?: readonly AddressClaim[]
  readonly events?: readonly EventDraft[]
  readonly redacted?: readonly StoredEvent[]
}

/** Writes change sets by hand, as a desk would, and knows where each stream ends. */
export interface StoreWriter {
  /** The change set of one command on one customer, who is registered where he is new. Nothing is written. */
  readonly draft: (customer: string, command: string, more?: DraftInput) => ChangeSet
  /** The change set of a merge, the active conversation apart. */
  readonly merging: (from: string, into: string, command: string, more?: DraftInput) => ChangeSet
  /** Commits what must be free to commit. */
  readonly put: (changes: ChangeSet) => Promise<ChangeSet>
}

/** Two commands in one write. */
export const combineChanges = (one: ChangeSet, other: ChangeSet): ChangeSet => ({
  expected: [...one.expected, ...other.expected],
  customers: [...one.customers, ...other.customers],
  conversations: [...one.conversations, ...other.conversations],
  tasks: [...one.tasks, ...other.tasks],
  claims: [...one.claims, ...other.claims],
  events: [...one.events, ...other.events],
  redacted: [...one.redacted, ...other.redacted],
})

/** What a store finds of one query. */
export const loadOne = async (store: Repository, query: Partial<SnapshotQuery>): Promise<Snapshot> => {
  const found = await store.load([snapshotQuery(query)])
  expectEqual('situations found for one query', found.length, 1)
  return expectPresent('the situation', found[0])
}

/** What must not be written. */
export const expectConflict = async (
  what: string,
  kind: string,
  committed: ReturnType<Repository['commit']>,
): Promise<void> => {
  const answer = await committed
  expectEqual(what, answer.ok ? 'written' : answer.conflict.kind, kind)
}

export const createStoreWriter = (store: Repository): StoreWriter => {
  const heads = new Map<string, number>()
  const customers = new Map<string, Customer>()

  const draft: StoreWriter['draft'] = (customerId, command, more = {}) => {
    const head = heads.get(customerId) ?? 0
    const known = customers.has(customerId)
    const event = (given: EventDraft, n: number): StoredEvent => {
      const made: EventDraft = {
        id: eventId(command, n),
        type: 'note.added',
        v: 1,
        seq: head + n + 1,
        customer: customerId,
        conversation: null,
        contact: null,
        task: null,
        occurredAt: baseTime,
        recordedAt: baseTime,
        actor: { kind: 'agent', id: 'sam' },
        cause: 'note',
        assignee: null,
        data: {},
        content: null,
        ...given,
      }
      return made as StoredEvent
    }
    const rows = (more.conversations ?? []).map((c) => conversationRowOf(c, policy))
    const customer = more.customer ?? (known ? null : makeCustomer(customerId))
    return {
      expected: [{ customer: customerId, head }],
      customers: customer === null ? [] : [customer],
      conversations: [...rows, ...(more.rows ?? [])],
      tasks: (more.tasks ?? []).map((task) => taskRowOf(task, policy)),
      claims: more.claims ?? [],
      events: (more.events ?? [{}]).map(event),
      redacted: more.redacted ?? [],
    }
  }

  return {
    draft,
    merging: (from, into, command, more = {}) => {
      const source = customers.get(from) ?? makeCustomer(from)
      const target = customers.get(into) ?? makeCustomer(into)
      const absorbed = [...target.absorbed, ...source.absorbed, from]
      const sourceChanges = draft(from, `${command}~from`, { customer: { ...source, mergedInto: into } })
      const targetChanges = draft(into, command, { ...more, customer: { ...target, absorbed } })
      return from < into
        ? combineChanges(sourceChanges, targetChanges)
        : combineChanges(targetChanges, sourceChanges)
    },
    put: async (changes) => {
      const committed = await store.commit(changes)
      if (!committed.ok)
        throw violation(
          `a commit all of whose keys are free was refused as ${committed.conflict.kind} (${committed.conflict.key})`,
        )
      for (const customer of changes.customers) customers.set(customer.id, customer)
      for (const { customer, seq } of changes.events) heads.set(customer, seq)
      return changes
    },
  }
}
