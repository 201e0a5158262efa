import { describe, expect, it } from 'vitest'
import { conversationRowOf, isActive, type Status, status, systemActor } from '../../src/index.ts'
import type { Operation } from '../support/operations.ts'
import { ada, days, defaultPolicy, host, minutes, noon, sam } from '../support/operations.ts'
import { performFromStart, performOne } from './operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentAddsTopic,
  agentAnswersCall,
  agentAssigns,
  agentCloses,
  agentMarksNoReplyNeeded,
  agentReopens,
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
} from './operations.ts'

const statusAfter = (...operations: readonly Operation[]): Status =>
  status(currentConversation(performFromStart(operations)))

describe('status', () => {
  it('S-1: it is computed from three facts: closed, open contacts, an agent', () => {
    const { contacts } = currentConversation(performFromStart([customerWrites()]))
    const { closed } = currentConversation(performFromStart(answeredAndClosed))
    expect(status({ closed, contacts: [], agent: 'sam' })).toBe('closed')
    expect(status({ closed, contacts, agent: null })).toBe('closed')
    expect(status({ closed: null, contacts: [], agent: 'sam' })).toBe('waiting')
    expect(status({ closed: null, contacts: [], agent: null })).toBe('waiting')
    expect(status({ closed: null, contacts, agent: 'sam' })).toBe('open')
    expect(status({ closed: null, contacts, agent: null })).toBe('new')
  })

  it.each<[Status, string, ...Operation[]]>([
    ['new', 'a customer writes', customerWrites()],
    ['new', 'he writes again, and again', customerWrites(), customerWrites(), customerWrites('chat')],
    ['new', 'he calls', customerCalls()],
    ['new', 'an agent lets go of it', customerWrites(), agentAssigns('sam'), agentAssigns(null)],
    [
      'new',
      'a bot answers',
      customerWrites(),
      agentSends({ kind: 'automation', id: 'bot' }, 'email', { answers: true }),
    ],
    ['open', 'an agent is assigned', customerWrites(), agentAssigns('sam')],
    ['open', 'an agent answers', customerWrites(), agentSends()],
    ['open', 'an agent takes the call', customerCalls(), agentAnswersCall()],
    ['open', 'an agent writes first', agentSends()],
    ['waiting', 'the last contact ends', customerWrites(), agentSends(), contactEnds('agent')],
    ['waiting', 'no reply is needed', customerWrites(), agentMarksNoReplyNeeded()],
    ['waiting', 'both hang up', customerCalls(), agentAnswersCall(), callEnds()],
    ['waiting', 'an agent reopens it and does no more', ...answeredAndClosed, agentReopens()],
    [
      'open',
      'one contact ends and another goes on',
      customerWrites(),
      customerWrites('chat'),
      agentSends(),
      contactEnds('agent', { contact: 1 }),
    ],
    [
      'open',
      'the customer writes while it waits for him',
      customerWrites(),
      agentSends(),
      contactEnds('agent'),
      customerWrites(),
    ],
    [
      'new',
      'the customer writes while it waits and nobody has it',
      customerWrites(),
      contactEnds('agent'),
      customerWrites(),
    ],
    ['closed', 'an agent closes it', ...answeredAndClosed],
    ['closed', 'nobody took the call', customerCalls(), callEnds()],
    ['open', 'the customer answers a closed one that an agent had', ...answeredAndClosed, customerWrites()],
    ['new', 'the window was over', ...answeredAndClosed, advance(days(2)), customerWrites()],
  ])('S-1, S-2: it is %s when %s', (wanted, _, ...operations) => {
    expect(statusAfter(...operations)).toBe(wanted)
  })

  it('O-1: all but Closed is active', () => {
    expect(
      isActive(currentConversation(performFromStart([customerWrites(), agentMarksNoReplyNeeded()]))),
    ).toBe(true)
    expect(isActive(currentConversation(performFromStart(answeredAndClosed)))).toBe(false)
  })

  it('S-4: the column that a store lists by is computed at the write', () => {
    const c = currentConversation(performFromStart([customerWrites(), agentSends()]))
    expect(conversationRowOf(c, defaultPolicy)).toEqual({
      conversation: c,
      status: 'open',
      dueAt: noon + 60 * 60_000,
    })
    expect(
      conversationRowOf(currentConversation(performFromStart(answeredAndClosed)), defaultPolicy),
    ).toMatchObject({
      status: 'closed',
      dueAt: null,
    })
  })
})

