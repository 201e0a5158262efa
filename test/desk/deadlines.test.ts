import { describe, expect, it } from 'vitest'
import { type Desk, deadlines } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  hour,
  minute,
  monday,
  policyOf,
  requireConversation,
} from '../support/world.ts'

/** Ada and Sam by mail and by chat, all answered at nine. */
const answered = async (w: DeskWorld = createWorld()) => {
  await w.customerWrites('mail')
  await w.agentWrites('By mail')
  await w.customerWrites('chat', { channel: 'chat', from: 'ada', session: 's1' })
  await w.agentWrites('By chat', { channel: 'chat' })
  return w
}
/** So many customers whose chats fall silent a second after one another. */
const crowd = async (size: number) => {
  const w = createWorld()
  for (let n = 0; n < size; n++) {
    await w.customerWrites('chat', { channel: 'chat', customer: `c${n}`, from: `c${n}` })
    await w.agentWrites('By chat', { channel: 'chat', customer: `c${n}` })
    w.advance(1_000)
  }
  return w
}

/** Rewrites the whole index, and tells in how many pages. */
const refresh = async (desk: Desk): Promise<number> => {
  let after: string | null = null
  for (let pages = 1; pages < 20; pages++) {
    after = (await expectOk(desk.refreshDeadlines({ after, limit: 2 }))).next
    if (after === null) return pages
  }
  throw new Error('there is no end to the index')
}

