import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ActorKind, foldConversation, type StoredEvent, status } from '../../src/index.ts'
import { addFigures, emptyFigures, type Figures } from '../../src/metrics/figures.ts'
import { foldMetrics } from '../../src/metrics/fold.ts'
import { measure, measureUntil } from '../../src/metrics/measure.ts'
import type { ConversationMetrics } from '../../src/metrics/metrics.ts'
import { addSummaries, summarise } from '../../src/metrics/summary.ts'
import { runAll } from '../conversation/operation-world.ts'
import { anyPolicy, operations } from '../support/operations.ts'
import { expectOk, hour, lawRuns } from '../support/world.ts'
import { createStage } from './stage.ts'
import { runStory, type StoryStep, steps } from './story.ts'

interface Pending {
  readonly contact: string
  readonly waitingSince: number
  readonly laterTimes: readonly number[]
}

type Law = (events: readonly StoredEvent[]) => void

/** Holds a law against stories of one customer under many policies, and of three through the desk. */
const always = async (law: Law, count = 100): Promise<void> => {
  fc.assert(
    fc.property(operations, anyPolicy, (story, under) => law(runAll(story, under).world.log)),
    lawRuns(count),
  )
  await fc.assert(
    fc.asyncProperty(steps, async (story) => law((await runStory(story)).events)),
    lawRuns(count),
  )
}

const json = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const everybody: readonly ActorKind[] = ['agent', 'api', 'automation', 'system', 'customer', 'third_party']

const numbersIn = (value: unknown): readonly number[] =>
  typeof value === 'number'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(numbersIn)
      : []

const figuresOf = ({ first, last, total, closes, channels }: ConversationMetrics): readonly number[] => [
  ...numbersIn([first.figures, first.closedFor, last.figures, last.closedFor, total]),
  ...numbersIn([closes, channels]),
]

const open = ({ inStatus }: Figures): number => inStatus.new + inStatus.open + inStatus.waiting

const ofConversation = (events: readonly StoredEvent[], id: string): readonly StoredEvent[] =>
  events.filter(({ conversation }) => conversation === id)

describe('the stories', () => {
  it('E-5: they reach every figure, and conversations that were separated, taken back and merged', async () => {
    let all = emptyFigures
    const types = new Set<string>()
    const found = { merged: 0, rejoined: 0, reopens: 0, overdue: 0 }
    for (const story of fc.sample(steps, { seed: 7, numRuns: 300 })) {
      const { events } = await runStory(story)
      const metrics = foldMetrics(events)
      all = addFigures(all, summarise(metrics).figures)
      found.merged += metrics.filter(({ mergedInto }) => mergedInto !== null).length
      found.reopens += metrics.reduce((sum, one) => sum + one.reopens, 0)
      found.rejoined += metrics.filter(({ last }) => last.opened.cause === 'rejoin').length
      for (const { type, cause } of events) types.add(`${type} ${cause}`)
    }
    expect(Object.entries(all).filter(([, value]) => Math.max(...numbersIn(value)) === 0)).toEqual([])
    expect(Math.min(found.merged, found.rejoined, found.reopens, all.overdue)).toBeGreaterThan(0)
    expect([...types]).toEqual(
      expect.arrayContaining([
        'conversation.joined separate',
        'conversation.joined merge',
        'conversation.closed auto_close',
      ]),
    )
  })
})

