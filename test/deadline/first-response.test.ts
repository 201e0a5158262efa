import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDueDeadlines, deadlines, type PolicyInput, status } from '../../src/index.ts'
import { performAll, performFromStart, performOne } from '../conversation/operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentAnswersCall,
  agentAssigns,
  agentCloses,
  agentMarksNoReplyNeeded,
  agentSends,
  answerEvents,
  callEnds,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  policyWith,
} from '../conversation/operations.ts'
import { bot, days, hours, minutes, noon, type Operation } from '../support/operations.ts'
import { activeCases, systemContext } from './active-cases.ts'

const sweep = { do: 'sweep' } as const
const targets: Omit<PolicyInput, 'inbox'> = {
  autoClose: 'off',
  firstResponse: {
    byEndpoint: { 'help@shop.com': { hours: 4 }, 'vip@shop.com': { minutes: 5 } },
    byInbox: { support: { hours: 1 }, sales: { hours: 3 } },
  },
}
const policy = policyWith(targets)
const at = (endpoint: string) => customerWrites('chat', { endpoint })

/** When the first response is due, counted from noon, and to which of the contacts owed; null where none is. */
const due = (story: readonly Operation[]): readonly [number, number] | null => {
  const world = performFromStart(story, policy)
  const c = currentConversation(world)
  const found = deadlines(c, policy).find(({ kind }) => kind === 'first_response')
  if (found === undefined) return null
  return [found.at - noon, c.pendingReplies.findIndex(({ contact }) => contact === found.contact)]
}

describe('when a first response is due', () => {
  it('D-6: so long after the oldest owed word as the inbox’s target says', () => {
    expect(due([customerWrites()])).toEqual([hours(1), 0])
    expect(due([customerWrites(), advance(minutes(30)), customerWrites()])).toEqual([hours(1), 0])
  })

  it('D-6: the endpoint’s target wins over the inbox’s, be it longer or shorter', () => {
    expect(due([at('help@shop.com')])).toEqual([hours(4), 0])
    expect(due([at('vip@shop.com')])).toEqual([minutes(5), 0])
    expect(due([at('other@shop.com')])).toEqual([hours(1), 0])
  })

  it('D-6: never, where neither has one', () => {
    expect(due([customerWrites(), agentAssigns('sam', { inbox: 'elsewhere' })])).toBeNull()
    expect(deadlines(currentConversation(performFromStart([customerWrites()])), policyWith({}))).toEqual([])
  })

  it('D-6: of several the earliest counts, and it may be that of a later word', () => {
    const late = advance(minutes(10))
    expect(due([at('help@shop.com'), late, customerWrites()])).toEqual([hours(1) + minutes(10), 1])
    expect(due([customerWrites(), late, at('vip@shop.com')])).toEqual([minutes(15), 1])
    expect(due([customerWrites(), late, at('help@shop.com')])).toEqual([hours(1), 0])
  })

  it('D-6: an unanswered call is owed as well', () => {
    expect(due([customerCalls()])).toEqual([hours(1), 0])
    expect(due([customerCalls(), agentAnswersCall()])).toBeNull()
    expect(due([customerCalls(), agentSends(), callEnds()])).toEqual([hours(1), 0])
  })

  it('D-6: an answer clears it, no reply needed too, and the close', () => {
    expect(due([customerWrites(), agentSends()])).toBeNull()
    expect(due([customerWrites(), agentMarksNoReplyNeeded()])).toBeNull()
    expect(due([customerWrites(), agentCloses({ force: true })])).toBeNull()
    expect(due([customerWrites(), agentSends(), advance(minutes(5)), customerWrites()])).toEqual([
      hours(1) + minutes(5),
      0,
    ])
  })

  it.each<[string, Operation]>([
    ['a note', agentAddsNote()],
    ['a machine’s message', agentSends(bot)],
    ['an end of the contact', contactEnds('agent')],
    ['an agent', agentAssigns('sam')],
  ])('D-6: %s does not', (_, operation) => {
    expect(due([customerWrites(), operation])).toEqual([hours(1), 0])
  })

  it('D-6: moving the inbox recomputes it', () => {
    expect(due([customerWrites(), advance(minutes(30)), agentAssigns('sam', { inbox: 'sales' })])).toEqual([
      hours(3),
      0,
    ])
    const world = performFromStart(
      [customerWrites(), agentAssigns('sam', { inbox: 'elsewhere' }), advance(hours(2))],
      policy,
    )
    const moved = performAll(world, agentAssigns('sam', { inbox: 'support' }))
    expect(answerEvents(performOne(moved, sweep).answer)).toMatchObject([
      { type: 'conversation.response_overdue', occurredAt: noon + hours(1), recordedAt: noon + hours(2) },
    ])
  })
})

