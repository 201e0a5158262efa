import type { ConversationRow } from '../store/change-set.ts'
import type { ConversationFilter, Store } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeClosedConversation, makeConversation, minute } from './fixtures.ts'
import { cursorCase, readAllPages } from './pages.ts'
import { createStoreWriter, type StoreWriter } from './store-writer.ts'

const needs = ['list'] as const

const idsOf = async (store: Store, filter: ConversationFilter, limit = 100): Promise<readonly string[]> =>
  (await readAllPages((after) => store.conversations({ ...filter, after, limit }))).map(
    ({ conversation }) => conversation.id,
  )

/** Six customers, each with a conversation; the columns say more than the states of these, as a host's would. */
const writeListedConversations = async ({ draft, put }: StoreWriter): Promise<readonly ConversationRow[]> => {
  const rows: readonly [ConversationRow['status'], string, string | null, number][] = [
    ['new', 'support', null, 6],
    ['open', 'support', 'sam', 2],
    ['open', 'sales', 'sam', 5],
    ['waiting', 'sales', null, 1],
    ['waiting', 'support', 'kim', 4],
    ['closed', 'support', 'sam', 3],
  ]
  const all: ConversationRow[] = []
  for (const [n, [status, inbox, agent, since]] of rows.entries()) {
    const [id, customer, statusAt] = [`c${n}.0`, `customer-${n}`, baseTime + since * minute]
    const more = { inbox, agent, statusChangedAt: statusAt }
    const conversation =
      status === 'closed'
        ? makeClosedConversation(id, customer, statusAt, more)
        : makeConversation(id, customer, more)
    const row = { conversation, status, dueAt: n === 0 ? baseTime : null }
    await put(draft(customer, `c${n}`, { rows: [row] }))
    all.push(row)
  }
  return all
}

/** Conversations by the columns of their rows. */
export const listCases: readonly ContractCase[] = [
  defineCase({
    id: 'list.order',
    rule: 'S-4',
    title:
      'conversations are listed once each, whole, those longest in their status first, in pages of any size',
    needs,
    promise: 'order rows by `statusChangedAt` of the conversation, whatever the page size',
    prove: async ({ store }) => {
      const rows = await writeListedConversations(createStoreWriter(store))
      const sorted = [...rows].sort((a, b) => a.conversation.statusChangedAt - b.conversation.statusChangedAt)
      for (const limit of [1, 4, 6, 100])
        expectEqual(
          `by ${limit}`,
          await readAllPages((after) => store.conversations({ after, limit })),
          sorted,
        )
    },
  }),
  defineCase({
    id: 'list.ties',
    rule: 'S-4',
    title: 'conversations that have been as long in their status are each listed once',
    needs,
    promise: 'break ties by a second column, so that no row falls between two pages',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const names = ['d', 'b', 'e', 'a', 'c']
      for (const name of names)
        await put(draft(name, 'c', { conversations: [makeConversation(`${name}.0`, name)] }))
      expectEqual('by 2', [...(await idsOf(store, {}, 2))].sort(), names.map((name) => `${name}.0`).sort())
    },
  }),
  defineCase({
    id: 'list.filters',
    rule: 'S-4, A-6',
    title: 'they can be narrowed to a status, an inbox, an agent, and to those of nobody',
    needs,
    promise:
      'narrow by each field that is given; `agent: null` asks for unassigned ones, left out it narrows nothing',
    prove: async ({ store }) => {
      await writeListedConversations(createStoreWriter(store))
      for (const [filter, ids] of [
        [{ status: 'open' }, ['c1.0', 'c2.0']],
        [{ inbox: 'support' }, ['c1.0', 'c5.0', 'c4.0', 'c0.0']],
        [{ agent: 'sam' }, ['c1.0', 'c5.0', 'c2.0']],
        [{ agent: null }, ['c3.0', 'c0.0']],
        [{ status: 'waiting', agent: null }, ['c3.0']],
        [{ status: 'open', inbox: 'sales', agent: 'sam' }, ['c2.0']],
        [{ status: undefined, inbox: 'none', agent: undefined }, []],
      ] as const)
        for (const limit of [1, 100])
          expectEqual(JSON.stringify(filter), await idsOf(store, filter, limit), ids)
    },
  }),
  defineCase({
    id: 'list.counts',
    rule: 'S-4',
    title: 'they are counted by the columns of their rows',
    needs,
    promise: 'count by the column `status`, zero where there is none, narrowed as lists are',
    prove: async ({ store }) => {
      expectEqual('of nothing', await store.counts({}), { new: 0, open: 0, waiting: 0, closed: 0 })
      await writeListedConversations(createStoreWriter(store))
      expectEqual('of all', await store.counts({}), { new: 1, open: 2, waiting: 2, closed: 1 })
      expectEqual('of an inbox', await store.counts({ inbox: 'sales' }), {
        new: 0,
        open: 1,
        waiting: 1,
        closed: 0,
      })
      expectEqual('of nobody', await store.counts({ agent: null }), {
        new: 1,
        open: 0,
        waiting: 1,
        closed: 0,
      })
    },
  }),
  defineCase({
    id: 'list.moved',
    rule: 'S-4, S-1',
    title: 'a conversation that changed is listed as it is now, and only so',
    needs,
    promise: 'rewrite the row and its columns in the commit',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { conversations: [makeConversation('c1.0', 'ada', { agent: 'sam' })] }))
      await put(
        draft('ada', 'c2', {
          conversations: [makeClosedConversation('c1.0', 'ada', baseTime + minute, { agent: 'kim' })],
        }),
      )
      expectEqual('of the agent before', await idsOf(store, { agent: 'sam' }), [])
      expectEqual('of the agent now', await idsOf(store, { agent: 'kim', status: 'closed' }), ['c1.0'])
      expectEqual('counts', await store.counts({}), { new: 0, open: 0, waiting: 0, closed: 1 })
    },
  }),
  cursorCase('list', ({ store }, after) => store.conversations({ after, limit: 5 })),
]
