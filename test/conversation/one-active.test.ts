import { describe, expect, it } from 'vitest'
import { days, kim, sam } from '../support/operations.ts'
import { performFromStart, performOne } from './operation-world.ts'
import {
  advance,
  agentCloses,
  agentReopens,
  agentSends,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  currentConversation,
  customerCalls,
  customerWrites,
  refusalMatching,
} from './operations.ts'

describe('one active conversation', () => {
  it('O-1, O-2: whatever the channel, address or endpoint, the customer’s words are in one conversation', () => {
    const world = performFromStart([
      customerWrites('email', { from: 'ada@example.com', endpoint: 'help@shop.com' }),
      customerWrites('chat', { from: 'ada_1815', session: 's1' }),
      customerWrites('sms', { from: '+4930123456' }),
      customerCalls('s2', { from: '+4930999999' }),
      customerWrites('email', { from: 'ada@work.example', endpoint: 'sales@shop.com' }),
    ])
    expect(currentConversation(world).contacts).toHaveLength(5)
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
  })

  it('O-1: our own words join it, too', () => {
    const { world } = performOne(performFromStart([customerWrites()]), agentSends(sam, 'sms'))
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
    expect(currentConversation(world).contacts.map(({ channel }) => channel)).toEqual(['email', 'sms'])
  })

  it('O-3: a reopen counts as a create: beside an active one it is refused', () => {
    const world = performFromStart([...answeredAndClosed, advance(days(2)), customerWrites()])
    expect(performOne(world, agentReopens()).answer).toEqual(
      refusalMatching('conversation.another_active', 'O-3', { active: currentConversation(world).id }),
    )
  })

  it('O-3: what is not closed cannot be reopened', () => {
    expect(performOne(performFromStart([customerWrites()]), agentReopens()).answer).toEqual(
      refusalMatching('conversation.not_closed', 'O-3'),
    )
  })

  it('O-3: once the other is closed, it can', () => {
    const world = performFromStart([
      ...answeredAndClosed,
      advance(days(2)),
      customerWrites(),
      agentCloses({ force: true }),
    ])
    const { answer, target } = performOne(world, agentReopens(kim, { which: 1 }))
    expect(answerEventTypes(answer)).toContain('conversation.reopened')
    expect(answer).not.toHaveProperty('conversation.id', target?.id)
  })

  it('O-5: a conversation and the word that starts it are written together', () => {
    for (const operation of [customerWrites(), agentSends(), customerCalls()]) {
      const types = answerEventTypes(performOne(performFromStart([]), operation).answer)
      expect(types.slice(0, 2)).toEqual(['conversation.started', 'contact.started'])
      expect(types.filter((type) => /^(message|call)\./.test(type))).toHaveLength(1)
    }
  })

  it('O-5: so are a reopening and the word that reopens', () => {
    const types = answerEventTypes(performOne(performFromStart(answeredAndClosed), customerWrites()).answer)
    expect(types).toEqual([
      'conversation.reopened',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
  })

  it('O-7: events take the places after the head that was read', () => {
    const world = performFromStart([customerWrites()])
    const events = answerEvents(performOne(world, agentSends()).answer)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => world.situation.head + 1 + n))
  })
})