describe('a change of status', () => {
  const change = (operation: Operation, ...before: readonly Operation[]) =>
    answerEvents(performOne(performFromStart(before), operation).answer).filter(
      ({ type }) => type === 'conversation.status_changed',
    )

  it('S-3: it is one event with from and to, cause and actor; null at birth', () => {
    expect(change(customerWrites())).toMatchObject([
      { data: { from: null, to: 'new' }, cause: 'receive', actor: ada },
    ])
    expect(change(agentSends(), customerWrites())).toMatchObject([
      { data: { from: 'new', to: 'open' }, cause: 'send', actor: sam },
    ])
    expect(change(agentAssigns(null, { by: host }), customerWrites(), agentSends())).toMatchObject([
      { data: { from: 'open', to: 'new' }, cause: 'assign', actor: host },
    ])
    expect(change(agentCloses(), customerWrites(), agentSends())).toMatchObject([
      { data: { from: 'open', to: 'closed' }, cause: 'close', actor: sam },
    ])
    expect(change(agentReopens(), ...answeredAndClosed)).toMatchObject([
      { data: { from: 'closed', to: 'waiting' }, cause: 'reopen', actor: sam },
    ])
  })

  it('S-3: what happens between is no change of its own', () => {
    const { answer } = performOne(performFromStart([customerCalls()]), callEnds())
    expect(answerEventTypes(answer)).toEqual([
      'call.ended',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
    ])
    expect(answerEventData(answer, 'conversation.status_changed')).toEqual({ from: 'new', to: 'closed' })
  })

  it('S-3: by a deadline it is the system’s, at the time it was due', () => {
    const world = performFromStart([customerWrites('chat'), agentSends(sam, 'chat'), advance(days(1))])
    const { answer } = performOne(world, { do: 'sweep' })
    expect(answerEvents(answer).at(-1)).toMatchObject({
      data: { from: 'open', to: 'waiting' },
      cause: 'idle',
      actor: systemActor,
      occurredAt: noon + minutes(15),
    })
  })

  it.each<[string, Operation]>([
    ['a note', agentAddsNote()],
    ['a topic', agentAddsTopic('vase')],
    ['another message of the customer', customerWrites()],
    ['another message of the agent', agentSends()],
    ['a message of another agent', agentSends({ kind: 'agent', id: 'kim' })],
    ['another inbox', agentAssigns('sam', { inbox: 'sales' })],
    ['another agent', agentAssigns('kim')],
  ])('S-2, S-5: %s is none', (_, operation) => {
    const world = performFromStart([customerWrites(), agentSends(), advance(minutes(1))])
    const { world: after } = performOne(world, operation)
    expect(change(operation, customerWrites(), agentSends(), advance(minutes(1)))).toEqual([])
    expect(currentConversation(after).statusChangedAt).toBe(noon)
  })

  it('S-5: a message that changes no status changes nothing but what is heard and owed', () => {
    const world = performFromStart([
      customerWrites(),
      agentSends(),
      agentAddsTopic('vase'),
      advance(minutes(5)),
    ])
    const before = currentConversation(world)
    const { world: after } = performOne(world, customerWrites())
    expect(currentConversation(after)).toEqual({
      ...before,
      pendingReplies: [
        {
          contact: before.contacts[0]?.id,
          channel: 'email',
          endpoint: null,
          address: null,
          session: null,
          waitingSince: noon + minutes(5),
          laterTimes: [],
          overdueAt: null,
        },
      ],
      lastActivityAt: noon + minutes(5),
      lastCustomerMessageAt: noon + minutes(5),
      lastCustomerMessageSeq: world.situation.head + 1,
    })
  })

  it('S-6: however many messages come, New stays New', () => {
    const world = performFromStart(Array.from({ length: 40 }, () => customerWrites()))
    expect(status(currentConversation(world))).toBe('new')
    expect(world.log.filter(({ type }) => type === 'conversation.status_changed')).toHaveLength(1)
  })
})
