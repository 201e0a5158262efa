import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyDeadline,
  applyDueDeadlines,
  type ConversationChanged,
  type Deadline,
  deadlines,
  foldConversation,
  type Refusal,
  type Refused,
  type StoredEvent,
  snoozeConversation,
} from '../../src/index.ts'
import { contextFor, performAll, performFromStart } from '../conversation/operation-world.ts'
import {
  advance,
  agentAnswersCall,
  agentSends,
  currentConversation,
  customerCalls,
  customerWrites,
} from '../conversation/operations.ts'
import { days, hours, minutes, noon, sam } from '../support/operations.ts'
import { activeCases, systemContext } from './active-cases.ts'

const chat = [customerWrites('chat'), agentSends(sam, 'chat')]

const yes = (changed: ConversationChanged | Refused<Refusal>): ConversationChanged => {
  if (!changed.ok) throw new Error(changed.error.message)
  return changed
}

const first = (of: readonly Deadline[]): Deadline => {
  const [found] = of
  if (found === undefined) throw new Error('nothing is due')
  return found
}

describe('applyDeadline', () => {
  const world = performFromStart(chat)
  const idle = first(deadlines(currentConversation(world), world.policy))
  const at = (now: number, from = world) => ({ ...contextFor(from), now })

  it('D-1, D-2: at its time it happens, by the system', () => {
    const { state, events } = yes(applyDeadline(currentConversation(world), idle, at(noon + minutes(15))))
    expect(state.contacts).toEqual([])
    expect(events).toMatchObject([
      {
        type: 'contact.ended',
        data: { reason: 'idle' },
        actor: { kind: 'system' },
        occurredAt: noon + minutes(15),
      },
      { type: 'conversation.status_changed', data: { from: 'open', to: 'waiting' } },
    ])
  })

  it('D-2: early it is refused, and told when', () => {
    expect(applyDeadline(currentConversation(world), idle, at(noon + minutes(15) - 1))).toMatchObject({
      ok: false,
      error: { code: 'deadline.early', rule: 'D-2', at: noon + minutes(15) },
    })
    expect(applyDeadline(currentConversation(world), idle, at(Number.NaN))).toMatchObject({ ok: false })
  })

  it('D-2: days late it happens at its own time', () => {
    const { events } = yes(applyDeadline(currentConversation(world), idle, at(noon + days(9))))
    expect(events[0]).toMatchObject({ occurredAt: noon + minutes(15), recordedAt: noon + days(9) })
  })

  it('D-2, P 65: twice, or where something happened before, it changes nothing', () => {
    const once = yes(applyDeadline(currentConversation(world), idle, at(noon + days(9))))
    expect(applyDeadline(once.state, idle, at(noon + days(9)))).toEqual({
      ok: true,
      state: once.state,
      events: [],
    })
    const stale = performAll(world, advance(minutes(5)), customerWrites('chat'), agentSends(sam, 'chat'))
    const untouched = applyDeadline(currentConversation(stale), idle, at(noon + minutes(16), stale))
    expect(untouched).toEqual({ ok: true, state: currentConversation(stale), events: [] })
  })

  it('D-2: another time, contact or kind is another deadline', () => {
    for (const other of [{ at: idle.at - 1 }, { contact: 'c7.1' }, { kind: 'mail_idle' as const }])
      expect(
        yes(applyDeadline(currentConversation(world), { ...idle, ...other }, at(noon + days(9)))).events,
      ).toEqual([])
  })

  it('D-2: what was due before it happens before it, so timers may ring in any order', () => {
    const all = performFromStart([
      customerCalls(),
      agentAnswersCall(),
      customerWrites(),
      agentSends(),
      ...chat,
    ])
    const due = deadlines(currentConversation(all), all.policy)
    const now = noon + days(2)
    const last = due.at(-1) ?? idle
    const { state, events } = yes(applyDeadline(currentConversation(all), last, { ...contextFor(all), now }))
    expect(events.map(({ cause }) => cause)).toEqual(['idle', 'mail_idle', 'call_timeout', 'call_timeout'])
    expect(state).toEqual(applyDueDeadlines(currentConversation(all), { ...contextFor(all), now }).state)
    const one = yes(applyDeadline(currentConversation(all), due[1] ?? idle, { ...contextFor(all), now }))
    expect(one.events.map(({ cause }) => cause)).toEqual(['idle', 'mail_idle'])
  })

  it('D-2, Z-1: a snooze that was replaced rings no more', () => {
    const asleep = yes(
      snoozeConversation(currentConversation(world), { until: noon + hours(1) }, contextFor(world)),
    )
    const ring = first(deadlines(asleep.state, world.policy))
    expect(ring.kind).toBe('wake')
    const again = yes(snoozeConversation(asleep.state, { until: noon + hours(2) }, at(noon)))
    expect(yes(applyDeadline(again.state, ring, at(noon + hours(3)))).events).toEqual([])
    expect(yes(applyDeadline(asleep.state, ring, at(noon + hours(3)))).events).toHaveLength(1)
  })
})

