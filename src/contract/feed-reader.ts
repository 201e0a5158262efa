import type { StoredEvent } from '../intake/snapshot.ts'
import type { Store } from '../store/ports.ts'
import { expectEqual, expectTrue } from './check.ts'

/** Reads the feed on from where it stopped. */
export interface FeedReader {
  /** Reads one page and says how many events it has. */
  readonly readPage: () => Promise<number>
  /** Reads to the end and gives all that was read. */
  readonly readAll: () => Promise<readonly StoredEvent[]>
  readonly cursor: () => string | null
}

/** A reader that begins at the beginning of the feed. */
export const createFeedReader = (store: Store, limit: number): FeedReader => {
  let after: string | null = null
  const all: StoredEvent[] = []
  const seenCursors = new Set<string | null>()
  const readPage = async (): Promise<number> => {
    const { items, next, invalid } = await store.events({ after, limit })
    expectTrue('a cursor of the feed itself was answered as invalid', invalid !== true)
    expectTrue(
      'the feed forgot where the reader was',
      next !== null || (after === null && items.length === 0),
    )
    expectTrue('a page is longer than it may be', items.length <= limit)
    expectTrue(
      'the cursor behind a page of events led back to where the reader had been',
      items.length === 0 || !seenCursors.has(next),
    )
    seenCursors.add(after).add(next)
    all.push(...items)
    after = next
    return items.length
  }
  const readAll = async (): Promise<readonly StoredEvent[]> => {
    while ((await readPage()) > 0);
    return all
  }
  return { readPage, readAll, cursor: () => after }
}

export const eventKey = ({ customer, id }: StoredEvent): string => `${customer} ${id}`

/** Every event once, each customer's in the order of their places. */
export const expectCompleteFeed = (
  what: string,
  read: readonly StoredEvent[],
  written: readonly StoredEvent[],
): void => {
  expectEqual(`${what}: events`, read.map(eventKey).sort(), written.map(eventKey).sort())
  const last = new Map<string, number>()
  for (const event of read) {
    expectEqual(
      `${what}: the next place of ${event.customer}`,
      event.seq,
      (last.get(event.customer) ?? 0) + 1,
    )
    last.set(event.customer, event.seq)
  }
}
