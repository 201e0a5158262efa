import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  applyDueDeadlines,
  type Conversation,
  type ConversationChanged,
  deadlines,
  nextDeadline,
  type StoredEvent,
  status,
  systemActor,
} from '../../src/index.ts'
import {
  contextFor,
  type OperationWorld,
  perform,
  performAll,
  performFromStart,
  performOne,
  runAll,
  startWorld,
} from '../conversation/operation-world.ts'
import {
  advance,
  agentAnswersCall,
  agentSends,
  answerEvents,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
  policyWith,
  unchangedAnswer,
} from '../conversation/operations.ts'
import {
  anyPolicy,
  days,
  hours,
  minutes,
  noon,
  type Operation,
  operations,
  sam,
} from '../support/operations.ts'

const sweep = { do: 'sweep' } as const
const chat = [customerWrites('chat'), agentSends(sam, 'chat')]

describe('settle', () => {
  it('D-2: what was due is applied at its own time, however late', () => {
    const { answer, world } = performOne(performFromStart([...chat, advance(days(3))]), sweep)
    expect(answerEvents(answer)).toMatchObject([
      {
        id: `${entityIdOf('c1.1')}.idle.0`,
        type: 'contact.ended',
        data: { reason: 'idle' },
        occurredAt: noon + minutes(15),
        recordedAt: noon + days(3),
        actor: systemActor,
        cause: 'idle',
        assignee: { inbox: 'support', agent: 'sam' },
      },
      {
        id: `${entityIdOf('c1.1')}.idle.1`,
        type: 'conversation.status_changed',
        data: { from: 'open', to: 'waiting' },
      },
    ])
    expect(currentConversation(world)).toMatchObject({ contacts: [], statusChangedAt: noon + minutes(15) })
  })

  it('D-2: exactly at its time it is due, a millisecond before it is not', () => {
    const before = performFromStart([...chat, advance(minutes(15) - 1)])
    expect(performOne(before, sweep).answer).toEqual(unchangedAnswer(before))
    expect(answerEvents(performOne(performAll(before, advance(1)), sweep).answer)).toHaveLength(2)
  })

  it('D-2, S-3: in order of due time, each a change of its own', () => {
    const world = performFromStart([
      customerCalls(),
      agentAnswersCall(),
      customerWrites(),
      agentSends(),
      ...chat,
      advance(days(2)),
    ])
    const events = answerEvents(performOne(world, sweep).answer)
    expect(events.map(({ type, cause, occurredAt }) => [type, cause, occurredAt - noon])).toEqual([
      ['contact.ended', 'idle', minutes(15)],
      ['contact.ended', 'mail_idle', hours(1)],
      ['contact.ended', 'call_timeout', days(1)],
      ['conversation.status_changed', 'call_timeout', days(1)],
    ])
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => world.situation.head + 1 + n))
  })

  it('K-3: a call that is given up is lost, and what was owed stays owed', () => {
    const { answer, world } = performOne(performFromStart([customerCalls(), advance(days(1))]), sweep)
    expect(answerEvents(answer)[0]).toMatchObject({ data: { reason: 'lost' } })
    expect(currentConversation(world).pendingReplies).toHaveLength(1)
    expect(status(currentConversation(world))).toBe('waiting')
  })

  it('D-2: a command comes after what was due', () => {
    const { runs, world } = perform(performFromStart([...chat, advance(days(1))]), customerWrites('chat'))
    expect(runs.map(({ operation }) => operation.do)).toEqual(['settle', 'write'])
    expect(currentConversation(world).contacts).toMatchObject([{ startedAt: noon + days(1) }])
  })

  it('D-2: nothing is applied that the policy does not know yet', () => {
    const since = noon + hours(5)
    const late = performFromStart([...chat, advance(hours(6))], policyWith({ effectiveFrom: since }))
    expect(answerEvents(performOne(late, sweep).answer)[0]).toMatchObject({ occurredAt: since })
  })

  it('D-2: the id says what fell due, so that nobody can apply it twice', () => {
    const world = performFromStart([...chat, advance(minutes(20))])
    const ids = (later: OperationWorld) => answerEvents(performOne(later, sweep).answer).map(({ id }) => id)
    expect(ids(world)).toEqual(ids({ ...world, commands: 77, now: world.now + 5 }))
  })

  it('D-1: where nothing is due the state is the very same', () => {
    const { active } = performFromStart([customerWrites()]).situation
    if (active === null) throw new Error('it is active')
    expect(applyDueDeadlines(active, contextFor(performFromStart([])))).toEqual({
      ok: true,
      state: active,
      events: [],
    })
  })
})

