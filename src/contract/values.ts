import type { Recorded } from '../intake/situation.ts'
import type { Content } from '../kernel/event.ts'
import type { Case } from './case.ts'
import { equal, holds } from './check.ts'
import { defineCase } from './define.ts'
import { office } from './office.ts'
import { look, scribe } from './scribe.ts'
import { closedTalk, person, start, talk, todo } from './things.ts'

const said = (text: string | null, more: Partial<Content> = {}): Content => ({
  text,
  attachments: [],
  externalId: null,
  address: null,
  ...more,
})

/** Whether a store, or a desk on it, says no by throwing. */
const throws = (ask: () => Promise<unknown>): Promise<boolean> =>
  ask().then(
    () => false,
    () => true,
  )

/** What goes in comes out. */
export const valueCases: readonly Case[] = [
  defineCase({
    id: 'values.text',
    rule: 'B-4, I-13',
    title: 'text of any script comes back: NUL, lone surrogates, emoji, controls, empty strings',
    promise: 'store text as it is, in `text` or `json`; PostgreSQL’s `jsonb` refuses some of it',
    prove: async ({ store }) => {
      const texts = [
        '\u0000',
        'a\u0000b',
        '\ud800',
        '\udc00x',
        '👩‍👩‍👧',
        '\u202e\u0007\r\n\t',
        'e\u0301 é',
        '',
        ' ',
        '\\u0000',
        "'; --",
        '%s$1',
      ]
      const { draft, put } = scribe(store)
      const events = texts.map((text) => ({
        content: said(text, { externalId: text }),
        data: { text, refs: [] },
      }))
      const written = await put(draft('ada', 'c1', { events }))
      const { seen } = await look(store, { customer: 'ada', commands: ['c1'] })
      for (const [n, text] of texts.entries())
        equal(`the event that says ${JSON.stringify(text)}`, seen[n], written.events[n])
    },
  }),
  defineCase({
    id: 'values.large',
    rule: 'B-4, I-13',
    title: 'a text of a million characters comes back',
    promise: 'store texts of any length; ids are bounded, texts are not',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const { events } = await put(
        draft('ada', 'c1', { events: [{ content: said('ä€😀x'.repeat(200_000)) }] }),
      )
      equal('the event', (await look(store, { customer: 'ada', commands: ['c1'] })).seen, events)
    },
  }),
  defineCase({
    id: 'values.shape',
    rule: 'B-4, E-3',
    title: 'null stays null, and fields that nobody knows are kept, whatever their names',
    promise: 'give back JSON as it was: `__proto__` is a field like any other, and null is not left out',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const odd: unknown = JSON.parse(
        '{"__proto__":{"a":1},"constructor":null,"":[[],{}],"n":-0.5,"later":true}',
      )
      const customer = { ...person('ada'), later: odd }
      const { events } = await put(
        draft('ada', 'c1', { customer, events: [{ data: odd, content: said(null) }] }),
      )
      const found = await look(store, { customer: 'ada', commands: ['c1'] })
      equal('the event', found.seen, events)
      equal('the customer', found.customer, customer)
    },
  }),
  defineCase({
    id: 'values.instants',
    rule: 'I-14, D-1',
    title: 'instants keep their milliseconds, before 1970 and up to the last day of a calendar',
    promise: 'store instants as whole numbers of 64 bits, or as text',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const [last, first, odd] = [8_640_000_000_000_000, -8_640_000_000_000_000, start + 7]
      const conversation = talk('c1.0', 'ada', { startedAt: first, heardAt: odd, statusAt: last })
      const tasks = [todo('c1.1', 'ada', { dueAt: last, createdAt: odd })]
      const events = [first, odd, last].map((occurredAt) => ({ occurredAt, recordedAt: last }))
      const written = await put(draft('ada', 'c1', { conversations: [conversation], tasks, events }))
      const found = await look(store, { customer: 'ada', task: 'c1.1', commands: ['c1'] })
      equal('the conversation', found.active, conversation)
      equal('the task', found.task, tasks[0])
      equal('the events', found.seen, written.events)
    },
  }),
  defineCase({
    id: 'values.newer',
    rule: 'E-3',
    title: 'what a newer version stored is refused, not read as if it were known',
    promise: 'give back the shape (`schema`, `v`) that was stored, or throw; never write over it',
    prove: async ({ store }) => {
      const { draft, put } = scribe(store)
      const newer = <T extends object>(value: T): T => ({ ...value, schema: 2 })
      await put(draft('cy', 'c1', { customer: newer(person('cy')) }))
      await put(draft('ada', 'c1', { conversations: [newer(talk('c1.0', 'ada'))] }))
      await put(draft('bob', 'b1', { conversations: [newer(closedTalk('b1.0', 'bob', start))] }))
      await put(draft('dan', 'c1', { tasks: [newer(todo('c1.0', 'dan'))] }))
      await put(draft('eve', 'c1', { events: [{ v: 2 } as unknown as Partial<Recorded>] }))
      const { desk } = office(store)
      for (const [what, customer] of [
        ['a customer', 'cy'],
        ['an active conversation', 'ada'],
        ['a closed conversation', 'bob'],
      ] as const)
        holds(`${what} of a newer shape was read`, await throws(() => desk.current(customer)))
      const close = () => desk.closeTask({ customer: 'dan', agent: 'sam', task: 'c1.0' })
      holds('a task of a newer shape was read', await throws(close))
      const again = () => desk.note({ customer: 'eve', agent: 'sam', text: 'Hm', commandId: 'c1' })
      holds('an event of a newer shape was read', await throws(again))
    },
  }),
]
