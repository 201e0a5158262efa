import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ActorKind,
  evolveConversation,
  type PolicyInput,
  reopenableUntil,
  reopenConversation,
  status,
  system,
} from '../../src/index.ts'
import { ada, bot, days, host, hours, kim, noon, sam } from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import {
  closes,
  dataOf,
  eventsOf,
  refused,
  reopens,
  sends,
  solved,
  the,
  typesOf,
  under,
  waits,
  writes,
} from './scene.ts'
import { contextFor, goOn, play, tell } from './world.ts'

/** Sam’s closed conversation, some time later, under a policy. */
const after = (time: number, more: Omit<PolicyInput, 'inbox'> = {}) =>
  play([...solved, waits(time)], under(more))

describe('the window', () => {
  it('W-2: agents may reopen at any age', () => {
    const { answer, world } = tell(after(days(9_999), { reopenWindow: 'never' }), reopens(kim))
    expect(typesOf(answer)).toContain('conversation.reopened')
    expect(status(the(world))).toBe('waiting')
  })

  it('W-2: programs of the host and the library may, too', () => {
    for (const by of [host, system]) expect(tell(after(days(99)), reopens(by)).answer.ok).toBe(true)
  })

  it('W-2: automations only inside it; exactly its end is inside', () => {
    const over = refused('conversation.window_over', 'W-2', { until: noon + days(1) })
    expect(tell(after(days(1)), reopens(bot)).answer.ok).toBe(true)
    expect(tell(after(days(1) + 1), reopens(bot)).answer).toEqual(over)
    expect(tell(after(0, { reopenWindow: 'never' }), reopens(bot)).answer).toEqual(
      refused('conversation.window_over', 'W-2', { until: 'never' }),
    )
    expect(tell(after(days(999), { reopenWindow: 'always' }), reopens(bot)).answer.ok).toBe(true)
  })

  it('W-2: customers are bound as well, if a host lets them reopen', () => {
    for (const by of [ada, { kind: 'other', id: 'email:eve@example.com' } as const]) {
      expect(tell(after(days(1)), reopens(by)).answer.ok).toBe(true)
      expect(tell(after(days(1) + 1), reopens(by)).answer).toEqual(refused('conversation.window_over', 'W-2'))
    }
  })

  it('W-2: the reason is told', () => {
    expect(dataOf(tell(after(0), reopens()).answer, 'conversation.reopened')).toMatchObject({
      reasons: [{ rule: 'W-2', found: 'by_hand', conversation: the(after(0)).id }],
    })
  })

  it('CU-4: one that was merged away stays closed and says where to go', () => {
    const world = after(0)
    const merged = deepFreeze({ ...the(world), mergedInto: 'c99.0' })
    expect(reopenConversation(merged, { active: null }, contextFor(world))).toEqual(
      refused('conversation.merged', 'CU-4', { into: 'c99.0', remedy: 'use conversation c99.0' }),
    )
  })
})

describe('the anchor', () => {
  it('W-3: it is the last close', () => {
    const again = play([...solved, waits(hours(20)), writes(), closes({ force: true })])
    expect(the(again).anchor).toBe(noon + hours(20))
    expect(reopenableUntil(the(again), again.policy)).toBe(noon + hours(44))
  })

  it('W-3: an agent’s reopen in which no contact started does not move it', () => {
    const touched = play([...solved, waits(days(30)), reopens(), closes()])
    expect(the(touched)).toMatchObject({ anchor: noon, closed: { at: noon + days(30) } })
    const { answer } = tell(touched, writes())
    expect(dataOf(answer, 'conversation.started')).toMatchObject({ follows: the(touched).id })
  })

  it('W-3: one in which a contact started does', () => {
    for (const operation of [writes(), sends()]) {
      const used = play([...solved, waits(days(30)), reopens(), operation, closes({ force: true })])
      expect(the(used).anchor).toBe(noon + days(30))
    }
  })

  it('W-3: it may be reopened any number of times', () => {
    let world = play(solved)
    for (let n = 0; n < 40; n++) {
      world = goOn(world, writes(), sends(), closes(), waits(hours(24)))
    }
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
    expect(the(world).reopenedAt).toHaveLength(16)
    expect(the(world).reopenedAt.at(-1)).toBe(noon + hours(24 * 39))
  })

  it('I-10: only reopenings by customers and third parties are counted', () => {
    expect(the(play([...solved, reopens()])).reopenedAt).toEqual([])
    const { answer, before } = tell(play(solved), writes())
    const reopened = eventsOf(answer).find(({ type }) => type === 'conversation.reopened')
    if (reopened === undefined) throw new Error('it was not reopened')
    const countsFor = (kind: ActorKind) =>
      evolveConversation(the(before), { ...reopened, actor: { kind, id: 'x' } }).reopenedAt.length
    const kinds: readonly ActorKind[] = ['customer', 'other', 'agent', 'api', 'automation', 'system']
    expect(kinds.map(countsFor)).toEqual([1, 1, 0, 0, 0, 0])
  })
})

