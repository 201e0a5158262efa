import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import { lanesByTopic, type TimelineLane } from '../../src/timeline/lanes.ts'
import { runAll } from '../conversation/operation-world.ts'
import { anyPolicy, operations } from '../support/operations.ts'
import { createWorld, minute } from '../support/world.ts'

const words = ['message.received', 'message.sent', 'call.started', 'call.answered', 'call.ended']

const topicsOf = ({ type, data }: StoredEvent): readonly string[] =>
  words.includes(type) ? (data as { readonly topics: readonly string[] }).topics : []

/** What people said, lane by lane. */
const textsIn = (lanes: readonly TimelineLane[]): object =>
  Object.fromEntries(
    lanes.map(({ topic, events }) => [
      topic ?? 'none',
      events.flatMap(({ type, content }) => (words.includes(type) ? [content?.text] : [])),
    ]),
  )

const typesIn = (lanes: readonly TimelineLane[], topic: string | null): readonly string[] =>
  lanes.find((lane) => lane.topic === topic)?.events.map(({ type }) => type) ?? []

describe('separateByTopic', () => {
  it('W-9: gives two matters of one conversation a lane each, with what was answered to them', async () => {
    const { customerWrites, agentWrites, agentCloses, events, advance } = createWorld()
    await customerWrites('the vase is broken', { topics: ['vase'] })
    advance(minute)
    await agentWrites('we send another')
    advance(minute)
    await customerWrites('and the bill is wrong', { topics: ['billing'] })
    advance(minute)
    await agentWrites('we look into it')
    await agentCloses()
    const lanes = lanesByTopic(await events('ada'))
    expect(lanes.map(({ topic }) => topic)).toEqual(['vase', 'billing', null])
    expect(textsIn(lanes)).toEqual({
      vase: ['the vase is broken', 'we send another'],
      billing: ['and the bill is wrong', 'we look into it'],
      none: [],
    })
    for (const topic of ['vase', 'billing']) {
      const types = typesIn(lanes, topic)
      expect(types).toContain('conversation.started')
      expect(types).toContain('contact.started')
      expect(types).toContain('conversation.closed')
    }
    expect(typesIn(lanes, 'billing').filter((type) => type === 'conversation.topic_added')).toHaveLength(1)
    expect(typesIn(lanes, 'vase')).not.toContain('conversation.topic_added')
    expect(typesIn(lanes, null)).toEqual(['customer.registered'])
  })

  it('W-9: runs one lane through several conversations about the same matter', async () => {
    const { customerWrites, agentCloses, events, advance } = createWorld()
    for (const [text, topic] of [
      ['one', 'vase'],
      ['two', 'billing'],
      ['three', 'vase'],
    ] as const) {
      await customerWrites(text, { topics: [topic] })
      await agentCloses()
      advance(100 * 24 * 60 * minute)
    }
    const lanes = lanesByTopic(await events('ada'))
    expect(textsIn(lanes)).toEqual({ vase: ['one', 'three'], billing: ['two'], none: [] })
  })

  it('W-9: takes what was said before anybody named the topic for what its contact turned out to be about', async () => {
    const { customerWrites, agentWrites, events } = createWorld()
    await customerWrites('hello')
    await customerWrites('it is about the vase', { topics: ['vase'] })
    await agentWrites('what is?')
    await customerWrites('and billing', { topics: ['vase', 'billing'] })
    expect(textsIn(lanesByTopic(await events('ada')))).toEqual({
      vase: ['hello', 'it is about the vase', 'what is?', 'and billing'],
      billing: ['and billing'],
      none: [],
    })
  })

  it('W-9: falls back on the only topic that a conversation has in the end', async () => {
    const tagged = async (...topics: readonly string[]) => {
      const { customerWrites, desk, events } = createWorld()
      await customerWrites('hello')
      await desk.addTopic({ customer: 'ada', topic: 'refund', agent: 'sam' })
      await desk.removeTopic({ customer: 'ada', topic: 'refund', agent: 'sam' })
      for (const topic of topics) await desk.addTopic({ customer: 'ada', topic, agent: 'sam' })
      return lanesByTopic(await events('ada'))
    }
    const one = await tagged('vase')
    expect(textsIn(one)).toEqual({ vase: ['hello'], none: [] })
    expect(typesIn(one, 'vase')).toContain('conversation.topic_removed')
    expect(textsIn(await tagged())).toEqual({ none: ['hello'] })
    expect(textsIn(await tagged('vase', 'billing'))).toEqual({ vase: [], billing: [], none: ['hello'] })
  })

  it('W-9: takes an answer without topic or contact for one to what was named last', async () => {
    const { customerWrites, agentWrites, events, advance } = createWorld()
    await customerWrites('vase', { topics: ['vase'] })
    await customerWrites('billing', { topics: ['billing'] })
    await agentWrites('yes')
    advance(300 * minute)
    await agentWrites('and yes again')
    await customerWrites('who is this?', { channel: 'chat', from: 'ada', customer: 'ada' })
    expect(textsIn(lanesByTopic(await events('ada')))).toEqual({
      vase: ['vase'],
      billing: ['billing', 'yes', 'and yes again'],
      none: ['who is this?'],
    })
  })

  it('K-6, W-9: puts *no reply needed* into the lanes of the contacts that it names', async () => {
    const { customerWrites, desk, events } = createWorld()
    const { conversation } = await customerWrites('vase', { topics: ['vase'] })
    await customerWrites('billing', { topics: ['billing'], channel: 'chat', from: 'ada', customer: 'ada' })
    const contact = conversation?.contacts[0]?.id
    expect(await desk.noReplyNeeded({ customer: 'ada', agent: 'sam', contact })).toMatchObject({ ok: true })
    const lanes = lanesByTopic(await events('ada'))
    expect(typesIn(lanes, 'vase')).toContain('conversation.no_reply_needed')
    expect(typesIn(lanes, 'billing')).not.toContain('conversation.no_reply_needed')
  })

  it('W-9: puts news of a message where the message is', async () => {
    const { customerWrites, desk, events } = createWorld()
    await customerWrites('vase', { topics: ['vase'] })
    await customerWrites('billing', { topics: ['billing'] })
    await desk.noReplyNeeded({ customer: 'ada', agent: 'sam' })
    await customerWrites('read', { kind: 'signal', of: '<vase@mail>', signal: 'read' })
    const lanes = lanesByTopic(await events('ada'))
    expect(typesIn(lanes, 'vase')).toContain('message.signalled')
    expect(typesIn(lanes, 'billing')).not.toContain('message.signalled')
    expect(typesIn(lanes, 'vase')).toContain('conversation.no_reply_needed')
    expect(typesIn(lanes, 'billing')).toContain('conversation.no_reply_needed')
  })

  it('W-9: has no lanes for nothing, and one for what a later version wrote', () => {
    expect(lanesByTopic([])).toEqual([])
    const [event] = runAll([{ do: 'write', channel: 'email' }]).world.log
    const later = {
      ...event!,
      type: 'conversation.pondered',
      data: {},
      conversation: 'c9.9',
      contact: 'c9.1',
    } as unknown as StoredEvent
    expect(lanesByTopic([later])).toEqual([{ topic: null, events: [later] }])
  })

  it('W-9: loses nothing, invents nothing and keeps the order, whatever happened', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, given) => {
        const { log } = runAll(story, given).world
        const lanes = lanesByTopic(log)
        const at = new Map(log.map((event, place) => [event, place]))
        expect(new Set(lanes.map(({ topic }) => topic)).size).toBe(lanes.length)
        for (const { events } of lanes) {
          const places = events.map((event) => at.get(event) ?? -1)
          expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
        }
        expect(new Set(lanes.flatMap(({ events }) => events))).toEqual(new Set(log))
      }),
    )
  })

  it('W-9: puts every word into one lane for each topic it carries, and into one where it carries none', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, given) => {
        const { log } = runAll(story, given).world
        const lanes = lanesByTopic(log)
        for (const event of log.filter(({ type }) => words.includes(type))) {
          const own = topicsOf(event)
          const found = lanes.filter(({ events }) => events.includes(event)).map(({ topic }) => topic)
          if (own.length > 0) expect(found.toSorted()).toEqual([...new Set(own)].toSorted())
          else expect(found.length).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('W-9: tells every lane from the start of its conversations to their close', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, given) => {
        const { log } = runAll(story, given).world
        for (const { events } of lanesByTopic(log))
          for (const { conversation, contact } of events) {
            if (conversation === null || contact === null) continue
            const whole = log.filter(
              ({ type, ...event }) =>
                event.conversation === conversation &&
                /^conversation\.(started|closed|status_changed)$/.test(type),
            )
            const bare = whole.filter((event) => event.contact === null)
            expect(bare.every((event) => events.includes(event))).toBe(true)
          }
      }),
    )
  })
})
