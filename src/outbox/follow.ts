import type { Consumer, EventBatch } from './consumer.ts'

/** Of the platform, and everywhere the same. */
declare const setTimeout: (run: () => void, milliseconds: number) => unknown
declare const clearTimeout: (timer: unknown) => void

/** What is used of an `AbortSignal`. */
export interface StopSignal {
  readonly aborted: boolean
  readonly addEventListener: (type: 'abort', run: () => void) => void
  readonly removeEventListener: (type: 'abort', run: () => void) => void
}

export interface FollowOptions {
  /** How many events a batch has at most; 100 if left out. */
  readonly limit?: number | undefined
  /** How many milliseconds to wait before the next look when `subscribe` reports nothing; 5,000 if left out. */
  readonly pollEvery?: number | undefined
  /** Calls `notify` when new events may be there, and returns what ends the subscription. Without it, `follow` only polls. */
  readonly subscribe?: ((notify: () => void) => Promise<() => unknown>) | undefined
  /** Ends it, between two batches. */
  readonly signal?: StopSignal | undefined
}

/** A timer that is set for longer ends at once. */
const maxTimer = 2 ** 31 - 1

/** A signal that stays set until it is reset, so that a wait that begins later still sees it. */
const createLatch = () => {
  let isSet = false
  let wake = (): void => {}
  return {
    set: (): void => {
      isSet = true
      wake()
    },
    reset: (): void => {
      isSet = false
    },
    wait: (milliseconds: number): Promise<void> =>
      new Promise((resume) => {
        if (isSet) return resume()
        const timer = setTimeout(resume, Math.min(milliseconds, maxTimer))
        wake = () => {
          clearTimeout(timer)
          resume()
        }
      }),
  }
}

/**
 * Batch after batch of a consumer, for as long as it is asked: at the end of the feed it waits until somebody rings, or
 * until it is time to look again. A batch that was not acknowledged is given again, after the same wait.
 *
 * @example
 * const search = consumer({ name: 'search', feed: store, cursors: memoryCursors() })
 * await desk.receive({ channel: 'email', from: 'ada@example.com', id: '<1@mail>', text: 'Broken' })
 * for await (const { events, acknowledge } of follow(search, { pollEvery: 1_000 })) {
 *   events[0]?.type // 'customer.registered'
 *   await acknowledge() // { ok: true }
 *   break
 * }
 */
export async function* follow(
  consumer: Pick<Consumer, 'next'>,
  { limit, pollEvery = 5_000, subscribe, signal }: FollowOptions = {},
): AsyncGenerator<EventBatch, void, undefined> {
  if (!(pollEvery >= 1)) throw new Error(`follow: pollEvery must be at least 1 millisecond, not ${pollEvery}`)
  const { set, reset, wait } = createLatch()
  const stop = await subscribe?.(set)
  signal?.addEventListener('abort', set)
  try {
    for (let lastCursor: string | null = null; signal?.aborted !== true; ) {
      reset()
      const batch = await consumer.next({ limit })
      if (batch.events.length === 0 || batch.cursor === lastCursor) {
        lastCursor = null
        await wait(pollEvery)
      } else {
        lastCursor = batch.cursor
        yield batch
      }
    }
  } finally {
    signal?.removeEventListener('abort', set)
    await stop?.()
  }
}
