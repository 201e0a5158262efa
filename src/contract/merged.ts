import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, hour, makeClosedConversation, makeConversation, makeTask, minute } from './fixtures.ts'
import { createStoreWriter, expectConflict, loadOne } from './store-writer.ts'

const address = 'email:bob@example.com'
const promise = 'read over all streams of the survivor: `mergedInto` leads to him, `absorbed` names them'

/** Customers who were merged away (CU-3 to CU-8). */
export const mergedCases: readonly ContractCase[] = [
  defineCase({
    id: 'merged.resolves',
    rule: 'CU-3, I-0',
    title: 'absorbed ids and their addresses lead to the survivor, over chains too',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      await put(
        draft('bob', 'c1', {
          claims: [{ address, from: null, to: 'bob' }],
          events: [{ data: { refs: ['r'] } }],
        }),
      )
      await put(draft('ada', 'c1'))
      await put(draft('cyd', 'c1', { events: [{}, {}] }))
      await put(merging('bob', 'ada', 'm1', { claims: [{ address, from: 'bob', to: 'ada' }] }))
      await put(merging('ada', 'cyd', 'm2', { claims: [{ address, from: 'ada', to: 'cyd' }] }))
      for (const query of [{ customer: 'bob' }, { customer: 'ada' }, { address }, { refs: ['r'] }]) {
        const { customer, head } = await loadOne(store, query)
        expectEqual(`found by ${JSON.stringify(query)}`, [customer?.id, head], ['cyd', 3])
      }
      expectEqual('whom he absorbed', (await loadOne(store, { customer: 'bob' })).customer?.absorbed, [
        'bob',
        'ada',
      ])
    },
  }),
  defineCase({
    id: 'merged.stale',
    rule: 'O-4, CU-3',
    title: 'a command that was decided before the merge is stale in both streams',
    promise:
      'let the events of a merge take a place in both streams, so that whoever read before it is stale',
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      await put(draft('bob', 'c1'))
      await put(draft('ada', 'c1'))
      const late = [draft('bob', 'c2'), draft('ada', 'c2')]
      await put(merging('bob', 'ada', 'm1'))
      for (const changes of late)
        await expectConflict('a commit on the head before the merge', 'stale', store.commit(changes))
    },
  }),
  defineCase({
    id: 'merged.command_events',
    rule: 'I-1, CU-8',
    title: 'what a command wrote before the merge is seen after it, so that a late retry is a repeat',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      const { events: his } = await put(draft('bob', 'c1', { events: [{}, {}] }))
      const { events: both } = await put(draft('bob', 'c2', { events: [{}, {}] }))
      const { events: hers } = await put(draft('ada', 'c2'))
      await put(merging('bob', 'ada', 'm1'))
      const found = await loadOne(store, { customer: 'ada', commands: ['c1', 'c2'] })
      expectEqual('a command of his, and one of both: hers', found.commandEvents, [...his, ...hers])
      expectEqual('how many events of his stand', both.length, 2)
    },
  }),
  defineCase({
    id: 'merged.adopted',
    rule: 'CU-4, O-1',
    title: 'the active conversation of the one merged away becomes the survivor’s, and is there once',
    promise: 'move a conversation whose row names another customer, instead of keeping both rows',
    prove: async ({ store, has }) => {
      const { draft, merging, put } = createStoreWriter(store)
      await put(draft('bob', 'c1', { conversations: [makeConversation('b1.0', 'bob')] }))
      await put(draft('ada', 'c1'))
      const adopted = makeConversation('b1.0', 'ada', { lastCustomerMessageSeq: 2 })
      await put(merging('bob', 'ada', 'm1', { conversations: [adopted] }))
      for (const customer of ['ada', 'bob'])
        expectEqual(
          `the active one, asked for ${customer}`,
          (await loadOne(store, { customer })).active,
          adopted,
        )
      const closed = makeClosedConversation('b1.0', 'ada', baseTime)
      await put(draft('ada', 'c2', { conversations: [closed] }))
      const found = await loadOne(store, { customer: 'ada' })
      expectEqual('after the close', [found.active, found.closed], [null, [closed]])
      if (!has('list')) return
      const { items } = await store.conversations({ after: null, limit: 10 })
      expectEqual(
        'rows',
        items.map(({ conversation }) => conversation.id),
        ['b1.0'],
      )
    },
  }),
  defineCase({
    id: 'merged.closed',
    rule: 'CU-8, I-9',
    title: 'closed conversations of the one merged away are candidates of the survivor',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      const topics = ['vase']
      await put(
        draft('bob', 'c1', { conversations: [makeClosedConversation('b1.0', 'bob', baseTime, { topics })] }),
      )
      await put(
        draft('bob', 'c2', { conversations: [makeClosedConversation('b2.0', 'bob', baseTime + hour)] }),
      )
      await put(
        draft('ada', 'c1', {
          conversations: [makeClosedConversation('a1.0', 'ada', baseTime + minute, { topics })],
        }),
      )
      await put(merging('bob', 'ada', 'm1'))
      const found = async (query: object) =>
        (await loadOne(store, { customer: 'ada', ...query })).closed.map(({ id }) => id)
      expectEqual('the last closed of both', await found({}), ['b2.0'])
      expectEqual('of a topic', await found({ topics }), ['b2.0', 'a1.0'])
      expectEqual('asked for', await found({ conversation: 'b1.0' }), ['b2.0', 'b1.0'])
    },
  }),
  defineCase({
    id: 'merged.task',
    rule: 'CU-5, TK-1',
    title: 'tasks of the one merged away are the survivor’s, and can be changed',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      await put(draft('bob', 'c1', { tasks: [makeTask('b1.0', 'bob')] }))
      await put(draft('ada', 'c1'))
      await put(merging('bob', 'ada', 'm1'))
      for (const customer of ['ada', 'bob'])
        expectEqual(
          `asked for ${customer}`,
          (await loadOne(store, { customer, task: 'b1.0' })).task,
          makeTask('b1.0', 'bob'),
        )
      const task = makeTask('b1.0', 'bob', { agent: 'kim' })
      await put(draft('ada', 'c2', { tasks: [task] }))
      expectEqual('after a change', (await loadOne(store, { customer: 'ada', task: 'b1.0' })).task, task)
    },
  }),
]
