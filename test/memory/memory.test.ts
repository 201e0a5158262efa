import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store, StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventDataOf,
  eventsOfType,
  expectOk,
  firstChangeSet,
  hour,
  inboundMail,
  minute,
  readAllPages,
} from '../support/world.ts'

describe('the promise of a commit', () => {
  it('O-4: a commit succeeds if and only if all its keys are free, else nothing is written', async () => {
    const first = await firstChangeSet()
    const store = memoryStore()
    expect(await store.commit(first)).toEqual({ ok: true })
    const before = await store.load([snapshotQuery({ customer: 'ada' })])
    const fresh = first.events.map((event, at) => ({ ...event, id: `fresh.${at}` }))
    for (const [changes, kind] of [
      [first, 'repeated'],
      [{ ...first, events: fresh }, 'stale'],
      [{ ...first, expected: [], events: [], customers: [], conversations: [] }, 'claimed'],
    ] as const)
      expect(await store.commit(changes)).toMatchObject({ ok: false, conflict: { kind } })
    expect(await store.load([snapshotQuery({ customer: 'ada' })])).toEqual(before)
  })

  it('O-4: of two commits in flight one is written', async () => {
    const first = await firstChangeSet()
    const store = memoryStore()
    const both = await Promise.all([store.commit(first), store.commit(first)])
    expect(both.map(({ ok }) => ok)).toEqual([true, false])
  })

  it('CU-1: a claim is passed on by its holder and by nobody else', async () => {
    const store = memoryStore()
    const nothing = { expected: [], customers: [], conversations: [], tasks: [], events: [], redacted: [] }
    const pass = (from: string | null, to: string | null) =>
      store.commit({ ...nothing, claims: [{ address: 'email:x', from, to }] })
    expect((await pass(null, 'ada')).ok).toBe(true)
    expect(await pass(null, 'bob')).toEqual({ ok: false, conflict: { kind: 'claimed', key: 'email:x' } })
    expect((await pass('bob', 'eve')).ok).toBe(false)
    expect((await pass('ada', 'bob')).ok).toBe(true)
    expect((await pass('bob', null)).ok).toBe(true)
    expect(await store.load([snapshotQuery({ address: 'email:x' })])).toMatchObject([
      { addressOwner: null, customer: null },
    ])
    expect((await pass(null, 'eve')).ok).toBe(true)
  })

  it('B-3: events of a customer who is neither stored nor in the change set are corrupt data', async () => {
    const first = await firstChangeSet()
    await expect(memoryStore().commit({ ...first, customers: [] })).rejects.toThrow(/ada is not stored/)
  })

  it('O-4: it yields before it looks and before it answers, so that races are real', async () => {
    const first = await firstChangeSet()
    const store = memoryStore()
    const found = store.load([snapshotQuery({ customer: 'ada' })])
    const committed = store.commit(first)
    expect(await Promise.race([found.then(() => 'at once'), Promise.resolve('later')])).toBe('later')
    expect(await committed).toEqual({ ok: true })
  })
})