const untimed = (events: readonly StoredEvent[]): readonly object[] =>
  events.map(({ recordedAt: _, ...event }) => event)

describe('laws', () => {
  it('D-1: sorted, each of its own, none before the policy, and the same from plain JSON', () => {
    fc.assert(
      fc.property(activeCases, ({ c, world: { policy } }) => {
        const due = deadlines(c, policy)
        expect(due.map(({ at }) => at)).toEqual(due.map(({ at }) => at).sort((a, b) => a - b))
        expect(new Set(due.map(({ kind, contact }) => `${kind} ${contact}`)).size).toBe(due.length)
        for (const { at } of due) expect(at).toBeGreaterThanOrEqual(policy.effectiveFrom)
        expect(deadlines(JSON.parse(JSON.stringify(c)), JSON.parse(JSON.stringify(policy)))).toEqual(due)
      }),
    )
  })

  it('D-2: rung one by one in any order, some twice, all comes out as if it were swept', () => {
    fc.assert(
      fc.property(activeCases, fc.infiniteStream(fc.nat(7)), ({ c, world }, chosen) => {
        const now = world.now + days(40)
        let state = c
        let told: readonly StoredEvent[] = []
        let rung: Deadline | undefined
        for (;;) {
          const due = deadlines(state, world.policy).filter(({ at }) => at <= now)
          if (due.length === 0) break
          const [n = 0] = chosen.take(1)
          const next = rung !== undefined && n === 7 ? rung : due[n % due.length]
          rung = next
          const head = world.situation.head + told.length
          const changed = yes(
            applyDeadline(state, next ?? first(due), { ...systemContext(world), now, head }),
          )
          state = changed.state
          told = [...told, ...changed.events]
        }
        const swept = applyDueDeadlines(c, { ...systemContext(world), now })
        expect(state).toEqual(swept.state)
        expect(untimed(told)).toEqual(untimed(swept.events))
      }),
    )
  })

  it('D-2: swept at any times, all comes out as in one go', () => {
    fc.assert(
      fc.property(activeCases, fc.array(fc.nat(days(40)), { maxLength: 6 }), ({ c, world }, times) => {
        let state = c
        let told: readonly StoredEvent[] = []
        for (const time of [...times.sort((a, b) => a - b), days(40)]) {
          const head = world.situation.head + told.length
          const changed = applyDueDeadlines(state, { ...systemContext(world), now: world.now + time, head })
          state = changed.state
          told = [...told, ...changed.events]
        }
        const swept = applyDueDeadlines(c, { ...systemContext(world), now: world.now + days(40) })
        expect(state).toEqual(swept.state)
        expect(untimed(told)).toEqual(untimed(swept.events))
      }),
    )
  })

  it('E-1, D-2: what fell due is the fold of its events; ids are used once', () => {
    fc.assert(
      fc.property(activeCases, ({ c, world }) => {
        const { state, events } = applyDueDeadlines(c, { ...systemContext(world), now: world.now + days(40) })
        const log = [...world.log, ...events]
        expect(foldConversation(log.filter(({ conversation }) => conversation === c.id))).toEqual(state)
        expect(new Set(log.map(({ id }) => id)).size).toBe(log.length)
      }),
    )
  })
})
