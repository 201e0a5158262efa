import type { Status } from '../conversation/conversation.ts'
import type { Snapshot, StoredEvent } from '../intake/snapshot.ts'
import type {
  AgentId,
  CommandId,
  ConversationId,
  CustomerId,
  InboxId,
  Seq,
  TaskId,
  TopicId,
} from '../kernel/ids.ts'
import type { Instant } from '../kernel/instant.ts'
import type { Task } from '../task/task.ts'
import type { ChangeSet, CommitResult, ConversationRow } from './change-set.ts'

/**
 * What to look for. Whose situation: the customer named; else the owner of the address; else, where neither is given,
 * the customer of the first id quoted that is known. An absorbed id leads to its survivor.
 */
export interface SnapshotQuery {
  readonly customer: CustomerId | null
  readonly address: string | null
  /**
   * Commands that may have run already: their events come back as `seen` (I-1). One whose name is that of the first, `~` and
   * more is never written where the first is not (I-2): a store may look for the first, and further only if it is there.
   */
  readonly commands: readonly CommandId[]
  /** Digests of ids, each once; the events that carry one come back as `quoted`, whosever they are (I-16). */
  readonly refs: readonly string[]
  /** The inbound's topics: the last closed conversation that shares one is a candidate (I-9). */
  readonly topics: readonly TopicId[]
  /** A conversation of this customer to bring along if it is closed. */
  readonly conversation: ConversationId | null
  /** A task of this customer to bring along. */
  readonly task: TaskId | null
}

/**
 * A find that asks for what is named and nothing else.
 *
 * @example
 * snapshotQuery({ customer: 'ada' }).refs // []
 */
export const snapshotQuery = (query: Partial<SnapshotQuery>): SnapshotQuery => ({
  customer: null,
  address: null,
  commands: [],
  refs: [],
  topics: [],
  conversation: null,
  task: null,
  ...query,
})

/**
 * What every host brings. `find` is one trip to the database. `commit` keeps one promise: it succeeds if and only if all
 * its keys are free, else nothing is written and the conflict comes back. The keys: (customer, seq), else `stale`;
 * (customer, event id), else `repeated`; address claims, else `claimed`.
 */
export interface Repository {
  readonly load: (queries: readonly SnapshotQuery[]) => Promise<readonly Snapshot[]>
  readonly commit: (changes: ChangeSet) => Promise<CommitResult>
}

/** One page and where the next begins; null at the end. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
  /** The cursor was not made by this store: there are no items and nothing is thrown (B-1). */
  readonly invalid?: true
}

/** A customer's whole history in one order: counted time, then sequence (I-14, E-4). */
export interface TimelineReader {
  readonly timeline: (query: {
    readonly customer: CustomerId
    readonly order: 'oldest_first' | 'newest_first'
    /** Only what was recorded by then: the timeline as it stood at a past instant. Left out, all of it. */
    readonly recordedBy?: Instant | undefined
    readonly after: string | null
    readonly limit: number
  }) => Promise<Page<StoredEvent>>
}

/** What lists can be narrowed to; a field left out narrows nothing, `agent: null` asks for unassigned ones. */
export interface ConversationFilter {
  readonly status?: Status | undefined
  readonly inbox?: InboxId | undefined
  readonly agent?: AgentId | null | undefined
}

export type ConversationCounts = { readonly [status in Status]: number }

/** Conversations by status, inbox and agent, those longest in their status first (S-4). */
export interface ConversationReader {
  readonly conversations: (
    query: ConversationFilter & { readonly after: string | null; readonly limit: number },
  ) => Promise<Page<ConversationRow>>
  readonly counts: (filter: Omit<ConversationFilter, 'status'>) => Promise<ConversationCounts>
}

/** What lists of tasks can be narrowed to; a field left out narrows nothing. */
export interface TaskFilter {
  /** Tasks of this customer and of those he absorbed (TK-1). */
  readonly customer?: CustomerId | undefined
  readonly inbox?: InboxId | undefined
  /** `null` asks for unassigned ones. */
  readonly agent?: AgentId | null | undefined
  readonly closed?: boolean | undefined
  /** Those due at this instant or before. */
  readonly dueBy?: Instant | undefined
}

/** A task and its text; null where that was erased. */
export interface TaskWithText {
  readonly task: Task
  readonly text: string | null
}

/** Tasks by customer, inbox, agent and due time, the first due before the others. */
export interface TaskReader {
  readonly tasks: (
    query: TaskFilter & { readonly after: string | null; readonly limit: number },
  ) => Promise<Page<TaskWithText>>
}

/** Something that may be due to a conversation or to a task: the sweep looks again before it acts (D-2). */
export interface DueItem {
  readonly customer: CustomerId
  readonly conversation: ConversationId | null
  readonly task: TaskId | null
  readonly dueAt: Instant
}

/** A place in the index, computed by the present policy on a stream that ended at `head`. */
export interface DeadlineUpdate {
  readonly customer: CustomerId
  readonly conversation: ConversationId | null
  readonly task: TaskId | null
  readonly head: Seq
  readonly dueAt: Instant | null
}

/** What is due by an instant, the earliest first (D-5). */
export interface DeadlineIndex {
  /** Rewrites places in the index; where the stream has grown since `head`, that write knew better and stands. */
  readonly updateDeadlines: (updates: readonly DeadlineUpdate[]) => Promise<void>
  readonly due: (query: {
    readonly by: Instant
    readonly after: string | null
    readonly limit: number
  }) => Promise<Page<DueItem>>
}

/** The events in the order in which they were committed, without gaps (E-6). */
export interface EventFeed {
  readonly events: (query: {
    readonly after: string | null
    readonly limit: number
  }) => Promise<Page<StoredEvent>>
}

export type Store = Repository & TimelineReader & ConversationReader & TaskReader & DeadlineIndex & EventFeed