describe('what is found', () => {
  it('I-0: by customer, else by address, else by the first id quoted', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer', { id: '<a@us>' })
    const [sent] = eventsOfType(await w.events(), 'message.sent')
    const refs = eventDataOf(sent)['refs'] as string[]
    const find = async (query: Partial<Parameters<Store['load']>[0][number]>) =>
      (await w.store.load([snapshotQuery(query)]))[0]
    expect(await find({ customer: 'ada' })).toMatchObject({ customer: { id: 'ada' }, addressOwner: null })
    expect(await find({ address: 'email:ada@example.com' })).toMatchObject({
      customer: { id: 'ada' },
      addressOwner: 'ada',
    })
    expect(await find({ refs: ['unknown', ...refs] })).toMatchObject({
      customer: { id: 'ada' },
      referencedEvents: [sent],
    })
    expect(await find({ address: 'email:eve@example.net', refs: refs })).toMatchObject({
      customer: null,
      referencedEvents: [sent],
    })
    expect(await find({})).toMatchObject({ customer: null, head: 0 })
    expect(await find({ customer: '' })).toMatchObject({ customer: null })
  })

  it('I-0, CU-8: absorbed ids and addresses lead to the survivor, and his timeline covers theirs', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.customerWrites('two', { customer: 'bob', from: 'bob@example.com' })
    await w.agentCloses('ada')
    const [ada, bob] = await w.store.load(['ada', 'bob'].map((customer) => snapshotQuery({ customer })))
    if (ada?.customer == null || bob?.customer == null) throw new Error('nobody is there')
    await w.store.commit({
      expected: [],
      customers: [
        { ...ada.customer, addresses: [], mergedInto: 'bob' },
        { ...bob.customer, absorbed: ['ada', 'never stored'] },
      ],
      conversations: [],
      tasks: [],
      claims: [{ address: 'email:ada@example.com', from: 'ada', to: 'bob' }],
      events: [],
      redacted: [],
    })
    expect(await w.customerWrites('three')).toMatchObject({ customer: 'bob', outcome: 'append' })
    expect((await expectOk(w.desk.receive(inboundMail('four')))).customer).toBe('bob')
    expect(await w.customerWrites('one')).toMatchObject({ outcome: 'duplicate' })
    const { items } = await expectOk(w.desk.timeline({ customer: 'ada', limit: 500 }))
    expect(new Set(items.map(({ event }) => event.customer))).toEqual(new Set(['ada', 'bob']))
    expect(items).toHaveLength((await w.events()).length)
  })

  it('I-9: the candidates are the last closed, the last closed of a topic, and those asked for or quoted', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const ids: string[] = []
    for (const [text, topics] of [
      ['a', ['vase']],
      ['b', ['vase', 'billing']],
      ['c', []],
      ['d', []],
    ] as const) {
      const { conversation } = await w.customerWrites(text, { topics })
      ids.push(conversation?.id ?? '')
      await w.agentCloses()
      w.advance(text === 'c' ? 0 : minute)
    }
    const [a, b, c, d] = ids
    const closedFor = async (query: object) =>
      (await w.store.load([snapshotQuery({ customer: 'ada', ...query })]))[0]?.closed.map(({ id }) => id)
    expect(await closedFor({})).toEqual([d])
    expect(await closedFor({ topics: ['vase'] })).toEqual([d, b])
    expect(await closedFor({ conversation: a })).toEqual([d, a])
    expect(await closedFor({ conversation: 'none', topics: ['refund'] })).toEqual([d])
    const [heard] = eventsOfType(await w.events(), 'message.received').filter(
      (event) => event.conversation === c,
    )
    const refs = eventDataOf(heard)['refs'] as string[]
    expect(await closedFor({ refs: refs, topics: ['billing'] })).toEqual([d, c, b])
  })

  it('I-9: of two closed in one millisecond the last is the one that was closed last', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const first = await w.customerWrites('one')
    await w.agentCloses()
    const second = await w.customerWrites('two')
    await w.agentCloses()
    expect((await expectOk(w.desk.current('ada'))).conversation?.id).toBe(second.conversation?.id)
    await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam', conversation: first.conversation?.id }))
    await w.agentCloses()
    expect((await expectOk(w.desk.current('ada'))).conversation?.id).toBe(first.conversation?.id)
  })
})

describe('timeline pages', () => {
  const arrival = fc.record({
    text: fc.uuid(),
    age: fc.constantFrom(0, 1, minute, hour, 30 * day),
    pass: fc.constantFrom(0, 1, minute),
  })

  it('E-4: pages that are read while messages arrive show what was there exactly once, in order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 1, maxLength: 12 }),
        fc.array(arrival, { maxLength: 12 }),
        fc.constantFrom('oldest_first' as const, 'newest_first' as const),
        fc.integer({ min: 1, max: 7 }),
        async (before, meanwhile, order, limit) => {
          const w = createWorld()
          const hear = async ({ text, age, pass }: (typeof before)[number]) => {
            await w.customerWrites(text, { at: w.now() - age })
            w.advance(pass)
          }
          for (const each of before) await hear(each)
          const there = await w.events()
          const rest = [...meanwhile]
          const read = await readAllPages(async (after) => {
            const page = await w.store.timeline({ customer: 'ada', order, after, limit })
            const next = rest.shift()
            if (next !== undefined) await hear(next)
            return page
          })
          const ids = read.map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          expect(ids).toEqual(expect.arrayContaining(there.map(({ id }) => id)))
          const sign = order === 'oldest_first' ? 1 : -1
          for (const [at, event] of read.entries()) {
            const next = read[at + 1]
            if (next === undefined) continue
            expect(sign * (next.occurredAt - event.occurredAt || next.seq - event.seq)).toBeGreaterThan(0)
          }
        },
      ),
    ))

  it('E-4: the last page says that it is the last', async () => {
    const w = createWorld()
    const { events } = await w.customerWrites('one')
    const page = (limit: number) =>
      w.store.timeline({ customer: 'ada', order: 'oldest_first', after: null, limit })
    expect((await page(events.length)).next).toBeNull()
    expect((await page(events.length - 1)).next).not.toBeNull()
  })
})

