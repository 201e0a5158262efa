import fc from 'fast-check'
import { afterEach } from 'vitest'

/**
 * Laws try the same cases in every run, so that a change fails only because of what it changed. `npm run test:deep` tries
 * other cases. `FC_SEED` repeats a run of it, `FC_RUNS` sets how many cases each law tries.
 */
const wanted = (name: string): number | undefined => {
  const text = process.env[name]
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw new Error(`${name} must be a whole number, not "${text}"`)
  return value
}

const usualSeed = 20_260_101
const runs = wanted('FC_RUNS')
const seed = wanted('FC_SEED') ?? usualSeed

fc.configureGlobal({ seed, ...(runs === undefined ? {} : { numRuns: runs }) })

afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`Laws ran with FC_SEED=${seed} (${task.name})`)
})
