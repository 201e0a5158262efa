import { describe, expect, it } from 'vitest'
import { status, systemActor } from '../../src/index.ts'
import { performAll, performFromStart, performOne } from '../conversation/operation-world.ts'
import {
  advance,
  agentAnswersCall,
  agentAssigns,
  agentCloses,
  agentDials,
  agentSends,
  answerEventData,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  callEnds,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
  policyWith,
  refusalMatching,
} from '../conversation/operations.ts'
import { ada, days, hours, minutes, noon, type Operation, sam } from '../support/operations.ts'

const chat = performFromStart([customerWrites('chat')])
const reasonOf = (operation: Operation, world = chat) =>
  answerEventData(performOne(world, operation).answer, 'contact.ended')

describe('a call', () => {
  it('K-3: it ends when either side hangs up', () => {
    for (const by of ['agent', 'customer'] as const) {
      const { answer, world } = performOne(
        performFromStart([customerCalls(), agentAnswersCall()]),
        callEnds(by),
      )
      expect(answerEventTypes(answer)).toEqual(['call.ended', 'contact.ended', 'conversation.status_changed'])
      expect(answerEventData(answer, 'contact.ended')).toEqual({ reason: by })
      expect(status(currentConversation(world))).toBe('waiting')
    }
  })

  it('is superseded when a later call of its number is answered or ends, and no sooner (K-3)', () => {
    const number = { from: '+4930123456' }
    const both = performFromStart([customerCalls('s1', number), customerCalls('s2', number)])
    expect(currentConversation(both).contacts).toMatchObject([{ session: 's1' }, { session: 's2' }])
    for (const operation of [agentAnswersCall('sam', 's2'), callEnds('agent', 's2')]) {
      const { answer, world } = performOne(both, operation)
      expect(answerEvents(answer)[0]).toMatchObject({
        contact: entityIdOf('c1.2'),
        data: { reason: 'superseded' },
      })
      expect(currentConversation(world).contacts).not.toMatchObject([{ session: 's1' }])
    }
  })

  it('is not superseded once it was answered (K-3)', () => {
    const number = { from: '+4930123456' }
    const world = performFromStart([
      customerCalls('s1', number),
      agentAnswersCall(),
      customerCalls('s2', number),
      agentAnswersCall('sam', 's2'),
    ])
    expect(currentConversation(world).contacts).toMatchObject([{ session: 's1' }, { session: 's2' }])
  })

  it('is not superseded by a call of another number, nor by a chat, nor by a hidden number (K-3)', () => {
    const number = { from: '+4930123456' }
    const first = performFromStart([
      customerCalls('s1', number),
      customerWrites('sms', number),
      customerCalls('s2'),
      customerCalls('s3'),
    ])
    const other = performFromStart([
      customerCalls('s1', number),
      customerCalls('s2', { from: '+4930999999' }),
    ])
    for (const world of [first, other])
      for (const operation of [agentAnswersCall('sam', 's2'), agentAnswersCall('sam', 's3')])
        expect(answerEventTypes(performOne(world, operation).answer)).not.toContain('contact.ended')
  })

  it('K-3: news of the same call supersede nothing', () => {
    const number = { from: '+4930123456' }
    expect(
      answerEventTypes(
        performOne(performFromStart([customerCalls('s1', number)]), customerCalls('s1', number)).answer,
      ),
    ).toEqual(['call.started'])
  })
})

