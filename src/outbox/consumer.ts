import type { StoredEvent } from '../intake/snapshot.ts'
import { type Refusal, type Refused, refuse } from '../kernel/result.ts'
import type { EventFeed } from '../store/ports.ts'

/** Where consumers keep their places in the feed: two functions over a table of (name, cursor). */
export interface Cursors {
  /** Where the consumer of that name stands; null at the beginning, and for a name that is new. */
  readonly read: (name: string) => Promise<string | null>
  /** Moves it from one place to another in one atomic step; false, and nothing moved, if it stands elsewhere by now. */
  readonly move: (name: string, from: string | null, to: string | null) => Promise<boolean>
}

/** Another process of the same name moved the cursor first. */
export type ConsumerCursorMoved = Refusal<'consumer.cursor_moved'>

/** Events to be done with, and how to say that they are. */
export interface EventBatch {
  /** In the order of the feed; none at its end. */
  readonly events: readonly StoredEvent[]
  /** Where the cursor stands once they are acknowledged. */
  readonly cursor: string | null
  /**
   * Moves the cursor behind these events, if it still stands where they were read: of two processes with one name only
   * one is answered `ok`. Given the cursors of a transaction, the move is part of it.
   */
  readonly acknowledge: (cursors?: Cursors) => Promise<{ readonly ok: true } | Refused<ConsumerCursorMoved>>
}

/** A reader of the feed with a name, whose place is kept outside the process. */
export interface Consumer {
  readonly name: string
  /** What comes after its cursor, at most `limit` events (1 to 10,000; 100 if left out). Moves nothing. */
  readonly next: (options?: { readonly limit?: number | undefined }) => Promise<EventBatch>
  /**
   * Moves the cursor, wherever it stands: what was read before can no longer be acknowledged, unless the cursor stood there
   * already. So end the consumer's processes first where one may be reading.
   */
  readonly rewind: (to: 'beginning' | 'end' | { readonly cursor: string }) => Promise<void>
}

export interface ConsumerOptions {
  /** A text of 1 to 200 characters; processes that share the work share the name. */
  readonly name: string
  /** A store that has a feed. */
  readonly feed: EventFeed
  readonly cursors: Cursors
}

const maxNameLength = 200
const maxBatchSize = 10_000
const pageSize = 500

const consumerCursorMoved = (name: string): Refused<ConsumerCursorMoved> =>
  refuse({
    code: 'consumer.cursor_moved',
    rule: 'E-6',
    message: `the cursor of "${name}" was moved since these events were read`,
    remedy: 'undo what they led to, where that is possible, and go on with next()',
  })

/**
 * A named reader of the feed (E-6). A new name begins at the beginning. What it reads it reads again until it is
 * acknowledged, so an event is never lost and may come twice. Throws at a name or a limit that cannot be, and where the
 * stored cursor is none of this feed.
 *
 * @example
 * const search = consumer({ name: 'search', feed: store, cursors: memoryCursors() })
 * const { events, acknowledge } = await search.next({ limit: 10 })
 * events.length // 0
 */
export const consumer = ({ name, feed, cursors }: ConsumerOptions): Consumer => {
  if (typeof name !== 'string' || name === '' || name.length > maxNameLength)
    throw new Error(`consumer: name must be a text of 1 to ${maxNameLength} characters (E-6)`)
  const page = async (after: string | null, limit: number) => {
    const { items, next, invalid } = await feed.events({ after, limit })
    if (invalid === true)
      throw new Error(
        `consumer "${name}": its cursor ${JSON.stringify(after)} is none of this feed: was a backup restored, or is this another store? Rewind it to the beginning or the end (E-6)`,
      )
    return { events: items, cursor: next }
  }
  const last = async (after: string | null): Promise<string | null> => {
    const { events, cursor } = await page(after, pageSize)
    return events.length < pageSize ? cursor : last(cursor)
  }
  return {
    name,
    next: async ({ limit = 100 } = {}) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > maxBatchSize)
        throw new Error(
          `consumer: limit must be a whole number from 1 to ${maxBatchSize}, not ${limit} (E-6)`,
        )
      const from = await cursors.read(name)
      const { events, cursor } = await page(from, limit)
      const acknowledge: EventBatch['acknowledge'] = async (target = cursors) =>
        cursor === from || (await target.move(name, from, cursor)) ? { ok: true } : consumerCursorMoved(name)
      return { events, cursor, acknowledge }
    },
    rewind: async (to) => {
      const cursor = to === 'beginning' ? null : to === 'end' ? await last(null) : to.cursor
      while (!(await cursors.move(name, await cursors.read(name), cursor)));
    },
  }
}
