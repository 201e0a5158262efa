import type { Store, TaskFilter } from '../store/ports.ts'
import type { Case } from './case.ts'
import { equal } from './check.ts'
import { defineCase } from './define.ts'
import { cursorCase, pagesOf } from './pages.ts'
import { type Scribe, scribe } from './scribe.ts'
import { minute, start, todo } from './things.ts'

const needs = ['tasks'] as const
const at = (n: number): number => start + n * minute
const closed = { at: start, by: { kind: 'agent', id: 'sam' } } as const
const said = (text: string) => ({ content: { text, attachments: [], externalId: null, address: null } })

const idsOf = async (store: Store, filter: TaskFilter, limit = 100): Promise<readonly string[]> =>
  (await pagesOf((after) => store.tasks({ ...filter, after, limit }))).map(({ task }) => task.id)

const scene = async ({ draft, put }: Scribe): Promise<void> => {
  const tasks = [
    todo('t.0', 'ada', { dueAt: at(5) }),
    todo('t.1', 'ada', { dueAt: at(1), agent: 'sam' }),
    todo('t.2', 'ada', { dueAt: at(3), agent: 'sam', inbox: 'sales', closed }),
    todo('t.3', 'ada', { dueAt: at(2), agent: 'kim', inbox: 'sales' }),
  ]
  await put(draft('ada', 't', { tasks, events: tasks.map(({ id }) => ({ task: id })) }))
  await put(draft('bob', 'u', { tasks: [todo('u.0', 'bob', { dueAt: at(4) })], events: [{ task: 'u.0' }] }))
}

/** Follow-up work, by customer, inbox, agent and due time. */
export const taskCases: readonly Case[] = [
  defineCase({
    id: 'tasks.order',
    rule: 'TK-2',
    title: 'tasks are listed once each, the first due before the others, in pages of any size',
    needs,
    promise: 'order tasks by `dueAt`, also those that were recorded as overdue or are closed',
    prove: async ({ store }) => {
      await scene(scribe(store))
      for (const limit of [1, 2, 100])
        equal(`by ${limit}`, await idsOf(store, {}, limit), ['t.1', 't.3', 't.2', 'u.0', 't.0'])
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
      await scene(scribe(store))
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
        for (const limit of [1, 100]) equal(JSON.stringify(filter), await idsOf(store, filter, limit), ids)
    },
  }),
  defineCase({
    id: 'tasks.text',
    rule: 'TK-4, E-7',
    title:
      'each comes with its text, the content of the event that it names, or null where that was redacted',
    needs,
    promise: 'read the text from the event `textIn`, never from a copy that a redaction would miss',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const { events } = await put(
        draft('ada', 't', {
          tasks: [todo('t.0', 'ada'), todo('t.1', 'ada', { dueAt: at(99) })],
          events: [said('Call back'), said('Write')],
        }),
      )
      await put(
        draft('ada', 'u', { tasks: [todo('t.0', 'ada', { textIn: 'u.0' })], events: [said('Call now')] }),
      )
      const texts = async () => (await store.tasks({ after: null, limit: 9 })).items.map(({ text }) => text)
      equal('texts', await texts(), ['Call now', 'Write'])
      await put(draft('ada', 'v', { redacted: events.map((event) => ({ ...event, content: null })) }))
      equal('texts after a redaction', await texts(), ['Call now', null])
    },
  }),
  defineCase({
    id: 'tasks.merged',
    rule: 'TK-1, CU-8',
    title: 'tasks of those who were merged away are listed for the survivor, with their texts, by either id',
    needs,
    promise: 'cover the absorbed ids where a customer is asked for, and look for texts in their streams',
    prove: async ({ store }) => {
      const { draft, merging, put } = scribe(store)
      await put(draft('bob', 't', { tasks: [todo('t.0', 'bob')], events: [said('Call Bob')] }))
      await put(
        draft('ada', 'u', { tasks: [todo('u.0', 'ada', { dueAt: at(99) })], events: [said('Call Ada')] }),
      )
      await put(merging('bob', 'ada', 'm1'))
      for (const customer of ['ada', 'bob']) {
        const { items } = await store.tasks({ customer, after: null, limit: 9 })
        equal(
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
