import type { Batch, Consumer } from './consumer.ts'

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
  /** After how many milliseconds to look again if nobody rings; 5,000 if left out. */
  readonly pollEvery?: number | undefined
  /** Has `ring` called when there may be something new; gives what ends that. Left out: it only polls. */
  readonly subscribe?: ((ring: () => void) => Promise<() => unknown>) | undefined
  /** Ends it, between two batches. */
  readonly signal?: StopSignal | undefined
}

/** A timer that is set for longer ends at once. */
const longestTimer = 2 ** 31 - 1

/** A bell that is heard also by whoever begins to listen after it rang. */
const bell = () => {
  let isRung = false
  let wake = (): void => {}
  return {
    ring: (): void => {
      isRung = true
      wake()
    },
    still: (): void => {
      isRung = false
    },
    heard: (milliseconds: number): Promise<void> =>
      new Promise((resume) => {
        if (isRung) return resume()
        const timer = setTimeout(resume, Math.min(milliseconds, longestTimer))
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
): AsyncGenerator<Batch, void, undefined> {
  if (!(pollEvery >= 1)) throw new Error(`follow: pollEvery must be at least 1 millisecond, not ${pollEvery}`)
  const { ring, still, heard } = bell()
  const stop = await subscribe?.(ring)
  signal?.addEventListener('abort', ring)
  try {
    for (let given: string | null = null; signal?.aborted !== true; ) {
      still()
      const batch = await consumer.next({ limit })
      if (batch.events.length === 0 || batch.cursor === given) {
        given = null
        await heard(pollEvery)
      } else {
        given = batch.cursor
        yield batch
      }
    }
  } finally {
    signal?.removeEventListener('abort', ring)
    await stop?.()
  }
}
