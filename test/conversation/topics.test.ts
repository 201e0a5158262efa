import { describe, expect, it } from 'vitest'
import { performAll, performFromStart, performOne } from './operation-world.ts'
import {
  agentAddsTopic,
  agentCloses,
  agentSends,
  answerEventData,
  answerEventTypes,
  answeredAndClosed,
  currentConversation,
  customerWrites,
  refusalMatching,
  unchangedAnswer,
} from './operations.ts'

const active = performFromStart([customerWrites()])
const tagged = performAll(active, agentAddsTopic('vase'))

describe('topics', () => {
  it('T-1: one is added, and says so', () => {
    const { answer, world } = performOne(active, agentAddsTopic('vase'))
    expect(answerEventTypes(answer)).toEqual(['conversation.topic_added'])
    expect(answerEventData(answer, 'conversation.topic_added')).toEqual({ topic: 'vase' })
    expect(currentConversation(performAll(world, agentAddsTopic('refunds'))).topics).toEqual([
      'vase',
      'refunds',
    ])
  })

  it('T-1: adding a present one changes nothing', () => {
    expect(performOne(tagged, agentAddsTopic('vase')).answer).toEqual(unchangedAnswer(tagged))
  })

  it('T-1: one is removed; removing an absent one changes nothing', () => {
    const { answer, world } = performOne(
      performAll(tagged, agentAddsTopic('refunds')),
      agentAddsTopic('vase', { remove: true }),
    )
    expect(answerEventData(answer, 'conversation.topic_removed')).toEqual({ topic: 'vase' })
    expect(currentConversation(world).topics).toEqual(['refunds'])
    expect(performOne(tagged, agentAddsTopic('refunds', { remove: true })).answer).toEqual(
      unchangedAnswer(tagged),
    )
  })

  it('T-1: a disabled one cannot be added, nor one that nobody knows', () => {
    expect(performOne(active, agentAddsTopic('old')).answer).toEqual(
      refusalMatching('topic.disabled', 'T-1', { message: 'topic "Old" is disabled' }),
    )
    for (const topic of ['unheard-of', '', '__proto__', 'toString'])
      expect(performOne(active, agentAddsTopic(topic)).answer).toEqual(
        refusalMatching('topic.unknown', 'T-1', { topic }),
      )
  })

  it('T-1, C-6: only while it is active', () => {
    const closed = performAll(tagged, agentSends(), agentCloses())
    expect(performOne(closed, agentAddsTopic('refunds')).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
    expect(performOne(closed, agentAddsTopic('vase')).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
    expect(performOne(closed, agentAddsTopic('vase', { remove: true })).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
  })

  it('W-9: an inbound brings its topics; disabled and present ones are left out', () => {
    const started = performOne(performFromStart([]), customerWrites('email', { topics: ['old', 'vase'] }))
    expect(currentConversation(started.world).topics).toEqual(['vase'])
    const { answer, world } = performOne(
      started.world,
      customerWrites('email', { topics: ['vase', 'old', 'refunds'] }),
    )
    expect(answerEventTypes(answer)).toEqual(['message.received', 'conversation.topic_added'])
    expect(currentConversation(world).topics).toEqual(['vase', 'refunds'])
    expect(answerEventData(answer, 'message.received')).toMatchObject({ topics: ['vase', 'refunds'] })
  })

  it('W-9: another matter makes no second conversation', () => {
    const world = performFromStart([
      customerWrites('email', { topics: ['vase'] }),
      customerWrites('chat', { topics: ['refunds'] }),
    ])
    expect(currentConversation(world).topics).toEqual(['vase', 'refunds'])
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
  })

  it('C-4, A-5: topics outlive a close and a reopening', () => {
    expect(
      currentConversation(
        performFromStart([
          ...answeredAndClosed.slice(0, 2),
          agentAddsTopic('vase'),
          agentCloses(),
          customerWrites(),
        ]),
      ).topics,
    ).toEqual(['vase'])
  })
})
