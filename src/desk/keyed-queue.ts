/** Runs work of one key one after another, work of different keys at the same time. */
export type KeyedQueue = <T>(key: string, work: () => Promise<T>) => Promise<T>

/**
 * Queues the commands of one customer inside a process, so that they do not conflict with each other: 64 messages at once
 * cost 64 loads and 64 commits.
 */
export const createKeyedQueue = (): KeyedQueue => {
  const tails = new Map<string, Promise<void>>()
  return async (key, work) => {
    const mine = (tails.get(key) ?? Promise.resolve()).then(work)
    const tail = mine.then(
      () => undefined,
      () => undefined,
    )
    tails.set(key, tail)
    try {
      return await mine
    } finally {
      if (tails.get(key) === tail) tails.delete(key)
    }
  }
}
