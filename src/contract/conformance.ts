import type { ContractCase, StoreHarness } from './case.ts'
import { contract } from './contract.ts'
import { waiverOf } from './define.ts'

/** What became of one case. */
export interface CaseOutcome {
  readonly id: string
  readonly rule: string
  readonly title: string
  readonly result: 'passed' | 'failed' | 'waived'
  /** Why it failed, or why the harness need not prove it; null if it passed. */
  readonly why: string | null
  /** What a store must do, in words. */
  readonly promise: string
}

/** How a store keeps the promises. */
export interface ConformanceReport {
  readonly store: string
  readonly outcomes: readonly CaseOutcome[]
  readonly passed: number
  readonly failed: number
  readonly waived: number
}

/** What to run, and whom to tell while it runs. */
export interface ConformanceOptions {
  /** Default: the whole contract. */
  readonly cases?: readonly ContractCase[] | undefined
  readonly onOutcome?: ((outcome: CaseOutcome) => void) | undefined
}

const runCase = async (one: ContractCase, harness: StoreHarness): Promise<CaseOutcome> => {
  const { id, rule, title, promise } = one
  const waiver = waiverOf(one, harness)
  if (waiver !== null) return { id, rule, title, result: 'waived', why: waiver, promise }
  try {
    await one.run(harness)
    return { id, rule, title, result: 'passed', why: null, promise }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { id, rule, title, result: 'failed', why, promise }
  }
}

/**
 * Runs the contract on a store, one case after another, and tells of each whether it passed, failed and why, or was waived.
 * It never throws (B-3).
 *
 * @example
 * (await conformance(harness)).failed // 0
 */
export const conformance = async (
  harness: StoreHarness,
  options: ConformanceOptions = {},
): Promise<ConformanceReport> => {
  const outcomes: CaseOutcome[] = []
  for (const one of options.cases ?? contract) {
    const outcome = await runCase(one, harness)
    outcomes.push(outcome)
    options.onOutcome?.(outcome)
  }
  const count = (result: CaseOutcome['result']): number =>
    outcomes.filter((outcome) => outcome.result === result).length
  return {
    store: harness.name,
    outcomes,
    passed: count('passed'),
    failed: count('failed'),
    waived: count('waived'),
  }
}
