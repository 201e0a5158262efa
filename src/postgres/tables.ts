import type { Parameter, PostgresClient, Row } from './client.ts'
import { codeOf, explainError } from './errors.ts'

declare const setTimeout: (run: () => void, milliseconds: number) => unknown

/** Its multiples, cut to what is behind the point, are spread as evenly as any. */
const goldenRatio = 0.618_033_988_75

/** Where a store's rows are, and how they are asked for. */
export interface TenantTables {
  /** In quotes. */
  readonly schema: string
  readonly tenant: string
  /** Errors say what to do about them. */
  readonly rows: (text: string, parameters: readonly Parameter[]) => Promise<readonly Row[]>
}

const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error))

/** How often a statement is given that is refused for having met another: with the pauses, about a second. */
const maxAttempts = 20
const maxPause = 100

/**
 * A client whose statements are given again where they met another and all of theirs was undone: a deadlock, or a
 * serialization failure, which at that isolation level also ends statements that have nothing in common.
 */
export const withRetries = (client: PostgresClient): PostgresClient => {
  let pauseCount = 0
  /** At once at first, then later and later. Each turn has a share of its own, so that two which met go apart. */
  const pause = async (attempt: number): Promise<void> => {
    const share = (pauseCount++ * goldenRatio) % 1
    const milliseconds = Math.min(2 ** attempt, maxPause) * share
    if (attempt > 1) await new Promise<void>((done) => setTimeout(() => done(), milliseconds))
  }
  const query: PostgresClient['query'] = async (text, parameters) => {
    let lastError: unknown
    for (let attempt = 1; ; attempt++)
      try {
        return await client.query(text, parameters)
      } catch (error) {
        // In a transaction of the caller's nothing can be repeated: the caller has to hear what ended it.
        if (lastError !== undefined && codeOf(error) === '25P02') throw lastError
        if (attempt >= maxAttempts || !isRetryable(error)) throw error
        lastError = error
        await pause(attempt)
      }
  }
  return { query }
}

/** The tables of one tenant, on a client that repeats. */
export const createTenantTables = (client: PostgresClient, schema: string, tenant: string): TenantTables => ({
  schema,
  tenant,
  rows: async (text, parameters) => {
    try {
      return (await client.query(text, parameters)).rows
    } catch (error) {
      throw explainError(error)
    }
  },
})
