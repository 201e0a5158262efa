import type { ChangeSet } from '../store/change-set.ts'
import type { Store } from '../store/ports.ts'
import type { Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { joined, look, type Scribe, scribe } from './scribe.ts'
import { person, talk, todo } from './things.ts'

const promise = 'write all of a change set or nothing of it, whichever key is taken'
const taken = 'email:taken@example.com'
const free = 'email:free@example.com'

/** All that may have been written of the change sets below. */
const all = (store: Store) =>
  Promise.all([
    look(store, {
      customer: 'ada',
      task: 't2.0',
      commands: ['c1', 'c2'],
      quoted: ['ref-1', 'ref-2'],
      address: free,
    }),
    look(store, {
      customer: 'bob',
      task: 't2.0',
      commands: ['c1', 'c2'],
      quoted: ['ref-1', 'ref-2'],
      address: taken,
    }),
  ])

/** Somebody with a history, and a command that writes something of everything. */
const scene = async ({ draft, put }: Scribe): Promise<(more?: Partial<ChangeSet>) => ChangeSet> => {
  const said = { content: { text: 'Hello', attachments: [], externalId: null, address: null } }
  const first = await put(
    draft('ada', 'c1', {
      events: [{ data: { refs: ['ref-1'] }, ...said }, {}],
      conversations: [talk('c1.0', 'ada')],
    }),
  )
  await put(draft('bob', 'b1', { claims: [{ address: taken, from: null, to: 'bob' }] }))
  return (more = {}) => ({
    ...draft('ada', 'c2', {
      customer: person('ada', { blocked: true }),
      conversations: [talk('c1.0', 'ada', { agent: 'kim' })],
      tasks: [todo('t2.0', 'ada')],
      claims: [{ address: free, from: null, to: 'ada' }],
      events: [{ data: { refs: ['ref-2'] } }, {}],
      redacted: first.events.slice(0, 1).map((event) => ({ ...event, content: null })),
    }),
    ...more,
  })
}

const writesNothing = async (store: Store, changes: ChangeSet, kind: string): Promise<void> => {
  const before = await all(store)
  const committed = await store.commit(changes)
  equal('the answer', committed.ok ? 'written' : committed.conflict.kind, kind)
  equal('what is found after a commit that was refused', await all(store), before)
}

/** All or nothing. */
export const wholeCases: readonly Case[] = [
  defineCase({
    id: 'whole.claimed',
    rule: 'O-4, O-5',
    title: 'a change set whose last claim is taken writes nothing of the rest',
    promise,
    prove: async ({ store }) => {
      const changes = await scene(scribe(store))
      const own = changes().claims
      await writesNothing(
        store,
        changes({ claims: [...own, { address: taken, from: null, to: 'ada' }] }),
        'claimed',
      )
    },
  }),
  defineCase({
    id: 'whole.repeated',
    rule: 'O-4, O-5',
    title: 'a change set whose last event is written already writes nothing of the rest',
    promise,
    prove: async ({ store }) => {
      const changes = await scene(scribe(store))
      const [one, two] = changes().events
      if (one === undefined || two === undefined) return
      await writesNothing(store, changes({ events: [one, { ...two, id: 'c1.1' }] }), 'repeated')
    },
  }),
  defineCase({
    id: 'whole.stale',
    rule: 'O-4, CU-3',
    title: 'a change set on two customers, the second of which has moved on, writes nothing of the first',
    promise,
    prove: async ({ store }) => {
      const writer = scribe(store)
      const changes = await scene(writer)
      const other = writer.draft('bob', 'c2', { customer: person('bob', { blocked: true }) })
      await writer.put(writer.draft('bob', 'b2'))
      await writesNothing(store, joined(changes(), other), 'stale')
    },
  }),
  defineCase({
    id: 'whole.written',
    rule: 'O-4, O-5',
    title: 'a change set on two customers, all of whose keys are free, is written in all its parts',
    promise,
    prove: async ({ store }) => {
      const writer = scribe(store)
      const changes = await scene(writer)
      const other = writer.draft('bob', 'c2', { customer: person('bob', { blocked: true }) })
      await writer.put(joined(changes(), other))
      const [ada, bob] = await all(store)
      equal('the customer', ada?.customer?.blocked, true)
      equal('the conversation', ada?.active?.agent, 'kim')
      equal('the task', ada?.task?.id, 't2.0')
      equal('the claim', ada?.holder, 'ada')
      equal(
        'the events',
        ada?.seen.map(({ id }) => id),
        ['c1.0', 'c1.1', 'c2.0', 'c2.1'],
      )
      equal('what was redacted', ada?.seen[0]?.content, null)
      equal('the head', ada?.head, 4)
      equal('the other customer', [bob?.customer?.blocked, bob?.head], [true, 2])
    },
  }),
]
