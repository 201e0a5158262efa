import type { Store, TaskFilter } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeTask, minute } from './fixtures.ts'
import { cursorCase, readAllPages } from './pages.ts'
import { createStoreWriter, type StoreWriter } from './store-writer.ts'

const needs = ['tasks'] as const
const at = (n: number): number => baseTime + n * minute
const closed = { at: baseTime, by: { kind: 'agent', id: 'sam' } } as const
const withText = (text: string) => ({ content: { text, attachments: [], externalId: null, address: null } })

const idsOf = async (store: Store, filter: TaskFilter, limit = 100): Promise<readonly string[]> =>
  (await readAllPages((after) => store.tasks({ ...filter, after, limit }))).map(({ task }) => task.id)

const writeTasks = async ({ draft, put }: StoreWriter): Promise<void> => {
  const tasks = [
    makeTask('t.0', 'ada', { dueAt: at(5) }),
    makeTask('t.1', 'ada', { dueAt: at(1), agent: 'sam' }),
    makeTask('t.2', 'ada', { dueAt: at(3), agent: 'sam', inbox: 'sales', closed }),
    makeTask('t.3', 'ada', { dueAt: at(2), agent: 'kim', inbox: 'sales' }),
  ]
  await put(draft('ada', 't', { tasks, events: tasks.map(({ id }) => ({ task: id })) }))
  await put(
    draft('bob', 'u', { tasks: [makeTask('u.0', 'bob', { dueAt: at(4) })], events: [{ task: 'u.0' }] }),
  )
}

/** Follow-up work, by customer, inbox, agent and due time. */
export const taskCases: readonly ContractCase[] = [
  defineCase({
    id: 'tasks.order',
    rule: 'TK-2',
    title: 'tasks are listed once each, the first due before the others, in pages of any size',
    needs,
    promise: 'order tasks by `dueAt`, also those that were recorded as overdue or are closed',
    prove: async ({ store }) => {
      await writeTasks(createStoreWriter(store))
      for (const limit of [1, 2, 100])
        expectEqual(`by ${limit}`, await idsOf(store, {}, limit), ['t.1', 't.3', 't.2', 'u.0', 't.0'])
    },
  }),
  defineCase({
    id: 'tasks.filters',
    rule: 'TK-3, TK-5',
    title:
      'they can be narrowed to a customer, an inbox, an agent, open or closed, and those due by an instant',
    needs,
    promise:
      'narrow by each field that is given; `agent: null` asks for unassigned ones, left out it narrows nothing',
    prove: async ({ store }) => {
      await writeTasks(createStoreWriter(store))
      for (const [filter, ids] of [
        [{ customer: 'bob' }, ['u.0']],
        [{ customer: 'eve' }, []],
        [{ inbox: 'sales' }, ['t.3', 't.2']],
        [{ agent: 'sam' }, ['t.1', 't.2']],
        [{ agent: null }, ['u.0', 't.0']],
        [{ closed: true }, ['t.2']],
        [{ closed: false, customer: 'ada' }, ['t.1', 't.3', 't.0']],
        [{ dueBy: at(3) }, ['t.1', 't.3', 't.2']],
        [{ dueBy: at(3) - 1, closed: false, agent: 'kim' }, ['t.3']],
      ] as const)
        for (const limit of [1, 100])
          expectEqual(JSON.stringify(filter), await idsOf(store, filter, limit), ids)
    },
  }),
  defineCase({
    id: 'tasks.text',
    rule: 'TK-4, E-7',
    title:
      'each comes with its text, the content of the event that it names, or null where that was redacted',
    needs,
    promise: 'read the text from the event `textEventId`, never from a copy that a redaction would miss',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const { events } = await put(
        draft('ada', 't', {
          tasks: [makeTask('t.0', 'ada'), makeTask('t.1', 'ada', { dueAt: at(99) })],
          events: [withText('Call back'), withText('Write')],
        }),
      )
      await put(
        draft('ada', 'u', {
          tasks: [makeTask('t.0', 'ada', { textEventId: 'u.0' })],
          events: [withText('Call now')],
        }),
      )
      const texts = async () => (await store.tasks({ after: null, limit: 9 })).items.map(({ text }) => text)
      expectEqual('texts', await texts(), ['Call now', 'Write'])
      await put(draft('ada', 'v', { redacted: events.map((event) => ({ ...event, content: null })) }))
      expectEqual('texts after a redaction', await texts(), ['Call now', null])
    },
  }),
  defineCase({
    id: 'tasks.merged',
    rule: 'TK-1, CU-8',
    title: 'tasks of those who were merged away are listed for the survivor, with their texts, by either id',
    needs,
    promise: 'cover the absorbed ids where a customer is asked for, and look for texts in their streams',
    prove: async ({ store }) => {
      const { draft, merging, put } = createStoreWriter(store)
      await put(draft('bob', 't', { tasks: [makeTask('t.0', 'bob')], events: [withText('Call Bob')] }))
      await put(
        draft('ada', 'u', {
          tasks: [makeTask('u.0', 'ada', { dueAt: at(99) })],
          events: [withText('Call Ada')],
        }),
      )
      await put(merging('bob', 'ada', 'm1'))
      for (const customer of ['ada', 'bob']) {
        const { items } = await store.tasks({ customer, after: null, limit: 9 })
        expectEqual(
          `tasks and texts of ${customer}`,
          items.map(({ task, text }) => [task.id, text]),
          [
            ['t.0', 'Call Bob'],
            ['u.0', 'Call Ada'],
          ],
        )
      }
    },
  }),
  cursorCase('tasks', ({ store }, after) => store.tasks({ after, limit: 5 })),
]
