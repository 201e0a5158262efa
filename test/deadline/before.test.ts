import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyDueDeadlines,
  applyDueTaskDeadline,
  type Conversation,
  createTask,
  deadlines,
  definePolicy,
  nextDeadline,
  type Policy,
  type PolicyInput,
  type StoredEvent,
  type Task,
  taskDeadline,
} from '../../src/index.ts'
import { contextFor, type OperationWorld, performFromStart } from '../conversation/operation-world.ts'
import { agentSends, currentConversation, customerWrites, policyWith } from '../conversation/operations.ts'
import { days, hours, minutes, noon, sam } from '../support/operations.ts'
import { activeCases, systemContext } from './active-cases.ts'

const chat = [customerWrites('chat'), agentSends(sam, 'chat')]

/** The policy that takes the place of another. */
const instead = (before: Policy, since: number, more: Omit<PolicyInput, 'inbox'> = {}): Policy =>
  definePolicy({
    inbox: 'support',
    channels: { letters: {} },
    ...more,
    effectiveFrom: since,
    previous: before,
  })

const at = (world: OperationWorld, now: number, policy: Policy) => ({ ...systemContext(world), now, policy })

const told = (c: Conversation, world: OperationWorld, now: number, policy: Policy) =>
  applyDueDeadlines(c, at(world, now, policy)).events.map(({ cause, occurredAt }) => [
    cause,
    occurredAt - noon,
  ])

describe('what fell due before a policy took effect', () => {
  const world = performFromStart(chat)
  const c = currentConversation(world)
  const shut = { autoClose: { hours: 1 } }

  it('D-2: without the policy before it nothing did, literally: it is due when the new one takes effect', () => {
    const since = noon + hours(5)
    expect(told(c, world, noon + days(1), policyWith({ effectiveFrom: since }))).toEqual([
      ['idle', hours(5)],
      ['idle', hours(5)],
    ])
    expect(
      told(c, world, noon + days(1), policyWith({ effectiveFrom: since, messagingIdle: 'off' })),
    ).toEqual([])
  })

  it('D-2: with it, it happened by that, and what comes after by the new one', () => {
    const policy = instead(policyWith(shut), noon + hours(5), { messagingIdle: 'off' })
    expect(deadlines(c, policy)).toMatchObject([{ kind: 'idle', at: noon + minutes(15) }])
    expect(nextDeadline(c, policy)).toBe(noon + minutes(15))
    expect(told(c, world, noon + days(1), policy)).toEqual([
      ['idle', minutes(15)],
      ['idle', minutes(15)],
      ['auto_close', hours(1) + minutes(15)],
      ['auto_close', hours(1) + minutes(15)],
    ])
  })

  it('D-2: the very instant belongs to both: the old one first', () => {
    const policy = instead(policyWith({}), noon + minutes(15), { messagingIdle: { hours: 3 }, ...shut })
    expect(told(c, world, noon + days(1), policy)).toEqual([
      ['idle', minutes(15)],
      ['idle', minutes(15)],
      ['auto_close', minutes(75)],
      ['auto_close', minutes(75)],
    ])
    const sooner = instead(policyWith({}), noon + minutes(15) - 1, { messagingIdle: { hours: 3 } })
    expect(told(c, world, noon + days(1), sooner)).toEqual([
      ['idle', hours(3)],
      ['idle', hours(3)],
    ])
  })

  it('D-2: what the new one makes due earlier than itself is due when it takes effect', () => {
    const policy = instead(policyWith({ messagingIdle: 'off' }), noon + hours(5))
    expect(told(c, world, noon + days(1), policy)).toEqual([
      ['idle', hours(5)],
      ['idle', hours(5)],
    ])
  })

  it('D-2: as far back as policies are known', () => {
    const first = policyWith({ messagingIdle: 'off', mailIdle: 'off' })
    const second = instead(first, noon + hours(1))
    const third = instead(second, noon + hours(2), { messagingIdle: 'off', ...shut })
    expect(told(c, world, noon + days(1), third)).toEqual([
      ['idle', hours(1)],
      ['idle', hours(1)],
      ['auto_close', hours(2)],
      ['auto_close', hours(2)],
    ])
  })

  it('D-2, D-6: a response that was told by the old one is told again only where the new one gives longer', () => {
    const owed = performFromStart([customerWrites()])
    const target = (n: number) => ({ firstResponse: { byInbox: { support: { hours: n } } } })
    const change = (n: number) => instead(policyWith(target(1)), noon + hours(2), target(n))
    expect(told(currentConversation(owed), owed, noon + days(1), change(1))).toEqual([
      ['first_response', hours(1)],
    ])
    expect(told(currentConversation(owed), owed, noon + days(1), change(5))).toEqual([
      ['first_response', hours(1)],
      ['first_response', hours(5)],
    ])
  })
})

