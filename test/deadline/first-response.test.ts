import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deadlines, type PolicyInput, settle, status } from '../../src/index.ts'
import {
  assigns,
  closes,
  ends,
  eventsOf,
  hangs,
  marks,
  notes,
  rings,
  sends,
  takes,
  the,
  under,
  waits,
  writes,
} from '../conversation/scene.ts'
import { goOn, play, tell } from '../conversation/world.ts'
import { bot, days, hours, minutes, noon, type Operation } from '../support/operations.ts'
import { alive, systemIn } from './lively.ts'

const sweep = { do: 'sweep' } as const
const targets: Omit<PolicyInput, 'inbox'> = {
  autoClose: 'off',
  firstResponse: {
    byEndpoint: { 'help@shop.com': { hours: 4 }, 'vip@shop.com': { minutes: 5 } },
    byInbox: { support: { hours: 1 }, sales: { hours: 3 } },
  },
}
const policy = under(targets)
const at = (endpoint: string) => writes('chat', { endpoint })

/** When the first response is due, counted from noon, and to which of the contacts owed; null where none is. */
const due = (story: readonly Operation[]): readonly [number, number] | null => {
  const world = play(story, policy)
  const c = the(world)
  const found = deadlines(c, policy).find(({ kind }) => kind === 'first_response')
  if (found === undefined) return null
  return [found.at - noon, c.owed.findIndex(({ contact }) => contact === found.contact)]
}

describe('when a first response is due', () => {
  it('D-6: so long after the oldest owed word as the inbox’s target says', () => {
    expect(due([writes()])).toEqual([hours(1), 0])
    expect(due([writes(), waits(minutes(30)), writes()])).toEqual([hours(1), 0])
  })

  it('D-6: the endpoint’s target wins over the inbox’s, be it longer or shorter', () => {
    expect(due([at('help@shop.com')])).toEqual([hours(4), 0])
    expect(due([at('vip@shop.com')])).toEqual([minutes(5), 0])
    expect(due([at('other@shop.com')])).toEqual([hours(1), 0])
  })

  it('D-6: never, where neither has one', () => {
    expect(due([writes(), assigns('sam', { inbox: 'elsewhere' })])).toBeNull()
    expect(deadlines(the(play([writes()])), under({}))).toEqual([])
  })

  it('D-6: of several the earliest counts, and it may be that of a later word', () => {
    const late = waits(minutes(10))
    expect(due([at('help@shop.com'), late, writes()])).toEqual([hours(1) + minutes(10), 1])
    expect(due([writes(), late, at('vip@shop.com')])).toEqual([minutes(15), 1])
    expect(due([writes(), late, at('help@shop.com')])).toEqual([hours(1), 0])
  })

  it('D-6: an unanswered call is owed as well', () => {
    expect(due([rings()])).toEqual([hours(1), 0])
    expect(due([rings(), takes()])).toBeNull()
    expect(due([rings(), sends(), hangs()])).toEqual([hours(1), 0])
  })

  it('D-6: an answer clears it, no reply needed too, and the close', () => {
    expect(due([writes(), sends()])).toBeNull()
    expect(due([writes(), marks()])).toBeNull()
    expect(due([writes(), closes({ force: true })])).toBeNull()
    expect(due([writes(), sends(), waits(minutes(5)), writes()])).toEqual([hours(1) + minutes(5), 0])
  })

  it.each<[string, Operation]>([
    ['a note', notes()],
    ['a machine’s message', sends(bot)],
    ['an end of the contact', ends('agent')],
    ['an agent', assigns('sam')],
  ])('D-6: %s does not', (_, operation) => {
    expect(due([writes(), operation])).toEqual([hours(1), 0])
  })

  it('D-6: moving the inbox recomputes it', () => {
    expect(due([writes(), waits(minutes(30)), assigns('sam', { inbox: 'sales' })])).toEqual([hours(3), 0])
    const world = play([writes(), assigns('sam', { inbox: 'elsewhere' }), waits(hours(2))], policy)
    const moved = goOn(world, assigns('sam', { inbox: 'support' }))
    expect(eventsOf(tell(moved, sweep).answer)).toMatchObject([
      { type: 'conversation.response_overdue', occurredAt: noon + hours(1), recordedAt: noon + hours(2) },
    ])
  })
})

describe('when it came and nobody answered', () => {
  it('D-6: it is one event of its time, that changes no status', () => {
    const world = play([writes(), waits(days(3))], policy)
    const { answer, world: after } = tell(world, sweep)
    expect(eventsOf(answer)).toMatchObject([
      {
        type: 'conversation.response_overdue',
        contact: the(world).contacts[0]?.id,
        data: { dueAt: noon + hours(1) },
        cause: 'first_response',
        actor: { kind: 'system' },
        occurredAt: noon + hours(1),
      },
    ])
    expect(the(after)).toEqual({
      ...the(world),
      owed: [{ ...the(world).owed[0], overdueAt: noon + hours(1) }],
    })
    expect(status(the(after))).toBe('new')
    expect(eventsOf(tell(goOn(after, waits(days(9))), sweep).answer)).toEqual([])
  })

  it('D-6: more words of the same customer do not make it due again; an answer and a new word do', () => {
    const late = goOn(play([writes(), waits(hours(2))], policy), writes(), waits(hours(2)))
    expect(eventsOf(tell(late, sweep).answer)).toEqual([])
    const again = goOn(late, sends(), writes(), waits(hours(2)))
    expect(eventsOf(tell(again, sweep).answer)).toMatchObject([{ data: { dueAt: noon + hours(5) } }])
  })

  it('D-6: once that is answered, the next that is owed has its turn, at its own time', () => {
    const world = play([writes(), waits(minutes(10)), at('help@shop.com'), waits(hours(5))], policy)
    const swept = tell(world, sweep)
    expect(eventsOf(swept.answer).map(({ occurredAt }) => occurredAt - noon)).toEqual([hours(1)])
    const { answer } = tell(goOn(swept.world, sends()), sweep)
    expect(eventsOf(answer).map(({ occurredAt }) => occurredAt - noon)).toEqual([hours(4) + minutes(10)])
  })

  it('D-6: an inbox with a longer target gives another chance; back again, nothing more is due', () => {
    const missed = goOn(play([writes(), waits(hours(2))], policy), assigns('sam', { inbox: 'sales' }))
    expect(the(missed).owed[0]?.overdueAt).toBe(noon + hours(1))
    const twice = goOn(missed, waits(hours(2)))
    const { answer, world } = tell(twice, sweep)
    expect(eventsOf(answer)).toMatchObject([{ data: { dueAt: noon + hours(3) } }])
    const back = goOn(world, assigns('sam', { inbox: 'support' }))
    expect(eventsOf(tell(back, sweep).answer)).toEqual([])
  })
})

describe('laws', () => {
  it('D-6, S-5: it changes nothing but that it is known; and is told once for each word and time', () => {
    fc.assert(
      fc.property(alive, ({ c, world }) => {
        const { events } = settle(c, { ...systemIn(world), now: world.now + days(40) })
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
      fc.property(alive, ({ c, world }) => {
        const now = world.now + days(40)
        const { state } = settle(c, { ...systemIn(world), now })
        const left = deadlines(state, world.policy).filter(({ kind }) => kind === 'first_response')
        for (const { at: later } of left) expect(later).toBeGreaterThan(now)
      }),
    )
  })
})
