import { describe, expect, it } from 'vitest'
import { foldConversation, reopenableUntil } from '../../src/index.ts'
import {
  createWorld,
  day,
  eventTypesOf,
  expectOk,
  hour,
  minute,
  requireConversation,
} from '../support/world.ts'

describe('what `current` tells', () => {
  it('has a state that the stored events and the pending ones fold to (E-1, D-2)', async () => {
    const w = createWorld({ policy: { autoClose: { days: 1 } } })
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    w.advance(10 * day)
    const stored = await w.events('ada')
    const { conversation, pending, version, status } = await expectOk(w.desk.current('ada'))
    expect(version).toBe(stored.length)
    expect(pending.map(({ seq }) => seq)).toEqual(pending.map((_, at) => version + at + 1))
    expect(eventTypesOf(pending)).toContain('conversation.closed')
    expect(status).toBe('closed')
    expect(foldConversation([...stored, ...pending].filter((event) => event.conversation !== null))).toEqual(
      conversation,
    )
    expect(await w.events('ada')).toEqual(stored)
  })

  it('has nothing pending where nothing fell due (D-2)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    expect((await expectOk(w.desk.current('ada'))).pending).toEqual([])
  })
})

describe('the conversations that may be continued', () => {
  const byTopic = { plain: { hours: 2 }, sameTopic: { days: 30 }, otherTopic: 'never' } as const

  /** Ada's conversations about these topics, closed in that order, an hour apart. */
  const closedAbout = async (topics: readonly (readonly string[])[], policy = {}) => {
    const w = createWorld({ policy: { reopenWindow: byTopic, ...policy } })
    const ids: string[] = []
    for (const [at, about] of topics.entries()) {
      const { conversation } = await w.agentWrites(`About ${at}`, { intent: at === 0 ? undefined : 'new' })
      ids.push(requireConversation(conversation).id)
      for (const topic of about) await expectOk(w.desk.addTopic({ customer: 'ada', topic }))
      w.advance(hour)
      await w.agentCloses()
    }
    return { w, ids }
  }
  const told = async (w: Awaited<ReturnType<typeof closedAbout>>['w']) =>
    (await expectOk(w.desk.current('ada'))).reopenable.map(({ conversation, topics }) => [
      conversation.id,
      topics,
    ])

  it('are the last closed one, and the last of each topic that is left (I-9, W-7)', async () => {
    const { w, ids } = await closedAbout([['vase', 'refund'], ['billing'], ['vase'], ['orders']])
    const [both, billing, vase, orders] = ids
    expect(await told(w)).toEqual([
      [orders, ['orders']],
      [vase, ['vase']],
      [billing, ['billing']],
      [both, ['refund']],
    ])
  })

  it('come with their ends: by the same topic, by another, and without one (W-6, W-7)', async () => {
    const { w } = await closedAbout([['vase'], ['billing']])
    const { reopenable } = await expectOk(w.desk.current('ada'))
    const [billing, vase] = reopenable
    const closedAt = (one: typeof billing) => one?.conversation.closed?.at ?? 0
    expect(billing).toMatchObject({
      until: closedAt(billing) + 2 * hour,
      untilSameTopic: closedAt(billing) + 30 * day,
      untilOtherTopic: 'never',
    })
    expect(vase).toMatchObject({
      until: 'never',
      untilSameTopic: closedAt(vase) + 30 * day,
      untilOtherTopic: 'never',
    })
    for (const { conversation, topics, untilSameTopic } of reopenable)
      expect(reopenableUntil(conversation, w.policy(), { topics })).toBe(untilSameTopic)
  })

  it('are those that a message does continue, each to its end and no longer (I-9, W-1)', async () => {
    const stories = [['vase'], ['billing'], ['refund', 'vase']]
    const { w } = await closedAbout(stories)
    const { reopenable } = await expectOk(w.desk.current('ada'))
    expect(reopenable).toHaveLength(2)
    for (const [nth, { conversation, topics, untilSameTopic }] of reopenable.entries())
      for (const topic of topics)
        for (const [beyond, outcome] of [
          [0, 'reopen'],
          [1, 'start'],
        ] as const) {
          const again = await closedAbout(stories)
          again.w.advance(Number(untilSameTopic) - again.w.now() + beyond)
          const heard = await again.w.customerWrites('again', { topics: [topic] })
          expect(heard.outcome, `${nth} ${topic} ${beyond}`).toBe(outcome)
          if (beyond === 0) expect(heard.conversation?.id).toBe(conversation.id)
        }
  })

  it('are the last closed one alone where no window is by topic, found in one trip (W-7)', async () => {
    const { w, ids } = await closedAbout([['vase'], ['billing']], { reopenWindow: { hours: 4 } })
    const finds = w.store.trips.loads
    expect(await told(w)).toEqual([[ids[1], ['billing']]])
    expect(w.store.trips.loads).toBe(finds + 1)
  })

  it('are none while a conversation is active (I-7, W-7)', async () => {
    const { w } = await closedAbout([['vase'], ['billing']])
    await w.agentWrites('One more thing', { intent: 'new' })
    expect(await told(w)).toEqual([])
  })

  it('are what has closed by itself, before what the store has for the last closed (D-4, W-7)', async () => {
    const policy = { autoClose: { days: 1 } }
    const { w, ids } = await closedAbout([['vase']], policy)
    const { conversation } = await w.agentWrites('Another thing', { intent: 'new' })
    w.advance(minute)
    w.advance(3 * day)
    expect(await told(w)).toEqual([
      [conversation?.id, []],
      [ids[0], ['vase']],
    ])
  })
})