describe('the feed', () => {
  const write = async (w: DeskWorld, n: number) => {
    await w.customerWrites(`a${n}`)
    await w.customerWrites(`b${n}`, { customer: 'bob', from: 'bob@example.com' })
  }

  it('E-6: whoever reads it from his own cursor misses nothing and reads nothing twice, in order per customer', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        async (limits) => {
          const w = createWorld()
          const read: StoredEvent[] = []
          let cursor: string | null = null
          for (const [n, limit] of limits.entries()) {
            await write(w, n)
            const page: Awaited<ReturnType<Store['events']>> = await w.store.events({ after: cursor, limit })
            read.push(...page.items)
            cursor = page.next
          }
          read.push(...(await readAllPages((after) => w.store.events({ after: after ?? cursor, limit: 5 }))))
          expect(read).toEqual(await w.events())
          for (const customer of ['ada', 'bob']) {
            const own = read.filter((event) => event.customer === customer)
            expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => at + 1))
          }
        },
      ),
    ))

  it('E-6: it holds what commits wrote, and nothing of those that failed', async () => {
    const w = createWorld()
    await Promise.all([w.desk.receive(inboundMail('one')), w.anotherDesk().receive(inboundMail('two'))])
    expect(w.store.trips.conflicts).toBe(1)
    const written = await w.events()
    expect(eventsOfType(written, 'customer.registered')).toHaveLength(1)
    expect(eventsOfType(written, 'message.received')).toHaveLength(2)
  })

  it('E-6: at its end it stays where it is', async () => {
    const w = createWorld()
    expect(await w.store.events({ after: null, limit: 5 })).toEqual({ items: [], next: null })
    await w.customerWrites('one')
    const { next } = await w.store.events({ after: null, limit: 500 })
    expect(await w.store.events({ after: next, limit: 5 })).toEqual({ items: [], next })
  })
})

describe('a bounded history', () => {
  it('E-6: with a bound it keeps the newest events, and there is no feed', async () => {
    const w = createWorld({ store: memoryStore({ history: 20 }) })
    for (let n = 0; n < 50; n++) await w.customerWrites(`${n}`)
    const { items } = await expectOk(w.desk.timeline({ customer: 'ada', limit: 500 }))
    expect(items.length).toBeGreaterThanOrEqual(20)
    expect(items.length).toBeLessThan(30)
    expect(items.at(-1)?.event.content?.text).toBe('49')
    expect(await w.events()).toEqual([])
    expect((await expectOk(w.desk.current('ada'))).version).toBeGreaterThan(50)
  })

  it('I-1: repeats and threads reach back as far as it does', async () => {
    const w = createWorld({ store: memoryStore({ history: 10 }) })
    await w.customerWrites('old')
    for (let n = 0; n < 20; n++) await w.customerWrites(`${n}`)
    expect((await w.customerWrites('19')).outcome).toBe('duplicate')
    expect((await w.customerWrites('old')).outcome).toBe('append')
    const quote = { from: null, thread: { inReplyTo: '<0@mail>' } }
    expect((await expectOk(w.desk.receive(inboundMail('reply', quote)))).customer).not.toBe('ada')
  })

  it('I-16: an id that an older and a newer event carry is forgotten with the newer', async () => {
    const w = createWorld({ store: memoryStore({ history: 12 }) })
    await w.customerWrites('Vase', { endpoint: 'help@shop.example' })
    for (let n = 0; n < 5; n++) await w.customerWrites(`${n}`)
    await w.customerWrites('Vase', { endpoint: 'sales@shop.example' })
    const quote = { from: null, thread: { inReplyTo: '<Vase@mail>' } }
    for (let n = 5; n < 14; n++) await w.customerWrites(`${n}`)
    expect((await expectOk(w.desk.receive(inboundMail('first', quote)))).customer).toBe('ada')
    for (let n = 14; n < 30; n++) await w.customerWrites(`${n}`)
    expect((await expectOk(w.desk.receive(inboundMail('second', quote)))).customer).not.toBe('ada')
  })

  it('I-9: of the closed conversations it keeps those at which a window may look', async () => {
    const w = createWorld({ store: memoryStore({ history: 5 }), policy: { reopenWindow: 'never' } })
    for (const [text, topics] of [
      ['a', ['vase']],
      ['b', ['vase', 'billing']],
      ['c', ['vase']],
      ['d', []],
      ['e', []],
    ] as const) {
      await w.customerWrites(text, { topics })
      await w.agentCloses()
      w.advance(minute)
    }
    await expectOk(w.desk.note({ customer: 'ada', text: 'Hm' }))
    const { counts } = await expectOk(w.desk.counts())
    expect(counts.closed).toBe(3)
    const [found] = await w.store.load([snapshotQuery({ customer: 'ada', topics: ['billing'] })])
    expect(found?.closed.map(({ topics }) => topics)).toEqual([[], ['vase', 'billing']])
  })
})
