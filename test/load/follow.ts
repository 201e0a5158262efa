import { setTimeout as pause } from 'node:timers/promises'
import type { Page, Store, StoredEvent } from '../../src/index.ts'
import { persist } from './outage.ts'

/** A consumer of the feed with a cursor of its own, who checks what it reads (E-6). */
export interface Reader {
  readonly read: (events: readonly Pick<StoredEvent, 'customer' | 'seq'>[]) => void
  /** How often an event was not the next of its customer: one was skipped, or came twice, or too early. */
  readonly faults: () => number
  /** The last place read of each customer. */
  readonly places: ReadonlyMap<string, number>
  readonly events: () => number
}

/** Each customer's places come as 1, 2, 3, …: then every event came, once, and in its order. */
export const readerOf = (): Reader => {
  const places = new Map<string, number>()
  const state = { faults: 0, events: 0 }
  return {
    places,
    faults: () => state.faults,
    events: () => state.events,
    read: (events) => {
      for (const { customer, seq } of events) {
        if (seq !== (places.get(customer) ?? 0) + 1) state.faults++
        places.set(customer, seq)
        state.events++
      }
    },
  }
}

/** Reads until there is nothing more and `isOver` was so before it looked. */
export const follow = async (
  feed: Pick<Store, 'events'>,
  reader: Reader,
  isOver: () => boolean,
  limit = 500,
): Promise<void> => {
  for (let after: string | null = null; ; ) {
    const wasOver = isOver()
    const cursor: string | null = after
    const read = (): Promise<Page<StoredEvent>> => feed.events({ after: cursor, limit })
    const { value: page } = await persist(read)
    reader.read(page.items)
    after = page.next
    if (page.items.length === 0) {
      if (wasOver) return
      await pause(20)
    }
  }
}
