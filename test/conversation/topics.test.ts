import { describe, expect, it } from 'vitest'
import { closes, dataOf, refused, sends, solved, tags, the, typesOf, unchanged, writes } from './scene.ts'
import { goOn, play, tell } from './world.ts'

const active = play([writes()])
const tagged = goOn(active, tags('vase'))

describe('topics', () => {
  it('T-1: one is added, and says so', () => {
    const { answer, world } = tell(active, tags('vase'))
    expect(typesOf(answer)).toEqual(['conversation.topic_added'])
    expect(dataOf(answer, 'conversation.topic_added')).toEqual({ topic: 'vase' })
    expect(the(goOn(world, tags('refunds'))).topics).toEqual(['vase', 'refunds'])
  })

  it('T-1: adding a present one changes nothing', () => {
    expect(tell(tagged, tags('vase')).answer).toEqual(unchanged(tagged))
  })

  it('T-1: one is removed; removing an absent one changes nothing', () => {
    const { answer, world } = tell(goOn(tagged, tags('refunds')), tags('vase', { remove: true }))
    expect(dataOf(answer, 'conversation.topic_removed')).toEqual({ topic: 'vase' })
    expect(the(world).topics).toEqual(['refunds'])
    expect(tell(tagged, tags('refunds', { remove: true })).answer).toEqual(unchanged(tagged))
  })

  it('T-1: a disabled one cannot be added, nor one that nobody knows', () => {
    expect(tell(active, tags('old')).answer).toEqual(
      refused('topic.disabled', 'T-1', { message: 'topic "Old" is disabled' }),
    )
    for (const topic of ['unheard-of', '', '__proto__', 'toString'])
      expect(tell(active, tags(topic)).answer).toEqual(refused('topic.unknown', 'T-1', { topic }))
  })

  it('T-1, C-6: only while it is active', () => {
    const closed = goOn(tagged, sends(), closes())
    expect(tell(closed, tags('refunds')).answer).toEqual(refused('conversation.closed', 'C-6'))
    expect(tell(closed, tags('vase')).answer).toEqual(refused('conversation.closed', 'C-6'))
    expect(tell(closed, tags('vase', { remove: true })).answer).toEqual(refused('conversation.closed', 'C-6'))
  })

  it('W-9: an inbound brings its topics; disabled and present ones are left out', () => {
    const started = tell(play([]), writes('email', { topics: ['old', 'vase'] }))
    expect(the(started.world).topics).toEqual(['vase'])
    const { answer, world } = tell(started.world, writes('email', { topics: ['vase', 'old', 'refunds'] }))
    expect(typesOf(answer)).toEqual(['message.received', 'conversation.topic_added'])
    expect(the(world).topics).toEqual(['vase', 'refunds'])
    expect(dataOf(answer, 'message.received')).toMatchObject({ topics: ['vase', 'refunds'] })
  })

  it('W-9: another matter makes no second conversation', () => {
    const world = play([writes('email', { topics: ['vase'] }), writes('chat', { topics: ['refunds'] })])
    expect(the(world).topics).toEqual(['vase', 'refunds'])
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
  })

  it('C-4, A-5: topics outlive a close and a reopening', () => {
    expect(the(play([...solved.slice(0, 2), tags('vase'), closes(), writes()])).topics).toEqual(['vase'])
  })
})
