import type { Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { joined, look, scribe } from './scribe.ts'

const refs = (...all: readonly string[]) => ({ data: { refs: all } })

/** Events that are found again by their commands, and by the ids that they carry. */
export const seenCases: readonly Case[] = [
  defineCase({
    id: 'seen.whole',
    rule: 'I-1, E-2',
    title: 'what a command wrote comes back whole, in the order of its events, of each command asked for',
    promise: 'find the events of a command by their ids, `.0`, `.1` and so on by number',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const content = { text: 'Hello', attachments: [], externalId: '<1@mail>', address: 'Ada@Example.com' }
      const many = { events: Array.from({ length: 13 }, (_, n) => ({ data: { n }, content })) }
      const { events } = await put(draft('ada', 'c1', many))
      const { events: more } = await put(draft('ada', 'c2'))
      await put(draft('ada', 'c1.1'))
      equal('one command', (await look(store, { customer: 'ada', commands: ['c1'] })).seen, events)
      equal('two', (await look(store, { customer: 'ada', commands: ['c2', 'never', 'c1'] })).seen, [
        ...more,
        ...events,
      ])
      equal('one that never ran', (await look(store, { customer: 'ada', commands: ['c'] })).seen, [])
    },
  }),
  defineCase({
    id: 'seen.one_stream',
    rule: 'I-1, O-7',
    title: 'what a command wrote in the streams of two customers is found in the one asked for',
    promise: 'look for the events of a command in the stream of the customer, not in all',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const both = await put(joined(draft('ada', 'c1', { events: [{}, {}] }), draft('bob', 'c1')))
      for (const customer of ['ada', 'bob'])
        equal(
          `what ${customer} has of it`,
          (await look(store, { customer, commands: ['c1'] })).seen,
          both.events.filter((event) => event.customer === customer),
        )
    },
  }),
  defineCase({
    id: 'seen.quoted',
    rule: 'I-16, I-19',
    title: 'events that carry an id come back, of whichever customer, in the order of the ids',
    promise: 'index the `refs` of every event over all customers, and answer in the order of the query',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const { events: adas } = await put(draft('ada', 'c1', { events: [refs('r1', 'r2'), refs('r3')] }))
      const { events: bobs } = await put(draft('bob', 'c1', { events: [refs('r4')] }))
      const [first, second] = adas
      const found = await look(store, { customer: 'ada', quoted: ['r4', 'none', 'r3', 'r2'] })
      equal('quoted', found.quoted, [...bobs, second, first])
      equal('whose', found.customer?.id, 'ada')
      const unknown = await look(store, { customer: 'eve', quoted: ['r3'] })
      equal('quoted by somebody unknown', [unknown.customer, unknown.quoted], [null, [second]])
    },
  }),
  defineCase({
    id: 'seen.shared_id',
    rule: 'I-16',
    title: 'where several events carry an id all come back, those written first before the others',
    promise: 'keep every event that carries an id, not the last one',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const { events: one } = await put(draft('ada', 'c1', { events: [refs('r1')] }))
      const { events: two } = await put(draft('ada', 'c2', { events: [refs('r1')] }))
      equal('quoted', (await look(store, { quoted: ['r1'] })).quoted, [...one, ...two])
    },
  }),
]
