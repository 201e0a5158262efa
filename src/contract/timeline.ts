import type { StoredEvent } from '../intake/snapshot.ts'
import type { Store } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, minute } from './fixtures.ts'
import { cursorCase, readAllPages } from './pages.ts'
import { createStoreWriter } from './store-writer.ts'

type Order = 'oldest_first' | 'newest_first'
const orders: readonly Order[] = ['oldest_first', 'newest_first']
const needs = ['timeline'] as const

const readTimeline = (store: Store, order: Order, limit: number, between?: () => Promise<unknown>) =>
  readAllPages((after) => store.timeline({ customer: 'ada', order, after, limit }), between)

const byTime = (events: readonly StoredEvent[]): readonly StoredEvent[] =>
  [...events].sort((a, b) => a.occurredAt - b.occurredAt || a.seq - b.seq)

const inOrder = (events: readonly StoredEvent[], order: Order): readonly StoredEvent[] =>
  order === 'oldest_first' ? events : [...events].reverse()

/** Whose order, counted time and sequence, is not that of the writes. */
const times = [5, 1, 5, 0, 5, 1, 9, 5, 5, 1, 5, 2, 5].map((n) => ({ occurredAt: baseTime + n * minute }))

/** A customer's whole history in one order. */
export const timelineCases: readonly ContractCase[] = [
  defineCase({
    id: 'timeline.order',
    rule: 'E-4, I-14',
    title: 'a timeline has every event once, by counted time, then by sequence, in pages of any size',
    needs,
    promise:
      'order by `occurredAt`, then `seq` as a number, and begin a page behind the place of the last item',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const { events } = await put(draft('ada', 'c1', { events: times }))
      await put(draft('bob', 'c1'))
      for (const order of orders)
        for (const limit of [1, 4, 13, 100])
          expectEqual(
            `${order}, by ${limit}`,
            await readTimeline(store, order, limit),
            inOrder(byTime(events), order),
          )
      const page = (limit: number) =>
        store.timeline({ customer: 'ada', order: 'oldest_first', after: null, limit })
      expectEqual('what follows the last page', (await page(13)).next, null)
      const nobodys = await store.timeline({ customer: 'eve', order: 'oldest_first', after: null, limit: 5 })
      expectEqual('of a customer who is unknown', nobodys, { items: [], next: null })
    },
  }),
  defineCase({
    id: 'timeline.concurrent_writes',
    rule: 'E-4',
    title: 'what arrives between two pages shifts nothing: all that was there is shown exactly once',
    needs,
    promise: 'make the cursor the place of the last item, not a number of items',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const { events } = await put(draft('ada', 'c1', { events: times }))
      const known = new Set(events.map(({ id }) => id))
      let n = 0
      const writeLate = () =>
        put(
          draft('ada', `late-${n++}`, {
            events: [{ occurredAt: baseTime - minute }, { occurredAt: baseTime + 20 * minute }],
          }),
        )
      for (const order of orders) {
        const read = await readTimeline(store, order, 3, writeLate)
        expectEqual(
          order,
          read.filter(({ id }) => known.has(id)),
          inOrder(byTime(events), order),
        )
        expectEqual(
          `how often the others are shown, ${order}`,
          new Set(read.map(({ id }) => id)).size,
          read.length,
        )
      }
    },
  }),
  defineCase({
    id: 'timeline.merged',
    rule: 'E-4, CU-8',
    title: 'the survivor’s timeline shows the streams of all whom he absorbed, also by their ids',
    needs,
    promise: 'cover the absorbed ids; events of two streams may have the same time, sequence and id',
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      const { events: his } = await put(
        draft('bob', 'c1', { events: [{}, {}, { occurredAt: baseTime - 1 }] }),
      )
      const { events: hers } = await put(draft('ada', 'c1', { events: [{}, {}, {}] }))
      const { events: merge } = await put(merging('bob', 'ada', 'm1'))
      const keyOf = ({ customer, id }: StoredEvent): string => `${customer} ${id}`
      const every = [...his, ...hers, ...merge]
      for (const customer of ['ada', 'bob'])
        for (const order of orders) {
          const read = await readAllPages((after) => store.timeline({ customer, order, after, limit: 1 }))
          const places = read.map((event) => [event.occurredAt, event.seq])
          expectEqual(`events of ${customer}, ${order}`, read.map(keyOf).sort(), every.map(keyOf).sort())
          expectEqual(
            'their order',
            places,
            inOrder(byTime(every), order).map((event) => [event.occurredAt, event.seq]),
          )
        }
    },
  }),
  defineCase({
    id: 'timeline.recorded_by',
    rule: 'E-4, I-14',
    title: 'with `recordedBy` only what was recorded by then is shown, in the same order',
    needs,
    promise: 'narrow by `recordedAt`, that instant included, and order by counted time all the same',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const at = (occurred: number, recorded: number) => ({
        occurredAt: baseTime + occurred,
        recordedAt: baseTime + recorded,
      })
      const { events } = await put(draft('ada', 'c1', { events: [at(3, 3), at(1, 4), at(0, 5), at(2, 4)] }))
      const [first, second, , fourth] = events
      const recordedBy = baseTime + 4
      const read = await readAllPages((after) =>
        store.timeline({ customer: 'ada', order: 'oldest_first', recordedBy, after, limit: 2 }),
      )
      expectEqual('recorded by the fourth millisecond', read, [second, fourth, first])
    },
  }),
  defineCase({
    id: 'timeline.redacted',
    rule: 'E-7, CU-9',
    title: 'a redacted event keeps its place in the timeline',
    needs,
    promise: 'replace the event, and nothing but the event',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const content = { text: 'secret', attachments: [], externalId: null, address: null }
      const { events } = await put(
        draft('ada', 'c1', { events: times.map((time) => ({ ...time, content })) }),
      )
      const redacted = events.map((event) => ({ ...event, content: null }))
      const { events: more } = await put(draft('ada', 'c2', { redacted }))
      expectEqual(
        'the timeline',
        await readTimeline(store, 'oldest_first', 4),
        byTime([...redacted, ...more]),
      )
    },
  }),
  cursorCase('timeline', ({ store }, after) =>
    store.timeline({ customer: 'ada', order: 'oldest_first', after, limit: 5 }),
  ),
]
