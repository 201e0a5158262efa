import type { StoredEvent } from '../intake/snapshot.ts'
import type { Store } from '../store/ports.ts'
import { auditEvents, auditRows } from './audit.ts'
import type { ContractCase } from './case.ts'
import { expectEqual, expectOk } from './check.ts'
import { defineCase } from './define.ts'
import { hour, minute } from './fixtures.ts'
import { readAllPages } from './pages.ts'
import { createTestDesk, inboundMail, type TestDesk } from './test-desk.ts'

const promise = 'keep states and events together, whatever commands do: a state is the fold of its events'
const bobs = { from: 'bob@example.com' } as const

/** A little of everything that two customers may have with a company, and what it wrote, each event once. */
const runStory = async (
  store: Store,
): Promise<{ readonly testDesk: TestDesk; readonly events: readonly StoredEvent[] }> => {
  const testDesk = createTestDesk(store)
  const { desk, advance, now } = testDesk
  const written = new Map<string, StoredEvent>()
  const record = async <A extends { readonly ok: boolean; readonly events?: unknown }>(
    what: string,
    answer: Promise<A>,
  ) => {
    const given = await expectOk(what, answer)
    const { events } = given as unknown as { readonly events: readonly StoredEvent[] }
    for (const event of events) written.set(`${event.customer} ${event.id}`, event)
    return given
  }
  await record('a first mail', desk.receive(inboundMail('one', { customer: 'ada' })))
  const ada = { customer: 'ada', agent: 'sam' } as const
  await record('an answer', desk.send({ ...ada, channel: 'email', text: 'Yes?', id: '<yes@us>' }))
  advance(minute)
  await record(
    'a chat',
    desk.receive({ channel: 'chat', from: 'ada', customer: 'ada', session: 's', text: 'Hi', id: 'chat-1' }),
  )
  const { conversation } = await expectOk('a look', desk.current('ada'))
  const contacts = (conversation?.contacts ?? [])
    .filter(({ channel }) => channel === 'chat')
    .map(({ id }) => id)
  await record('a separation', desk.separate({ ...ada, contacts }))
  await record('a task', desk.createTask({ ...ada, text: 'Call back', dueAt: now() + hour }))
  const { version } = await expectOk('a look', desk.current('ada'))
  await record('a close', desk.close({ ...ada, version, force: true }))
  advance(hour)
  await record('another mail', desk.receive(inboundMail('two')))
  await record('a mail of Bob', desk.receive(inboundMail('three', { ...bobs, customer: 'bob' })))
  await record('an address', desk.addAddress({ customer: 'bob', channel: 'sms', address: '+4930123456' }))
  advance(2 * hour)
  await record('a note', desk.note({ ...ada, text: 'Hm' }))
  await record('a merge', desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
  await record('a mail of him who is Ada now', desk.receive(inboundMail('four', bobs)))
  const again = await expectOk('the same again', desk.receive(inboundMail('three', bobs)))
  expectEqual('a message from before the merge', again.outcome, 'duplicate')
  const late = await record(
    'an answer to a closed one',
    desk.receive(inboundMail('re', { thread: { inReplyTo: '<yes@us>' } })),
  )
  expectEqual('the customer of the answer', late.customer, 'ada')
  return { testDesk: testDesk, events: [...written.values()] }
}

/** Whole stories. */
export const storyCases: readonly ContractCase[] = [
  defineCase({
    id: 'story.folds',
    rule: 'E-1, O-1, O-7',
    title:
      'after a story of messages, closes, a separation and a merge every state is the fold of its events',
    promise,
    prove: async ({ store }) => {
      const { events } = await runStory(store)
      await auditEvents(store, events)
    },
  }),
  defineCase({
    id: 'story.listed',
    rule: 'E-1, E-6, S-4, O-1',
    title: 'the feed tells the same story, and the rows are what it comes to',
    needs: ['list', 'events'],
    promise,
    prove: async ({ store }) => {
      const { events } = await runStory(store)
      const { items } = await store.events({ after: null, limit: 1_000 })
      const textOf = (event: StoredEvent): string =>
        JSON.stringify([event.customer, event.seq, event.id, event.type])
      expectEqual('the feed', items.map(textOf).sort(), events.map(textOf).sort())
      auditRows(await readAllPages((after) => store.conversations({ after, limit: 2 })), items)
    },
  }),
  defineCase({
    id: 'story.deadlines',
    rule: 'D-2, D-5',
    title: 'two sweepers at once do what is due once',
    needs: ['due', 'timeline'],
    promise: 'give each sweeper what is due, and let one of two commits on a head win',
    prove: async ({ store }) => {
      const { testDesk: first } = await runStory(store)
      const second = createTestDesk(store, 'second')
      const now = first.now() + 9 * hour
      const [one, two] = await Promise.all(
        [first, second].map(({ desk }) => expectOk('a sweep', desk.applyDeadlines({ now, limit: 50 }))),
      )
      expectEqual('what could not be done', [one?.refused, two?.refused], [[], []])
      const events = await readAllPages((after) =>
        store.timeline({ customer: 'ada', order: 'oldest_first', after, limit: 20 }),
      )
      const overdue = events.filter(({ type }) => type === 'task.overdue')
      expectEqual('how often the task fell due', overdue.length, 1)
      expectEqual('what is still due', (await store.due({ by: now, after: null, limit: 5 })).items, [])
    },
  }),
]
