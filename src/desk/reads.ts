import { endpointOf } from '../channel/endpoint.ts'
import { canReply, type ReplyPermission } from '../channel/reply-window.ts'
import { begin, contextAt } from '../command/handler.ts'
import { type CommandInvalid, type CustomerUnknown, unknownCustomer } from '../command/results.ts'
import type { Conversation, Status } from '../conversation/conversation.ts'
import { status } from '../conversation/conversation.ts'
import { type ContactAmbiguous, findCounterpart, lastInboundAt } from '../conversation/counterpart.ts'
import { type ChannelUnknown, resolveChannel } from '../conversation/outbound.ts'
import type { Customer } from '../customer/customer.ts'
import { applyDueTaskDeadline } from '../deadline/task-deadline.ts'
import { emptySnapshot, lastClosed, type Snapshot, type StoredEvent } from '../intake/snapshot.ts'
import { systemActor } from '../kernel/actor.ts'
import type { CustomerId, Seq } from '../kernel/ids.ts'
import { type InstantLike, parseInstant } from '../kernel/instant.ts'
import { type Issue, type Refusal, type Refused, refuse } from '../kernel/result.ts'
import { type MergeError, mergeWithSelf } from '../merge/merge-customers.ts'
import { type MergeAttributes, type MergePlan, planMerge } from '../merge/plan-merge.ts'
import type { ConversationRow } from '../store/change-set.ts'
import {
  type ConversationCounts,
  type ConversationFilter,
  type Page,
  snapshotQuery,
  type TaskFilter,
  type TaskWithText,
} from '../store/ports.ts'
import { type TimelineEntry, timelineEntry } from '../timeline/entry.ts'
import {
  type CursorInvalid,
  type Paging,
  paged,
  pagingOf,
  type StoreUnsupported,
  unsupported,
} from './pages.ts'
import { type Reopenable, reopenable } from './reopenable.ts'
import type { Runtime } from './runtime.ts'

/** How things stand with a customer right now, things due included (D-2). */
export interface CurrentState {
  readonly ok: true
  readonly customer: Customer
  readonly conversation: Conversation | null
  readonly status: Status | null
  /** The place of the last event in the store: what a close must have seen (C-8), and what a commit expects (O-7). */
  readonly version: Seq
  /**
   * What fell due since the last write: applied to `conversation`, and not stored yet. A commit of one's own writes these
   * first; its own events follow at `version + pending.length` (D-2).
   */
  readonly pending: readonly StoredEvent[]
  /**
   * The candidates of I-9, the last closed first, with the ends of the policy's window: `reopenableUntil` tells those of
   * a channel with a window of its own. None while a conversation is active, for then every message joins that one.
   */
  readonly reopenable: readonly Reopenable[]
}

/** One page, or why not. */
export type Paged<T> = Promise<
  ({ readonly ok: true } & Page<T>) | Refused<StoreUnsupported | CursorInvalid | CommandInvalid>
>

/** A past instant that is none. */
export type AsOfInvalid = Refusal<'timeline.as_of_invalid'>

/** What a desk only looks at. */
export interface DeskReads {
  /** How things stand now, things due included; nothing is written. */
  readonly current: (
    customer: CustomerId,
  ) => Promise<CurrentState | Refused<CustomerUnknown | CommandInvalid>>
  /** Whether the platform lets us write freely to this line, until when and why (K-10). */
  readonly canReply: (input: {
    readonly customer: CustomerId
    readonly channel: string
    readonly to?: string | null | undefined
    readonly endpoint?: string | null | undefined
    readonly by?: 'agent' | 'automation' | undefined
  }) => Promise<
    | ({ readonly ok: true } & ReplyPermission)
    | Refused<CustomerUnknown | ChannelUnknown | ContactAmbiguous | CommandInvalid>
  >
  /**
   * One customer's whole history, each entry with a phrase in plain English (E-4); `asOf` shows what was known at a past
   * instant, before news that came late.
   */
  readonly timeline: (
    input: Paging & {
      readonly customer: CustomerId
      readonly order?: 'oldest_first' | 'newest_first' | undefined
      readonly asOf?: InstantLike | undefined
    },
  ) => Promise<
    | ({ readonly ok: true } & Page<TimelineEntry>)
    | Refused<StoreUnsupported | CursorInvalid | AsOfInvalid | CommandInvalid>
  >
  /** Conversations by status, inbox and agent, those longest in their status first. */
  readonly conversations: (input: ConversationFilter & Paging) => Paged<ConversationRow>
  /** Tasks by customer, inbox, agent and due time, with their texts; the first due first, things due included (D-2). */
  readonly tasks: (
    input: Omit<TaskFilter, 'dueBy'> & Paging & { readonly dueBy?: InstantLike | undefined },
  ) => Paged<TaskWithText>
  readonly counts: (
    input?: Omit<ConversationFilter, 'status'>,
  ) => Promise<
    { readonly ok: true; readonly counts: ConversationCounts } | Refused<StoreUnsupported | CommandInvalid>
  >
  /** What merging a customer into another would do; null where they are one already (N5). Nothing is written. */
  readonly planMerge: (input: {
    readonly customer: CustomerId
    readonly into: CustomerId
    readonly attributes?: MergeAttributes | undefined
  }) => Promise<
    | { readonly ok: true; readonly plan: MergePlan | null }
    | Refused<MergeError | CustomerUnknown | CommandInvalid>
  >
}

