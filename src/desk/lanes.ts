/** Runs work of one key one after another, work of different keys at the same time. */
export type Lanes = <T>(key: string, work: () => Promise<T>) => Promise<T>

/**
 * Commands for one customer queue up inside a process, so that they do not lose races against each other: 64 messages at
 * once cost 64 finds and 64 commits.
 */
export const createLanes = (): Lanes => {
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
