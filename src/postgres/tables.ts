import type { Parameter, PostgresClient, Row } from './client.ts'
import { codeOf, explained } from './errors.ts'

/** Where a store's rows are, and how they are asked for. */
export interface Tables {
  /** In quotes. */
  readonly schema: string
  readonly tenant: string
  /** Errors say what to do about them. */
  readonly rows: (text: string, parameters: readonly Parameter[]) => Promise<readonly Row[]>
}

const isToRepeat = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error))

/** How often a statement is given again that was refused for having met another. */
const attempts = 20

/** Statements that stand for themselves: what met another is simply said again. */
export const tablesOf = (client: PostgresClient, schema: string, tenant: string): Tables => ({
  schema,
  tenant,
  rows: async (text, parameters) => {
    let met: unknown
    for (let attempt = 1; ; attempt++)
      try {
        return (await client.query(text, parameters)).rows
      } catch (error) {
        // In a transaction of the caller's nothing can be said again: he has to hear what ended it.
        if (met !== undefined && codeOf(error) === '25P02') throw explained(met)
        if (attempt >= attempts || !isToRepeat(error)) throw explained(error)
        met = error
      }
  },
})
