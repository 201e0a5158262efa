import type { Due, Store } from '../store/ports.ts'
import type { Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { cursorCase, pagesOf } from './pages.ts'
import { type Scribe, scribe } from './scribe.ts'
import { closedTalk, minute, start, talk, todo } from './things.ts'

const needs = ['due'] as const
const at = (n: number): number => start + n * minute

const dueBy = (store: Store, by: number, limit = 100): Promise<readonly Due[]> =>
  pagesOf((after) => store.due({ by, after, limit }))

const conversationDue = (customer: string, n: number): Due => ({
  customer,
  conversation: `${customer}.0`,
  task: null,
  dueAt: at(n),
})

/** A conversation of each customer, due at that minute. */
const scene = async ({ draft, put }: Scribe, dues: { readonly [customer: string]: number | null }) => {
  for (const [customer, n] of Object.entries(dues)) {
    const row = {
      conversation: talk(`${customer}.0`, customer),
      status: 'waiting',
      dueAt: n === null ? null : at(n),
    } as const
    await put(draft(customer, 'c1', { rows: [row] }))
  }
}

/** The index of deadlines. */
export const dueCases: readonly Case[] = [
  defineCase({
    id: 'due.order',
    rule: 'D-5',
    title: 'what is due by an instant comes once each, the earliest first, conversations and tasks alike',
    needs,
    promise: 'answer with the rows whose `dueAt` has come, that instant included, in the order of `dueAt`',
    prove: async ({ store }) => {
      const writer = scribe(store)
      await scene(writer, { dan: 1, ada: 4, bob: 3, cyd: null, eve: 9 })
      await writer.put(writer.draft('ada', 't', { tasks: [todo('t.0', 'ada', { dueAt: at(2) })] }))
      const task: Due = { customer: 'ada', conversation: null, task: 't.0', dueAt: at(2) }
      const all = [conversationDue('dan', 1), task, conversationDue('bob', 3), conversationDue('ada', 4)]
      for (const limit of [1, 3, 4, 100]) equal(`by ${limit}`, await dueBy(store, at(4), limit), all)
      equal('nothing is due yet', await dueBy(store, at(1) - 1), [])
    },
  }),
  defineCase({
    id: 'due.ties',
    rule: 'D-5',
    title: 'what is due at one instant comes once each, also over pages',
    needs,
    promise: 'break ties by a second column, so that nothing falls between two pages',
    prove: async ({ store }) => {
      await scene(scribe(store), { d: 1, b: 1, e: 1, a: 1, c: 1 })
      const found = await dueBy(store, at(1), 2)
      equal('who', found.map(({ customer }) => customer).sort(), ['a', 'b', 'c', 'd', 'e'])
    },
  }),
  defineCase({
    id: 'due.moved',
    rule: 'D-5, S-4',
    title: 'a commit that changes a row changes its place in the index',
    needs,
    promise: 'rewrite `dueAt` with the row, and drop what is not due any more',
    prove: async ({ store }) => {
      const writer = scribe(store)
      await scene(writer, { ada: 1, bob: 2 })
      const done = closedTalk('ada.0', 'ada', start)
      await writer.put(
        writer.draft('ada', 'c2', { conversations: [done], tasks: [todo('t.0', 'ada', { dueAt: at(3) })] }),
      )
      const closed = { at: start, by: { kind: 'agent', id: 'sam' } } as const
      await writer.put(writer.draft('ada', 'c3', { tasks: [todo('t.0', 'ada', { dueAt: at(3), closed })] }))
      equal('due', await dueBy(store, at(9)), [conversationDue('bob', 2)])
    },
  }),
  defineCase({
    id: 'due.reindex',
    rule: 'D-5',
    title: 'places in the index are rewritten after a change of policy, of conversations and of tasks',
    needs,
    promise: 'rewrite `dueAt` of the rows that are named, and nothing else',
    prove: async ({ store }) => {
      const writer = scribe(store)
      await scene(writer, { ada: 1, bob: 2, cyd: null })
      await writer.put(writer.draft('ada', 't', { tasks: [todo('t.0', 'ada', { dueAt: at(3) })] }))
      await store.reindex([
        { customer: 'ada', conversation: 'ada.0', task: null, head: 2, dueAt: at(5) },
        { customer: 'ada', conversation: null, task: 't.0', head: 2, dueAt: null },
        { customer: 'cyd', conversation: 'cyd.0', task: null, head: 1, dueAt: at(4) },
      ])
      equal('due', await dueBy(store, at(9)), [
        conversationDue('bob', 2),
        conversationDue('cyd', 4),
        conversationDue('ada', 5),
      ])
    },
  }),
  defineCase({
    id: 'due.reindex_stale',
    rule: 'D-5',
    title: 'where the stream has grown meanwhile the place stands as it was written',
    needs,
    promise: 'rewrite a place only where the stream still ends at the head that is named',
    prove: async ({ store }) => {
      const writer = scribe(store)
      await scene(writer, { ada: 1 })
      await writer.put(writer.draft('ada', 'c2', { tasks: [todo('t.0', 'ada', { dueAt: at(2) })] }))
      await store.reindex([
        { customer: 'ada', conversation: 'ada.0', task: null, head: 1, dueAt: at(5) },
        { customer: 'ada', conversation: null, task: 't.0', head: 1, dueAt: at(6) },
        { customer: 'nobody', conversation: 'x', task: null, head: 0, dueAt: at(1) },
      ])
      const task: Due = { customer: 'ada', conversation: null, task: 't.0', dueAt: at(2) }
      equal('due', await dueBy(store, at(9)), [conversationDue('ada', 1), task])
    },
  }),
  cursorCase('due', ({ store }, after) => store.due({ by: at(9), after, limit: 5 })),
]
