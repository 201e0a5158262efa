import fc from 'fast-check'
import { afterEach, beforeEach } from 'vitest'
import { caseCountFor } from './support/cases.ts'

/**
 * Laws try the same cases in every run, so that a change fails only because of what it changed. `npm run test:deep` tries
 * other cases. `FC_SEED` repeats a run of it; `FC_RUNS` sets how many cases each law tries.
 */
const wholeOf = (name: string): number | undefined => {
  const text = process.env[name]
  if (text === undefined || text === '') return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw new Error(`${name} must be a whole number, not "${text}"`)
  return value
}

const usualSeed = 20_260_101
const seed = wholeOf('FC_SEED') ?? usualSeed
/** When a search that `npm run test:deep` started is over, in milliseconds since 1970. */
const until = wholeOf('FC_UNTIL')

fc.configureGlobal({ seed, numRuns: caseCountFor(100) })

if (until !== undefined)
  beforeEach(({ skip }) => {
    const left = until - Date.now()
    if (left <= 0) skip('the time is over')
    // A second at least: a law that tried no case at all would count as failed.
    fc.configureGlobal({
      ...fc.readConfigureGlobal(),
      interruptAfterTimeLimit: Math.max(1_000, left),
      includeErrorInReport: true,
    })
  })

afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.error(`Laws ran with FC_SEED=${seed} (${task.name})`)
})