const untimed = (events: readonly StoredEvent[]): readonly object[] =>
  events.map(({ recordedAt: _, ...event }) => event)

/** What settling leaves when it is done at each of these times. */
const settleAt = (world: OperationWorld, times: readonly number[]): Omit<ConversationChanged, 'ok'> => {
  let state = currentConversation(world)
  const events: ConversationChanged['events'][number][] = []
  for (const now of times) {
    const context = { ...contextFor(world, systemActor), now, head: world.situation.head + events.length }
    const settled = applyDueDeadlines(state, context)
    state = settled.state
    events.push(...settled.events)
  }
  return { state, events }
}

/** Stories that end with an active conversation. */
const worlds = fc
  .tuple(operations, anyPolicy)
  .map(([story, given]) => runAll(story, given).world)
  .filter(({ situation }) => situation.active !== null)

describe('laws', () => {
  it('D-2: late, in one go, or step by step: the same, but for when it was recorded', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat(days(40)), { maxLength: 6 }), (world, waiting) => {
        const times = waiting.sort((a, b) => a - b).map((time) => world.now + time)
        const end = world.now + days(40)
        const inOneGo = settleAt(world, [end])
        const inSteps = settleAt(world, [...times, end])
        expect(inSteps.state).toEqual(inOneGo.state)
        expect(untimed(inSteps.events)).toEqual(untimed(inOneGo.events))
      }),
    )
  })

  it('D-2: a sweep more or less changes no outcome', () => {
    const swept = fc.array(fc.nat(30), { maxLength: 8 })
    fc.assert(
      fc.property(operations, anyPolicy, swept, (story, given, at) => {
        const plain = story.filter((operation) => operation.do !== 'sweep')
        const withSweeps = plain.flatMap((operation, n): readonly Operation[] =>
          at.includes(n) ? [operation, sweep, sweep] : [operation],
        )
        const end = { do: 'pass', for: days(40) } as const
        const [one, other] = [plain, withSweeps].map((each) => runAll([...each, end, sweep], given).world)
        expect(other?.situation).toEqual(one?.situation)
        expect(untimed(other?.log ?? [])).toEqual(untimed(one?.log ?? []))
      }),
    )
  })

  it('D-1, D-2: after it nothing is due any more, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(worlds, fc.nat(days(40)), (world, time) => {
        const now = world.now + time
        const { state } = settleAt(world, [now])
        const next = nextDeadline(state, world.policy)
        if (next !== null) expect(next).toBeGreaterThan(now)
        expect(settleAt(world, [now, now]).events).toEqual(settleAt(world, [now]).events)
      }),
    )
  })

  it('D-1, K-4, K-5: nothing falls due that is owed, but a call; nor before the policy', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const c: Conversation = currentConversation(world)
        const found = deadlines(c, world.policy)
        expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort((a, b) => a - b))
        for (const { contact, kind, at } of found) {
          const isOwed = c.pendingReplies.some((owed) => owed.contact === contact)
          expect(isOwed && kind !== 'call_timeout').toBe(false)
          expect(at).toBeGreaterThanOrEqual(world.policy.effectiveFrom)
        }
      }),
    )
  })

  it('S-5: what falls due ends contacts and changes no assignee, no topic and no word', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const before = currentConversation(world)
        const { state } = settleAt(world, [world.now + days(40)])
        const { contacts: _, statusChangedAt: __, ...rest } = before
        expect(state).toMatchObject(rest)
      }),
    )
  })

  it('D-1: a world begins with nothing due', () => {
    expect(perform(startWorld(), sweep).runs).toEqual([])
  })
})
