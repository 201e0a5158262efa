import { type Store, snapshotQuery } from '../store/ports.ts'
import type { CaseContext, ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeClosedConversation, makeConversation, makeTask } from './fixtures.ts'
import { createStoreWriter, loadOne, type StoreWriter } from './store-writer.ts'

const address = 'email:ada@example.com'

/** All that a store has of Ada, by every port that it has. */
const readEverything = async (store: Store, has: CaseContext['has']): Promise<readonly unknown[]> => {
  const page = { after: null, limit: 100 }
  const queries = [
    snapshotQuery({ customer: 'ada', address, task: 'c1.1', commands: ['c1', 'c2'] }),
    snapshotQuery({ refs: ['r1'] }),
  ]
  return [
    await store.load(queries),
    has('timeline') && (await store.timeline({ customer: 'ada', order: 'oldest_first', ...page })),
    has('list') && [await store.conversations(page), await store.counts({})],
    has('tasks') && (await store.tasks(page)),
    has('due') && (await store.due({ by: baseTime * 2, ...page })),
    has('events') && (await store.events(page)).items,
  ]
}

const writeFixtures = async (store: Store): Promise<StoreWriter> => {
  const writer = createStoreWriter(store)
  const { draft, put } = writer
  const content = { text: '\u0000 \ud800 ä', attachments: [], externalId: null, address: null }
  await put(
    draft('ada', 'c1', {
      conversations: [makeClosedConversation('c1.0', 'ada', baseTime)],
      tasks: [makeTask('c1.1', 'ada')],
      claims: [{ address, from: null, to: 'ada' }],
      events: [{ data: { refs: ['r1'] }, content }, { content }],
    }),
  )
  await put(
    draft('ada', 'c2', {
      rows: [{ conversation: makeConversation('c2.0', 'ada'), status: 'waiting', dueAt: baseTime }],
    }),
  )
  return writer
}

/** What outlives a process, and what keeps to itself. */
export const isolationCases: readonly ContractCase[] = [
  defineCase({
    id: 'restart.durable',
    rule: 'I-13, E-1',
    title: 'what was committed is there after a restart, and so are its keys',
    needs: ['durable'],
    promise: 'have a commit on disk before it answers',
    prove: async ({ store, reopen, has }) => {
      await writeFixtures(store)
      const late = createStoreWriter(store).draft('ada', 'c3')
      const before = await readEverything(store, has)
      const again = await reopen()
      expectEqual('what is found after it', await readEverything(again, has), before)
      const kindOf = async (changes: typeof late) => {
        const committed = await again.commit(changes)
        return committed.ok ? 'written' : committed.conflict.kind
      }
      expectEqual('a stale commit after it', await kindOf(late), 'stale')
      const claim = { claims: [{ address, from: null, to: 'bob' }] }
      expectEqual(
        'a claim after it',
        await kindOf(createStoreWriter(again).draft('bob', 'b1', claim)),
        'claimed',
      )
    },
  }),
  defineCase({
    id: 'tenants.isolated',
    rule: 'O-2',
    title: 'two tenants see nothing of each other, and take the same keys',
    needs: ['tenants'],
    promise: 'lead every table, key and query with the tenant',
    prove: async ({ store, tenant, has }) => {
      const other = await tenant()
      const empty = await readEverything(other, has)
      await writeFixtures(store)
      expectEqual('what another tenant finds', await readEverything(other, has), empty)
      const before = await readEverything(store, has)
      const { draft, put } = await writeFixtures(other)
      expectEqual('what both have', await readEverything(other, has), before)
      await put(draft('ada', 'c3', { claims: [{ address, from: 'ada', to: null }] }))
      expectEqual('what the first has after it', await readEverything(store, has), before)
      expectEqual('the holder', (await loadOne(store, { address })).addressOwner, 'ada')
    },
  }),
]
