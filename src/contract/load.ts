import { emptySnapshot } from '../intake/snapshot.ts'
import { snapshotQuery } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeClosedConversation, makeConversation, makeTask } from './fixtures.ts'
import { createStoreWriter, loadOne } from './store-writer.ts'

const [adas, bobs] = ['email:ada@example.com', 'email:bob@example.com']

/** Whose situation is found, and what belongs to it. */
export const loadCases: readonly ContractCase[] = [
  defineCase({
    id: 'load.unknown_customer',
    rule: 'I-0',
    title: 'of somebody who was never heard of nothing is found, and that is no error',
    promise: 'answer with null, 0 and empty lists where there is nothing',
    prove: async ({ store }) => {
      const query = {
        customer: 'ada',
        address: adas,
        commands: ['c1'],
        refs: ['r'],
        conversation: 'x',
        task: 't',
      }
      expectEqual(
        'a customer who does not exist',
        await loadOne(store, { ...query, topics: ['vase'] }),
        emptySnapshot,
      )
      expectEqual('an address that nobody has', await loadOne(store, { address: adas }), emptySnapshot)
      expectEqual('an id that nobody knows', await loadOne(store, { refs: ['r'] }), emptySnapshot)
      expectEqual('a query that asks for nothing', await loadOne(store, {}), emptySnapshot)
      expectEqual('a customer whose id is empty', await loadOne(store, { customer: '' }), emptySnapshot)
    },
  }),
  defineCase({
    id: 'load.in_order',
    rule: 'I-0',
    title: 'as many situations as queries, in their order, whether somebody is there or not',
    promise: 'answer each query in its place, also twice the same',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('bob', 'c1'))
      await put(draft('ada', 'c1'))
      const names = ['ada', 'nobody', 'bob', 'ada']
      const found = await store.load(names.map((customer) => snapshotQuery({ customer })))
      expectEqual(
        'who is found',
        found.map(({ customer }) => customer?.id ?? null),
        ['ada', null, 'bob', 'ada'],
      )
      expectEqual('situations for no query', await store.load([]), [])
    },
  }),
  defineCase({
    id: 'load.customer',
    rule: 'I-0, I-16',
    title:
      'the customer named, else the owner of the address, else the customer of the first known id quoted',
    promise: 'look for the customer in that order, and by quoted ids only where there is no address',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const refs = (ref: string) => [{ data: { refs: [ref] } }]
      await put(
        draft('ada', 'c1', { claims: [{ address: adas, from: null, to: 'ada' }], events: refs('r-ada') }),
      )
      await put(
        draft('bob', 'c1', { claims: [{ address: bobs, from: null, to: 'bob' }], events: refs('r-bob') }),
      )
      const whose = async (query: Parameters<typeof loadOne>[1]) =>
        (await loadOne(store, query)).customer?.id ?? null
      expectEqual(
        'by customer, address and id',
        await whose({ customer: 'ada', address: bobs, refs: ['r-bob'] }),
        'ada',
      )
      expectEqual('by address and id', await whose({ address: bobs, refs: ['r-ada'] }), 'bob')
      expectEqual('by ids alone', await whose({ refs: ['unknown', 'r-bob', 'r-ada'] }), 'bob')
      expectEqual(
        'by an address of nobody and an id',
        await whose({ address: 'email:x', refs: ['r-ada'] }),
        null,
      )
      expectEqual(
        'by a customer who is unknown and an address',
        await whose({ customer: 'eve', address: adas }),
        null,
      )
    },
  }),
  defineCase({
    id: 'load.address_owner',
    rule: 'CU-1',
    title: 'the owner of the address comes along, whosever situation it is',
    promise: 'tell who holds the address that was asked about, of whichever customer',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { claims: [{ address: adas, from: null, to: 'ada' }] }))
      await put(draft('bob', 'c1'))
      expectEqual(
        'asked for him',
        (await loadOne(store, { customer: 'bob', address: adas })).addressOwner,
        'ada',
      )
      expectEqual(
        'asked for one who is unknown',
        (await loadOne(store, { customer: 'eve', address: adas })).addressOwner,
        'ada',
      )
      expectEqual('no address asked about', (await loadOne(store, { customer: 'ada' })).addressOwner, null)
    },
  }),
  defineCase({
    id: 'load.active',
    rule: 'O-1, O-3',
    title: 'the active conversation is the one that is not closed, also after a reopening',
    promise: 'tell the active conversation from the closed ones by its last state',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { conversations: [makeConversation('c1.0', 'ada')] }))
      await put(draft('ada', 'c2', { conversations: [makeClosedConversation('c1.0', 'ada', baseTime)] }))
      expectEqual('after the close', (await loadOne(store, { customer: 'ada' })).active, null)
      const again = makeConversation('c1.0', 'ada', {
        reopenedWithoutContact: true,
        firstClosed: makeClosedConversation('c1.0', 'ada', baseTime).closed,
      })
      await put(draft('ada', 'c3', { conversations: [again] }))
      const found = await loadOne(store, { customer: 'ada' })
      expectEqual('after the reopening', found.active, again)
      expectEqual('closed ones after the reopening', found.closed, [])
      const both = [makeClosedConversation('c1.0', 'ada', baseTime), makeConversation('c4.0', 'ada')]
      await put(draft('ada', 'c4', { conversations: both }))
      const next = await loadOne(store, { customer: 'ada' })
      expectEqual(
        'after a close and a start in one write',
        [next.active?.id, next.closed.map(({ id }) => id)],
        ['c4.0', ['c1.0']],
      )
    },
  }),
  defineCase({
    id: 'load.task',
    rule: 'TK-1',
    title: 'the task named comes along if it is this customer’s',
    promise: 'look for the task among those of the customer, never among all',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const task = makeTask('t1.0', 'ada', { agent: 'kim', overdueAt: baseTime + 1 })
      await put(draft('ada', 't1', { tasks: [task, makeTask('t1.1', 'ada')], events: [{}, {}] }))
      await put(draft('bob', 'c1'))
      expectEqual('his task', (await loadOne(store, { customer: 'ada', task: 't1.0' })).task, task)
      expectEqual('no task asked for', (await loadOne(store, { customer: 'ada' })).task, null)
      expectEqual(
        'somebody else’s task',
        (await loadOne(store, { customer: 'bob', task: 't1.0' })).task,
        null,
      )
    },
  }),
]
