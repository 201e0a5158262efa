import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { makeConversation, makeCustomer } from './fixtures.ts'
import { createStoreWriter, expectConflict, loadOne } from './store-writer.ts'

/** Nothing that a host was given may be written to. */
const deepFrozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null)
    for (const part of Object.values(Object.freeze(value))) deepFrozen(part)
  return value
}

/** One stream, one writer at a time. */
export const commitCases: readonly ContractCase[] = [
  defineCase({
    id: 'commit.read_back',
    rule: 'O-7, E-1',
    title: 'what was committed is found: the customer, the conversation, and where the stream ends',
    promise: 'give back what it was given, every field of it, and the place of the last event as the head',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const line = { channel: 'sms', endpoint: null, address: 'phone:+49', at: 5 }
      const customer = makeCustomer('ada', { blocked: true, lastInbounds: [line] })
      const conversation = makeConversation('c1.1', 'ada', { topics: ['vase'], agent: 'sam' })
      await put(draft('ada', 'c1', { customer, conversations: [conversation], events: [{}, {}] }))
      const found = await loadOne(store, { customer: 'ada' })
      expectEqual('the customer', found.customer, customer)
      expectEqual('the active conversation', found.active, conversation)
      expectEqual('the head after two events', found.head, 2)
      await put(draft('ada', 'c2'))
      expectEqual('the head after three events', (await loadOne(store, { customer: 'ada' })).head, 3)
      expectEqual(
        'the customer, of whom the second commit did not speak',
        (await loadOne(store, { customer: 'ada' })).customer,
        customer,
      )
    },
  }),
  defineCase({
    id: 'commit.leaves_input',
    rule: 'O-4',
    title: 'a change set that is frozen is committed as it is',
    promise: 'never write to the change set that it was given',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const conversations = [makeConversation('c1.0', 'ada', { topics: ['vase'] })]
      await put(deepFrozen(draft('ada', 'c1', { conversations, events: [{}, {}] })))
      expectEqual('the head', (await loadOne(store, { customer: 'ada' })).head, 2)
    },
  }),
  defineCase({
    id: 'commit.repeated',
    rule: 'O-4, I-1',
    title: 'a command that is written already is refused as repeated, whatever the head',
    promise: 'keep (customer, event id) unique, so that a command has one effect',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1'))
      await put(draft('ada', 'c2'))
      const before = await loadOne(store, { customer: 'ada', commands: ['c1'] })
      await expectConflict(
        'the same command on the present head',
        'repeated',
        store.commit(draft('ada', 'c1')),
      )
      expectEqual(
        'what is found after it',
        await loadOne(store, { customer: 'ada', commands: ['c1'] }),
        before,
      )
    },
  }),
  defineCase({
    id: 'commit.id_per_customer',
    rule: 'O-7, E-4',
    title: 'the same command id in the streams of two customers is no repeat',
    promise: 'keep event ids unique within a stream, not over all of them',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1'))
      await put(draft('bob', 'c1'))
      expectEqual('the head of the second', (await loadOne(store, { customer: 'bob' })).head, 1)
    },
  }),
  defineCase({
    id: 'commit.exact_conflict',
    rule: 'O-4',
    title:
      'where several keys are taken the conflict is the first of repeated, stale, claimed, and names its key',
    needs: ['exact_conflicts'],
    promise:
      'answer with the first conflict of the order, and the event, customer or address at which it failed',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const claims = [{ address: 'email:ada@x', from: null, to: 'ada' }]
      const first = await put(draft('ada', 'c1', { claims }))
      const renamed = { ...first, events: first.events.map((event) => ({ ...event, id: 'c9.0' })) }
      const fresh = draft('bob', 'c2', { claims: [{ address: 'email:ada@x', from: null, to: 'bob' }] })
      const conflictOf = async (changes: typeof first): Promise<unknown> => {
        const committed = await store.commit(changes)
        return committed.ok ? null : committed.conflict
      }
      expectEqual('repeated, stale and claimed', await conflictOf(first), { kind: 'repeated', key: 'c1.0' })
      expectEqual('stale and claimed', await conflictOf(renamed), { kind: 'stale', key: 'ada' })
      expectEqual('claimed', await conflictOf(fresh), { kind: 'claimed', key: 'email:ada@x' })
    },
  }),
]
