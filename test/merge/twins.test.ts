import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createWorld,
  type DeskWorld,
  eventsOfType,
  expectOk,
  hour,
  inboundMail,
  lawRuns,
  minute,
  policyOf,
  readAllPages,
} from '../support/world.ts'
import { findMergeFaults } from './faults.ts'

const people = ['ada', 'bob', 'cleo'] as const
type Person = (typeof people)[number]

/** What is done to somebody under one of a few names, so that two customers are often given the same one. */
type Deed =
  | { readonly do: 'mail' | 'chat' | 'send' | 'task' | 'edit'; readonly who: Person; readonly id: string }
  | { readonly do: 'close' | 'sweep'; readonly who: Person }

const who = fc.constantFrom(...people)
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('mail', 'chat', 'send', 'task', 'edit'),
      who,
      id: fc.constantFrom('c1', 'c2', 'c3'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('close', 'sweep'), who }) },
)

const perform = async (w: DeskWorld, deed: Deed): Promise<unknown> => {
  const { who: customer } = deed
  const by = { customer, agent: 'sam' }
  if (!('id' in deed)) {
    const { version } = await expectOk(w.desk.current(customer))
    return deed.do === 'sweep' ? w.desk.applyDeadlines() : w.desk.close({ ...by, version, force: true })
  }
  const { id } = deed
  const named = { ...by, commandId: id }
  if (deed.do === 'send')
    return w.desk.send({ ...named, channel: 'email', to: `${customer}@example.com`, text: id, intent: 'new' })
  if (deed.do === 'task')
    return w.desk.createTask({ ...named, text: `For ${customer}: ${id}`, dueAt: w.now() + hour })
  if (deed.do === 'edit') {
    const { items } = await w.store.tasks({ customer, after: null, limit: 9 })
    const task = items[0]?.task.id ?? 'none'
    return w.desk.editTask({ ...named, task, text: `Else for ${customer}: ${id}` })
  }
  const chats = deed.do === 'chat' ? { channel: 'chat', from: customer } : { from: `${customer}@example.com` }
  return w.desk.receive(inboundMail(id, { customer, ...chats }))
}

/** All that there is of customers, and whose it was: counted before a merge and after it. */
const counted = async (w: DeskWorld) => {
  const rows = await readAllPages((after) => w.store.conversations({ after, limit: 100 }))
  const tasks = await readAllPages((after) => w.store.tasks({ after, limit: 100 }))
  const events = await w.events()
  return {
    conversations: rows.map(({ conversation }) => conversation.id).sort(),
    contacts: eventsOfType(events, 'contact.started').length,
    messages: events.filter(({ type }) => /^message\.(received|sent)$/.test(type)).length,
    tasks: tasks.map(({ task, text }) => [task.id, text]).sort(),
  }
}

describe('customers who were given the same commands', () => {
  it('CU-5: merged, in any order, neither loses a conversation, a contact, a message, a task or its text', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
        fc.shuffledSubarray([...people], { minLength: 2 }),
        async (rounds, merged) => {
          const w = createWorld({ policy: { reopenWindow: 'never' } })
          for (const customer of people) await expectOk(w.desk.register({ customer, commandId: 'c0' }))
          for (const round of rounds) {
            // At once, so that one message may come to two of them before either is known.
            await Promise.all(round.map((each) => perform(w, each)))
            w.advance(20 * minute)
          }
          await expectOk(w.desk.applyDeadlines())
          const before = await counted(w)
          const [into = 'ada', ...others] = merged
          for (const customer of others)
            await expectOk(w.desk.merge({ customer, into, agent: 'sam', commandId: 'c9' }))
          const after = await counted(w)
          expect(after).toEqual(before)
          expect(
            await findMergeFaults(w.store, policyOf({ reopenWindow: 'never' }), 3 - others.length),
          ).toEqual([])
          // And it goes on: what was two people's falls silent and falls due by itself.
          w.advance(3 * hour)
          const swept = await expectOk(w.desk.applyDeadlines())
          expect(swept).toMatchObject({ refused: [], more: false })
        },
      ),
      lawRuns(300),
    ))
})