const pageSize = 50

/** Who and what narrows a list; `agent: null` asks for what has no agent, any other null for nothing. */
const heldBy = ({
  inbox,
  agent,
}: Pick<ConversationFilter, 'inbox' | 'agent'>): Pick<ConversationFilter, 'inbox' | 'agent'> => ({
  inbox: inbox ?? undefined,
  agent,
})

const asOfInvalid = ({ path, message }: Issue): Refused<AsOfInvalid> =>
  refuse({
    code: 'timeline.as_of_invalid',
    rule: 'B-1',
    message: `${path} ${message}`,
    remedy: 'give a past instant in milliseconds, as an ISO 8601 string with a zone, or as a Date',
  })

/** A read is no command: it has no name. */
const unnamed = { actor: systemActor, commandId: '' }

const decisionOf = ({ clock, policy, topics }: Runtime): Parameters<typeof begin>[2] => ({
  now: clock(),
  policy: policy(),
  topics: topics(),
})

/** A customer's situation at this moment, things due applied but not written (D-2). */
const look = async (
  runtime: Runtime,
  customer: CustomerId,
): Promise<{ found: Snapshot; pending: readonly StoredEvent[]; head: number }> => {
  const [before] = await runtime.load([snapshotQuery({ customer })])
  if (before === undefined) throw new Error('the store answered no situation to a find')
  const { snapshot, due } = begin(before, unnamed, decisionOf(runtime))
  return { found: snapshot, pending: due, head: before.head }
}

/** Everything that only looks. */
export const deskReads = (runtime: Runtime, { store }: Runtime = runtime): DeskReads => ({
  current: async (id) => {
    const { found, pending, head } = await look(runtime, id)
    if (found.customer === null) return unknownCustomer(id)
    const conversation = found.active ?? lastClosed(found)
    return {
      ok: true,
      customer: found.customer,
      conversation,
      status: conversation === null ? null : status(conversation),
      version: head,
      pending,
      reopenable: await reopenable(runtime, found),
    }
  },
  canReply: async ({ customer: id, channel: name, to, endpoint, by }) => {
    const channel = resolveChannel({ policy: runtime.policy() }, name)
    if ('ok' in channel) return channel
    const { found } = await look(runtime, id)
    const { customer, active, closed } = found
    if (customer === null) return unknownCustomer(id)
    const standing = { customer, active, closed: closed[0] ?? null }
    const other = findCounterpart(standing, channel, {
      address: to == null ? to : (runtime.normaliseAddress(to, channel)?.key ?? null),
      endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
    })
    if (!other.ok) return other
    return {
      ok: true,
      ...canReply(channel, lastInboundAt(standing.customer, other.key), by ?? 'agent', runtime.clock()),
    }
  },
  timeline: async ({ customer, order, asOf, ...paging }) => {
    if (store.timeline === undefined) return unsupported('timeline')
    const by = asOf === undefined ? null : parseInstant(asOf, 'asOf')
    if (by?.ok === false) return asOfInvalid(by.error)
    const query = {
      customer,
      order: order ?? 'oldest_first',
      recordedBy: by?.value,
      ...pagingOf(paging, pageSize),
    }
    return paged(await store.timeline(query), timelineEntry)
  },
  conversations: async ({ status, ...input }) => {
    if (store.conversations === undefined) return unsupported('conversations')
    const filter = { status: status ?? undefined, ...heldBy(input) }
    const page = await store.conversations({ ...filter, ...pagingOf(input, pageSize) })
    return paged(page, (row) => row)
  },
  tasks: async ({ customer, closed, dueBy, ...input }) => {
    if (store.tasks === undefined) return unsupported('tasks')
    const context = contextAt(emptySnapshot, unnamed, decisionOf(runtime))
    const settledTask = ({ task, text }: TaskWithText): TaskWithText => ({
      task: applyDueTaskDeadline(task, context).state,
      text,
    })
    const by = dueBy == null ? null : parseInstant(dueBy)
    const filter = {
      customer: customer ?? undefined,
      closed: closed ?? undefined,
      dueBy: by?.ok === true ? by.value : undefined,
      ...heldBy(input),
    }
    const page = await store.tasks({ ...filter, ...pagingOf(input, pageSize) })
    return paged(page, settledTask)
  },
  counts: async (filter = {}) => {
    if (runtime.store.counts === undefined) return unsupported('counts')
    return { ok: true, counts: await runtime.store.counts(heldBy(filter)) }
  },
  planMerge: async ({ customer, into, attributes }) => {
    if (customer === into) return mergeWithSelf(customer)
    const found = await runtime.load([snapshotQuery({ customer }), snapshotQuery({ customer: into })])
    const [from = emptySnapshot, to = emptySnapshot] = found.map(
      (snapshot) => begin(snapshot, unnamed, decisionOf(runtime)).snapshot,
    )
    if (from.customer === null) return unknownCustomer(customer)
    if (to.customer === null) return unknownCustomer(into)
    if (from.customer.id === to.customer.id) return { ok: true, plan: null }
    const side = ({ customer: one, active }: Snapshot) => ({ customer: one as Customer, active })
    return { ok: true, plan: planMerge(side(from), side(to), attributes) }
  },
})
