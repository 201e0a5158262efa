import { describe, expect, it } from 'vitest'
import { evolveWith } from '../../src/kernel/evolve.ts'
import { applyReducer, type Reducers, type Working } from '../../src/kernel/fold.ts'
import { createEvent } from '../../src/kernel/origin.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'
import { noon, sam } from '../support/operations.ts'

interface Basket {
  readonly owner: { readonly name: string }
  readonly things: readonly string[]
}
interface Happenings {
  'thing.added': { readonly thing: string }
  'thing.kept': Record<string, never>
}

const recipes: Reducers<Working<Basket>, Happenings> = {
  'thing.added': (work, { data }) => {
    work.things = [...work.things, data.thing]
  },
}

const empty: Basket = deepFreeze({ owner: { name: 'Ada' }, things: [] })
const origin = { now: noon, actor: sam, commandId: 'c1', head: 0, emitted: 0 }
const event = (type: string, data: object = {}) =>
  deepFreeze(createEvent(origin, 0, 'note', 'ada', null, null, type, data, {}))

describe('recipes', () => {
  it('E-1: one recipe serves the working copy and immer alike', () => {
    const added = event('thing.added', { thing: 'vase' })
    const work = { owner: empty.owner, things: [] }
    applyReducer(recipes, work, added)
    expect(work.things).toEqual(['vase'])
    expect(evolveWith(recipes, empty, added)).toEqual(work)
  })

  it('E-1: what did not change keeps its identity', () => {
    const next = evolveWith(recipes, empty, event('thing.added', { thing: 'vase' }))
    expect(next).not.toBe(empty)
    expect(next.owner).toBe(empty.owner)
  })

  it('E-1: an event that says nothing to a noun gives back the very same state', () => {
    expect(evolveWith(recipes, empty, event('thing.kept'))).toBe(empty)
    expect(evolveWith(recipes, empty, event('unheard.of'))).toBe(empty)
  })

  it('E-1: the state that comes out is not frozen: that is the host to decide', () => {
    expect(Object.isFrozen(evolveWith(recipes, empty, event('thing.added', { thing: 'vase' })))).toBe(false)
  })
})
