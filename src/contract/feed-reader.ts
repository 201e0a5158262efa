import type { Recorded } from '../intake/situation.ts'
import type { Store } from '../store/ports.ts'
import { equal, holds } from './check.ts'

/** Reads the feed on from where it stopped. */
export interface FeedReader {
  /** Reads one page and says how many events it has. */
  readonly page: () => Promise<number>
  /** Reads to the end and gives all that was read. */
  readonly rest: () => Promise<readonly Recorded[]>
  readonly cursor: () => string | null
}

/** A reader that begins at the beginning of the feed. */
export const reader = (store: Store, limit: number): FeedReader => {
  let after: string | null = null
  const all: Recorded[] = []
  const been = new Set<string | null>()
  const page = async (): Promise<number> => {
    const { items, next, invalid } = await store.events({ after, limit })
    holds('a cursor of the feed itself was answered as invalid', invalid !== true)
    holds('the feed forgot where the reader was', next !== null || (after === null && items.length === 0))
    holds('a page is longer than it may be', items.length <= limit)
    holds(
      'the cursor behind a page of events led back to where the reader had been',
      items.length === 0 || !been.has(next),
    )
    been.add(after).add(next)
    all.push(...items)
    after = next
    return items.length
  }
  const rest = async (): Promise<readonly Recorded[]> => {
    while ((await page()) > 0);
    return all
  }
  return { page, rest, cursor: () => after }
}

export const keyOf = ({ customer, id }: Recorded): string => `${customer} ${id}`

/** Every event once, each customer's in the order of their places. */
export const isComplete = (what: string, read: readonly Recorded[], written: readonly Recorded[]): void => {
  equal(`${what}: events`, read.map(keyOf).sort(), written.map(keyOf).sort())
  const last = new Map<string, number>()
  for (const event of read) {
    equal(`${what}: the next place of ${event.customer}`, event.seq, (last.get(event.customer) ?? 0) + 1)
    last.set(event.customer, event.seq)
  }
}
