import type { Parameter, PostgresClient } from '../../src/postgres/index.ts'

/** As much of what EXPLAIN says as is read here. */
export interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Loops'?: number
  readonly 'Actual Rows'?: number
  readonly 'Rows Removed by Filter'?: number
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

/** The most rows that one part of the plan looked at, kept or not. */
export const widest = ({ Plans = [], ...node }: Plan): number => {
  const rows = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)
  return Math.max(rows * (node['Actual Loops'] ?? 0), ...Plans.map(widest))
}

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