describe('when it came and nobody answered', () => {
  it('D-6: it is one event of its time, that changes no status', () => {
    const world = performFromStart([customerWrites(), advance(days(3))], policy)
    const { answer, world: after } = performOne(world, sweep)
    expect(answerEvents(answer)).toMatchObject([
      {
        type: 'conversation.response_overdue',
        contact: currentConversation(world).contacts[0]?.id,
        data: { dueAt: noon + hours(1) },
        cause: 'first_response',
        actor: { kind: 'system' },
        occurredAt: noon + hours(1),
      },
    ])
    expect(currentConversation(after)).toEqual({
      ...currentConversation(world),
      pendingReplies: [{ ...currentConversation(world).pendingReplies[0], overdueAt: noon + hours(1) }],
    })
    expect(status(currentConversation(after))).toBe('new')
    expect(answerEvents(performOne(performAll(after, advance(days(9))), sweep).answer)).toEqual([])
  })

  it('D-6: more words of the same customer do not make it due again; an answer and a new word do', () => {
    const late = performAll(
      performFromStart([customerWrites(), advance(hours(2))], policy),
      customerWrites(),
      advance(hours(2)),
    )
    expect(answerEvents(performOne(late, sweep).answer)).toEqual([])
    const again = performAll(late, agentSends(), customerWrites(), advance(hours(2)))
    expect(answerEvents(performOne(again, sweep).answer)).toMatchObject([
      { data: { dueAt: noon + hours(5) } },
    ])
  })

  it('D-6: once that is answered, the next that is owed has its turn, at its own time', () => {
    const world = performFromStart(
      [customerWrites(), advance(minutes(10)), at('help@shop.com'), advance(hours(5))],
      policy,
    )
    const swept = performOne(world, sweep)
    expect(answerEvents(swept.answer).map(({ occurredAt }) => occurredAt - noon)).toEqual([hours(1)])
    const { answer } = performOne(performAll(swept.world, agentSends()), sweep)
    expect(answerEvents(answer).map(({ occurredAt }) => occurredAt - noon)).toEqual([hours(4) + minutes(10)])
  })

  it('D-6: an inbox with a longer target gives another chance; back again, nothing more is due', () => {
    const missed = performAll(
      performFromStart([customerWrites(), advance(hours(2))], policy),
      agentAssigns('sam', { inbox: 'sales' }),
    )
    expect(currentConversation(missed).pendingReplies[0]?.overdueAt).toBe(noon + hours(1))
    const twice = performAll(missed, advance(hours(2)))
    const { answer, world } = performOne(twice, sweep)
    expect(answerEvents(answer)).toMatchObject([{ data: { dueAt: noon + hours(3) } }])
    const back = performAll(world, agentAssigns('sam', { inbox: 'support' }))
    expect(answerEvents(performOne(back, sweep).answer)).toEqual([])
  })
})

describe('laws', () => {
  it('D-6, S-5: it changes nothing but that it is known; and is told once for each word and time', () => {
    fc.assert(
      fc.property(activeCases, ({ c, world }) => {
        const { events } = applyDueDeadlines(c, { ...systemContext(world), now: world.now + days(40) })
        const told = events.filter(({ type }) => type === 'conversation.response_overdue')
        expect(new Set(told.map(({ contact, data }) => `${contact} ${JSON.stringify(data)}`)).size).toBe(
          told.length,
        )
        for (const { occurredAt, data, cause } of told) {
          expect(data).toEqual({ dueAt: occurredAt })
          expect(
            events
              .filter((event) => event.cause === cause && event.occurredAt === occurredAt)
              .map(({ type }) => type),
          ).toEqual(
            told
              .filter((other) => other.occurredAt === occurredAt)
              .map(() => 'conversation.response_overdue'),
          )
        }
      }),
    )
  })

  it('D-6: while nobody answers nothing is overdue that is not told', () => {
    fc.assert(
      fc.property(activeCases, ({ c, world }) => {
        const now = world.now + days(40)
        const { state } = applyDueDeadlines(c, { ...systemContext(world), now })
        const left = deadlines(state, world.policy).filter(({ kind }) => kind === 'first_response')
        for (const { at: later } of left) expect(later).toBeGreaterThan(now)
      }),
    )
  })
})
