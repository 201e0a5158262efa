import { violation } from './check.ts'

/** Of the platform, and everywhere the same. */
declare const setTimeout: (run: () => void, milliseconds: number) => unknown
declare const clearTimeout: (timer: unknown) => void

/** A timer that is set for longer ends at once. */
const longestTimer = 2 ** 31 - 1

/** Sees to it that a case ends, whatever it waits for. */
export interface Watch {
  /** Calls the store or the harness, and remembers what has not been answered. Nothing is called after a case is over. */
  readonly call: <T>(name: string, run: () => T | PromiseLike<T>) => Promise<T>
  /** Runs a part of the case; throws if it takes too long, and says what was not answered. */
  readonly within: (part: () => Promise<void>) => Promise<void>
  readonly isOver: () => boolean
  /** From now on what still goes on behind the case calls nothing. */
  readonly end: () => void
}

/** Watches one case; throws at a limit that cannot be. */
export const watchOf = (timeLimit: number): Watch => {
  if (!(timeLimit >= 1))
    throw violation(`timeLimit of the harness must be at least 1 millisecond, not ${timeLimit}`)
  const waiting: string[] = []
  let isOver = false
  const tooLong = (): Error => {
    const names = [...new Set(waiting)].map((name) => `'${name}'`).join(', ')
    const why = names === '' ? 'nothing was being asked of the store' : `no answer came from ${names}`
    return violation(
      `it was not over after ${timeLimit} milliseconds, and ${why}: a store that is only slow needs a longer timeLimit`,
    )
  }
  return {
    call: async (name, run) => {
      waiting.push(name)
      try {
        return await run()
      } finally {
        waiting.splice(waiting.indexOf(name), 1)
      }
    },
    within: async (part) => {
      let timer: unknown
      const late = new Promise<never>((_, fail) => {
        timer = setTimeout(() => fail(tooLong()), Math.min(timeLimit, longestTimer))
      })
      try {
        await Promise.race([part(), late])
      } finally {
        clearTimeout(timer)
      }
    },
    isOver: () => isOver,
    end: () => {
      isOver = true
    },
  }
}
