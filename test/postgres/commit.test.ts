import { describe, expect, it } from 'vitest'
import type { ChangeSet } from '../../src/index.ts'
import { postgresStore } from '../../src/postgres/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import {
  createWorld,
  expectOk,
  findStoreFaults,
  firstChangeSet,
  inboundMail,
  minute,
} from '../support/world.ts'
import { databases } from './databases.ts'

const nothing: ChangeSet = {
  expected: [],
  customers: [],
  conversations: [],
  tasks: [],
  claims: [],
  events: [],
  redacted: [],
}

describe.each(await databases())('$name', (database) => {
  it('O-7: a change set that writes no event is refused on an old head, too', async () => {
    const first = await firstChangeSet()
    const store = (await database.fresh()).store()
    await store.commit(first)
    const at = (head: number) => store.commit({ ...nothing, expected: [{ customer: 'ada', head }] })
    expect(await at(99)).toEqual({ ok: false, conflict: { kind: 'stale', key: 'ada' } })
    expect(await at(first.events.length)).toEqual({ ok: true })
    expect(await store.load([])).toEqual([])
  })

  it('B-3: events of a customer who is neither stored nor in the change set are corrupt data', async () => {
    const first = await firstChangeSet()
    const store = (await database.fresh()).store()
    await expect(store.commit({ ...first, customers: [] })).rejects.toThrow(/ada is not stored/)
    await expect(store.commit({ ...first, customers: [], conversations: [], claims: [] })).rejects.toThrow(
      /ada is not stored/,
    )
    expect(await store.events({ after: null, limit: 5 })).toEqual({ items: [], next: null })
  })

  it('O-4: a message that meets nobody costs two round trips, known or new', async () => {
    const { schema } = await database.fresh()
    const texts: string[] = []
    const query: typeof database.client.query = (text, given) => {
      texts.push(text)
      return database.client.query(text, given)
    }
    const w = createWorld({ store: postgresStore({ client: { query }, schema }) })
    await w.customerWrites('one')
    expect(texts).toHaveLength(2)
    await w.customerWrites('two')
    expect(texts).toHaveLength(4)
    await w.agentWrites('three')
    expect(texts).toHaveLength(6)
    expect(new Set(texts).size).toBe(6)
  })

  it('O-4, CU-3: so does one under an id that was merged away, and to whoever took him in', async () => {
    const { schema, store } = await database.fresh()
    const w = createWorld({ store: store() })
    await w.customerWrites('one')
    await w.customerWrites('two', { customer: 'bob', from: 'bob@example.com' })
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    let statements = 0
    const query: typeof database.client.query = (text, given) => {
      statements += 1
      return database.client.query(text, given)
    }
    const counting = createWorld({ store: postgresStore({ client: { query }, schema }) })
    await counting.customerWrites('first of all')
    for (const more of [
      { customer: 'bob' },
      { customer: 'ada' },
      { customer: undefined, from: 'bob@example.com' },
    ]) {
      statements = 0
      const heard = await counting.customerWrites(`by ${JSON.stringify(more)}`, more)
      expect([heard.customer, heard.outcome, statements]).toEqual(['ada', 'append', 2])
    }
    expect(await counting.customerWrites('two', { customer: 'bob', from: 'bob@example.com' })).toMatchObject({
      outcome: 'duplicate',
    })
  })

  it('CU-3, I-1: a store that knew two customers alone learns of their merge by another process', async () => {
    const { store } = await database.fresh()
    const [here, there] = [createWorld({ store: store() }), createWorld({ store: store() })]
    const bob = { customer: 'bob', from: 'bob@example.com' }
    const byAddress = { ...bob, customer: undefined }
    await here.customerWrites('first of all', { customer: 'cyd', from: 'cyd@example.com' })
    for (const n of [1, 2, 3]) {
      await here.customerWrites(`hers ${n}`)
      await here.customerWrites(`his ${n}`, bob)
      await here.customerWrites(`his by address ${n}`, byAddress)
    }
    const noted = { agent: 'sam', text: 'a word', commandId: 'note-1' }
    await expectOk(here.desk.note({ ...noted, customer: 'bob' }))
    await expectOk(there.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    expect((await expectOk(here.desk.note({ ...noted, customer: 'ada' }))).repeated).toBe(true)
    for (const more of [bob, byAddress])
      expect((await here.customerWrites('his 2', more)).outcome).toBe('duplicate')
    expect((await here.customerWrites('his 3', { customer: 'ada', from: 'bob@example.com' })).outcome).toBe(
      'duplicate',
    )
    for (const [n, more] of [{}, bob, byAddress].entries())
      expect((await here.customerWrites(`after ${n}`, more)).customer).toBe('ada')
    expect(await findStoreFaults(here)).toEqual([])
  })

  it('S-4, O-1: whatever is written beside a store, a customer has one active conversation', async () => {
    const { schema, store } = await database.fresh()
    await createWorld({ store: store('shop') }).customerWrites('one')
    const copy = `insert into "${schema}".conversations select tenant, owner, id || 'x', status, inbox, agent, due_at,
      status_at, closed_at, closed_seq, topics, merged_into, state from "${schema}".conversations`
    await expect(database.run(copy)).rejects.toThrow(/conversations_one_active/)
  })

  it('B-4, I-13: NUL, lone surrogates, quotes and `__proto__` come back as they went, in texts and in ids', async () => {
    const nasty = ['a\0b', 'a\ud800', '\udc00', 'a\\u0000b', `'"{},\\`, '__proto__', '😀', '']
    for (const [n, text] of nasty.entries()) {
      const w = createWorld({ store: (await database.fresh()).store(`t${text.replaceAll('\0', '')}`) })
      const customer = `${text}-${n}`
      const heard = await w.customerWrites(text, {
        customer,
        from: `${n}@example.com`,
        id: text === '' ? null : text,
      })
      expect(heard.customer).toBe(customer)
      const address = `email:${n}@example.com`
      expect(await w.store.load([snapshotQuery({ address })])).toMatchObject([
        { addressOwner: customer, customer: { id: customer } },
      ])
      await expectOk(w.desk.addTopic({ customer, agent: 'sam', topic: 'vase' }))
      await expectOk(
        w.desk.createTask({
          customer,
          text: text || 'x',
          dueAt: w.now() + minute,
          inbox: text || 'x',
          agent: 'sam',
        }),
      )
      w.advance(minute)
      await expectOk(w.desk.applyDeadlines())
      const found = (await w.events(customer)).find(({ type }) => type === 'message.received')
      expect(found?.content?.text).toBe(text)
      const { items } = await w.store.tasks({ customer, after: null, limit: 5 })
      expect(items.map((item) => item.text)).toEqual([text || 'x'])
      const page = await w.store.timeline({ customer, order: 'oldest_first', after: null, limit: 1 })
      const rest = await w.store.timeline({ customer, order: 'oldest_first', after: page.next, limit: 100 })
      expect([...page.items, ...rest.items]).toEqual(await w.events())
      expect(await findStoreFaults(w)).toEqual([])
    }
  })

  it('B-1: a cursor that looks like its own, but is not, is answered and never thrown at', async () => {
    const store = (await database.fresh()).store()
    for (const after of ['["1","2"]', '["a","b","c"]', '["1","\\u0000","a"]', '["1","2","3","4","5"]', '-1'])
      for (const answer of [
        await store.timeline({ customer: 'ada', order: 'oldest_first', after, limit: 5 }),
        await store.conversations({ after, limit: 5 }),
        await store.tasks({ after, limit: 5 }),
        await store.due({ by: 1, after, limit: 5 }),
        await store.events({ after, limit: 5 }),
      ])
        expect([after, answer]).toEqual([after, { items: [], next: null, invalid: true }])
  })

  it('CU-9: erased, no byte of an address or a word is left in any table', async () => {
    const { schema, store } = await database.fresh()
    const w = createWorld({ store: store() })
    await w.customerWrites('a very secret vase')
    await expectOk(
      w.desk.createTask({ customer: 'ada', text: 'secret task', dueAt: w.now() + minute, agent: 'sam' }),
    )
    await expectOk(w.desk.erase({ customer: 'ada', agent: 'sam', force: true }))
    for (const table of ['customers', 'addresses', 'events', 'refs', 'conversations', 'tasks']) {
      const { rows } = (await database.run(`select t::text as row from "${schema}".${table} t`)) as {
        rows: readonly { readonly row: string }[]
      }
      expect(rows.filter(({ row }) => /secret|ada@example/.test(row))).toEqual([])
    }
    expect(
      await w.customerWrites('a very secret vase', { customer: undefined, from: 'ada@example.com' }),
    ).toMatchObject({
      ok: true,
    })
    expect(inboundMail('x').from).toBe('ada@example.com')
  })
})
