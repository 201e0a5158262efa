import type { PostgresClient } from '../../../src/postgres/index.ts'

export interface Counted {
  readonly client: PostgresClient
  /** How many statements were given since, and for how many milliseconds they were waited for, one by one. */
  readonly since: () => { readonly statements: number; readonly waited: number }
}

/** A client that counts what goes through it. */
export const counted = (client: PostgresClient): Counted => {
  const total = { statements: 0, waited: 0 }
  return {
    client: {
      query: async (text, parameters) => {
        const began = performance.now()
        try {
          return await client.query(text, parameters)
        } finally {
          total.statements += 1
          total.waited += performance.now() - began
        }
      },
    },
    since: () => ({ ...total }),
  }
}
