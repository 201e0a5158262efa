import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDesk } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { expectOk, policyOf } from '../support/world.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The ids of as many commands that brought none. */
const idsOf = async (count: number): Promise<readonly string[]> => {
  const desk = createDesk({ store: memoryStore(), policy: policyOf() })
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    const { events } = await expectOk(desk.register({ customer: `c${n}` }))
    ids.push(events[0]?.id.replace(/\.0$/, '') ?? '')
  }
  return ids
}

describe('ids of commands that bring none', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('are random UUIDs (O-7)', async () => {
    for (const id of await idsOf(3)) expect(id).toMatch(uuid)
  })

  it('are random UUIDs in a browser on plain http too, which has no `randomUUID` (O-7)', async () => {
    const { crypto } = globalThis
    vi.stubGlobal('crypto', {
      getRandomValues: (into: Uint8Array<ArrayBuffer>) => crypto.getRandomValues(into),
    })
    const ids = await idsOf(200)
    expect(new Set(ids).size).toBe(200)
    for (const id of ids) expect(id).toMatch(uuid)
  })

  it('have the version and variant of a random UUID whatever the bytes are (O-7)', async () => {
    for (const [byte, id] of [
      [0, '00000000-0000-4000-8000-000000000000'],
      [255, 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
    ] as const) {
      vi.stubGlobal('crypto', { getRandomValues: (into: Uint8Array) => into.fill(byte) })
      expect(await idsOf(1)).toEqual([id])
    }
  })
})