describe('the fold', () => {
  it('E-5: in pieces, one by one, and stored in between, it comes to the same as at once', async () => {
    await always((events) => {
      const whole = foldMetrics(events)
      const half = Math.floor(events.length / 2)
      const stored = json(foldMetrics(events.slice(0, half)))
      expect(foldMetrics(events.slice(half), {}, stored)).toEqual(whole)
      for (const metrics of whole) {
        const apart = ofConversation(events, metrics.conversation)
        let single: ConversationMetrics | null = null
        for (const event of apart) single = measure(single, event)
        expect({ ...(single ?? {}), customer: metrics.customer }).toEqual(metrics)
      }
    })
  })

  it('E-5: it goes wherever the conversation goes: status, open contacts, and what is owed', async () => {
    await always((events) => {
      for (const { conversation, clocks, mergedInto } of foldMetrics(events, { waiting: everybody })) {
        const state = foldConversation(ofConversation(events, conversation))
        if (state === null) throw new Error('there is no conversation')
        expect(clocks.status).toBe(status(state))
        expect(clocks.contacts.map(({ contact }) => contact).sort()).toEqual(
          state.contacts.map(({ id }) => id).sort(),
        )
        const pending = clocks.pendingReplies.flatMap((owed) =>
          owed.pending === null ? [] : [{ ...owed.pending, contact: owed.contact }],
        )
        const said = ({ contact, waitingSince, laterTimes }: Pending) =>
          [contact, waitingSince, ...laterTimes].join(' ')
        expect(pending.map(said).sort()).toEqual(state.pendingReplies.map(said).sort())
        expect(clocks.reopenedWithoutContact !== null).toBe(
          state.reopenedWithoutContact && state.closed === null,
        )
        expect(mergedInto).toBe(state.mergedInto)
      }
    })
  })

  it('counts a reopening that takes over a conversation without open contacts (W-3, E-5)', async () => {
    const said: StoryStep = { do: 'say', who: 'ada', channel: 'email' }
    const stories: readonly (readonly [StoryStep, ...StoryStep[]])[] = [
      [said, { do: 'separate', who: 'ada' }, { do: 'close', who: 'ada' }, { do: 'reopen', who: 'ada' }],
      [said, { do: 'separate', who: 'ada' }, { do: 'pass', for: hour }],
      [
        { do: 'call', who: 'ada', late: 0 },
        { do: 'separate', who: 'ada' },
        { do: 'pass', for: 30 * hour },
      ],
    ]
    for (const story of stories) {
      const { events } = await runStory([...story, { do: 'rejoin', who: 'ada' }])
      const [original] = foldMetrics(events)
      expect(original).toMatchObject({ segments: 2, reopens: 0, clocks: { reopenedWithoutContact: null } })
      expect(
        foldConversation(ofConversation(events, original?.conversation ?? ''))?.reopenedWithoutContact,
      ).toBe(false)
    }
  })

  it('E-5: it changes nothing that it is given', async () => {
    const { customer, agent, metrics, events } = createStage()
    await customer(-5)
    await agent(-4)
    const before = await metrics()
    const copy = json(before)
    for (const event of await events()) measure(before, event)
    measureUntil(before, before.clocks.statusCountedUntil + hour)
    foldMetrics(await events(), {}, [before])
    expect(before).toEqual(copy)
  })

  it('E-5: events of another conversation, or of none, change nothing', async () => {
    const { customer, metrics, events } = createStage()
    await customer(-5)
    const before = await metrics()
    const [event] = await events()
    if (event === undefined) throw new Error('there is no event')
    expect(measure(null, { ...event, conversation: null })).toBeNull()
    expect(measure(before, { ...event, conversation: null })).toBe(before)
    expect(measure(before, { ...event, conversation: 'another' })).toBe(before)
  })
})

describe('figures', () => {
  it('E-5, E-7: no content changes them', async () => {
    await always((events) => {
      expect(foldMetrics(events.map((event) => ({ ...event, content: null })))).toEqual(foldMetrics(events))
    })
  })

  it('E-5, E-7, CU-9: nor does an erasure', async () => {
    const { customer, agent, resolve, desk, all } = createStage()
    await customer(-9)
    await agent(-8)
    await resolve(-7)
    const before = await all()
    await expectOk(desk.erase({ customer: 'ada', agent: 'sam' }))
    expect(await all()).toEqual(before)
  })

  it('E-5: they are whole milliseconds and counts, none of them negative', async () => {
    await always((events) => {
      for (const metrics of foldMetrics(events)) {
        const odd = figuresOf(metrics).filter((value) => !Number.isSafeInteger(value) || value < 0)
        expect(odd).toEqual([])
      }
    })
  })

  it('E-5, I-14: nor are they in any stream at all, in any order, with any times', () => {
    const time = fc.oneof(fc.nat(10 * hour), fc.constantFrom(Number.NaN, Infinity, -1, 1.5))
    fc.assert(
      fc.property(
        operations,
        anyPolicy,
        fc.infiniteStream(fc.tuple(fc.nat(), time)),
        (story, under, noise) => {
          const { log } = runAll(story, under).world
          const shuffled = log
            .map((event) => ({ event, noise: noise.next().value as [number, number] }))
            .sort((a, b) => a.noise[0] - b.noise[0])
            .map(({ event, noise: [, occurredAt] }) => ({ ...event, occurredAt }))
          for (const metrics of foldMetrics(shuffled)) {
            const odd = figuresOf(metrics).filter((value) => !Number.isSafeInteger(value) || value < 0)
            expect(odd).toEqual([])
          }
        },
      ),
      lawRuns(200),
    )
  })

  it('E-5: the times in the statuses of a segment add up to its length, and those of all to the whole life', async () => {
    await always((events) => {
      for (const { first, last, total, clocks } of foldMetrics(events)) {
        for (const { closed, figures, opened } of [first, last])
          if (closed !== null) expect(open(figures)).toBe(Math.max(0, closed.at - opened.at))
        expect(open(total) + total.inStatus.closed).toBe(clocks.statusCountedUntil - first.opened.at)
      }
    })
  })

  it('E-5: the totals are the sum of the segments', async () => {
    await always((events) => {
      for (const { conversation, total, segments } of foldMetrics(events)) {
        let metrics: ConversationMetrics | null = null
        let earlier = emptyFigures
        for (const event of ofConversation(events, conversation)) {
          const next: ConversationMetrics | null = measure(metrics, event)
          if (metrics !== null && next !== null && next.segments > metrics.segments)
            earlier = addFigures(earlier, metrics.last.figures)
          metrics = next
        }
        const { inStatus: _, ...all } = addFigures(earlier, metrics?.last.figures ?? emptyFigures)
        const { inStatus: __, ...found } = total
        expect(found).toEqual(all)
        expect(segments).toBe(metrics?.segments)
      }
    })
  })

  it('E-5: looking at them sooner does not change how they look later', async () => {
    await always((events) => {
      for (const metrics of foldMetrics(events)) {
        const later = metrics.clocks.statusCountedUntil + 9 * hour
        const twice = measureUntil(measureUntil(metrics, later - 5 * hour), later)
        expect(twice).toEqual(measureUntil(metrics, later))
      }
    }, 50)
  })

  it('E-5, O-7: what is kept does not grow with the messages', async () => {
    const { customer, agent, metrics } = createStage({ policy: { mailIdle: 'off' } })
    const size = async () => JSON.stringify(await metrics()).replaceAll(/\d+/g, '0').length
    await customer(-9)
    await agent(-8)
    const small = await size()
    for (let n = 0; n < 50; n++) {
      await customer(-7 + n / 20)
      await agent(-7 + (n + 0.5) / 20)
    }
    expect(await size()).toBe(small)
  })
})

