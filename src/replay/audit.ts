import type { ConversationEvents } from '../conversation/events.ts'
import type { Recorded } from '../intake/situation.ts'
import type { ChangeSet } from '../store/change-set.ts'
import type { Counts, Store } from '../store/ports.ts'
import { count, type Figures, noFigures } from './figures.ts'
import { adopt, follow, givenFirst, type Stream, statusIn } from './stream.ts'

/** A store with an observer at its door. */
export interface Audited {
  readonly store: Store
  readonly figures: Readonly<Figures>
  readonly customers: () => number
  readonly byStatus: () => Counts
  /** Reports a broken promise; the first few are kept in words. */
  readonly violated: (what: string) => void
  readonly violations: () => { readonly count: number; readonly first: readonly string[] }
}

const violationsKept = 20

/**
 * Watches every commit of a store: one sequence without gaps (O-7), one active conversation (O-1), the status by the
 * events equal to what the events say of it (S-3) and to the column (S-4). It shares no code with what it watches.
 */
export const audited = (store: Store): Audited => {
  const streams = new Map<string, Stream>()
  const figures = noFigures()
  const first: string[] = []
  let found = 0

  const violated = (what: string): void => {
    found += 1
    if (first.length < violationsKept) first.push(what)
  }

  const streamOf = (customer: string): Stream => {
    const known = streams.get(customer)
    if (known !== undefined) return known
    const stream: Stream = { head: 0, active: [] }
    streams.set(customer, stream)
    return stream
  }

  const see = (event: Recorded): void => {
    const stream = streamOf(event.customer)
    if (event.seq !== stream.head + 1)
      violated(`O-7: ${event.id} of customer ${event.customer} has place ${event.seq} after ${stream.head}`)
    stream.head = event.seq
    if (event.type === 'conversation.adopted') {
      const { from } = event.data as ConversationEvents['conversation.adopted']
      adopt(streamOf(from), stream, event.conversation)
    }
    follow(stream, event)
    count(figures, event)
    if (event.type !== 'conversation.status_changed' || event.conversation === null) return
    const { to } = event.data as ConversationEvents['conversation.status_changed']
    const is = statusIn(stream, event.conversation)
    if (to !== is) violated(`S-3: ${event.id} says ${to}, by its events it is ${is}`)
  }

  const watch = ({ events, expected, conversations }: ChangeSet): void => {
    for (const event of givenFirst(events)) see(event)
    for (const { customer } of expected) {
      const { active } = streamOf(customer)
      if (active.length > 1) violated(`O-1: customer ${customer} has ${active.length} active conversations`)
    }
    for (const { conversation, status } of conversations) {
      const is = statusIn(streamOf(conversation.customer), conversation.id)
      if (status !== is) violated(`S-4: ${conversation.id} is stored as ${status}, by its events it is ${is}`)
    }
  }

  const byStatus = (): Counts => {
    const counts = { new: 0, open: 0, waiting: 0, closed: figures.conversations }
    for (const stream of streams.values())
      for (const { id } of stream.active) {
        counts[statusIn(stream, id)] += 1
        counts.closed -= 1
      }
    return counts
  }

  return {
    figures,
    customers: () => streams.size,
    byStatus,
    violated,
    violations: () => ({ count: found, first: [...first] }),
    store: {
      ...store,
      commit: async (changes) => {
        const committed = await store.commit(changes)
        if (committed.ok) watch(changes)
        return committed
      },
    },
  }
}