describe('tasks', () => {
  const made = (dueAt: number): Task => {
    const { situation } = performFromStart([customerWrites()])
    if (situation.customer === null) throw new Error('ada is known')
    const context = contextFor(performFromStart([customerWrites()]))
    const task = createTask(situation.customer, { text: 'Call', dueAt, conversation: null }, context)
    if (!task.ok) throw new Error(task.error.code)
    return task.state
  }

  it('TK-6, D-2: fall due by the policy of that time as well', () => {
    const task = made(noon + hours(1))
    const since = noon + hours(5)
    expect(taskDeadline(task, policyWith({ effectiveFrom: since }))?.at).toBe(since)
    expect(taskDeadline(task, instead(policyWith({}), since))?.at).toBe(noon + hours(1))
    expect(taskDeadline(task, instead(policyWith({ effectiveFrom: noon + hours(2) }), since))?.at).toBe(
      noon + hours(2),
    )
    expect(taskDeadline(made(noon + hours(9)), instead(policyWith({}), since))?.at).toBe(noon + hours(9))
    const late = applyDueTaskDeadline(
      task,
      at(performFromStart([]), noon + days(3), instead(policyWith({}), since)),
    )
    expect(late.events).toMatchObject([{ type: 'task.overdue', occurredAt: noon + hours(1) }])
    expect(late.state.overdueAt).toBe(noon + hours(1))
  })
})

const untimed = (events: readonly StoredEvent[]): readonly object[] =>
  events.map(({ recordedAt: _, ...event }) => event)

const inputs = fc.constantFrom<Omit<PolicyInput, 'inbox'>>(
  {},
  { autoClose: { minutes: 15 }, messagingIdle: { minutes: 1 }, mailIdle: { minutes: 1 } },
  { messagingIdle: 'off', mailIdle: 'off', callTimeout: 'off', autoClose: { days: 1 } },
  { firstResponse: { byInbox: { support: { hours: 5 }, live: { days: 1 } } }, callTimeout: { days: 20 } },
)
const changes = fc.array(fc.tuple(fc.nat(days(10)), inputs), { minLength: 1, maxLength: 3 })

describe('laws', () => {
  it('D-2: swept by each policy in its time, or late by the last, which knows those before it: the same', () => {
    fc.assert(
      fc.property(
        activeCases,
        changes,
        fc.array(fc.nat(days(40)), { maxLength: 5 }),
        ({ c, world }, planned, times) => {
          const since = new Map(
            planned.map(([after, input]) => [
              Math.max(world.policy.effectiveFrom, world.now) + 1 + after,
              input,
            ]),
          )
          const policies = [...since].sort(([a], [b]) => a - b)
          const end = world.now + days(60)
          let policy = world.policy
          let state = c
          let events: readonly StoredEvent[] = []
          const sweepUntil = (now: number): void => {
            const head = world.situation.head + events.length
            const swept = applyDueDeadlines(state, { ...at(world, now, policy), head })
            state = swept.state
            events = [...events, ...swept.events]
          }
          for (const [from, input] of policies) {
            for (const time of times.map((ms) => world.now + ms).sort((a, b) => a - b))
              if (time > policy.effectiveFrom && time <= from) sweepUntil(time)
            sweepUntil(from)
            policy = instead(policy, from, input)
          }
          sweepUntil(end)
          const late = applyDueDeadlines(c, at(world, end, policy))
          expect(state).toEqual(late.state)
          expect(untimed(events)).toEqual(untimed(late.events))
        },
      ),
    )
  })

  it('D-2: without one before it nothing is due before it took effect', () => {
    fc.assert(
      fc.property(activeCases, fc.nat(days(10)), inputs, ({ c, world }, after, input) => {
        const since = world.now + after
        const policy = definePolicy({ inbox: 'support', ...input, effectiveFrom: since })
        for (const { occurredAt } of applyDueDeadlines(c, at(world, since + days(40), policy)).events)
          expect(occurredAt).toBeGreaterThanOrEqual(since)
      }),
    )
  })

  it('D-1, D-2: what is due is in order, and each thing once, whatever held before', () => {
    fc.assert(
      fc.property(activeCases, fc.nat(days(2)), inputs, ({ c, world }, after, input) => {
        const since = Math.max(world.policy.effectiveFrom, world.now - days(1)) + 1 + after
        const due = deadlines(c, instead(world.policy, since, input))
        expect(due.map((one) => one.at)).toEqual(due.map((one) => one.at).sort((a, b) => a - b))
        const known = due.map(({ kind, contact }) => `${kind} ${contact}`)
        expect(new Set(known).size).toBe(known.length)
      }),
    )
  })
})
