import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ActorKind,
  evolveConversation,
  type PolicyInput,
  reopenableUntil,
  reopenConversation,
  status,
  systemActor,
} from '../../src/index.ts'
import { ada, bot, days, host, hours, kim, noon, sam } from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import { contextFor, performAll, performFromStart, performOne } from './operation-world.ts'
import {
  advance,
  agentCloses,
  agentReopens,
  agentSends,
  answerEventData,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  currentConversation,
  customerWrites,
  policyWith,
  refusalMatching,
} from './operations.ts'

/** Sam’s closed conversation, some time later, under a policy. */
const after = (time: number, more: Omit<PolicyInput, 'inbox'> = {}) =>
  performFromStart([...answeredAndClosed, advance(time)], policyWith(more))

describe('the window', () => {
  it('W-2: agents may reopen at any age', () => {
    const { answer, world } = performOne(after(days(9_999), { reopenWindow: 'never' }), agentReopens(kim))
    expect(answerEventTypes(answer)).toContain('conversation.reopened')
    expect(status(currentConversation(world))).toBe('waiting')
  })

  it('W-2: programs of the host and the library may, too', () => {
    for (const by of [host, systemActor])
      expect(performOne(after(days(99)), agentReopens(by)).answer.ok).toBe(true)
  })

  it('W-2: automations only inside it; exactly its end is inside', () => {
    const over = refusalMatching('conversation.window_over', 'W-2', { until: noon + days(1) })
    expect(performOne(after(days(1)), agentReopens(bot)).answer.ok).toBe(true)
    expect(performOne(after(days(1) + 1), agentReopens(bot)).answer).toEqual(over)
    expect(performOne(after(0, { reopenWindow: 'never' }), agentReopens(bot)).answer).toEqual(
      refusalMatching('conversation.window_over', 'W-2', { until: 'never' }),
    )
    expect(performOne(after(days(999), { reopenWindow: 'always' }), agentReopens(bot)).answer.ok).toBe(true)
  })

  it('W-2: customers are bound as well, if a host lets them reopen', () => {
    for (const by of [ada, { kind: 'third_party', id: 'email:eve@example.com' } as const]) {
      expect(performOne(after(days(1)), agentReopens(by)).answer.ok).toBe(true)
      expect(performOne(after(days(1) + 1), agentReopens(by)).answer).toEqual(
        refusalMatching('conversation.window_over', 'W-2'),
      )
    }
  })

  it('W-2: the reason is told', () => {
    expect(
      answerEventData(performOne(after(0), agentReopens()).answer, 'conversation.reopened'),
    ).toMatchObject({
      reasons: [{ rule: 'W-2', found: 'by_hand', conversation: currentConversation(after(0)).id }],
    })
  })

  it('CU-4: one that was merged away stays closed and says where to go', () => {
    const world = after(0)
    const merged = deepFreeze({ ...currentConversation(world), mergedInto: 'c99.0' })
    expect(reopenConversation(merged, { active: null }, contextFor(world))).toEqual(
      refusalMatching('conversation.merged', 'CU-4', { into: 'c99.0', remedy: 'use conversation c99.0' }),
    )
  })
})

describe('the anchor', () => {
  it('W-3: it is the last close', () => {
    const again = performFromStart([
      ...answeredAndClosed,
      advance(hours(20)),
      customerWrites(),
      agentCloses({ force: true }),
    ])
    expect(currentConversation(again).lastCountedCloseAt).toBe(noon + hours(20))
    expect(reopenableUntil(currentConversation(again), again.policy)).toBe(noon + hours(44))
  })

  it('W-3: an agent’s reopen in which no contact started does not move it', () => {
    const touched = performFromStart([...answeredAndClosed, advance(days(30)), agentReopens(), agentCloses()])
    expect(currentConversation(touched)).toMatchObject({
      lastCountedCloseAt: noon,
      closed: { at: noon + days(30) },
    })
    const { answer } = performOne(touched, customerWrites())
    expect(answerEventData(answer, 'conversation.started')).toMatchObject({
      follows: currentConversation(touched).id,
    })
  })

  it('W-3: one in which a contact started does', () => {
    for (const operation of [customerWrites(), agentSends()]) {
      const used = performFromStart([
        ...answeredAndClosed,
        advance(days(30)),
        agentReopens(),
        operation,
        agentCloses({ force: true }),
      ])
      expect(currentConversation(used).lastCountedCloseAt).toBe(noon + days(30))
    }
  })

  it('W-3: it may be reopened any number of times', () => {
    let world = performFromStart(answeredAndClosed)
    for (let n = 0; n < 40; n++) {
      world = performAll(world, customerWrites(), agentSends(), agentCloses(), advance(hours(24)))
    }
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
    expect(currentConversation(world).reopenedAt).toHaveLength(16)
    expect(currentConversation(world).reopenedAt.at(-1)).toBe(noon + hours(24 * 39))
  })

  it('I-10: only reopenings by customers and third parties are counted', () => {
    expect(currentConversation(performFromStart([...answeredAndClosed, agentReopens()])).reopenedAt).toEqual(
      [],
    )
    const { answer, before } = performOne(performFromStart(answeredAndClosed), customerWrites())
    const reopened = answerEvents(answer).find(({ type }) => type === 'conversation.reopened')
    if (reopened === undefined) throw new Error('it was not reopened')
    const countsFor = (kind: ActorKind) =>
      evolveConversation(currentConversation(before), { ...reopened, actor: { kind, id: 'x' } }).reopenedAt
        .length
    const kinds: readonly ActorKind[] = ['customer', 'third_party', 'agent', 'api', 'automation', 'system']
    expect(kinds.map(countsFor)).toEqual([1, 1, 0, 0, 0, 0])
  })
})

