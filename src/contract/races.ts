import { commandIdOf } from '../kernel/ids.ts'
import type { Store } from '../store/ports.ts'
import type { ContractCase } from './case.ts'
import { expectEqual, expectOk, expectTrue } from './check.ts'
import { defineCase } from './define.ts'
import { makeConversation } from './fixtures.ts'
import { createStoreWriter, loadOne } from './store-writer.ts'
import { createTestDesk, inboundMail } from './test-desk.ts'

const promise =
  'let of all writers on one head one succeed and answer the others with a conflict, so that they decide again'

/** First messages, each at a desk of its own: of a customer who is named, or of an address that nobody has yet. */
const raceFirstMessages = async (stores: readonly Store[], customer: string | null): Promise<void> => {
  const from = customer === null ? 'eve@example.com' : null
  const desks = stores.map((store, n) => createTestDesk(store, `desk-${n}`).desk)
  const received = await Promise.all(
    desks.map((desk, n) => {
      const message = inboundMail(`text ${n} of ${customer ?? from}`, {
        from,
        customer: customer ?? undefined,
      })
      return expectOk(`message ${n} at a desk of its own`, desk.receive(message))
    }),
  )
  const outcomes = received.map(({ outcome }) => outcome)
  const count = (wanted: string): number => outcomes.filter((outcome) => outcome === wanted).length
  expectEqual('how many started a conversation', count('start'), 1)
  expectEqual('how many joined it', count('append'), desks.length - 1)
  expectEqual('conversations', new Set(received.map(({ conversation }) => conversation?.id)).size, 1)
  const commands = [...new Set(received.flatMap(({ events }) => events.map(({ id }) => commandIdOf(id))))]
  for (const store of stores.slice(0, 2)) {
    const address = customer === null ? 'email:eve@example.com' : null
    const { commandEvents, head } = await loadOne(store, { customer, address, commands })
    const places = commandEvents.map(({ seq }) => seq).sort((a, b) => a - b)
    expectEqual(
      'the places of what they wrote',
      places,
      Array.from({ length: head }, (_, n) => n + 1),
    )
    const messages = commandEvents.filter(({ type }) => type === 'message.received')
    expectEqual('messages that are stored', messages.length, desks.length)
  }
}

/** Several at once. */
export const raceCases: readonly ContractCase[] = [
  defineCase({
    id: 'races.one_head',
    rule: 'O-4, O-7',
    title: 'of eight commits on one head one is written',
    promise,
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c0'))
      const all = Array.from({ length: 8 }, (_, n) =>
        draft('ada', `c1-${n}`, { conversations: [makeConversation(`c1-${n}.0`, 'ada')] }),
      )
      const answers = await Promise.all(all.map((changes) => store.commit(changes)))
      expectEqual('how many were written', answers.filter(({ ok }) => ok).length, 1)
      const winner = all[answers.findIndex(({ ok }) => ok)]
      const { head, active } = await loadOne(store, { customer: 'ada' })
      expectEqual('the head', head, 2)
      expectEqual('the active conversation', active, winner?.conversations[0]?.conversation)
    },
  }),
  defineCase({
    id: 'races.one_winner',
    rule: 'O-4, O-1',
    title:
      'of sixteen first messages of a customer at as many desks one opens the conversation, and all are stored',
    promise,
    prove: ({ store }) =>
      raceFirstMessages(
        Array.from({ length: 16 }, () => store),
        'ada',
      ),
  }),
  defineCase({
    id: 'races.one_address',
    rule: 'O-4, CU-1',
    title:
      'of sixteen first messages from an address that nobody has one makes the customer, and the others join',
    promise:
      'let a key decide who takes an address, so that the others find its owner when they decide again',
    prove: ({ store }) =>
      raceFirstMessages(
        Array.from({ length: 16 }, () => store),
        null,
      ),
  }),
  defineCase({
    id: 'races.siblings',
    rule: 'O-4, O-1',
    title: 'the same through two connections, of a customer and of an address',
    needs: ['siblings'],
    promise,
    prove: async ({ store, sibling }) => {
      const other = await sibling()
      const stores = Array.from({ length: 12 }, (_, n) => (n % 2 === 0 ? store : other))
      await raceFirstMessages(stores, 'ada')
      await raceFirstMessages(stores, null)
    },
  }),
  defineCase({
    id: 'races.sibling_sees',
    rule: 'O-4',
    title: 'what was committed through one connection is found through the other at once',
    needs: ['siblings'],
    promise: 'read what is committed, not what a connection remembers or a replica has heard of',
    prove: async ({ store, sibling }) => {
      const other = await sibling()
      const { draft, put } = createStoreWriter(store)
      expectEqual('the head before', (await loadOne(other, { customer: 'ada' })).head, 0)
      for (const n of [1, 2, 3]) {
        await put(draft('ada', `c${n}`))
        expectEqual(
          'the head through the other connection',
          (await loadOne(other, { customer: 'ada' })).head,
          n,
        )
      }
    },
  }),
  defineCase({
    id: 'races.consistent_read',
    rule: 'O-7, I-13',
    title: 'while a customer is written to, nobody finds a head that is newer than the state beside it',
    promise:
      'read head and state in one view: a decision on an old state and a new head would undo what is between',
    prove: async ({ store, sibling, has }) => {
      const reads = has('siblings') ? await sibling() : store
      const { draft, put } = createStoreWriter(store)
      let writing = true
      const write = async (): Promise<void> => {
        try {
          for (let n = 1; n <= 40; n++)
            await put(
              draft('ada', `c${n}`, {
                conversations: [makeConversation('c1.0', 'ada', { lastCustomerMessageSeq: n })],
              }),
            )
        } finally {
          writing = false
        }
      }
      const read = async (): Promise<void> => {
        while (writing) {
          const { head, active } = await loadOne(reads, { customer: 'ada' })
          const known = active?.lastCustomerMessageSeq ?? 0
          expectTrue(`a head of ${head} was found beside the state at ${known}`, known >= head)
        }
      }
      await Promise.all([write(), read(), read()])
    },
  }),
]
