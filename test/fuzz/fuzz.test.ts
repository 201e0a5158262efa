import { describe, expect, it } from 'vitest'
import { memoryStore } from '../../src/memory/index.ts'
import { databases } from '../postgres/databases.ts'
import { fuzzRound, noFindings } from './fuzz.ts'

const all = await databases()
const stores = [
  { name: 'memory', make: async () => memoryStore() },
  ...all.map(({ name, fresh }) => ({ name, make: async () => (await fresh()).store() })),
]

describe.each(stores)('hostile calls of every method on $name', ({ make }) => {
  it('throw nothing, answer as on memory, and leave no state half written (B-1, B-4, E-1)', async () => {
    const found = noFindings()
    await fuzzRound(7, await make(), found, 1_000)
    expect(found).toMatchObject({ throws: [], differences: [], faults: [] })
    expect(found.sound).toBeGreaterThan(200)
  })
})
