import { describe, expect, it } from 'vitest'
import { snapshotQuery } from '../../src/index.ts'
import { type PostgresClient, postgresStore } from '../../src/postgres/index.ts'
import { createWorld, expectOk } from '../support/world.ts'
import { databases } from './databases.ts'

const [, server] = await databases()

const times = (n: number) => Array.from({ length: n }, (_, at) => at)

/** From this cost on a server with its default settings compiles a statement, which takes it seconds. */
const compiledFrom = 100_000

interface Asked {
  readonly text: string
  readonly cost: number
}

/** A client that asks the server for the plan of each statement before it sends it. */
const costing = (client: PostgresClient, tell: (asked: Asked) => void): PostgresClient => ({
  query: async (text, parameters) => {
    const { rows } = await client.query(`explain (format json) ${text}`, parameters)
    const answer: unknown = rows[0]?.['QUERY PLAN']
    const [plan] = (typeof answer === 'string' ? JSON.parse(answer) : answer) as readonly {
      readonly Plan: { readonly 'Total Cost': number }
    }[]
    tell({ text, cost: plan?.Plan['Total Cost'] ?? Number.NaN })
    return client.query(text, parameters)
  },
})

describe.skipIf(server === undefined)('what a server compiles', () => {
  it.each([[null], [24]])('is no statement of the store, with %s partitions (D-5)', async (partitions) => {
    if (server === undefined) throw new Error('no server')
    const { schema } = await server.fresh(partitions === null ? {} : { partitions })
    const asked: Asked[] = []
    const store = postgresStore({ client: costing(server.client, (one) => asked.push(one)), schema })
    const w = createWorld({ store })
    for (const n of times(3))
      await w.customerWrites('hello', { customer: `c${n}`, from: `c${n}@example.com`, id: `<${n}@mail>` })
    await w.agentWrites('Hi', { customer: 'c0', agent: 'sam' })
    await expectOk(w.desk.createTask({ customer: 'c0', agent: 'sam', text: 'Call', dueAt: w.now() + 1 }))
    await w.agentCloses('c0')
    await w.customerWrites('answers', {
      customer: 'c1',
      from: 'c1@example.com',
      thread: { inReplyTo: '<0@mail>' },
    })
    await expectOk(w.desk.merge({ customer: 'c1', into: 'c2', agent: 'sam' }))
    for (let after: string | null = null, first = true; first || after !== null; first = false)
      after = (await expectOk(w.desk.refreshDeadlines({ after }))).next
    await store.load(
      times(400).map((n) => snapshotQuery({ customer: `c${n}`, conversation: 'x', task: 'y' })),
    )
    await store.events({ after: null, limit: 100 })
    await store.timeline({ customer: 'c1', order: 'oldest_first', after: null, limit: 100 })
    await store.due({ by: w.now(), after: null, limit: 100 })
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter(({ cost }) => !(cost < compiledFrom))).toEqual([])
  })

  it('is not asked customer by customer: one page of deadlines is three statements, however many it has (D-5)', async () => {
    if (server === undefined) throw new Error('no server')
    const { schema } = await server.fresh()
    const texts: string[] = []
    const client: PostgresClient = {
      query: (text, parameters) => {
        texts.push(text)
        return server.client.query(text, parameters)
      },
    }
    const w = createWorld({ store: postgresStore({ client, schema }) })
    const sizes = new Set<string>()
    for (const n of [2, 4, 25]) {
      for (const each of times(n)) {
        const customer = `c${n}-${each}`
        await w.customerWrites('hello', {
          customer,
          from: `${customer}@example.com`,
          id: `<${customer}@mail>`,
        })
      }
      texts.length = 0
      const { done } = await expectOk(w.desk.refreshDeadlines({ limit: 100 }))
      expect(done).toBeGreaterThanOrEqual(n)
      expect(texts).toHaveLength(3)
      sizes.add(texts.join())
    }
    // The same three for every number of conversations, so that a connection prepares them once.
    expect(sizes.size).toBe(1)
  })
})
