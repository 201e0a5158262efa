import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { combineChanges, createStoreWriter, loadOne } from './store-writer.ts'

const refs = (...all: readonly string[]) => ({ data: { refs: all } })

/** Events that are found again by their commands, and by the ids that they carry. */
export const commandEventCases: readonly ContractCase[] = [
  defineCase({
    id: 'command_events.whole',
    rule: 'I-1, E-2',
    title: 'what a command wrote comes back whole, in the order of its events, of each command asked for',
    promise: 'find the events of a command by their ids, `.0`, `.1` and so on by number',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const content = { text: 'Hello', attachments: [], externalId: '<1@mail>', address: 'Ada@Example.com' }
      const many = { events: Array.from({ length: 13 }, (_, n) => ({ data: { n }, content })) }
      const { events } = await put(draft('ada', 'c1', many))
      const { events: more } = await put(draft('ada', 'c2'))
      await put(draft('ada', 'c1.1'))
      expectEqual(
        'one command',
        (await loadOne(store, { customer: 'ada', commands: ['c1'] })).commandEvents,
        events,
      )
      expectEqual(
        'two',
        (await loadOne(store, { customer: 'ada', commands: ['c2', 'never', 'c1'] })).commandEvents,
        [...more, ...events],
      )
      expectEqual(
        'one that never ran',
        (await loadOne(store, { customer: 'ada', commands: ['c'] })).commandEvents,
        [],
      )
    },
  }),
  defineCase({
    id: 'command_events.one_stream',
    rule: 'I-1, O-7',
    title: 'what a command wrote in the streams of two customers is found in the one asked for',
    promise: 'look for the events of a command in the stream of the customer, not in all',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const both = await put(combineChanges(draft('ada', 'c1', { events: [{}, {}] }), draft('bob', 'c1')))
      for (const customer of ['ada', 'bob'])
        expectEqual(
          `what ${customer} has of it`,
          (await loadOne(store, { customer, commands: ['c1'] })).commandEvents,
          both.events.filter((event) => event.customer === customer),
        )
    },
  }),
  defineCase({
    id: 'command_events.referenced',
    rule: 'I-16, I-19',
    title: 'events that carry an id come back, of whichever customer, in the order of the ids',
    promise: 'index the `refs` of every event over all customers, and answer in the order of the query',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const { events: adas } = await put(draft('ada', 'c1', { events: [refs('r1', 'r2'), refs('r3')] }))
      const { events: bobs } = await put(draft('bob', 'c1', { events: [refs('r4')] }))
      const [first, second] = adas
      const found = await loadOne(store, { customer: 'ada', refs: ['r4', 'none', 'r3', 'r2'] })
      expectEqual('quoted', found.referencedEvents, [...bobs, second, first])
      expectEqual('whose', found.customer?.id, 'ada')
      const unknown = await loadOne(store, { customer: 'eve', refs: ['r3'] })
      expectEqual(
        'quoted by somebody unknown',
        [unknown.customer, unknown.referencedEvents],
        [null, [second]],
      )
    },
  }),
  defineCase({
    id: 'command_events.shared_id',
    rule: 'I-16',
    title: 'where several events carry an id all come back, those written first before the others',
    promise: 'keep every event that carries an id, not the last one',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const { events: one } = await put(draft('ada', 'c1', { events: [refs('r1')] }))
      const { events: two } = await put(draft('ada', 'c2', { events: [refs('r1')] }))
      expectEqual('quoted', (await loadOne(store, { refs: ['r1'] })).referencedEvents, [...one, ...two])
    },
  }),
]
