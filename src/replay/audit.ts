import type { ConversationEvents } from '../conversation/events.ts'
import type { Snapshot, StoredEvent } from '../intake/snapshot.ts'
import type { ChangeSet } from '../store/change-set.ts'
import type { ConversationCounts, Store } from '../store/ports.ts'
import { withPorts } from '../store/with-ports.ts'
import { countEvent, emptyReplayCounts, type ReplayCounts } from './replay-counts.ts'
import {
  moveConversation,
  sourceStreamFirst,
  statusIn,
  streamAt,
  type TrackedStream,
  trackEvent,
} from './stream.ts'

/** A store with an observer at its door. */
export interface AuditedStore {
  readonly store: Store
  readonly figures: Readonly<ReplayCounts>
  readonly customerCount: () => number
  /** Of the whole store: by the events that were seen, and as they were found where nothing was. */
  readonly byStatus: () => ConversationCounts
  /** Reports a broken promise; the first few are kept in words. */
  readonly reportViolation: (what: string) => void
  readonly violations: () => { readonly count: number; readonly first: readonly string[] }
}

const maxReportedViolations = 20

const noConversations: ConversationCounts = { new: 0, open: 0, waiting: 0, closed: 0 }

const sum = (counts: ConversationCounts): number => counts.new + counts.open + counts.waiting + counts.closed

/**
 * Watches every commit of a store: one sequence without gaps (O-7), one active conversation (O-1), the status by the
 * events equal to what the events say of it (S-3) and to the column (S-4). It shares no code with what it watches.
 * Where the store was not empty (`before`), a stream is followed from where it is first found.
 */
export const auditStore = (store: Store, before: ConversationCounts | null = null): AuditedStore => {
  const streams = new Map<string, TrackedStream>()
  const untrackedCounts = { ...(before ?? noConversations) }
  const figures = emptyReplayCounts()
  const first: string[] = []
  let violationCount = 0

  const reportViolation = (what: string): void => {
    violationCount += 1
    if (first.length < maxReportedViolations) first.push(what)
  }

  const streamOf = (customer: string): TrackedStream => {
    const known = streams.get(customer)
    if (known !== undefined) return known
    const stream: TrackedStream = { head: 0, active: [] }
    streams.set(customer, stream)
    return stream
  }

  /** Takes up what was there before the replay, or was written by somebody else since. */
  const trackStored = ({ customer, head, active }: Snapshot): void => {
    if (customer === null || head === 0) return
    const known = streams.get(customer.id)
    if (known !== undefined && known.head >= head) return
    const stream = streamAt(head, active)
    streams.set(customer.id, stream)
    if (known === undefined && active !== null) untrackedCounts[statusIn(stream, active.id)] -= 1
  }

  const checkEvent = (event: StoredEvent): void => {
    const stream = streamOf(event.customer)
    if (event.seq !== stream.head + 1)
      reportViolation(
        `O-7: ${event.id} of customer ${event.customer} has place ${event.seq} after ${stream.head}`,
      )
    stream.head = event.seq
    if (event.type === 'conversation.adopted') {
      const { from } = event.data as ConversationEvents['conversation.adopted']
      moveConversation(streamOf(from), stream, event.conversation)
    }
    trackEvent(stream, event)
    countEvent(figures, event)
    if (event.type !== 'conversation.status_changed' || event.conversation === null) return
    const { to } = event.data as ConversationEvents['conversation.status_changed']
    const is = statusIn(stream, event.conversation)
    if (to !== is) reportViolation(`S-3: ${event.id} says ${to}, by its events it is ${is}`)
  }

  const checkCommit = ({ events, expected, conversations }: ChangeSet): void => {
    for (const event of sourceStreamFirst(events)) checkEvent(event)
    for (const { customer } of expected) {
      const { active } = streamOf(customer)
      if (active.length > 1)
        reportViolation(`O-1: customer ${customer} has ${active.length} active conversations`)
    }
    for (const { conversation, status } of conversations) {
      const is = statusIn(streamOf(conversation.customer), conversation.id)
      if (status !== is)
        reportViolation(`S-4: ${conversation.id} is stored as ${status}, by its events it is ${is}`)
    }
  }

  const byStatus = (): ConversationCounts => {
    const counts = { ...untrackedCounts }
    for (const stream of streams.values())
      for (const { id } of stream.active) counts[statusIn(stream, id)] += 1
    const { conversations } = figures
    return {
      ...counts,
      closed: sum(before ?? noConversations) + conversations - counts.new - counts.open - counts.waiting,
    }
  }

  return {
    figures,
    customerCount: () => streams.size,
    byStatus,
    reportViolation,
    violations: () => ({ count: violationCount, first: [...first] }),
    store: withPorts(store, {
      ...(before === null
        ? {}
        : {
            load: async (queries) => {
              const situations = await store.load(queries)
              situations.forEach(trackStored)
              return situations
            },
          }),
      commit: async (changes) => {
        const committed = await store.commit(changes)
        if (committed.ok) checkCommit(changes)
        return committed
      },
    }),
  }
}
