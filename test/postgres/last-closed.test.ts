import { describe, expect, it } from 'vitest'
import type { Store } from '../../src/index.ts'
import { postgresStore } from '../../src/postgres/index.ts'
import { conversationRowOf } from '../../src/store/change-set.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { createWorld, type DeskWorld, eventDataOf, expectOk, requireConversation } from '../support/world.ts'
import { databases } from './databases.ts'

/** Ada's conversation, opened by a mail and closed at once, at the time that the world has. */
const closedOne = async (w: DeskWorld, text: string): Promise<string> => {
  const heard = await w.customerWrites(text)
  await w.agentCloses()
  return requireConversation(heard.conversation).id
}

const closedIds = async (store: Store): Promise<readonly string[]> => {
  const [found] = await store.load([snapshotQuery({ customer: 'ada' })])
  return found?.closed.map(({ id }) => id) ?? []
}

/** The same by the statement for several queries at once. */
const closedIdsOfMany = async (store: Store): Promise<readonly string[]> => {
  const queries = [snapshotQuery({ customer: 'ada' }), snapshotQuery({ customer: 'unknown' })]
  return (await store.load(queries))[0]?.closed.map(({ id }) => id) ?? []
}

describe.each(await databases())('$name', (database) => {
  it('finds the later of two conversations closed in one millisecond, however it is asked (I-9)', async () => {
    const store = (await database.fresh()).store()
    const w = createWorld({ store, policy: { reopenWindow: 'never' } })
    await closedOne(w, 'one')
    const last = await closedOne(w, 'two')
    expect(await closedIds(store)).toEqual([last])
    expect(await closedIdsOfMany(store)).toEqual([last])
  })

  it('keeps the place of a closed conversation that is written again (I-9)', async () => {
    const store = (await database.fresh()).store()
    const w = createWorld({ store, policy: { reopenWindow: 'never' } })
    const first = await closedOne(w, 'one')
    const last = await closedOne(w, 'two')
    const [found] = await store.load([snapshotQuery({ customer: 'ada', conversation: first })])
    const again = requireConversation(found?.closed.find(({ id }) => id === first))
    const told = await w.events()
    const event = told.findLast(({ conversation }) => conversation === first)
    const head = found?.head ?? 0
    expect(
      await store.commit({
        expected: [{ customer: 'ada', head }],
        customers: [],
        conversations: [conversationRowOf(again, w.policy())],
        tasks: [],
        claims: [],
        events: event === undefined ? [] : [{ ...event, id: 'later.0', seq: head + 1 }],
        redacted: [],
      }),
    ).toEqual({ ok: true })
    expect(await closedIds(store)).toEqual([last])
    expect(await closedIdsOfMany(store)).toEqual([last])
  })

  it('finds the older conversation in which a quoted message stands, beside the last closed (I-9, I-16)', async () => {
    const store = (await database.fresh()).store()
    const w = createWorld({ store, policy: { reopenWindow: 'never' } })
    const first = await closedOne(w, 'one')
    const last = await closedOne(w, 'two')
    const [quoted] = (await w.events()).filter(({ type }) => type === 'message.received')
    const refs = eventDataOf(quoted)['refs'] as readonly string[]
    // Asked twice: the short statement is used once the tables are known.
    for (const _ of [1, 2]) {
      const [found] = await store.load([snapshotQuery({ customer: 'ada', refs: refs })])
      expect(found?.closed.map(({ id }) => id)).toEqual([last, first])
    }
  })

  it('puts what a merged customer closed after what the survivor closed in that millisecond, in its order (CU-8, I-9)', async () => {
    const { schema, store: storeOf } = await database.fresh()
    const store = storeOf()
    const w = createWorld({ store, policy: { reopenWindow: 'never' } })
    const bob = { customer: 'bob', from: 'bob@example.com' }
    await w.customerWrites('of bob, first', bob)
    await w.agentCloses('bob')
    const second = requireConversation((await w.customerWrites('of bob, second', bob)).conversation).id
    await w.agentCloses('bob')
    await closedOne(w, 'of ada')
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    expect(await closedIds(store)).toEqual([second])
    expect(await closedIdsOfMany(store)).toEqual([second])
    const places = `select count(distinct closed_seq)::text as places from "${schema}".conversations`
    expect((await database.client.query(places, [])).rows).toEqual([{ places: '3' }])
  })

  it.skipIf(database.name === 'PGlite')(
    'leaves the deadline of a conversation that changed while the index was rewritten (D-5)',
    async () => {
      const { schema, store: storeOf } = await database.fresh()
      const w = createWorld({ store: storeOf() })
      const heard = await w.customerWrites('one')
      const { id } = requireConversation(heard.conversation)
      const writer = await database.alone()
      const run = (text: string) => writer.client.query(text, [])
      const rows = `update "${schema}".conversations set state = replace(state, '"inbox":"support"', '"inbox":"other"'), due_at = 4`
      await run('begin')
      await run(rows)
      const [found] = await w.store.load([snapshotQuery({ customer: 'ada' })])
      const decideInbound = {
        customer: 'ada',
        conversation: id,
        task: null,
        head: found?.head ?? 0,
        dueAt: 7,
      }
      const rewriting = postgresStore({ client: database.client, schema }).updateDeadlines([decideInbound])
      await new Promise((resume) => setTimeout(resume, 300))
      await run('commit')
      await rewriting
      await writer.end()
      const { rows: after } = await database.client.query(
        `select due_at::text from "${schema}".conversations`,
        [],
      )
      expect(after).toEqual([{ due_at: '4' }])
    },
  )
})
