import type { ChangeSet } from '../store/change-set.ts'
import type { Store } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { makeConversation, makeCustomer, makeTask } from './fixtures.ts'
import { combineChanges, createStoreWriter, loadOne, type StoreWriter } from './store-writer.ts'

const promise = 'write all of a change set or nothing of it, whichever key is taken'
const takenAddress = 'email:taken@example.com'
const freeAddress = 'email:free@example.com'

/** All that may have been written of the change sets below. */
const readAll = (store: Store) =>
  Promise.all([
    loadOne(store, {
      customer: 'ada',
      task: 't2.0',
      commands: ['c1', 'c2'],
      refs: ['ref-1', 'ref-2'],
      address: freeAddress,
    }),
    loadOne(store, {
      customer: 'bob',
      task: 't2.0',
      commands: ['c1', 'c2'],
      refs: ['ref-1', 'ref-2'],
      address: takenAddress,
    }),
  ])

/** Somebody with a history, and a command that writes something of everything. */
const arrangeChanges = async ({
  draft,
  put,
}: StoreWriter): Promise<(more?: Partial<ChangeSet>) => ChangeSet> => {
  const said = { content: { text: 'Hello', attachments: [], externalId: null, address: null } }
  const first = await put(
    draft('ada', 'c1', {
      events: [{ data: { refs: ['ref-1'] }, ...said }, {}],
      conversations: [makeConversation('c1.0', 'ada')],
    }),
  )
  await put(draft('bob', 'b1', { claims: [{ address: takenAddress, from: null, to: 'bob' }] }))
  return (more = {}) => ({
    ...draft('ada', 'c2', {
      customer: makeCustomer('ada', { blocked: true }),
      conversations: [makeConversation('c1.0', 'ada', { agent: 'kim' })],
      tasks: [makeTask('t2.0', 'ada')],
      claims: [{ address: freeAddress, from: null, to: 'ada' }],
      events: [{ data: { refs: ['ref-2'] } }, {}],
      redacted: first.events.slice(0, 1).map((event) => ({ ...event, content: null })),
    }),
    ...more,
  })
}

const expectNothingWritten = async (store: Store, changes: ChangeSet, kind: string): Promise<void> => {
  const before = await readAll(store)
  const committed = await store.commit(changes)
  expectEqual('the answer', committed.ok ? 'written' : committed.conflict.kind, kind)
  expectEqual('what is found after a commit that was refused', await readAll(store), before)
}

/** All or nothing. */
export const atomicCases: readonly ContractCase[] = [
  defineCase({
    id: 'whole.claimed',
    rule: 'O-4, O-5',
    title: 'a change set whose last claim is taken writes nothing of the rest',
    promise,
    prove: async ({ store }) => {
      const changes = await arrangeChanges(createStoreWriter(store))
      const own = changes().claims
      await expectNothingWritten(
        store,
        changes({ claims: [...own, { address: takenAddress, from: null, to: 'ada' }] }),
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
      const changes = await arrangeChanges(createStoreWriter(store))
      const [one, two] = changes().events
      if (one === undefined || two === undefined) return
      await expectNothingWritten(store, changes({ events: [one, { ...two, id: 'c1.1' }] }), 'repeated')
    },
  }),
  defineCase({
    id: 'whole.stale',
    rule: 'O-4, CU-3',
    title: 'a change set on two customers, the second of which has moved on, writes nothing of the first',
    promise,
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      const changes = await arrangeChanges(writer)
      const other = writer.draft('bob', 'c2', { customer: makeCustomer('bob', { blocked: true }) })
      await writer.put(writer.draft('bob', 'b2'))
      await expectNothingWritten(store, combineChanges(changes(), other), 'stale')
    },
  }),
  defineCase({
    id: 'whole.written',
    rule: 'O-4, O-5',
    title: 'a change set on two customers, all of whose keys are free, is written in all its parts',
    promise,
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      const changes = await arrangeChanges(writer)
      const other = writer.draft('bob', 'c2', { customer: makeCustomer('bob', { blocked: true }) })
      await writer.put(combineChanges(changes(), other))
      const [ada, bob] = await readAll(store)
      expectEqual('the customer', ada?.customer?.blocked, true)
      expectEqual('the conversation', ada?.active?.agent, 'kim')
      expectEqual('the task', ada?.task?.id, 't2.0')
      expectEqual('the claim', ada?.addressOwner, 'ada')
      expectEqual(
        'the events',
        ada?.commandEvents.map(({ id }) => id),
        ['c1.0', 'c1.1', 'c2.0', 'c2.1'],
      )
      expectEqual('what was redacted', ada?.commandEvents[0]?.content, null)
      expectEqual('the head', ada?.head, 4)
      expectEqual('the other customer', [bob?.customer?.blocked, bob?.head], [true, 2])
    },
  }),
]
