import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDueDeadlines, deadlines, type PolicyInput, reopenableUntil } from '../../src/index.ts'
import { performAll, performFromStart, performOne } from '../conversation/operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentAssigns,
  agentCloses,
  agentMarksNoReplyNeeded,
  agentReopens,
  agentSends,
  answerEvents,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  policyWith,
} from '../conversation/operations.ts'
import { days, hours, minutes, noon, type Operation } from '../support/operations.ts'
import { activeCases, systemContext } from './active-cases.ts'

const shut = policyWith({ autoClose: { hours: 2 } })
const sweep = { do: 'sweep' } as const
const waiting = [customerWrites(), agentSends(), contactEnds('agent')]

/** When it closes by itself, counted from noon; null where it does not. */
const closesAt = (story: readonly Operation[], more: Omit<PolicyInput, 'inbox'> = {}): number | null => {
  const world = performFromStart(story, policyWith({ autoClose: { hours: 2 }, ...more }))
  const found = deadlines(currentConversation(world), world.policy).find(({ kind }) => kind === 'auto_close')
  return found === undefined ? null : found.at - noon
}

describe('auto-close', () => {
  it('D-4: is off by default', () => {
    expect(deadlines(currentConversation(performFromStart(waiting)), policyWith({}))).toEqual([])
  })

  it('D-4: closes what is Waiting for so long, by the system, at its own time', () => {
    const { answer, world } = performOne(performFromStart([...waiting, advance(days(5))], shut), sweep)
    expect(answerEvents(answer)).toMatchObject([
      {
        type: 'conversation.closed',
        cause: 'auto_close',
        actor: { kind: 'system' },
        occurredAt: noon + hours(2),
      },
      { type: 'conversation.status_changed', data: { from: 'waiting', to: 'closed' } },
    ])
    expect(currentConversation(world).closed).toEqual({
      at: noon + hours(2),
      by: { kind: 'system', id: null },
      cause: 'auto_close',
    })
  })

  it('D-4, P 58: not while anything is owed', () => {
    expect(closesAt([customerWrites(), contactEnds('agent')])).toBeNull()
    expect(closesAt([customerWrites(), contactEnds('agent'), agentSends()])).toBeNull()
    expect(closesAt([customerCalls(), advance(days(1)), agentAddsNote()])).toBeNull()
    expect(closesAt([customerWrites(), agentMarksNoReplyNeeded()])).toBe(hours(2))
  })

  it('D-4: not while a contact is open', () => {
    expect(closesAt([customerWrites()])).toBeNull()
    expect(closesAt([customerWrites(), agentSends()])).toBeNull()
  })

  it('D-4: the clock starts at the last change of status', () => {
    const late = performFromStart([...waiting.slice(0, 2), advance(days(1))], shut)
    expect(deadlines(currentConversation(performOne(late, sweep).world), shut)).toEqual([])
    expect(currentConversation(performOne(late, sweep).world).closed).toMatchObject({
      at: noon + hours(1) + hours(2),
    })
  })

  it('D-4: or at the last activity, be it later', () => {
    const machine = { kind: 'automation', id: 'bot' } as const
    expect(closesAt([...waiting, advance(minutes(30)), agentSends(machine)])).toBe(hours(2))
    expect(closesAt([...waiting, advance(minutes(30)), { do: 'echo', channel: 'chat' }])).toBe(hours(2.5))
    expect(closesAt([...waiting, advance(minutes(30)), agentAddsNote(), agentAssigns('kim')])).toBe(hours(2))
  })

  it('D-4, S-2: an agent’s bare reopen is a change of status', () => {
    expect(closesAt([customerWrites(), agentSends(), agentCloses(), advance(hours(1)), agentReopens()])).toBe(
      hours(3),
    )
  })

  it('D-4, C-3: asks for no topic', () => {
    const world = performFromStart(
      [...waiting, advance(days(1))],
      policyWith({ autoClose: { hours: 2 }, closingTopics: 'any' }),
    )
    expect(currentConversation(performOne(world, sweep).world).closed).toMatchObject({ cause: 'auto_close' })
  })

  it('D-4, W-1: the window is measured from its own time, whenever anybody looks', () => {
    const policy = policyWith({ autoClose: { hours: 2 }, reopenWindow: { hours: 4 } })
    const left = performFromStart(waiting, policy)
    const closed = currentConversation(performOne(performAll(left, advance(days(1))), sweep).world)
    expect(reopenableUntil(closed, policy)).toBe(noon + hours(6))
    const inside = performOne(performAll(left, advance(hours(6))), customerWrites())
    expect(currentConversation(inside.world).id).toBe(closed.id)
    const outside = performOne(performAll(left, advance(hours(6) + 1)), customerWrites())
    expect(currentConversation(outside.world)).toMatchObject({ follows: closed.id })
  })

  it('D-4: at once, if the policy says so', () => {
    const world = performFromStart([...waiting, advance(1)], policyWith({ autoClose: { minutes: 0 } }))
    expect(currentConversation(performOne(world, sweep).world).closed).toMatchObject({ at: noon })
  })
})

describe('laws', () => {
  it('D-4: whatever closed by itself was Waiting, owed nothing, was not put aside, and had been so for as long', () => {
    fc.assert(
      fc.property(activeCases, ({ c, world }) => {
        const { events } = applyDueDeadlines(c, { ...systemContext(world), now: world.now + days(40) })
        const at = events.findIndex(({ type }) => type === 'conversation.closed')
        if (at < 0) return
        const before = applyDueDeadlines(c, {
          ...systemContext(world),
          now: (events[at]?.occurredAt ?? 0) - 1,
        }).state
        expect(before.pendingReplies).toEqual([])
        expect(events[at]).toMatchObject({ cause: 'auto_close' })
        const due = (events[at]?.occurredAt ?? 0) - (world.policy.autoClose ?? 0)
        if ((events[at]?.occurredAt ?? 0) > world.policy.effectiveFrom)
          expect(due).toBeGreaterThanOrEqual(before.lastActivityAt)
        expect(events.slice(at).map(({ type }) => type)).toEqual([
          'conversation.closed',
          'conversation.status_changed',
        ])
      }),
    )
  })
})