describe('abandoned', () => {
  it('K-7: what the customer leaves unanswered before anybody has it closes with it, by the system', () => {
    for (const world of [performFromStart([customerCalls()]), chat]) {
      const { answer, world: after } = performOne(world, contactEnds('customer'))
      expect(answerEventData(answer, 'contact.ended')).toEqual({ reason: 'abandoned' })
      expect(currentConversation(after).closed).toEqual({ at: noon, by: systemActor, cause: 'abandoned' })
      expect(answerEvents(answer).find(({ type }) => type === 'contact.ended')?.actor).toEqual(ada)
    }
    expect(
      currentConversation(performOne(performFromStart([customerCalls()]), callEnds()).world).closed,
    ).toMatchObject({ cause: 'abandoned' })
  })

  it('K-7, C-3: it closes though the customer is owed an answer and a topic is required', () => {
    const world = performFromStart([customerWrites('chat')], policyWith({ closingTopics: 'any' }))
    const { answer } = performOne(world, contactEnds('customer'))
    expect(answerEventData(answer, 'conversation.closed')).toEqual({ forced: false })
  })

  it('leaves the conversation to what is pending on another contact, also if that has ended (K-7)', () => {
    const chat = performFromStart([
      customerWrites('chat'),
      customerWrites('email'),
      contactEnds('agent', { channel: 'email' }),
    ])
    const { answer, world } = performOne(chat, contactEnds('customer', { channel: 'chat' }))
    expect(answerEventData(answer, 'contact.ended')).toEqual({ reason: 'abandoned' })
    expect(status(currentConversation(world))).toBe('waiting')
    expect(currentConversation(world).pendingReplies.map(({ channel }) => channel)).toEqual(['chat', 'email'])
  })

  it('K-7: so does one that reopened the conversation', () => {
    const reopened = performFromStart(
      [...answeredAndClosed, customerWrites('chat')],
      policyWith({ keepAssignee: 'never' }),
    )
    expect(currentConversation(performOne(reopened, contactEnds('customer')).world).closed).toMatchObject({
      cause: 'abandoned',
    })
  })

  it('K-7: not where an agent has it', () => {
    const { world } = performOne(performAll(chat, agentAssigns('sam')), contactEnds('customer'))
    expect(status(currentConversation(world))).toBe('waiting')
  })

  it('K-7: not while another contact is open', () => {
    const { answer, world } = performOne(
      performAll(chat, customerWrites()),
      contactEnds('customer', { channel: 'chat' }),
    )
    expect(answerEventData(answer, 'contact.ended')).toEqual({ reason: 'abandoned' })
    expect(status(currentConversation(world))).toBe('new')
  })

  it('K-7: not where it only joined the conversation', () => {
    const joined = performFromStart([customerWrites(), contactEnds('agent'), customerWrites('chat')])
    expect(status(currentConversation(performOne(joined, contactEnds('customer')).world))).toBe('waiting')
  })

  it('K-7: not where policy lets it wait', () => {
    const { world } = performOne(
      performFromStart([customerWrites('chat')], policyWith({ onAbandoned: 'wait' })),
      contactEnds('customer'),
    )
    expect(status(currentConversation(world))).toBe('waiting')
    expect(currentConversation(world).pendingReplies).toHaveLength(1)
  })

  it('K-7: one that had been answered ends as the customer’s, also if he has asked again', () => {
    expect(reasonOf(contactEnds('customer'), performAll(chat, agentSends(sam, 'chat')))).toEqual({
      reason: 'customer',
    })
    expect(
      reasonOf(contactEnds('customer'), performAll(chat, agentSends(sam, 'chat'), customerWrites('chat'))),
    ).toEqual({
      reason: 'customer',
    })
  })

  it('K-7: only what can be abandoned is', () => {
    expect(reasonOf(contactEnds('customer'), performFromStart([customerWrites()]))).toEqual({
      reason: 'customer',
    })
    const changed = policyWith({ channels: { chat: { abandonable: false }, sms: { abandonable: true } } })
    expect(reasonOf(contactEnds('customer'), performFromStart([customerWrites('chat')], changed))).toEqual({
      reason: 'customer',
    })
    expect(reasonOf(contactEnds('customer'), performFromStart([customerWrites('sms')], changed))).toEqual({
      reason: 'abandoned',
    })
  })

  it('K-7: a channel that the policy has forgotten is judged by its class', () => {
    const fax = policyWith({ channels: { fax: { class: 'voice' }, line: {} } })
    for (const [channel, reason] of [
      ['fax', 'abandoned'],
      ['line', 'customer'],
    ] as const) {
      const world = { ...performFromStart([customerWrites(channel)], fax), policy: policyWith({}) }
      expect(reasonOf(contactEnds('customer'), world)).toEqual({ reason })
    }
  })

  it('K-12: the close is not the customer’s word: he may call again within the window', () => {
    const again = performFromStart([customerCalls('s1'), callEnds(), advance(hours(1)), customerCalls('s2')])
    expect(again.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
  })
})

describe('the reasons of an end', () => {
  it('K-8: an agent’s end is the agent’s, answered or not', () => {
    expect(reasonOf(contactEnds('agent'))).toEqual({ reason: 'agent' })
    expect(reasonOf(contactEnds('agent'), performAll(chat, agentSends(sam, 'chat')))).toEqual({
      reason: 'agent',
    })
  })

  it('K-8: a call of ours that nobody took ends unanswered, whoever hangs up', () => {
    for (const by of ['agent', 'customer'] as const) {
      expect(reasonOf(callEnds(by), performFromStart([agentDials()]))).toEqual({ reason: 'unanswered' })
      expect(reasonOf(callEnds(by), performFromStart([agentDials(), agentAnswersCall()]))).toEqual({
        reason: by,
      })
    }
  })

  it('K-8: one of ours on another channel is never abandoned', () => {
    const restarted = performFromStart([
      customerWrites('chat'),
      agentSends(sam, 'chat'),
      contactEnds('agent'),
      { do: 'bounce', back: 0 },
    ])
    expect(currentConversation(restarted).contacts).toMatchObject([
      { direction: 'outbound', lastReplyAt: null },
    ])
    expect(reasonOf(contactEnds('customer'), restarted)).toEqual({ reason: 'customer' })
  })

  it('K-8: a close ends them with the conversation', () => {
    expect(reasonOf(agentCloses({ force: true }))).toEqual({ reason: 'conversation_closed' })
  })

  it('K-8: by silence it is idle, by losing sight of a call lost', () => {
    const silent = performAll(chat, agentSends(sam, 'chat'), advance(minutes(15)))
    expect(reasonOf({ do: 'sweep' }, silent)).toEqual({ reason: 'idle' })
    expect(
      reasonOf({ do: 'sweep' }, performFromStart([customerCalls(), agentAnswersCall(), advance(days(1))])),
    ).toEqual({ reason: 'lost' })
  })
})

describe('endContact', () => {
  const both = performAll(chat, customerWrites())

  it('K-6: it is named when several are open, or by its channel', () => {
    expect(performOne(both, contactEnds('agent')).answer).toEqual(
      refusalMatching('contact.ambiguous', 'K-6', { contacts: [entityIdOf('c1.1'), entityIdOf('c2.0')] }),
    )
    const left = (more: object) =>
      currentConversation(performOne(both, contactEnds('agent', more)).world).contacts
    expect(left({ contact: 0 })).toMatchObject([{ channel: 'chat' }])
    expect(left({ contact: 1 })).toMatchObject([{ channel: 'email' }])
    expect(left({ channel: 'chat' })).toMatchObject([{ channel: 'email' }])
  })

  it('K-6: what is not open cannot end', () => {
    expect(performOne(chat, contactEnds('agent', { channel: 'email' })).answer).toEqual(
      refusalMatching('contact.none', 'K-6'),
    )
    expect(performOne(both, contactEnds('agent', { channel: 'chat', contact: 0 })).answer).toEqual(
      refusalMatching('contact.none', 'K-6'),
    )
    const done = performAll(chat, contactEnds('agent'))
    expect(performOne(done, contactEnds('agent')).answer).toEqual(refusalMatching('contact.none', 'K-6'))
  })

  it('K-2: ending is not answering', () => {
    const { answer, world } = performOne(chat, contactEnds('agent'))
    expect(answerEventTypes(answer)).toEqual(['contact.ended', 'conversation.status_changed'])
    expect(currentConversation(world).pendingReplies).toHaveLength(1)
  })

  it('C-6: not once the conversation is closed', () => {
    expect(performOne(performFromStart(answeredAndClosed), contactEnds('agent')).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
  })
})
