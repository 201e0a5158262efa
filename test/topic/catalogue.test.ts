import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emptyTopicCatalogue,
  findTopic,
  isTopicUnder,
  type Topic,
  type TopicCatalogue,
  topicPath,
} from '../../src/topic/catalogue.ts'
import { createTopic } from '../../src/topic/create-topic.ts'
import { disableTopic, enableTopic } from '../../src/topic/disable-topic.ts'
import { moveTopic } from '../../src/topic/move-topic.ts'
import { renameTopic } from '../../src/topic/rename-topic.ts'

const topic = (id: string, name: string, parent: string | null = null, disabled = false): Topic =>
  Object.freeze({ id, name, parent, disabled })

const catalogue = (...topics: readonly Topic[]): TopicCatalogue =>
  Object.freeze({ schema: 1, topics: Object.freeze(topics) })

/** Orders > (Refunds > Late refunds, Delivery), Account, with Account disabled. */
const tree = catalogue(
  topic('orders', 'Orders'),
  topic('refunds', 'Refunds', 'orders'),
  topic('late', 'Late refunds', 'refunds'),
  topic('delivery', 'Delivery', 'orders'),
  topic('account', 'Account', null, true),
)

const refused = (code: string, details: object = {}) => ({
  ok: false,
  error: expect.objectContaining({ code, rule: 'T-1', ...details }),
})

const catalogueOf = (result: { ok: boolean; catalogue?: TopicCatalogue }): TopicCatalogue => {
  if (!result.ok || result.catalogue === undefined) throw new Error(JSON.stringify(result))
  return result.catalogue
}

describe('createTopic', () => {
  it('T-1: adds a topic at the root or under another', () => {
    const vase = topic('vase', 'Vase')
    expect(createTopic(emptyTopicCatalogue, { id: 'vase', name: ' Vase ' })).toEqual({
      ok: true,
      catalogue: catalogue(vase),
      topic: vase,
    })
    const made = createTopic(tree, { id: 'lost', name: 'Lost', parent: 'delivery' })
    expect(catalogueOf(made).topics).toEqual([...tree.topics, topic('lost', 'Lost', 'delivery')])
  })

  it('refuses an id that is empty or has more than 255 characters, and takes what it has already (B-4)', () => {
    const long = 'x'.repeat(256)
    for (const id of ['', long])
      expect(createTopic(tree, { id, name: 'Lost' })).toEqual({
        ok: false,
        error: expect.objectContaining({
          code: 'topic.id_invalid',
          rule: 'B-4',
          message: expect.stringContaining('1 to 255 characters'),
        }),
      })
    expect(createTopic(tree, { id: long.slice(1), name: 'Lost' }).ok).toBe(true)
    const old = catalogue(topic(long, 'Lost'))
    expect(catalogueOf(createTopic(old, { id: long, name: 'Lost' }))).toBe(old)
  })

  it('T-1: siblings have different names, whatever their case and their Unicode form', () => {
    expect(createTopic(tree, { id: 'x', name: ' REFUNDS', parent: 'orders' })).toEqual(
      refused('topic.name_taken', { sibling: 'refunds' }),
    )
    const cafe = catalogueOf(createTopic(emptyTopicCatalogue, { id: 'cafe', name: 'Cafe\u0301' }))
    expect(cafe.topics[0]?.name).toBe('Caf\u00e9')
    expect(createTopic(cafe, { id: 'x', name: 'CAFE\u0301' })).toEqual(
      refused('topic.name_taken', { sibling: 'cafe' }),
    )
  })

  it('T-1: cousins may share a name', () => {
    expect(createTopic(tree, { id: 'x', name: 'Refunds', parent: 'delivery' }).ok).toBe(true)
  })

  it('T-1: a disabled topic keeps its name, and the refusal says that it can be enabled', () => {
    expect(createTopic(tree, { id: 'x', name: 'Account' })).toEqual(
      refused('topic.name_taken', { sibling: 'account', remedy: expect.stringMatching(/^Enable/) }),
    )
  })

  it('T-1: refuses an unknown parent, an empty name and an id that another has', () => {
    expect(createTopic(tree, { id: 'x', name: 'X', parent: 'none' })).toEqual(
      refused('topic.unknown', { topic: 'none' }),
    )
    expect(createTopic(tree, { id: 'x', name: ' \t' })).toEqual(refused('topic.name_empty'))
    expect(createTopic(tree, { id: 'late', name: 'X' })).toEqual(refused('topic.id_taken', { topic: 'late' }))
    expect(createTopic(tree, { id: 'late', name: 'Late refunds' })).toEqual(refused('topic.id_taken'))
  })

  it('T-1: creating what is there changes nothing', () => {
    const again = createTopic(tree, { id: 'refunds', name: 'Refunds', parent: 'orders' })
    expect(catalogueOf(again)).toBe(tree)
    expect(again).toHaveProperty('topic', tree.topics[1])
  })

  it('T-1: an id can be derived; it is the same for the same name under the same parent', () => {
    const once = createTopic(tree, { name: 'Lost', parent: 'delivery' })
    expect(catalogueOf(createTopic(catalogueOf(once), { name: 'Lost', parent: 'delivery' }))).toBe(
      catalogueOf(once),
    )
    expect(
      catalogueOf(createTopic(catalogueOf(once), { name: 'Lost', parent: 'orders' })).topics,
    ).toHaveLength(7)
    expect(createTopic(catalogueOf(once), { name: 'lost', parent: 'delivery' })).toEqual(
      refused('topic.name_taken'),
    )
  })
})

