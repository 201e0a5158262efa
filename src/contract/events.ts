import type { StoredEvent } from '../intake/snapshot.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { createFeedReader, eventKey, expectCompleteFeed } from './feed-reader.ts'
import { cursorCase } from './pages.ts'
import { combineChanges, createStoreWriter } from './store-writer.ts'

const needs = ['events'] as const

/** The outbox (E-6). */
export const eventCases: readonly ContractCase[] = [
  defineCase({
    id: 'events.complete',
    rule: 'E-6',
    title: 'the feed has every event once, each customer’s in their order, in pages of any size',
    needs,
    promise: 'number all committed events in an order that keeps each customer’s own',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const written: StoredEvent[] = []
      for (let n = 0; n < 4; n++) {
        const both = combineChanges(draft('ada', `c${n}`, { events: [{}, {}] }), draft('bob', `c${n}`))
        written.push(...(await put(both)).events)
        written.push(...(await put(draft('cyd', `c${n}`, { events: [{}, {}, {}] }))).events)
      }
      for (const limit of [1, 3, 5, 500])
        expectCompleteFeed(`by ${limit}`, await createFeedReader(store, limit).readAll(), written)
      const [first] = (await store.events({ after: null, limit: 1 })).items
      expectEqual(
        'the first event, whole',
        first,
        written.find((event) => first !== undefined && eventKey(event) === eventKey(first)),
      )
    },
  }),
  defineCase({
    id: 'events.end',
    rule: 'E-6',
    title: 'behind the last event the cursor stays, and gives what comes next',
    needs,
    promise: 'answer the cursor that was given where nothing follows it yet',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      expectEqual('of an empty store', (await store.events({ after: null, limit: 5 })).items, [])
      const { events } = await put(draft('ada', 'c1'))
      const follow = createFeedReader(store, 5)
      expectEqual('first', await follow.readAll(), events)
      const end = follow.cursor()
      await follow.readPage()
      expectEqual('the cursor behind the end', follow.cursor(), end)
      const { events: more } = await put(draft('bob', 'c1'))
      expectEqual('then', await follow.readAll(), [...events, ...more])
    },
  }),
  defineCase({
    id: 'events.refused',
    rule: 'E-6, O-4',
    title: 'of a commit that was refused nothing is in the feed',
    needs,
    promise: 'write the outbox in the commit itself, not before it',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const late = draft('ada', 'c2')
      const { events } = await put(draft('ada', 'c1'))
      await store.commit(late)
      await store.commit(draft('bob', 'b1', { claims: [{ address: 'email:x', from: 'eve', to: 'bob' }] }))
      expectEqual('the feed', await createFeedReader(store, 50).readAll(), events)
    },
  }),
  defineCase({
    id: 'events.parallel',
    rule: 'E-6',
    title:
      'a reader who reads on while eight writers write misses nothing, sees nothing twice, and keeps the order',
    needs,
    promise:
      'number events after their commit: a number given at the insert shows itself out of order, and is skipped',
    prove: async ({ store, sibling, has }) => {
      const connections = [store, has('siblings') ? await sibling() : store]
      const written: StoredEvent[] = []
      let writing = 8
      const write = async (customer: string, at: number): Promise<void> => {
        const { draft, put } = createStoreWriter(connections[at % 2] ?? store)
        try {
          for (let n = 0; n < 6; n++)
            written.push(...(await put(draft(customer, `c${n}`, { events: [{}, {}] }))).events)
        } finally {
          writing--
        }
      }
      const follow = createFeedReader(store, 3)
      const read = async (): Promise<void> => {
        while (writing > 0) await follow.readPage()
      }
      await Promise.all([read(), ...Array.from({ length: 8 }, (_, n) => write(`customer-${n}`, n))])
      expectCompleteFeed('while others write', await follow.readAll(), written)
    },
  }),
  defineCase({
    id: 'events.redacted',
    rule: 'E-7, CU-9',
    title: 'a redacted event keeps its place in the feed, and is not told again',
    needs,
    promise:
      'replace the event in its place; consumers who have it hear by the event that tells of the redaction',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const content = { text: 'secret', attachments: [], externalId: null, address: null }
      const { events } = await put(draft('ada', 'c1', { events: [{ content }, { content }] }))
      const follow = createFeedReader(store, 5)
      await follow.readAll()
      const redacted = events.map((event) => ({ ...event, content: null }))
      const { events: more } = await put(draft('ada', 'c2', { redacted }))
      expectEqual('what a reader at the end is told', await follow.readAll(), [...events, ...more])
      expectEqual('what a new reader is told', await createFeedReader(store, 5).readAll(), [
        ...redacted,
        ...more,
      ])
    },
  }),
  cursorCase('events', ({ store }, after) => store.events({ after, limit: 5 })),
]
