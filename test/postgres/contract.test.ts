import { describe, expect, it } from 'vitest'
import { contract, type Harness } from '../../src/contract/index.ts'
import { postgresStore } from '../../src/postgres/index.ts'
import { databases } from './databases.ts'

describe.each(await databases())('$name', (database) => {
  const fresh = database.fresh()
  let tenants = 0
  const harness: Harness = {
    name: `postgresStore on ${database.name}`,
    open: async () => {
      const { schema } = await fresh
      const storeOf = (tenant: string) => async () =>
        postgresStore({ client: database.client, schema, tenant })
      const own = `${tenants++}`
      return {
        store: await storeOf(own)(),
        sibling: storeOf(own),
        reopen: storeOf(own),
        tenant: storeOf(`${own}, another`),
      }
    },
    capabilities: [
      'timeline',
      'list',
      'tasks',
      'due',
      'events',
      'siblings',
      'durable',
      'tenants',
      'exact_conflicts',
    ],
  }
  for (const one of contract)
    it(`${one.rule}: ${one.title}`, async () => {
      await one.run(harness)
      expect(one.promise).not.toBe('')
    })
})
