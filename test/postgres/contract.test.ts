import { describe, expect, it } from 'vitest'
import { contract } from '../../src/contract/index.ts'
import { databases } from './databases.ts'
import { sharedTables } from './harness.ts'

describe.each(await databases())('$name', (database) => {
  const harness = sharedTables(
    `postgresStore on ${database.name}`,
    async () => (await database.fresh()).store,
  )
  for (const one of contract)
    it(`${one.rule}: ${one.title}`, async () => {
      await one.run(harness)
      expect(one.promise).not.toBe('')
    })
})