describe('agent and inbox', () => {
  it('A-3: by default both are kept, however long ago', () => {
    const moved = performFromStart([
      customerWrites(),
      agentSends(),
      { do: 'assign', by: sam, inbox: 'sales' },
      agentCloses(),
      advance(days(99)),
    ])
    const { answer, world } = performOne(moved, agentReopens(host))
    expect(currentConversation(world)).toMatchObject({ agent: 'sam', inbox: 'sales' })
    expect(answerEventTypes(answer)).toEqual(['conversation.reopened', 'conversation.status_changed'])
  })

  it('A-3: policy may drop the agent at once', () => {
    const { answer, world } = performOne(after(0, { keepAssignee: 'never' }), customerWrites())
    expect(answerEventData(answer, 'conversation.assigned')).toEqual({
      inbox: 'support',
      agent: null,
      reason: 'reopened',
    })
    expect(status(currentConversation(world))).toBe('new')
  })

  it('A-3: or after a limit, which is inside', () => {
    const agentAfter = (time: number) =>
      currentConversation(performOne(after(time, { keepAssignee: { hours: 2 } }), customerWrites()).world)
        .agent
    expect([hours(2) - 1, hours(2), hours(2) + 1].map(agentAfter)).toEqual(['sam', 'sam', null])
    expect(
      currentConversation(performOne(after(0, { keepAssignee: { hours: 0 } }), customerWrites()).world).agent,
    ).toBeNull()
  })

  it('A-3: the host’s word drops the agent, or names another inbox', () => {
    const kept = (agent: boolean, inbox: string | null) =>
      performOne(after(0), agentReopens(host, { keep: { keepsAgent: agent, inbox } }))
    expect(currentConversation(kept(false, null).world)).toMatchObject({ agent: null, inbox: 'support' })
    expect(currentConversation(kept(true, 'sales').world)).toMatchObject({ agent: 'sam', inbox: 'sales' })
    expect(currentConversation(kept(false, 'sales').world)).toMatchObject({ agent: null, inbox: 'sales' })
    const moved = answerEvents(kept(false, 'sales').answer).filter(
      ({ type }) => type === 'conversation.assigned',
    )
    expect(moved).toMatchObject([
      {
        data: { agent: null, inbox: 'sales', reason: 'reopened' },
        assignee: { agent: 'sam', inbox: 'support' },
      },
    ])
  })

  it('A-3: the host’s word does not lengthen the policy’s limit', () => {
    const { world } = performOne(
      after(1, { keepAssignee: 'never' }),
      agentReopens(host, { keep: { keepsAgent: true, inbox: null } }),
    )
    expect(currentConversation(world).agent).toBeNull()
  })

  it('A-4: the agent who reopens has it', () => {
    const { answer, world } = performOne(after(0), agentReopens(kim))
    expect(currentConversation(world).agent).toBe('kim')
    expect(answerEventData(answer, 'conversation.assigned')).toMatchObject({
      agent: 'kim',
      reason: 'reopened',
    })
    expect(
      currentConversation(performOne(after(0, { keepAssignee: 'never' }), agentReopens()).world).agent,
    ).toBe('sam')
  })

  it('A-4: a machine that reopens has nothing', () => {
    expect(
      currentConversation(performOne(after(0, { keepAssignee: 'never' }), agentReopens(bot)).world).agent,
    ).toBeNull()
  })
})

describe('laws', () => {
  it('W-1, W-2: an automation may reopen as long as a screen says that it can be reopened', () => {
    const span = fc.oneof(
      fc.constantFrom('never' as const, 'always' as const),
      fc.nat(48).map((n) => ({ hours: n })),
    )
    fc.assert(
      fc.property(span, fc.nat(hours(60)), (reopenWindow, time) => {
        const world = after(time, { reopenWindow })
        const until = reopenableUntil(currentConversation(world), world.policy)
        const isInside = until === 'always' || (until !== 'never' && world.now <= until)
        expect(performOne(world, agentReopens(bot)).answer.ok).toBe(isInside)
      }),
    )
  })
})
