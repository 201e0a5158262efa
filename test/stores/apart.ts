import { expect } from 'vitest'
import type { Store } from '../../src/index.ts'
import { createDesk, definePolicy } from '../../src/index.ts'

/** Ids that a text of UTF-8 may confuse, or end too soon, or that a key may be cut at. */
const ids = [
  '\ud800',
  '\udbff',
  'a\u0000b',
  'a\u0000c',
  'a"b',
  "a'b",
  'a\\u0000b',
  'a|b',
  'a/b',
  'a%007cb',
  '%',
]

/** Proves that what belongs to a customer, an agent and a thread of each of these ids belongs to no other. */
export const apartOf = async (store: Store): Promise<void> => {
  const desk = createDesk({
    store,
    policy: definePolicy({ inbox: 'support' }),
    clock: () => 1_767_603_600_000,
  })
  for (const id of ids) {
    const heard = await desk.receive({ channel: 'email', customer: id, from: null, text: id, id })
    expect([id, heard.ok && heard.outcome]).toEqual([id, 'start'])
    const assigned = await desk.assign({ customer: id, agent: id, to: id, expected: null })
    expect([id, assigned.ok]).toEqual([id, true])
  }
  for (const id of ids) {
    const page = { after: null, limit: 100 }
    const { items } = await store.conversations({ agent: id, ...page })
    expect(items.map(({ conversation: { customer, agent } }) => [customer, agent])).toEqual([[id, id]])
    const told = await store.timeline({ customer: id, order: 'oldest_first', ...page })
    expect(new Set(told.items.map(({ customer }) => customer))).toEqual(new Set([id]))
    expect(told.items.find(({ type }) => type === 'message.received')?.content?.text).toBe(id)
  }
}
