import type { DueItem, Store } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeClosedConversation, makeConversation, makeTask, minute } from './fixtures.ts'
import { cursorCase, readAllPages } from './pages.ts'
import { createStoreWriter, type StoreWriter } from './store-writer.ts'

const needs = ['due'] as const
const at = (n: number): number => baseTime + n * minute

const dueBy = (store: Store, by: number, limit = 100): Promise<readonly DueItem[]> =>
  readAllPages((after) => store.due({ by, after, limit }))

const dueConversation = (customer: string, n: number): DueItem => ({
  customer,
  conversation: `${customer}.0`,
  task: null,
  dueAt: at(n),
})

/** A conversation of each customer, due at that minute. */
const writeDueConversations = async (
  { draft, put }: StoreWriter,
  dues: { readonly [customer: string]: number | null },
) => {
  for (const [customer, n] of Object.entries(dues)) {
    const row = {
      conversation: makeConversation(`${customer}.0`, customer),
      status: 'waiting',
      dueAt: n === null ? null : at(n),
    } as const
    await put(draft(customer, 'c1', { rows: [row] }))
  }
}

/** The index of deadlines. */
export const dueCases: readonly ContractCase[] = [
  defineCase({
    id: 'due.order',
    rule: 'D-5',
    title: 'what is due by an instant comes once each, the earliest first, conversations and tasks alike',
    needs,
    promise: 'answer with the rows whose `dueAt` has come, that instant included, in the order of `dueAt`',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeDueConversations(writer, { dan: 1, ada: 4, bob: 3, cyd: null, eve: 9 })
      await writer.put(writer.draft('ada', 't', { tasks: [makeTask('t.0', 'ada', { dueAt: at(2) })] }))
      const task: DueItem = { customer: 'ada', conversation: null, task: 't.0', dueAt: at(2) }
      const all = [dueConversation('dan', 1), task, dueConversation('bob', 3), dueConversation('ada', 4)]
      for (const limit of [1, 3, 4, 100]) expectEqual(`by ${limit}`, await dueBy(store, at(4), limit), all)
      expectEqual('nothing is due yet', await dueBy(store, at(1) - 1), [])
    },
  }),
  defineCase({
    id: 'due.ties',
    rule: 'D-5',
    title: 'what is due at one instant comes once each, also over pages',
    needs,
    promise: 'break ties by a second column, so that nothing falls between two pages',
    prove: async ({ store }) => {
      await writeDueConversations(createStoreWriter(store), { d: 1, b: 1, e: 1, a: 1, c: 1 })
      const found = await dueBy(store, at(1), 2)
      expectEqual('who', found.map(({ customer }) => customer).sort(), ['a', 'b', 'c', 'd', 'e'])
    },
  }),
  defineCase({
    id: 'due.moved',
    rule: 'D-5, S-4',
    title: 'a commit that changes a row changes its place in the index',
    needs,
    promise: 'rewrite `dueAt` with the row, and drop what is not due any more',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeDueConversations(writer, { ada: 1, bob: 2 })
      const done = makeClosedConversation('ada.0', 'ada', baseTime)
      await writer.put(
        writer.draft('ada', 'c2', {
          conversations: [done],
          tasks: [makeTask('t.0', 'ada', { dueAt: at(3) })],
        }),
      )
      const closed = { at: baseTime, by: { kind: 'agent', id: 'sam' } } as const
      await writer.put(
        writer.draft('ada', 'c3', { tasks: [makeTask('t.0', 'ada', { dueAt: at(3), closed })] }),
      )
      expectEqual('due', await dueBy(store, at(9)), [dueConversation('bob', 2)])
    },
  }),
  defineCase({
    id: 'due.update',
    rule: 'D-5',
    title: 'places in the index are rewritten after a change of policy, of conversations and of tasks',
    needs,
    promise: 'rewrite `dueAt` of the rows that are named, and nothing else',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeDueConversations(writer, { ada: 1, bob: 2, cyd: null })
      await writer.put(writer.draft('ada', 't', { tasks: [makeTask('t.0', 'ada', { dueAt: at(3) })] }))
      await store.updateDeadlines([
        { customer: 'ada', conversation: 'ada.0', task: null, head: 2, dueAt: at(5) },
        { customer: 'ada', conversation: null, task: 't.0', head: 2, dueAt: null },
        { customer: 'cyd', conversation: 'cyd.0', task: null, head: 1, dueAt: at(4) },
      ])
      expectEqual('due', await dueBy(store, at(9)), [
        dueConversation('bob', 2),
        dueConversation('cyd', 4),
        dueConversation('ada', 5),
      ])
    },
  }),
  defineCase({
    id: 'due.update_stale',
    rule: 'D-5',
    title: 'where the stream has grown meanwhile the place stands as it was written',
    needs,
    promise: 'rewrite a place only where the stream still ends at the head that is named',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeDueConversations(writer, { ada: 1 })
      await writer.put(writer.draft('ada', 'c2', { tasks: [makeTask('t.0', 'ada', { dueAt: at(2) })] }))
      await store.updateDeadlines([
        { customer: 'ada', conversation: 'ada.0', task: null, head: 1, dueAt: at(5) },
        { customer: 'ada', conversation: null, task: 't.0', head: 1, dueAt: at(6) },
        { customer: 'nobody', conversation: 'x', task: null, head: 0, dueAt: at(1) },
      ])
      const task: DueItem = { customer: 'ada', conversation: null, task: 't.0', dueAt: at(2) }
      expectEqual('due', await dueBy(store, at(9)), [dueConversation('ada', 1), task])
    },
  }),
  cursorCase('due', ({ store }, after) => store.due({ by: at(9), after, limit: 5 })),
]
