import { nobody } from '../intake/situation.ts'
import { findOf } from '../store/ports.ts'
import type { Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { look, scribe } from './scribe.ts'
import { closedTalk, start, talk, todo } from './things.ts'

const [adas, bobs] = ['email:ada@example.com', 'email:bob@example.com']

/** Whose situation is found, and what belongs to it. */
export const findCases: readonly Case[] = [
  defineCase({
    id: 'find.nobody',
    rule: 'I-0',
    title: 'of somebody who was never heard of nothing is found, and that is no error',
    promise: 'answer with null, 0 and empty lists where there is nothing',
    prove: async ({ store }) => {
      const query = {
        customer: 'ada',
        address: adas,
        commands: ['c1'],
        quoted: ['r'],
        conversation: 'x',
        task: 't',
      }
      equal('a customer who does not exist', await look(store, { ...query, topics: ['vase'] }), nobody)
      equal('an address that nobody has', await look(store, { address: adas }), nobody)
      equal('an id that nobody knows', await look(store, { quoted: ['r'] }), nobody)
      equal('a query that asks for nothing', await look(store, {}), nobody)
      equal('a customer whose id is empty', await look(store, { customer: '' }), nobody)
    },
  }),
  defineCase({
    id: 'find.in_order',
    rule: 'I-0',
    title: 'as many situations as queries, in their order, whether somebody is there or not',
    promise: 'answer each query in its place, also twice the same',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      await put(draft('bob', 'c1'))
      await put(draft('ada', 'c1'))
      const names = ['ada', 'nobody', 'bob', 'ada']
      const found = await store.find(names.map((customer) => findOf({ customer })))
      equal(
        'who is found',
        found.map(({ customer }) => customer?.id ?? null),
        ['ada', null, 'bob', 'ada'],
      )
      equal('situations for no query', await store.find([]), [])
    },
  }),
  defineCase({
    id: 'find.whose',
    rule: 'I-0, I-16',
    title:
      'the customer named, else the owner of the address, else the customer of the first known id quoted',
    promise: 'look for the customer in that order, and by quoted ids only where there is no address',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const refs = (ref: string) => [{ data: { refs: [ref] } }]
      await put(
        draft('ada', 'c1', { claims: [{ address: adas, from: null, to: 'ada' }], events: refs('r-ada') }),
      )
      await put(
        draft('bob', 'c1', { claims: [{ address: bobs, from: null, to: 'bob' }], events: refs('r-bob') }),
      )
      const whose = async (query: Parameters<typeof look>[1]) =>
        (await look(store, query)).customer?.id ?? null
      equal(
        'by customer, address and id',
        await whose({ customer: 'ada', address: bobs, quoted: ['r-bob'] }),
        'ada',
      )
      equal('by address and id', await whose({ address: bobs, quoted: ['r-ada'] }), 'bob')
      equal('by ids alone', await whose({ quoted: ['unknown', 'r-bob', 'r-ada'] }), 'bob')
      equal('by an address of nobody and an id', await whose({ address: 'email:x', quoted: ['r-ada'] }), null)
      equal(
        'by a customer who is unknown and an address',
        await whose({ customer: 'eve', address: adas }),
        null,
      )
    },
  }),
  defineCase({
    id: 'find.holder',
    rule: 'CU-1',
    title: 'the owner of the address comes along, whosever situation it is',
    promise: 'tell who holds the address that was asked about, of whichever customer',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      await put(draft('ada', 'c1', { claims: [{ address: adas, from: null, to: 'ada' }] }))
      await put(draft('bob', 'c1'))
      equal('asked for him', (await look(store, { customer: 'bob', address: adas })).holder, 'ada')
      equal(
        'asked for one who is unknown',
        (await look(store, { customer: 'eve', address: adas })).holder,
        'ada',
      )
      equal('no address asked about', (await look(store, { customer: 'ada' })).holder, null)
    },
  }),
  defineCase({
    id: 'find.active',
    rule: 'O-1, O-3',
    title: 'the active conversation is the one that is not closed, also after a reopening',
    promise: 'tell the active conversation from the closed ones by its last state',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      await put(draft('ada', 'c1', { conversations: [talk('c1.0', 'ada')] }))
      await put(draft('ada', 'c2', { conversations: [closedTalk('c1.0', 'ada', start)] }))
      equal('after the close', (await look(store, { customer: 'ada' })).active, null)
      const again = talk('c1.0', 'ada', { bare: true, firstClosed: closedTalk('c1.0', 'ada', start).closed })
      await put(draft('ada', 'c3', { conversations: [again] }))
      const found = await look(store, { customer: 'ada' })
      equal('after the reopening', found.active, again)
      equal('closed ones after the reopening', found.closed, [])
      const both = [closedTalk('c1.0', 'ada', start), talk('c4.0', 'ada')]
      await put(draft('ada', 'c4', { conversations: both }))
      const next = await look(store, { customer: 'ada' })
      equal(
        'after a close and a start in one write',
        [next.active?.id, next.closed.map(({ id }) => id)],
        ['c4.0', ['c1.0']],
      )
    },
  }),
  defineCase({
    id: 'find.task',
    rule: 'TK-1',
    title: 'the task named comes along if it is this customer’s',
    promise: 'look for the task among those of the customer, never among all',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const task = todo('t1.0', 'ada', { agent: 'kim', overdueAt: start + 1 })
      await put(draft('ada', 't1', { tasks: [task, todo('t1.1', 'ada')], events: [{}, {}] }))
      await put(draft('bob', 'c1'))
      equal('his task', (await look(store, { customer: 'ada', task: 't1.0' })).task, task)
      equal('no task asked for', (await look(store, { customer: 'ada' })).task, null)
      equal('somebody else’s task', (await look(store, { customer: 'bob', task: 't1.0' })).task, null)
    },
  }),
]
