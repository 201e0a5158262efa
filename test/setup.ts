import fc from 'fast-check'
import { afterEach } from 'vitest'

/**
 * Laws run on a random seed at a desk and on a fixed one in CI, so that a change fails only for what it changed.
 * `FC_SEED` repeats a run, `FC_RUNS` says how many cases each law tries.
 */
const wanted = (name: string): number | undefined => {
  const text = process.env[name]
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw new Error(`${name} must be a whole number, not "${text}"`)
  return value
}

const seedOfCi = 20_260_101
const runs = wanted('FC_RUNS')
const seed = wanted('FC_SEED') ?? (process.env.CI ? seedOfCi : Math.floor(Math.random() * 2 ** 31))

fc.configureGlobal({ seed, ...(runs === undefined ? {} : { numRuns: runs }) })

afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`Laws ran with FC_SEED=${seed} (${task.name})`)
})
