import type { PostgresClient } from '../../../src/postgres/index.ts'

export interface Counted {
  readonly client: PostgresClient
  /** How many statements were given so far. */
  readonly statements: () => number
}

/** A client that counts what goes through it, and does nothing else: it is on the path that is measured. */
export const counted = ({ query }: PostgresClient): Counted => {
  let given = 0
  return {
    client: {
      query: (text, parameters) => {
        given += 1
        return query(text, parameters)
      },
    },
    statements: () => given,
  }
}
