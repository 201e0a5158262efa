import type { Parameter, PostgresClient } from '../../src/postgres/index.ts'

/** As much of what EXPLAIN says as is read here. */
export interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Loops'?: number
  readonly Plans?: readonly Plan[]
}

const planOf = (answer: unknown): Plan => {
  const read: unknown = typeof answer === 'string' ? JSON.parse(answer) : answer
  const [first] = read as readonly { readonly Plan: Plan }[]
  if (first === undefined) throw new Error('there is no plan')
  return first.Plan
}

/** The tables that were read or written when the plan ran; what was pruned is in it and never ran. */
export const executed = ({ Plans = [], ...node }: Plan): readonly string[] => [
  ...(node['Relation Name'] !== undefined && node['Actual Loops'] !== 0 ? [node['Relation Name']] : []),
  ...Plans.flatMap(executed),
]

/** A client that runs each statement twice: first to explain it, which is undone. Needs a connection of its own. */
export const explaining = (client: PostgresClient, tell: (plan: Plan) => void): PostgresClient => ({
  query: async (text: string, given: readonly Parameter[]) => {
    await client.query('begin', [])
    const { rows } = await client.query(`explain (analyze, format json) ${text}`, given)
    await client.query('rollback', [])
    tell(planOf(rows[0]?.['QUERY PLAN']))
    return client.query(text, given)
  },
})