describe('time as data', () => {
  it('D-1: `deadlines` says what is due when, the earliest first; a closed conversation has none', async () => {
    const w = await answered()
    const { conversation } = await expectOk(w.desk.current('ada'))
    expect(
      deadlines(requireConversation(conversation), policyOf()).map(({ kind, at }) => [kind, at]),
    ).toEqual([
      ['idle', w.now() + 15 * minute],
      ['mail_idle', w.now() + hour],
    ])
    const closed = await w.agentCloses()
    expect(deadlines(requireConversation(closed.conversation), policyOf())).toEqual([])
  })

  it('D-1: nothing happens by itself: a look writes nothing, and shows what is due', async () => {
    const w = await answered()
    const before = await w.events()
    w.advance(2 * hour)
    expect((await expectOk(w.desk.current('ada'))).status).toBe('waiting')
    expect(await w.events()).toEqual(before)
  })

  it('D-2: before anything is decided what was due is applied, in its order, each at its own time', async () => {
    const w = await answered()
    const at = w.now()
    w.advance(3 * day)
    const { events } = await w.customerWrites('later')
    expect(eventTypesOf(events)).toEqual([
      'contact.ended',
      'contact.ended',
      'conversation.status_changed',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
    expect(events.slice(0, 3).map(({ occurredAt }) => occurredAt - at)).toEqual([15 * minute, hour, hour])
    for (const event of events.slice(0, 3))
      expect(event).toMatchObject({ recordedAt: w.now(), actor: { kind: 'system' } })
  })

  it('D-2: due at this very millisecond is due', async () => {
    const w = createWorld()
    await w.customerWrites('chat', { channel: 'chat', from: 'ada' })
    await w.agentWrites('By chat', { channel: 'chat' })
    w.advance(15 * minute - 1)
    expect((await expectOk(w.desk.current('ada'))).status).toBe('open')
    w.advance(1)
    expect((await expectOk(w.desk.current('ada'))).status).toBe('waiting')
  })

  it('D-2: a command that changes nothing writes nothing of what is due either', async () => {
    const w = await answered()
    w.advance(2 * hour)
    const before = await w.events()
    await expectOk(w.desk.assign({ customer: 'ada', to: 'sam', expected: 'sam' }))
    await expectRefusal(w.desk.addTopic({ customer: 'ada', topic: 'wardrobe' }))
    await w.customerWrites('mail')
    expect(await w.events()).toEqual(before)
  })

  it('D-2: what is due is computed afresh from the present policy', async () => {
    const w = await answered()
    w.advance(20 * minute)
    w.setPolicy({ messagingIdle: 'off', mailIdle: { minutes: 10 } })
    const { events, conversation } = await w.customerWrites('later', {
      channel: 'sms',
      from: '+491234567890',
    })
    expect(eventsOfType(events, 'contact.ended').map(({ occurredAt }) => occurredAt)).toEqual([
      w.now() - 10 * minute,
    ])
    expect(requireConversation(conversation).contacts.map(({ channel }) => channel)).toEqual(['chat', 'sms'])
  })

  it('D-2: nothing is due before the policy took effect', async () => {
    const w = await answered()
    w.advance(2 * hour)
    w.setPolicy({ effectiveFrom: w.now() + minute })
    expect((await expectOk(w.desk.current('ada'))).status).toBe('open')
    w.advance(minute)
    const { events } = await w.customerWrites('later')
    expect(eventsOfType(events, 'contact.ended').map(({ occurredAt }) => occurredAt)).toEqual([
      w.now(),
      w.now(),
    ])
  })

  it('D-2: a deadline names its command after what fell due', async () => {
    const w = await answered()
    w.advance(2 * hour)
    await expectOk(w.desk.applyDeadlines())
    const [ended] = eventsOfType(await w.events(), 'contact.ended')
    expect(ended?.id).toBe(`${ended?.contact}.idle.0`)
    expect(ended?.cause).toBe('idle')
  })
})

describe('sweeps', () => {
  it('D-5: a sweep takes what is due in bounded pages, the earliest first', async () => {
    const w = await crowd(5)
    w.advance(15 * minute - 3_000)
    expect(await expectOk(w.desk.applyDeadlines({ limit: 2 }))).toEqual({
      ok: true,
      done: 2,
      refused: [],
      more: true,
    })
    expect(await expectOk(w.desk.applyDeadlines({ limit: 2 }))).toEqual({
      ok: true,
      done: 1,
      refused: [],
      more: false,
    })
    expect(eventsOfType(await w.events(), 'contact.ended').map(({ customer }) => customer)).toEqual([
      'c0',
      'c1',
      'c2',
    ])
    w.advance(hour)
    expect(await expectOk(w.desk.applyDeadlines())).toEqual({ ok: true, done: 2, refused: [], more: false })
    expect(await expectOk(w.desk.applyDeadlines())).toEqual({ ok: true, done: 0, refused: [], more: false })
  })

  it('D-5: a sweep may be told what time it is, and applies what is due by then', async () => {
    const w = await crowd(2)
    const now = w.now() + 15 * minute - 2_000
    expect(await expectOk(w.desk.applyDeadlines({ now }))).toMatchObject({ done: 1 })
    const [ended] = eventsOfType(await w.events(), 'contact.ended')
    expect(ended).toMatchObject({ customer: 'c0', recordedAt: now, occurredAt: now })
  })

  it('takes the time of a sweep in every form, and null for now (B-1, D-5)', async () => {
    const due = monday + 15 * minute
    for (const now of [due, new Date(due), new Date(due).toISOString(), '2026-01-05T10:15:00+01:00']) {
      const w = await crowd(2)
      expect(await expectOk(w.desk.applyDeadlines({ now }))).toMatchObject({ done: 1 })
      expect(eventsOfType(await w.events(), 'contact.ended')).toMatchObject([
        { customer: 'c0', recordedAt: due },
      ])
    }
    const w = await crowd(2)
    const asked: unknown[] = []
    const store: typeof w.store = {
      ...w.store,
      due: (query) => {
        asked.push(query.by)
        return w.store.due(query)
      },
    }
    w.advance(hour)
    expect(await expectOk(w.anotherDesk({ store }).applyDeadlines({ now: null }))).toMatchObject({ done: 2 })
    expect(new Set(asked)).toEqual(new Set([w.now()]))
  })

  it('D-5: several sweepers at once do the work once', async () => {
    const w = await crowd(8)
    w.advance(hour)
    const desks = [w.desk, w.anotherDesk(), w.anotherDesk()]
    const swept = await Promise.all(desks.map((desk) => expectOk(desk.applyDeadlines())))
    expect(swept.flatMap(({ refused }) => refused)).toEqual([])
    expect(swept.reduce((sum, { done }) => sum + done, 0)).toBe(8)
    expect(eventsOfType(await w.events(), 'contact.ended')).toHaveLength(8)
  })

  it('D-5: sweepers that meet go apart, so that few things are looked at in vain', async () => {
    const size = 120
    const w = await crowd(size)
    w.advance(hour)
    const before = w.store.trips.loads
    const chances = [0.1, 0.4, 0.7, 0.95]
    const desks = chances.map((chance) => w.anotherDesk({ random: () => chance }))
    const swept = await Promise.all(desks.map((desk) => expectOk(desk.applyDeadlines({ limit: size }))))
    const done = swept.map((one) => one.done)
    expect(done.reduce((sum, each) => sum + each)).toBe(size)
    expect(Math.min(...done)).toBeGreaterThan(size / 10)
    expect(w.store.trips.loads - before - size).toBeLessThan(size / 4)
  })

  it('D-5: what cannot be corrected is looked at once a sweep, and a sweep looks at so many things and no more', async () => {
    const w = await crowd(3)
    w.advance(hour)
    const due: DeskWorld['store']['due'] = async (query) => {
      const page = await w.store.due(query)
      const ghost = { customer: 'ghost', conversation: 'x', task: null, dueAt: 0 }
      return { ...page, items: [ghost, ...page.items].slice(0, query.limit) }
    }
    const desk = w.anotherDesk({ store: { ...w.store, due } })
    const before = w.store.trips.loads
    expect(await expectOk(desk.applyDeadlines({ limit: 2 }))).toMatchObject({ done: 1, more: true })
    expect(w.store.trips.loads - before).toBe(2)
    expect(await expectOk(desk.applyDeadlines())).toMatchObject({ done: 2, more: false })
    expect(w.store.trips.loads - before).toBe(5)
  })

  it('D-5: a sweep and a command at once end a contact once', async () => {
    const w = await crowd(1)
    w.advance(hour)
    await Promise.all([
      w.desk.applyDeadlines(),
      w.anotherDesk().note({ customer: 'c0', text: 'Hm' }),
      w.anotherDesk().applyDeadlines(),
    ])
    expect(eventsOfType(await w.events(), 'contact.ended')).toHaveLength(1)
    expect(eventsOfType(await w.events(), 'note.added')).toHaveLength(1)
  })

  it('D-5: what it could not write is told, and is there the next time', async () => {
    const w = await crowd(2)
    w.advance(hour)
    const conflict = { kind: 'stale', key: 'c0' } as const
    const stuck = w.anotherDesk({
      retryFor: 0,
      store: { ...w.store, commit: async () => ({ ok: false, conflict }) },
    })
    const swept = await expectOk(stuck.applyDeadlines())
    expect(swept).toMatchObject({ done: 0, more: false })
    expect(swept.refused.map(({ error }) => error.code)).toEqual(['desk.conflict', 'desk.conflict'])
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 2 })
  })

  it('D-5: a place in the index at which nothing is due any more is corrected, so that it holds up nothing', async () => {
    const w = await crowd(3)
    w.advance(hour)
    w.setPolicy({ messagingIdle: { hours: 12 } })
    expect(await expectOk(w.desk.applyDeadlines({ limit: 2 }))).toMatchObject({ done: 0, more: true })
    expect(await expectOk(w.desk.applyDeadlines({ limit: 2 }))).toMatchObject({ done: 0, more: false })
    w.advance(12 * hour)
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 3 })
  })

  it('D-5: after a policy change `refreshDeadlines` rewrites the index, page by page', async () => {
    const w = await crowd(5)
    await w.customerWrites('more', { customer: 'c4', channel: 'sms', from: '+491234567890' })
    w.setPolicy({ messagingIdle: { minutes: 1 } })
    w.advance(2 * minute)
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 0 })
    expect(await refresh(w.desk)).toBeGreaterThan(3)
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 5 })
  })

  it('D-5: outcomes do not depend on the index', async () => {
    const w = await crowd(1)
    w.setPolicy({ messagingIdle: { minutes: 1 } })
    w.advance(2 * minute)
    expect((await expectOk(w.desk.current('c0'))).status).toBe('waiting')
  })

  it('D-5: a refresh that is overtaken leaves the fresher place alone', async () => {
    const w = await crowd(1)
    let overtakenBy = 0
    const reindex: DeskWorld['store']['updateDeadlines'] = async (places) => {
      for (const { customer } of places) {
        await w.customerWrites('still here', { channel: 'chat', customer, from: customer })
        overtakenBy++
      }
      await w.store.updateDeadlines?.(places)
    }
    await refresh(w.anotherDesk({ store: { ...w.store, updateDeadlines: reindex } }))
    expect(overtakenBy).toBe(1)
    const { items } = await w.store.due({ by: w.now() + day, after: null, limit: 10 })
    expect(items).toEqual([])
  })

  it('D-5: one that is closed meanwhile has no place to refresh, and beyond the last page there is nothing', async () => {
    const w = await crowd(1)
    const list: DeskWorld['store']['conversations'] = async (query) => {
      const page = await w.store.conversations(query)
      if (page.items.length > 0) await w.agentCloses('c0')
      return page
    }
    const desk = w.anotherDesk({ store: { ...w.store, conversations: list } })
    expect(await expectOk(desk.refreshDeadlines())).toMatchObject({ done: 0 })
    expect(await expectOk(desk.refreshDeadlines({ after: '1:' }))).toMatchObject({ done: 0, next: '2:' })
    expect(await expectOk(w.desk.refreshDeadlines({ after: '3:' }))).toEqual({
      ok: true,
      done: 0,
      next: null,
    })
    expect(await expectRefusal(w.desk.refreshDeadlines({ after: '4:' }))).toMatchObject({
      code: 'page.cursor_invalid',
    })
  })

  it('D-5: a place of somebody who is not there holds up nobody', async () => {
    const w = await crowd(1)
    w.advance(hour)
    const due: DeskWorld['store']['due'] = async (query) => {
      const page = await w.store.due(query)
      const ghost = { customer: 'ghost', conversation: 'x', task: null, dueAt: 0 }
      return { ...page, items: [ghost, ...page.items] }
    }
    expect(await expectOk(w.anotherDesk({ store: { ...w.store, due } }).applyDeadlines())).toMatchObject({
      done: 1,
      refused: [],
    })
  })

  it('D-5: without the ports a sweep says what the store lacks', async () => {
    const w = createWorld()
    const { load, commit, conversations } = w.store
    const bare = w.anotherDesk({ store: { load, commit } })
    for (const [refused, port] of [
      [await expectRefusal(bare.applyDeadlines()), 'due'],
      [await expectRefusal(bare.refreshDeadlines()), 'conversations'],
      [
        await expectRefusal(w.anotherDesk({ store: { load, commit, conversations } }).refreshDeadlines()),
        'updateDeadlines',
      ],
      [await expectRefusal(bare.releaseAgent({ from: 'sam' })), 'conversations'],
      [await expectRefusal(bare.moveInbox({ from: 'a', to: 'b' })), 'conversations'],
    ] as const)
      expect(refused).toMatchObject({ code: 'store.unsupported', message: expect.stringContaining(port) })
  })

  it('D-5: a store without an index to correct is swept all the same', async () => {
    const w = await crowd(1)
    const { load, commit, due } = w.store
    w.advance(hour)
    w.setPolicy({ messagingIdle: 'off' })
    expect(await expectOk(w.anotherDesk({ store: { load, commit, due } }).applyDeadlines())).toMatchObject({
      done: 0,
    })
    w.setPolicy({})
    expect(await expectOk(w.anotherDesk({ store: { load, commit, due } }).applyDeadlines())).toMatchObject({
      done: 1,
    })
    expect(eventDataOf(eventsOfType(await w.events(), 'contact.ended')[0])['reason']).toBe('idle')
  })
})