describe('renameTopic', () => {
  it('T-1: changes the name and nothing else', () => {
    const renamed = renameTopic(tree, { id: 'refunds', name: ' Money back' })
    expect(catalogueOf(renamed).topics[1]).toEqual(topic('refunds', 'Money back', 'orders'))
    expect(catalogueOf(renamed).topics.toSpliced(1, 1)).toEqual(tree.topics.toSpliced(1, 1))
  })

  it('T-1: its own name in another case is no other topic’s', () => {
    expect(catalogueOf(renameTopic(tree, { id: 'refunds', name: 'REFUNDS' })).topics[1]?.name).toBe('REFUNDS')
  })

  it('T-1: the same name changes nothing', () => {
    expect(catalogueOf(renameTopic(tree, { id: 'refunds', name: 'Refunds ' }))).toBe(tree)
  })

  it('T-1: refuses what is unknown, empty or taken', () => {
    expect(renameTopic(tree, { id: 'none', name: 'X' })).toEqual(refused('topic.unknown', { topic: 'none' }))
    expect(renameTopic(tree, { id: 'refunds', name: '' })).toEqual(refused('topic.name_empty'))
    expect(renameTopic(tree, { id: 'refunds', name: 'delivery' })).toEqual(
      refused('topic.name_taken', { sibling: 'delivery' }),
    )
  })
})

describe('moveTopic', () => {
  it('T-1: takes all below it along', () => {
    const moved = catalogueOf(moveTopic(tree, { id: 'refunds', parent: null }))
    expect(topicPath(moved, 'late').map(({ id }) => id)).toEqual(['refunds', 'late'])
    expect(catalogueOf(moveTopic(moved, { id: 'refunds', parent: 'orders' }))).toEqual(tree)
  })

  it('T-1: where it is already changes nothing', () => {
    expect(catalogueOf(moveTopic(tree, { id: 'refunds', parent: 'orders' }))).toBe(tree)
  })

  it('T-1: nothing stands under itself', () => {
    for (const parent of ['orders', 'refunds', 'late'])
      expect(moveTopic(tree, { id: 'orders', parent })).toEqual(
        refused('topic.cycle', { topic: 'orders', parent }),
      )
  })

  it('T-1: refuses what is unknown and a name that the new siblings have', () => {
    expect(moveTopic(tree, { id: 'none', parent: null })).toEqual(refused('topic.unknown', { topic: 'none' }))
    expect(moveTopic(tree, { id: 'late', parent: 'none' })).toEqual(
      refused('topic.unknown', { topic: 'none' }),
    )
    const taken = catalogueOf(createTopic(tree, { id: 'x', name: 'refunds', parent: null }))
    expect(moveTopic(taken, { id: 'x', parent: 'orders' })).toEqual(
      refused('topic.name_taken', { sibling: 'refunds' }),
    )
  })
})

