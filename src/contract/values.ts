import type { Content } from '../kernel/event.ts'
import type { ContractCase } from './case.ts'
import { expectEqual, expectTrue } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeClosedConversation, makeConversation, makeCustomer, makeTask } from './fixtures.ts'
import { createStoreWriter, type EventDraft, loadOne } from './store-writer.ts'
import { createTestDesk } from './test-desk.ts'

const contentWith = (text: string | null, more: Partial<Content> = {}): Content => ({
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
export const valueCases: readonly ContractCase[] = [
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
      const { draft, put } = createStoreWriter(store)
      const events = texts.map((text) => ({
        content: contentWith(text, { externalId: text }),
        data: { text, refs: [] },
      }))
      const written = await put(draft('ada', 'c1', { events }))
      const { commandEvents } = await loadOne(store, { customer: 'ada', commands: ['c1'] })
      for (const [n, text] of texts.entries())
        expectEqual(`the event that says ${JSON.stringify(text)}`, commandEvents[n], written.events[n])
    },
  }),
  defineCase({
    id: 'values.large',
    rule: 'B-4, I-13',
    title: 'a text of a million characters comes back',
    promise: 'store texts of any length; ids are bounded, texts are not',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const { events } = await put(
        draft('ada', 'c1', { events: [{ content: contentWith('ä€😀x'.repeat(200_000)) }] }),
      )
      expectEqual(
        'the event',
        (await loadOne(store, { customer: 'ada', commands: ['c1'] })).commandEvents,
        events,
      )
    },
  }),
  defineCase({
    id: 'values.shape',
    rule: 'B-4, E-3',
    title: 'null stays null, and fields that nobody knows are kept, whatever their names',
    promise: 'give back JSON as it was: `__proto__` is a field like any other, and null is not left out',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const odd: unknown = JSON.parse(
        '{"__proto__":{"a":1},"constructor":null,"":[[],{}],"n":-0.5,"later":true}',
      )
      const customer = { ...makeCustomer('ada'), later: odd }
      const { events } = await put(
        draft('ada', 'c1', { customer, events: [{ data: odd, content: contentWith(null) }] }),
      )
      const found = await loadOne(store, { customer: 'ada', commands: ['c1'] })
      expectEqual('the event', found.commandEvents, events)
      expectEqual('the customer', found.customer, customer)
    },
  }),
  defineCase({
    id: 'values.instants',
    rule: 'I-14, D-1',
    title: 'instants keep their milliseconds, before 1970 and up to the last day of a calendar',
    promise: 'store instants as whole numbers of 64 bits, or as text',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const [last, first, odd] = [8_640_000_000_000_000, -8_640_000_000_000_000, baseTime + 7]
      const conversation = makeConversation('c1.0', 'ada', {
        startedAt: first,
        lastCustomerMessageAt: odd,
        statusChangedAt: last,
      })
      const tasks = [makeTask('c1.1', 'ada', { dueAt: last, createdAt: odd })]
      const events = [first, odd, last].map((occurredAt) => ({ occurredAt, recordedAt: last }))
      const written = await put(draft('ada', 'c1', { conversations: [conversation], tasks, events }))
      const found = await loadOne(store, { customer: 'ada', task: 'c1.1', commands: ['c1'] })
      expectEqual('the conversation', found.active, conversation)
      expectEqual('the task', found.task, tasks[0])
      expectEqual('the events', found.commandEvents, written.events)
    },
  }),
  defineCase({
    id: 'values.newer',
    rule: 'E-3',
    title: 'what a newer version stored is refused, not read as if it were known',
    promise: 'give back the shape (`schema`, `v`) that was stored, or throw; never write over it',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const newer = <T extends object>(value: T): T => ({ ...value, schema: 2 })
      await put(draft('cy', 'c1', { customer: newer(makeCustomer('cy')) }))
      await put(draft('ada', 'c1', { conversations: [newer(makeConversation('c1.0', 'ada'))] }))
      await put(
        draft('bob', 'b1', { conversations: [newer(makeClosedConversation('b1.0', 'bob', baseTime))] }),
      )
      await put(draft('dan', 'c1', { tasks: [newer(makeTask('c1.0', 'dan'))] }))
      await put(draft('eve', 'c1', { events: [{ v: 2 } as unknown as EventDraft] }))
      const { desk } = createTestDesk(store)
      for (const [what, customer] of [
        ['a customer', 'cy'],
        ['an active conversation', 'ada'],
        ['a closed conversation', 'bob'],
      ] as const)
        expectTrue(`${what} of a newer shape was read`, await throws(() => desk.current(customer)))
      const close = () => desk.closeTask({ customer: 'dan', agent: 'sam', task: 'c1.0' })
      expectTrue('a task of a newer shape was read', await throws(close))
      const again = () => desk.note({ customer: 'eve', agent: 'sam', text: 'Hm', commandId: 'c1' })
      expectTrue('an event of a newer shape was read', await throws(again))
    },
  }),
]