describe('summaries', () => {
  /** Each story is of other people and conversations. */
  const summaries = (stories: readonly (readonly StoredEvent[])[]) =>
    stories.map((events) => summarise(foldMetrics(events)))

  it('E-5: they add up in any order and in any groups', () => {
    const story = fc.tuple(operations, anyPolicy).map(([told, under]) => runAll(told, under).world.log)
    fc.assert(
      fc.property(story, story, story, (...stories) => {
        const [a, b, c] = summaries(stories)
        if (a === undefined || b === undefined || c === undefined) throw new Error('three')
        expect(addSummaries(a, b)).toEqual(addSummaries(b, a))
        expect(addSummaries(addSummaries(a, b), c)).toEqual(addSummaries(a, addSummaries(b, c)))
        expect(addSummaries(a, summarise([]))).toEqual(a)
      }),
      lawRuns(50),
    )
  })

  it('E-5: split by customer, the parts add up to the whole; every contact counts once', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const { events } = await runStory(story)
        const metrics = foldMetrics(events)
        const customers = [...new Set(metrics.map(({ customer }) => customer))]
        const parts = customers.map((id) => summarise(metrics.filter(({ customer }) => customer === id)))
        const whole = summarise(metrics)
        expect(parts.reduce(addSummaries, summarise([]))).toEqual(whole)
        const started = events.filter(({ type }) => type === 'contact.started').length
        expect(whole.figures.contacts).toBe(started)
        expect(whole.contactsPerConversation.sum).toBe(started)
        expect(whole.channels.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(started)
        expect(whole.conversationsPerCustomer.sum).toBe(whole.conversations)
        expect(whole.customers).toBe(customers.length)
      }),
      lawRuns(200),
    )
  })

  it('E-5: shares are of customers and conversations with several channels', async () => {
    const { customer, desk, resolve, all } = createStage()
    await customer(-9)
    await customer(-8, { channel: 'sms', from: '+4930123456' })
    await resolve(-7)
    await customer(30)
    await desk.receive({ channel: 'chat', from: 'bob', customer: 'bob', text: 'hello' })
    expect(summarise(await all())).toMatchObject({
      customers: 2,
      customersWithSeveralChannels: 1,
      conversations: 3,
      conversationsWithSeveralChannels: 1,
      conversationsPerCustomer: { count: 2, sum: 3, max: 2 },
      contactsPerConversation: { count: 3, sum: 4, max: 2 },
      channelsPerConversation: { count: 3, sum: 4, max: 2 },
      channels: [
        { channel: 'chat', contacts: 1 },
        { channel: 'email', contacts: 2 },
        { channel: 'sms', contacts: 1 },
      ],
    })
  })
})
