import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlines, type PolicyInput, reopenableUntil, settle } from '../../src/index.ts'
import {
  assigns,
  closes,
  ends,
  eventsOf,
  marks,
  notes,
  reopens,
  rings,
  sends,
  the,
  under,
  waits,
  writes,
} from '../conversation/scene.ts'
import { goOn, play, tell } from '../conversation/world.ts'
import { days, hours, minutes, noon, type Operation } from '../support/operations.ts'
import { alive, systemIn } from './lively.ts'

const shut = under({ autoClose: { hours: 2 } })
const sweep = { do: 'sweep' } as const
const waiting = [writes(), sends(), ends('agent')]

/** When it closes by itself, counted from noon; null where it does not. */
const closesAt = (story: readonly Operation[], more: Omit<PolicyInput, 'inbox'> = {}): number | null => {
  const world = play(story, under({ autoClose: { hours: 2 }, ...more }))
  const found = deadlines(the(world), world.policy).find(({ kind }) => kind === 'auto_close')
  return found === undefined ? null : found.at - noon
}

describe('auto-close', () => {
  it('D-4: is off by default', () => {
    expect(deadlines(the(play(waiting)), under({}))).toEqual([])
  })

  it('D-4: closes what is Waiting for so long, by the system, at its own time', () => {
    const { answer, world } = tell(play([...waiting, waits(days(5))], shut), sweep)
    expect(eventsOf(answer)).toMatchObject([
      {
        type: 'conversation.closed',
        cause: 'auto_close',
        actor: { kind: 'system' },
        occurredAt: noon + hours(2),
      },
      { type: 'conversation.status_changed', data: { from: 'waiting', to: 'closed' } },
    ])
    expect(the(world).closed).toEqual({
      at: noon + hours(2),
      by: { kind: 'system', id: null },
      cause: 'auto_close',
    })
  })

  it('D-4, P 58: not while anything is owed', () => {
    expect(closesAt([writes(), ends('agent')])).toBeNull()
    expect(closesAt([writes(), ends('agent'), sends()])).toBeNull()
    expect(closesAt([rings(), waits(days(1)), notes()])).toBeNull()
    expect(closesAt([writes(), marks()])).toBe(hours(2))
  })

  it('D-4: not while a contact is open', () => {
    expect(closesAt([writes()])).toBeNull()
    expect(closesAt([writes(), sends()])).toBeNull()
  })

  it('D-4: the clock starts at the last change of status', () => {
    const late = play([...waiting.slice(0, 2), waits(days(1))], shut)
    expect(deadlines(the(tell(late, sweep).world), shut)).toEqual([])
    expect(the(tell(late, sweep).world).closed).toMatchObject({ at: noon + hours(1) + hours(2) })
  })

  it('D-4: or at the last activity, be it later', () => {
    const machine = { kind: 'automation', id: 'bot' } as const
    expect(closesAt([...waiting, waits(minutes(30)), sends(machine)])).toBe(hours(2))
    expect(closesAt([...waiting, waits(minutes(30)), { do: 'echo', channel: 'chat' }])).toBe(hours(2.5))
    expect(closesAt([...waiting, waits(minutes(30)), notes(), assigns('kim')])).toBe(hours(2))
  })

  it('D-4, S-2: an agent’s bare reopen is a change of status', () => {
    expect(closesAt([writes(), sends(), closes(), waits(hours(1)), reopens()])).toBe(hours(3))
  })

  it('D-4, C-3: asks for no topic', () => {
    const world = play([...waiting, waits(days(1))], under({ autoClose: { hours: 2 }, closingTopics: 'any' }))
    expect(the(tell(world, sweep).world).closed).toMatchObject({ cause: 'auto_close' })
  })

  it('D-4, W-1: the window is measured from its own time, whenever anybody looks', () => {
    const policy = under({ autoClose: { hours: 2 }, reopenWindow: { hours: 4 } })
    const left = play(waiting, policy)
    const closed = the(tell(goOn(left, waits(days(1))), sweep).world)
    expect(reopenableUntil(closed, policy)).toBe(noon + hours(6))
    const inside = tell(goOn(left, waits(hours(6))), writes())
    expect(the(inside.world).id).toBe(closed.id)
    const outside = tell(goOn(left, waits(hours(6) + 1)), writes())
    expect(the(outside.world)).toMatchObject({ follows: closed.id })
  })

  it('D-4: at once, if the policy says so', () => {
    const world = play([...waiting, waits(1)], under({ autoClose: { minutes: 0 } }))
    expect(the(tell(world, sweep).world).closed).toMatchObject({ at: noon })
  })
})

describe('laws', () => {
  it('D-4: whatever closed by itself was Waiting, owed nothing, was not put aside, and had been so for as long', () => {
    fc.assert(
      fc.property(alive, ({ c, world }) => {
        const { events } = settle(c, { ...systemIn(world), now: world.now + days(40) })
        const at = events.findIndex(({ type }) => type === 'conversation.closed')
        if (at < 0) return
        const before = settle(c, { ...systemIn(world), now: (events[at]?.occurredAt ?? 0) - 1 }).state
        expect(before.owed).toEqual([])
        expect(events[at]).toMatchObject({ cause: 'auto_close' })
        const due = (events[at]?.occurredAt ?? 0) - (world.policy.autoClose ?? 0)
        if ((events[at]?.occurredAt ?? 0) > world.policy.since)
          expect(due).toBeGreaterThanOrEqual(before.activeAt)
        expect(events.slice(at).map(({ type }) => type)).toEqual([
          'conversation.closed',
          'conversation.status_changed',
        ])
      }),
    )
  })
})
