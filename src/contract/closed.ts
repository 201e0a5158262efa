import type { ContractCase } from './case.ts'
import { expectEqual } from './check.ts'
import { defineCase } from './define.ts'
import { baseTime, makeClosedConversation, makeConversation, minute } from './fixtures.ts'
import { createStoreWriter, loadOne, type StoreWriter } from './store-writer.ts'

const at = (n: number): number => baseTime + n * minute

/** Four closed conversations, `c1.0` to `c4.0`, of which the second and first share a topic, closed in an odd order. */
const writeClosedConversations = async ({ draft, put }: StoreWriter): Promise<void> => {
  const said = { events: [{ conversation: 'c3.0', data: { refs: ['ref-3'] } }] }
  await put(draft('ada', 'c4', { conversations: [makeClosedConversation('c4.0', 'ada', at(4))] }))
  await put(
    draft('ada', 'c1', {
      conversations: [makeClosedConversation('c1.0', 'ada', at(1), { topics: ['vase'] })],
    }),
  )
  await put(draft('ada', 'c3', { conversations: [makeClosedConversation('c3.0', 'ada', at(3))], ...said }))
  const topics = ['billing', 'vase']
  await put(draft('ada', 'c2', { conversations: [makeClosedConversation('c2.0', 'ada', at(2), { topics })] }))
}

/** The candidates of I-9. */
export const closedCases: readonly ContractCase[] = [
  defineCase({
    id: 'closed.last',
    rule: 'I-9',
    title: 'the last closed conversation comes along, by the time of its close',
    promise: 'bring the conversation that was closed last, not the one that was written last',
    prove: async ({ store }) => {
      await writeClosedConversations(createStoreWriter(store))
      const { closed, active } = await loadOne(store, { customer: 'ada' })
      expectEqual(
        'closed',
        closed.map(({ id }) => id),
        ['c4.0'],
      )
      expectEqual('active', active, null)
      expectEqual('whole', closed[0], makeClosedConversation('c4.0', 'ada', at(4)))
    },
  }),
  defineCase({
    id: 'closed.beside_active',
    rule: 'I-9, I-15',
    title: 'the last closed comes along while another is active',
    promise:
      'bring the closed ones also where a conversation is active: late messages and commands ask for them',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeClosedConversations(writer)
      await writer.put(writer.draft('ada', 'c5', { conversations: [makeConversation('c5.0', 'ada')] }))
      const { closed, active } = await loadOne(store, { customer: 'ada', topics: ['vase'] })
      expectEqual('active', active?.id, 'c5.0')
      expectEqual(
        'closed',
        closed.map(({ id }) => id),
        ['c4.0', 'c2.0'],
      )
    },
  }),
  defineCase({
    id: 'closed.same_topic',
    rule: 'I-9, W-6',
    title: 'so does the last closed that shares a topic',
    promise: 'bring the last closed conversation that shares at least one topic with the query',
    prove: async ({ store }) => {
      await writeClosedConversations(createStoreWriter(store))
      const found = async (topics: readonly string[]) =>
        (await loadOne(store, { customer: 'ada', topics })).closed.map(({ id }) => id)
      expectEqual('of one topic', await found(['vase']), ['c4.0', 'c2.0'])
      expectEqual('of the second of two', await found(['refund', 'billing']), ['c4.0', 'c2.0'])
      expectEqual('of a topic that none has', await found(['refund']), ['c4.0'])
      expectEqual('of a topic whose name is part of another', await found(['vas']), ['c4.0'])
    },
  }),
  defineCase({
    id: 'closed.named',
    rule: 'I-9, O-3',
    title: 'so does the conversation asked for, the last closed first',
    promise: 'bring the closed conversation that is named, in the order of the closes',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeClosedConversations(writer)
      await writer.put(
        writer.draft('bob', 'b1', { conversations: [makeClosedConversation('b1.0', 'bob', at(9))] }),
      )
      const found = async (conversation: string) =>
        (await loadOne(store, { customer: 'ada', conversation, topics: ['billing'] })).closed.map(
          ({ id }) => id,
        )
      expectEqual('the first of all', await found('c1.0'), ['c4.0', 'c2.0', 'c1.0'])
      expectEqual('one that is there anyhow', await found('c4.0'), ['c4.0', 'c2.0'])
      expectEqual('one that does not exist', await found('none'), ['c4.0', 'c2.0'])
      expectEqual('somebody else’s', await found('b1.0'), ['c4.0', 'c2.0'])
    },
  }),
  defineCase({
    id: 'closed.referenced',
    rule: 'I-9, I-16',
    title: 'so do the conversations in which events quoted, or seen, stand',
    promise: 'bring the closed conversations to which the events of `quoted` and `seen` belong',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeClosedConversations(writer)
      await writer.put(writer.draft('ada', 'c5', { events: [{ conversation: 'c1.0' }] }))
      const found = async (query: object) =>
        (await loadOne(store, { customer: 'ada', ...query })).closed.map(({ id }) => id)
      expectEqual('quoted', await found({ refs: ['ref-3'] }), ['c4.0', 'c3.0'])
      expectEqual('seen', await found({ commands: ['c5'] }), ['c4.0', 'c1.0'])
    },
  }),
  defineCase({
    id: 'closed.merged',
    rule: 'I-9, CU-4',
    title: 'one that was merged is brought only where it is asked for, with those that stand for it',
    promise: 'never offer a merged conversation as the last closed, and follow `mergedInto` to the end',
    prove: async ({ store }) => {
      const writer = createStoreWriter(store)
      await writeClosedConversations(writer)
      const merged = { mergedInto: 'c1.0', topics: ['vase'] }
      const gone = [
        makeClosedConversation('c6.0', 'ada', at(6), merged),
        makeClosedConversation('c7.0', 'ada', at(7), { ...merged, mergedInto: 'c6.0' }),
      ]
      await writer.put(writer.draft('ada', 'c7', { conversations: gone }))
      const found = async (query: object) =>
        (await loadOne(store, { customer: 'ada', ...query })).closed.map(({ id }) => id)
      expectEqual('the last closed', await found({}), ['c4.0'])
      expectEqual('of a topic', await found({ topics: ['vase'] }), ['c4.0', 'c2.0'])
      expectEqual('asked for', await found({ conversation: 'c7.0' }), ['c7.0', 'c6.0', 'c4.0', 'c1.0'])
    },
  }),
  defineCase({
    id: 'closed.ties',
    rule: 'I-9',
    title: 'of two that were closed in one millisecond the one whose close was written later is the last',
    promise: 'break a tie of closes by the order in which they were written, reopenings included',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      const last = async () => (await loadOne(store, { customer: 'ada' })).closed.map(({ id }) => id)
      await put(draft('ada', 'c2', { conversations: [makeClosedConversation('c2.0', 'ada', baseTime)] }))
      await put(draft('ada', 'c1', { conversations: [makeClosedConversation('c1.0', 'ada', baseTime)] }))
      expectEqual('closed later', await last(), ['c1.0'])
      await put(draft('ada', 'c3', { conversations: [makeConversation('c2.0', 'ada')] }))
      await put(draft('ada', 'c4', { conversations: [makeClosedConversation('c2.0', 'ada', baseTime)] }))
      expectEqual('closed later again', await last(), ['c2.0'])
    },
  }),
]