describe('agent and inbox', () => {
  it('A-3: by default both are kept, however long ago', () => {
    const moved = play([
      writes(),
      sends(),
      { do: 'assign', by: sam, inbox: 'sales' },
      closes(),
      waits(days(99)),
    ])
    const { answer, world } = tell(moved, reopens(host))
    expect(the(world)).toMatchObject({ agent: 'sam', inbox: 'sales' })
    expect(typesOf(answer)).toEqual(['conversation.reopened', 'conversation.status_changed'])
  })

  it('A-3: policy may drop the agent at once', () => {
    const { answer, world } = tell(after(0, { keepAgent: 'never' }), writes())
    expect(dataOf(answer, 'conversation.assigned')).toEqual({
      inbox: 'support',
      agent: null,
      reason: 'reopened',
    })
    expect(status(the(world))).toBe('new')
  })

  it('A-3: or after a limit, which is inside', () => {
    const agentAfter = (time: number) =>
      the(tell(after(time, { keepAgent: { hours: 2 } }), writes()).world).agent
    expect([hours(2) - 1, hours(2), hours(2) + 1].map(agentAfter)).toEqual(['sam', 'sam', null])
    expect(the(tell(after(0, { keepAgent: { hours: 0 } }), writes()).world).agent).toBeNull()
  })

  it('A-3: the host’s word drops the agent, or names another inbox', () => {
    const kept = (agent: boolean, inbox: string | null) =>
      tell(after(0), reopens(host, { keep: { agent, inbox } }))
    expect(the(kept(false, null).world)).toMatchObject({ agent: null, inbox: 'support' })
    expect(the(kept(true, 'sales').world)).toMatchObject({ agent: 'sam', inbox: 'sales' })
    expect(the(kept(false, 'sales').world)).toMatchObject({ agent: null, inbox: 'sales' })
    const moved = eventsOf(kept(false, 'sales').answer).filter(({ type }) => type === 'conversation.assigned')
    expect(moved).toMatchObject([
      {
        data: { agent: null, inbox: 'sales', reason: 'reopened' },
        assignee: { agent: 'sam', inbox: 'support' },
      },
    ])
  })

  it('A-3: the host’s word does not lengthen the policy’s limit', () => {
    const { world } = tell(
      after(1, { keepAgent: 'never' }),
      reopens(host, { keep: { agent: true, inbox: null } }),
    )
    expect(the(world).agent).toBeNull()
  })

  it('A-4: the agent who reopens has it', () => {
    const { answer, world } = tell(after(0), reopens(kim))
    expect(the(world).agent).toBe('kim')
    expect(dataOf(answer, 'conversation.assigned')).toMatchObject({ agent: 'kim', reason: 'reopened' })
    expect(the(tell(after(0, { keepAgent: 'never' }), reopens()).world).agent).toBe('sam')
  })

  it('A-4: a machine that reopens has nothing', () => {
    expect(the(tell(after(0, { keepAgent: 'never' }), reopens(bot)).world).agent).toBeNull()
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
        const until = reopenableUntil(the(world), world.policy)
        const isInside = until === 'always' || (until !== 'never' && world.now <= until)
        expect(tell(world, reopens(bot)).answer.ok).toBe(isInside)
      }),
    )
  })
})
