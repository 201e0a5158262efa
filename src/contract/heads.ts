import type { ContractCase } from './case.ts'
import { expectEqual, expectTrue } from './check.ts'
import { defineCase } from './define.ts'
import { makeConversation, makeCustomer } from './fixtures.ts'
import { createStoreWriter, expectConflict, loadOne } from './store-writer.ts'

/** Where a stream ended when a command was decided (O-7). */
export const headCases: readonly ContractCase[] = [
  defineCase({
    id: 'heads.stale',
    rule: 'O-7',
    title: 'a change set that was decided on an old head is refused as stale, and nothing changes',
    promise: 'compare the head that was expected with the head that is, in the same write',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1'))
      const late = draft('ada', 'c3', { conversations: [makeConversation('c3.0', 'ada')] })
      await put(draft('ada', 'c2', { events: [{}, {}] }))
      const before = await loadOne(store, { customer: 'ada', commands: ['c2', 'c3'] })
      await expectConflict('a commit on head 1 of a stream that ends at 3', 'stale', store.commit(late))
      expectEqual(
        'what is found after it',
        await loadOne(store, { customer: 'ada', commands: ['c2', 'c3'] }),
        before,
      )
    },
  }),
  defineCase({
    id: 'heads.ahead',
    rule: 'O-7',
    title: 'so is one that was decided on a head that the stream does not reach, as after a restore',
    promise: 'compare heads for being the same: a stream that lost its end must not get a gap in its place',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { events: [{}, {}] }))
      const before = await loadOne(store, { customer: 'ada', commands: ['c9'] })
      for (const [who, customers] of [
        ['ada', []],
        ['bob', [makeCustomer('bob')]],
      ] as const) {
        const events = draft(who, 'c9').events.map((event) => ({ ...event, seq: 8 }))
        const ahead = { ...draft(who, 'c9'), expected: [{ customer: who, head: 7 }], customers, events }
        await expectConflict(`a commit of ${who} on head 7`, 'stale', store.commit(ahead))
      }
      expectEqual(
        'what is found after it',
        await loadOne(store, { customer: 'ada', commands: ['c9'] }),
        before,
      )
      expectEqual('who is not there', (await loadOne(store, { customer: 'bob' })).customer, null)
    },
  }),
  defineCase({
    id: 'heads.first',
    rule: 'O-4',
    title: 'of two who register one customer the second is stale, for both saw nothing',
    promise: 'treat head 0 as a promise that the stream is empty',
    prove: async ({ store }) => {
      const [one, other] = [createStoreWriter(store), createStoreWriter(store)]
      await one.put(one.draft('ada', 'c1'))
      const again = other.draft('ada', 'c2', { customer: makeCustomer('ada', { blocked: true }) })
      await expectConflict('a second first commit', 'stale', store.commit(again))
      expectTrue(
        'the first one’s customer was overwritten',
        !(await loadOne(store, { customer: 'ada' })).customer?.blocked,
      )
    },
  }),
]
