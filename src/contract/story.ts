import type { Recorded } from '../intake/situation.ts'
import type { Store } from '../store/ports.ts'
import { auditEvents, auditRows } from './audit.ts'
import type { Case } from './case.ts'
import { equal, yes } from './check.ts'
import { defineCase } from './define.ts'
import { mail, type Office, office } from './office.ts'
import { pagesOf } from './pages.ts'
import { hour, minute } from './things.ts'

const promise = 'keep states and events together, whatever commands do: a state is the fold of its events'
const bobs = { from: 'bob@example.com' } as const

/** A little of everything that two customers may have with a company, and what it wrote, each event once. */
const tell = async (
  store: Store,
): Promise<{ readonly office: Office; readonly events: readonly Recorded[] }> => {
  const all = office(store)
  const { desk, pass, now } = all
  const written = new Map<string, Recorded>()
  const done = async <A extends { readonly ok: boolean; readonly events?: unknown }>(
    what: string,
    answer: Promise<A>,
  ) => {
    const given = await yes(what, answer)
    const { events } = given as unknown as { readonly events: readonly Recorded[] }
    for (const event of events) written.set(`${event.customer} ${event.id}`, event)
    return given
  }
  await done('a first mail', desk.receive(mail('one', { customer: 'ada' })))
  const ada = { customer: 'ada', agent: 'sam' } as const
  await done('an answer', desk.send({ ...ada, channel: 'email', text: 'Yes?', id: '<yes@us>' }))
  pass(minute)
  await done(
    'a chat',
    desk.receive({ channel: 'chat', from: 'ada', customer: 'ada', session: 's', text: 'Hi', id: 'chat-1' }),
  )
  const { conversation } = await yes('a look', desk.current('ada'))
  const contacts = (conversation?.contacts ?? [])
    .filter(({ channel }) => channel === 'chat')
    .map(({ id }) => id)
  await done('a separation', desk.separate({ ...ada, contacts }))
  await done('a task', desk.createTask({ ...ada, text: 'Call back', dueAt: now() + hour }))
  const { version } = await yes('a look', desk.current('ada'))
  await done('a close', desk.close({ ...ada, version, force: true }))
  pass(hour)
  await done('another mail', desk.receive(mail('two')))
  await done('a mail of Bob', desk.receive(mail('three', { ...bobs, customer: 'bob' })))
  await done('an address', desk.addAddress({ customer: 'bob', channel: 'sms', address: '+4930123456' }))
  pass(2 * hour)
  await done('a note', desk.note({ ...ada, text: 'Hm' }))
  await done('a merge', desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
  await done('a mail of him who is Ada now', desk.receive(mail('four', bobs)))
  const again = await yes('the same again', desk.receive(mail('three', bobs)))
  equal('a message from before the merge', again.outcome, 'duplicate')
  const late = await done(
    'an answer to a closed one',
    desk.receive(mail('re', { thread: { inReplyTo: '<yes@us>' } })),
  )
  equal('the customer of the answer', late.customer, 'ada')
  return { office: all, events: [...written.values()] }
}

/** Whole stories. */
export const storyCases: readonly Case[] = [
  defineCase({
    id: 'story.folds',
    rule: 'E-1, O-1, O-7',
    title:
      'after a story of messages, closes, a separation and a merge every state is the fold of its events',
    promise,
    prove: async ({ store }) => {
      const { events } = await tell(store)
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
      const { events } = await tell(store)
      const { items } = await store.events({ after: null, limit: 1_000 })
      const textOf = (event: Recorded): string =>
        JSON.stringify([event.customer, event.seq, event.id, event.type])
      equal('the feed', items.map(textOf).sort(), events.map(textOf).sort())
      auditRows(await pagesOf((after) => store.list({ after, limit: 2 })), items)
    },
  }),
  defineCase({
    id: 'story.swept',
    rule: 'D-2, D-5',
    title: 'two sweepers at once do what is due once',
    needs: ['due', 'timeline'],
    promise: 'give each sweeper what is due, and let one of two commits on a head win',
    prove: async ({ store }) => {
      const { office: first } = await tell(store)
      const second = office(store, 'second')
      const now = first.now() + 9 * hour
      const [one, two] = await Promise.all(
        [first, second].map(({ desk }) => yes('a sweep', desk.tick({ now, limit: 50 }))),
      )
      equal('what could not be done', [one?.refused, two?.refused], [[], []])
      const events = await pagesOf((after) =>
        store.timeline({ customer: 'ada', order: 'oldest_first', after, limit: 20 }),
      )
      const overdue = events.filter(({ type }) => type === 'task.overdue')
      equal('how often the task fell due', overdue.length, 1)
      equal('what is still due', (await store.due({ by: now, after: null, limit: 5 })).items, [])
    },
  }),
]
