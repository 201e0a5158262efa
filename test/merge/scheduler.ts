import type { Store } from '../../src/index.ts'

/** Lets trips to a store go one at a time, in an order that a list of numbers chooses. */
export interface Scheduler {
  /** The same store, every trip of which waits for its turn. */
  readonly scheduled: (store: Store) => Store
  /** A pause of a desk that lost a race. */
  readonly pause: () => Promise<void>
  /** Serves one trip after another until all is done. */
  readonly runUntilDone: <T>(work: Promise<T>) => Promise<T>
}

const nextTick = (): Promise<void> => new Promise((go) => setImmediate(go))

/** A cheap scheduler: `choices` says which of the waiting trips goes next, over and over again. */
export const createScheduler = (choices: readonly number[]): Scheduler => {
  const waiting: (() => void)[] = []
  let at = 0
  const pause = (): Promise<void> => new Promise((go) => waiting.push(go))
  return {
    pause,
    scheduled: (store) => ({
      ...store,
      load: async (queries) => {
        await pause()
        return store.load(queries)
      },
      commit: async (changes) => {
        await pause()
        return store.commit(changes)
      },
    }),
    runUntilDone: async (work) => {
      let over = false
      const ended = (): void => {
        over = true
      }
      work.then(ended, ended)
      for (let trips = 0; ; trips++) {
        await nextTick()
        if (over) return work
        if (trips > 5_000) throw new Error('these commands never come to an end')
        const choice = choices[at++ % Math.max(1, choices.length)] ?? 0
        waiting.splice(choice % Math.max(1, waiting.length), 1)[0]?.()
      }
    },
  }
}
