import type { Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { look, refusedAs, scribe } from './scribe.ts'
import { closedTalk, hour, minute, start, talk, todo } from './things.ts'

const address = 'email:bob@example.com'
const promise = 'read over all streams of the survivor: `mergedInto` leads to him, `absorbed` names them'

/** Customers who were merged away (CU-3 to CU-8). */
export const mergedCases: readonly Case[] = [
  defineCase({
    id: 'merged.leads',
    rule: 'CU-3, I-0',
    title: 'absorbed ids and their addresses lead to the survivor, over chains too',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = scribe(store)
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
      for (const query of [{ customer: 'bob' }, { customer: 'ada' }, { address }, { quoted: ['r'] }]) {
        const { customer, head } = await look(store, query)
        equal(`found by ${JSON.stringify(query)}`, [customer?.id, head], ['cyd', 3])
      }
      equal('whom he absorbed', (await look(store, { customer: 'bob' })).customer?.absorbed, ['bob', 'ada'])
    },
  }),
  defineCase({
    id: 'merged.stale',
    rule: 'O-4, CU-3',
    title: 'a command that was decided before the merge is stale in both streams',
    promise:
      'let the events of a merge take a place in both streams, so that whoever read before it is stale',
    prove: async ({ store }) => {
      const { draft, merging, put } = scribe(store)
      await put(draft('bob', 'c1'))
      await put(draft('ada', 'c1'))
      const late = [draft('bob', 'c2'), draft('ada', 'c2')]
      await put(merging('bob', 'ada', 'm1'))
      for (const changes of late)
        await refusedAs('a commit on the head before the merge', 'stale', store.commit(changes))
    },
  }),
  defineCase({
    id: 'merged.seen',
    rule: 'I-1, CU-8',
    title: 'what a command wrote before the merge is seen after it, so that a late retry is a repeat',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = scribe(store)
      const { events: his } = await put(draft('bob', 'c1', { events: [{}, {}] }))
      const { events: both } = await put(draft('bob', 'c2', { events: [{}, {}] }))
      const { events: hers } = await put(draft('ada', 'c2'))
      await put(merging('bob', 'ada', 'm1'))
      const found = await look(store, { customer: 'ada', commands: ['c1', 'c2'] })
      equal('a command of his, and one of both: hers', found.seen, [...his, ...hers])
      equal('how many events of his stand', both.length, 2)
    },
  }),
  defineCase({
    id: 'merged.adopted',
    rule: 'CU-4, O-1',
    title: 'the active conversation of the one merged away becomes the survivor’s, and is there once',
    promise: 'move a conversation whose row names another customer, instead of keeping both rows',
    prove: async ({ store, has }) => {
      const { draft, merging, put } = scribe(store)
      await put(draft('bob', 'c1', { conversations: [talk('b1.0', 'bob')] }))
      await put(draft('ada', 'c1'))
      const adopted = talk('b1.0', 'ada', { heardSeq: 2 })
      await put(merging('bob', 'ada', 'm1', { conversations: [adopted] }))
      for (const customer of ['ada', 'bob'])
        equal(`the active one, asked for ${customer}`, (await look(store, { customer })).active, adopted)
      const closed = closedTalk('b1.0', 'ada', start)
      await put(draft('ada', 'c2', { conversations: [closed] }))
      const found = await look(store, { customer: 'ada' })
      equal('after the close', [found.active, found.closed], [null, [closed]])
      if (!has('list')) return
      const { items } = await store.list({ after: null, limit: 10 })
      equal(
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
      const { draft, merging, put } = scribe(store)
      const topics = ['vase']
      await put(draft('bob', 'c1', { conversations: [closedTalk('b1.0', 'bob', start, { topics })] }))
      await put(draft('bob', 'c2', { conversations: [closedTalk('b2.0', 'bob', start + hour)] }))
      await put(
        draft('ada', 'c1', { conversations: [closedTalk('a1.0', 'ada', start + minute, { topics })] }),
      )
      await put(merging('bob', 'ada', 'm1'))
      const found = async (query: object) =>
        (await look(store, { customer: 'ada', ...query })).closed.map(({ id }) => id)
      equal('the last closed of both', await found({}), ['b2.0'])
      equal('of a topic', await found({ topics }), ['b2.0', 'a1.0'])
      equal('asked for', await found({ conversation: 'b1.0' }), ['b2.0', 'b1.0'])
    },
  }),
  defineCase({
    id: 'merged.task',
    rule: 'CU-5, TK-1',
    title: 'tasks of the one merged away are the survivor’s, and can be changed',
    promise,
    prove: async ({ store }) => {
      const { draft, merging, put } = scribe(store)
      await put(draft('bob', 'c1', { tasks: [todo('b1.0', 'bob')] }))
      await put(draft('ada', 'c1'))
      await put(merging('bob', 'ada', 'm1'))
      for (const customer of ['ada', 'bob'])
        equal(
          `asked for ${customer}`,
          (await look(store, { customer, task: 'b1.0' })).task,
          todo('b1.0', 'bob'),
        )
      const task = todo('b1.0', 'bob', { agent: 'kim' })
      await put(draft('ada', 'c2', { tasks: [task] }))
      equal('after a change', (await look(store, { customer: 'ada', task: 'b1.0' })).task, task)
    },
  }),
]
