import { describe, expect, it } from 'vitest'
import { foldConversation, type StoredEvent } from '../../src/index.ts'
import { performAll, performFromStart, performOne } from '../conversation/operation-world.ts'
import {
  advance,
  agentAnswersCall,
  agentMarksNoReplyNeeded,
  agentSends,
  answerEventData,
  answerEventTypes,
  callEnds,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
} from '../conversation/operations.ts'
import { bot, host, kim, minutes, noon, type Operation, sam } from '../support/operations.ts'

const asked = performFromStart([customerWrites()])
const fulfilment = (operation: Operation, world = asked) =>
  answerEventData(performOne(world, operation).answer, 'contact.fulfilled')

describe('fulfilled', () => {
  it('K-2: by the first answer, of an agent, a program or a bot that says it answers', () => {
    for (const operation of [agentSends(), agentSends(host), agentSends(bot, 'email', { answers: true })])
      expect(fulfilment(operation)).toEqual({ outcome: 'responded' })
  })

  it('K-2: by taking the call', () => {
    const { answer, world } = performOne(performFromStart([customerCalls()]), agentAnswersCall())
    expect(answerEventTypes(answer)).toEqual([
      'call.answered',
      'contact.fulfilled',
      'conversation.assigned',
      'conversation.status_changed',
    ])
    expect(currentConversation(world).contacts).toMatchObject([{ fulfilled: 'responded', lastReplyAt: noon }])
  })

  it('K-3, A-4: a call of whose start nobody told is taken and started in one', () => {
    const { answer, world } = performOne(performFromStart([]), customerCalls('s1', { answeredBy: 'kim' }))
    expect(answerEventTypes(answer)).toEqual([
      'conversation.started',
      'contact.started',
      'call.started',
      'call.answered',
      'contact.fulfilled',
      'conversation.assigned',
      'conversation.status_changed',
    ])
    expect(currentConversation(world)).toMatchObject({ agent: 'kim', pendingReplies: [] })
    expect(answerEventData(answer, 'conversation.assigned')).toMatchObject({ reason: 'inbound' })
  })

  it('K-2: not by a notice or an auto-reply', () => {
    expect(fulfilment(agentSends(bot))).toBeUndefined()
  })

  it('K-2: once only', () => {
    const answered = performAll(asked, agentSends())
    expect(fulfilment(agentSends(kim), answered)).toBeUndefined()
    expect(fulfilment(agentSends(kim), performAll(answered, customerWrites()))).toBeUndefined()
  })

  it('K-2: not by our own first word, but by the answer to what the customer says then', () => {
    const { answer, world } = performOne(performFromStart([]), agentSends())
    expect(answerEventTypes(answer)).not.toContain('contact.fulfilled')
    expect(currentConversation(world).contacts).toMatchObject([{ fulfilled: null, lastReplyAt: noon }])
    expect(fulfilment(agentSends(), performAll(world, customerWrites()))).toEqual({ outcome: 'responded' })
  })

  it('K-2: fulfilled is not ended', () => {
    expect(currentConversation(performAll(asked, agentSends())).contacts).toMatchObject([
      { fulfilled: 'responded' },
    ])
  })

  it('K-2: no reply needed cancels', () => {
    expect(fulfilment(agentMarksNoReplyNeeded())).toEqual({ outcome: 'cancelled' })
  })
})

