import { findOf, type Store } from '../store/ports.ts'
import type { Bench, Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { look, type Scribe, scribe } from './scribe.ts'
import { closedTalk, start, talk, todo } from './things.ts'

const address = 'email:ada@example.com'

/** All that a store has of Ada, by every port that it has. */
const allOf = async (store: Store, has: Bench['has']): Promise<readonly unknown[]> => {
  const page = { after: null, limit: 100 }
  const queries = [
    findOf({ customer: 'ada', address, task: 'c1.1', commands: ['c1', 'c2'] }),
    findOf({ quoted: ['r1'] }),
  ]
  return [
    await store.find(queries),
    has('timeline') && (await store.timeline({ customer: 'ada', order: 'oldest_first', ...page })),
    has('list') && [await store.list(page), await store.counts({})],
    has('tasks') && (await store.tasks(page)),
    has('due') && (await store.due({ by: start * 2, ...page })),
    has('events') && (await store.events(page)).items,
  ]
}

const write = async (store: Store): Promise<Scribe> => {
  const writer = scribe(store)
  const { draft, put } = writer
  const content = { text: '\u0000 \ud800 ä', attachments: [], externalId: null, address: null }
  await put(
    draft('ada', 'c1', {
      conversations: [closedTalk('c1.0', 'ada', start)],
      tasks: [todo('c1.1', 'ada')],
      claims: [{ address, from: null, to: 'ada' }],
      events: [{ data: { refs: ['r1'] }, content }, { content }],
    }),
  )
  await put(
    draft('ada', 'c2', { rows: [{ conversation: talk('c2.0', 'ada'), status: 'waiting', dueAt: start }] }),
  )
  return writer
}

/** What outlives a process, and what keeps to itself. */
export const apartCases: readonly Case[] = [
  defineCase({
    id: 'restart.kept',
    rule: 'I-13, E-1',
    title: 'what was committed is there after a restart, and so are its keys',
    needs: ['durable'],
    promise: 'have a commit on disk before it answers',
    prove: async ({ store, reopen, has }) => {
      await write(store)
      const late = scribe(store).draft('ada', 'c3')
      const before = await allOf(store, has)
      const again = await reopen()
      equal('what is found after it', await allOf(again, has), before)
      const kindOf = async (changes: typeof late) => {
        const committed = await again.commit(changes)
        return committed.ok ? 'written' : committed.conflict.kind
      }
      equal('a stale commit after it', await kindOf(late), 'stale')
      const claim = { claims: [{ address, from: null, to: 'bob' }] }
      equal('a claim after it', await kindOf(scribe(again).draft('bob', 'b1', claim)), 'claimed')
    },
  }),
  defineCase({
    id: 'tenants.apart',
    rule: 'O-2',
    title: 'two tenants see nothing of each other, and take the same keys',
    needs: ['tenants'],
    promise: 'lead every table, key and query with the tenant',
    prove: async ({ store, tenant, has }) => {
      const other = await tenant()
      const empty = await allOf(other, has)
      await write(store)
      equal('what another tenant finds', await allOf(other, has), empty)
      const before = await allOf(store, has)
      const { draft, put } = await write(other)
      equal('what both have', await allOf(other, has), before)
      await put(draft('ada', 'c3', { claims: [{ address, from: 'ada', to: null }] }))
      equal('what the first has after it', await allOf(store, has), before)
      equal('the holder', (await look(store, { address })).holder, 'ada')
    },
  }),
]