describe('disableTopic, enableTopic', () => {
  it('T-1: disabled is not deleted', () => {
    const disabled = catalogueOf(disableTopic(tree, { id: 'late' }))
    expect(findTopic(disabled, 'late')).toEqual(topic('late', 'Late refunds', 'refunds', true))
    expect(catalogueOf(enableTopic(disabled, { id: 'late' }))).toEqual(tree)
  })

  it('T-1: what is so already changes nothing', () => {
    expect(catalogueOf(disableTopic(tree, { id: 'account' }))).toBe(tree)
    expect(catalogueOf(enableTopic(tree, { id: 'orders' }))).toBe(tree)
  })

  it('T-1: refuses what is unknown', () => {
    expect(disableTopic(tree, { id: 'none' })).toEqual(refused('topic.unknown', { topic: 'none' }))
    expect(enableTopic(tree, { id: '__proto__' })).toEqual(refused('topic.unknown'))
  })
})

describe('readers', () => {
  it('C-2: a topic is under those above it, at any depth, and not under itself', () => {
    expect(isTopicUnder(tree, 'late', ['orders'])).toBe(true)
    expect(isTopicUnder(tree, 'late', ['account', 'refunds'])).toBe(true)
    expect(isTopicUnder(tree, 'late', ['late', 'delivery'])).toBe(false)
    expect(isTopicUnder(tree, 'none', ['orders'])).toBe(false)
    expect(isTopicUnder(tree, 'late', [])).toBe(false)
  })

  it('T-1: a path runs from the root down', () => {
    expect(topicPath(tree, 'late').map(({ name }) => name)).toEqual(['Orders', 'Refunds', 'Late refunds'])
    expect(topicPath(tree, 'none')).toEqual([])
  })

  it('B-3: damaged data does not hang a reader', () => {
    const ring = catalogue(topic('a', 'A', 'b'), topic('b', 'B', 'a'), topic('c', 'C', 'gone'))
    expect(topicPath(ring, 'a').map(({ id }) => id)).toEqual(['b', 'a'])
    expect(topicPath(ring, 'c').map(({ id }) => id)).toEqual(['c'])
  })
})

describe('laws', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', '__proto__')
  const name = fc.oneof(
    fc.constantFrom('A', 'a', ' B', 'Caf\u00e9', 'cafe\u0301', '', '\ud800'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  )
  const parent = fc.option(id)
  const step = fc.oneof(
    fc.record({ id, name, parent }).map((input) => (before: TopicCatalogue) => createTopic(before, input)),
    fc.record({ name, parent }).map((input) => (before: TopicCatalogue) => createTopic(before, input)),
    fc.record({ id, name }).map((input) => (before: TopicCatalogue) => renameTopic(before, input)),
    fc.record({ id, parent }).map((input) => (before: TopicCatalogue) => moveTopic(before, input)),
    fc.record({ id }).map((input) => (before: TopicCatalogue) => disableTopic(before, input)),
    fc.record({ id }).map((input) => (before: TopicCatalogue) => enableTopic(before, input)),
  )
  const frozen = ({ topics }: TopicCatalogue): TopicCatalogue =>
    catalogue(...topics.map((each) => Object.freeze(each)))

  it('T-1: whatever is done, it stays a tree with different siblings, and nothing is ever lost', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let present = frozen(emptyTopicCatalogue)
        for (const run of steps) {
          const result = run(present)
          if (!result.ok) continue
          const next = result.catalogue
          expect(next.topics.map((each) => each.id)).toEqual(
            expect.arrayContaining(present.topics.map((each) => each.id)),
          )
          expect(next.topics).toContain(result.topic)
          if (next !== present) expect(next).not.toEqual(present)
          present = frozen(next)
        }
        const { topics } = present
        expect(new Set(topics.map((each) => each.id)).size).toBe(topics.length)
        const names = topics.map((each) =>
          JSON.stringify([each.parent, each.name.normalize('NFC').toLowerCase()]),
        )
        expect(new Set(names).size).toBe(topics.length)
        for (const each of topics) {
          expect(topicPath(present, each.id)[0]?.parent).toBeNull()
          expect(each.name.trim()).not.toBe('')
        }
      }),
    )
  })

  it('T-1: an operation repeated on its own result changes nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), step, (steps, last) => {
        let present = emptyTopicCatalogue
        for (const run of [...steps, last]) {
          const result = run(present)
          if (result.ok) present = result.catalogue
        }
        const again = last(present)
        if (again.ok) expect(again.catalogue).toBe(present)
      }),
    )
  })
})