describe('owed', () => {
  const owedSince = (since: number, ...more: readonly number[]) => ({
    contact: entityIdOf('c1.1'),
    channel: 'email',
    endpoint: null,
    address: null,
    session: null,
    waitingSince: since,
    laterTimes: more,
    overdueAt: null,
  })

  it('C-1: from the first word, however many follow', () => {
    const world = performFromStart([
      customerWrites(),
      advance(minutes(1)),
      customerWrites(),
      advance(minutes(1)),
      customerWrites(),
    ])
    expect(currentConversation(world).pendingReplies).toEqual([
      owedSince(noon, noon + minutes(1), noon + minutes(2)),
    ])
  })

  it('I-14: from the earliest word, also when it comes later', () => {
    const world = performAll(asked, customerWrites('email', { late: minutes(7) }))
    expect(currentConversation(world).pendingReplies).toEqual([owedSince(noon - minutes(7), noon)])
    const several = performAll(
      asked,
      customerWrites('chat', { late: minutes(1) }),
      customerWrites('email', { late: minutes(9) }),
    )
    expect(
      currentConversation(several).pendingReplies.map(({ waitingSince }) => noon - waitingSince),
    ).toEqual([minutes(9), minutes(1)])
  })

  it('D-6: it remembers where the word came to, also when an earlier one comes later', () => {
    const world = performAll(
      asked,
      customerWrites('email', { endpoint: 'shop' }),
      customerWrites('chat', { endpoint: 'web' }),
    )
    const endpoints = (at: typeof world) =>
      currentConversation(at).pendingReplies.map(({ endpoint }) => endpoint)
    expect(endpoints(world)).toEqual([null, 'shop', 'web'])
    const earlier = performAll(world, customerWrites('email', { endpoint: 'shop', late: minutes(9) }))
    expect(endpoints(earlier)).toEqual([null, 'shop', 'web'])
    expect(currentConversation(earlier).pendingReplies[1]).toMatchObject({
      waitingSince: noon - minutes(9),
      overdueAt: null,
    })
  })

  it('C-1: until an answer on that contact; an open one beside it stays owed', () => {
    const both = performAll(asked, customerWrites('chat'))
    expect(currentConversation(performAll(both, agentSends(sam, 'chat'))).pendingReplies).toEqual([
      owedSince(noon),
    ])
  })

  it('C-1: once the contact has ended, any answer will do', () => {
    const both = performAll(asked, contactEnds('agent'), customerWrites('chat'))
    expect(currentConversation(both).pendingReplies).toHaveLength(2)
    expect(
      currentConversation(performAll(both, agentSends(sam, 'sms'))).pendingReplies.map(
        ({ contact }) => contact,
      ),
    ).toEqual([entityIdOf('c3.0')])
    expect(currentConversation(performAll(both, agentSends(sam, 'chat'))).pendingReplies).toEqual([])
  })

  it('I-14: an answer whose news are late answers no word that came after it', () => {
    const echo = { do: 'echo', channel: 'email', late: minutes(5) } as const
    const later = performAll(performFromStart([]), advance(minutes(10)), customerWrites())
    expect(currentConversation(performAll(later, advance(minutes(4)), echo)).pendingReplies).toHaveLength(1)
    expect(currentConversation(performAll(later, advance(minutes(5)), echo)).pendingReplies).toEqual([])
    const left = performAll(later, contactEnds('agent'), customerWrites('chat'), advance(minutes(4)), echo)
    expect(currentConversation(left).pendingReplies).toHaveLength(2)
  })

  it('K-3: a call that is taken is answered, whatever the clocks say', () => {
    const world = performFromStart([
      customerCalls('s1', { late: -minutes(1) }),
      advance(minutes(5)),
      agentAnswersCall(),
    ])
    const call = world.log.find(({ type }) => type === 'call.answered')
    const started = foldConversation(world.log.filter(({ type }) => /started$/.test(type)))
    expect(started?.pendingReplies).toHaveLength(1)
    const taken = { ...call, occurredAt: noon - minutes(1) } as StoredEvent
    expect(foldConversation([taken], started)?.pendingReplies).toEqual([])
  })

  it('C-1: what is quiet is owed to nobody', () => {
    const { answer, world } = performOne(
      performAll(asked, agentSends()),
      customerWrites('email', { automated: true }),
    )
    expect(answerEventData(answer, 'message.received')).toMatchObject({ silent: true })
    expect(currentConversation(world).pendingReplies).toEqual([])
  })

  it('I-19: again, once the answer comes back', () => {
    const { answer, world } = performOne(performAll(asked, agentSends(), advance(minutes(2))), {
      do: 'bounce',
      back: 0,
    })
    expect(answerEventData(answer, 'delivery.failed')).toMatchObject({ pendingAgain: true })
    expect(currentConversation(world).pendingReplies).toEqual([owedSince(noon + minutes(2))])
  })

  it('keeps of ended contacts the oldest and the newest sixteen that are pending (O-7, C-1)', () => {
    const calls = Array.from({ length: 40 }, (_, n) => [customerCalls(`s${n}`), callEnds('agent', `s${n}`)])
    const { pendingReplies, contacts } = currentConversation(performFromStart(calls.flat().slice(0, -1)))
    expect(contacts).toHaveLength(1)
    expect(pendingReplies).toHaveLength(17)
    expect(pendingReplies[0]?.contact).toBe(entityIdOf('c1.1'))
    expect(pendingReplies.at(-1)?.contact).toBe(contacts[0]?.id)
  })

  it('O-7: but what is owed by an open contact is never forgotten', () => {
    const chats = Array.from({ length: 20 }, (_, n) => customerWrites('chat', { session: `s${n}` }))
    expect(currentConversation(performFromStart(chats)).pendingReplies).toHaveLength(20)
  })
})

describe('answered', () => {
  it('K-4: silence is counted from the last answer, not from what the customer says', () => {
    const world = performAll(
      asked,
      advance(minutes(1)),
      agentSends(),
      advance(minutes(1)),
      customerWrites(),
      advance(minutes(1)),
    )
    expect(currentConversation(world).contacts).toMatchObject([{ lastReplyAt: noon + minutes(1) }])
    expect(currentConversation(performAll(world, agentSends())).contacts).toMatchObject([
      { lastReplyAt: noon + minutes(3) },
    ])
  })

  it('I-14: a later answer whose news come late does not turn the clock back', () => {
    const echo = { do: 'echo', channel: 'email', late: minutes(5) } as const
    const world = performAll(asked, agentSends(), advance(minutes(1)), echo)
    expect(currentConversation(world).contacts).toMatchObject([{ lastReplyAt: noon }])
  })

  it('tells replies of automations from all others, an echo included (I-10)', () => {
    expect(
      currentConversation(performAll(asked, agentSends(bot, 'email', { answers: true }))).lastAgentReplyAt,
    ).toBeNull()
    const echo: Operation = { do: 'echo', channel: 'email' }
    for (const reply of [agentSends(), agentSends(host), echo])
      expect(currentConversation(performAll(asked, reply)).lastAgentReplyAt).toBe(noon)
  })
})
