import { describe, expect, it } from 'vitest'
import { emptySnapshot, type Snapshot } from '../../src/index.ts'
import { type Upcasts, upcastSnapshot } from '../../src/store/shapes.ts'
import { createWorld, expectOk } from '../support/world.ts'

const found = async (): Promise<Snapshot> => {
  const w = createWorld()
  await w.customerWrites('one')
  const [situation = emptySnapshot] = await w.store.load([{ ...query, customer: 'ada' }])
  return situation
}
const query = {
  customer: null,
  address: null,
  commands: [],
  refs: [],
  topics: [],
  conversation: null,
  task: null,
}

/** A conversation of shape 2 has a mood, one of shape 3 a louder one. */
const steps: Upcasts = {
  customer: [],
  conversation: [
    (old: { schema: number }) => ({ ...old, schema: 2, mood: 'calm' }),
    (old: { mood: string }) => ({ ...old, schema: 3, mood: old.mood.toUpperCase() }),
  ],
  task: [],
  event: [],
}

describe('shapes of what is stored', () => {
  it('E-3: what has the present shape comes back as it is', async () => {
    const situation = await found()
    const present = upcastSnapshot(situation)
    expect(present).toEqual(situation)
    expect(present.customer).toBe(situation.customer)
    expect(present.active).toBe(situation.active)
  })

  it('E-3: an older shape is turned into the present one step by step', async () => {
    const situation = await found()
    expect(upcastSnapshot(situation, steps).active).toEqual({ ...situation.active, schema: 3, mood: 'CALM' })
    const halfway = { ...situation, active: { ...situation.active, schema: 2, mood: 'sad' } as never }
    expect(upcastSnapshot(halfway, steps).active).toMatchObject({ schema: 3, mood: 'SAD' })
    expect(situation.active?.schema).toBe(1)
  })

  it('E-3, B-3: a newer shape is refused in words that say what to do, and nothing is written', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const newer = w.anotherDesk({
      store: {
        ...w.store,
        load: async (queries) =>
          (await w.store.load(queries)).map((situation) => ({
            ...situation,
            active: situation.active && ({ ...situation.active, schema: 2 } as never),
          })),
      },
    })
    const before = await w.events()
    await expect(newer.note({ customer: 'ada', agent: 'sam', text: 'x' })).rejects.toThrow(
      'this conversation was stored by a newer throughline (shape 2, known up to 1): update before going on (E-3)',
    )
    await expect(newer.current('ada')).rejects.toThrow('newer throughline')
    expect(await w.events()).toEqual(before)
    await expectOk(w.desk.note({ customer: 'ada', agent: 'sam', text: 'x' }))
  })

  it('E-3, B-3: what has no shape is damaged', async () => {
    const situation = await found()
    for (const schema of [undefined, null, 0, Number.NaN, '1'])
      expect(() =>
        upcastSnapshot({ ...situation, customer: { ...situation.customer, schema } as never }),
      ).toThrow('no readable shape')
    expect(() =>
      upcastSnapshot({ ...situation, commandEvents: [{ type: 'note.added', v: 7 } as never] }),
    ).toThrow('this event was stored by a newer throughline (shape 7')
  })
})
