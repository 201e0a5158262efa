import { describe, expect, it } from 'vitest'
import type { ChangeSet } from '../../src/index.ts'
import { postgresStore } from '../../src/postgres/index.ts'
import { findOf } from '../../src/store/ports.ts'
import { faultsOf, firstOf, mail, minute, world, yes } from '../support/world.ts'
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
    const first = await firstOf()
    const store = (await database.fresh()).store()
    await store.commit(first)
    const at = (head: number) => store.commit({ ...nothing, expected: [{ customer: 'ada', head }] })
    expect(await at(99)).toEqual({ ok: false, conflict: { kind: 'stale', key: 'ada' } })
    expect(await at(first.events.length)).toEqual({ ok: true })
    expect(await store.find([])).toEqual([])
  })

  it('B-3: events of a customer who is neither stored nor in the change set are corrupt data', async () => {
    const first = await firstOf()
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
    const w = world({ store: postgresStore({ client: { query }, schema }) })
    await w.hear('one')
    expect(texts).toHaveLength(2)
    await w.hear('two')
    expect(texts).toHaveLength(4)
    await w.say('three')
    expect(texts).toHaveLength(6)
    expect(new Set(texts).size).toBe(6)
  })

  it('O-4, CU-3: so does one under an id that was merged away, and to whoever took him in', async () => {
    const { schema, store } = await database.fresh()
    const w = world({ store: store() })
    await w.hear('one')
    await w.hear('two', { customer: 'bob', from: 'bob@example.com' })
    await yes(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    let statements = 0
    const query: typeof database.client.query = (text, given) => {
      statements += 1
      return database.client.query(text, given)
    }
    const counting = world({ store: postgresStore({ client: { query }, schema }) })
    await counting.hear('first of all')
    for (const more of [
      { customer: 'bob' },
      { customer: 'ada' },
      { customer: undefined, from: 'bob@example.com' },
    ]) {
      statements = 0
      const heard = await counting.hear(`by ${JSON.stringify(more)}`, more)
      expect([heard.customer, heard.outcome, statements]).toEqual(['ada', 'append', 2])
    }
    expect(await counting.hear('two', { customer: 'bob', from: 'bob@example.com' })).toMatchObject({
      outcome: 'duplicate',
    })
  })

  it('CU-3, I-1: a store that knew two customers alone learns of their merge by another process', async () => {
    const { store } = await database.fresh()
    const [here, there] = [world({ store: store() }), world({ store: store() })]
    const bob = { customer: 'bob', from: 'bob@example.com' }
    const byAddress = { ...bob, customer: undefined }
    await here.hear('first of all', { customer: 'cyd', from: 'cyd@example.com' })
    for (const n of [1, 2, 3]) {
      await here.hear(`hers ${n}`)
      await here.hear(`his ${n}`, bob)
      await here.hear(`his by address ${n}`, byAddress)
    }
    const noted = { agent: 'sam', text: 'a word', commandId: 'note-1' }
    await yes(here.desk.note({ ...noted, customer: 'bob' }))
    await yes(there.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    expect((await yes(here.desk.note({ ...noted, customer: 'ada' }))).repeated).toBe(true)
    for (const more of [bob, byAddress]) expect((await here.hear('his 2', more)).outcome).toBe('duplicate')
    expect((await here.hear('his 3', { customer: 'ada', from: 'bob@example.com' })).outcome).toBe('duplicate')
    for (const [n, more] of [{}, bob, byAddress].entries())
      expect((await here.hear(`after ${n}`, more)).customer).toBe('ada')
    expect(await faultsOf(here)).toEqual([])
  })

  it('S-4, O-1: whatever is written beside a store, a customer has one active conversation', async () => {
    const { schema, store } = await database.fresh()
    await world({ store: store('shop') }).hear('one')
    const copy = `insert into "${schema}".conversations select tenant, owner, id || 'x', status, inbox, agent, due_at,
      status_at, closed_at, closed_seq, topics, merged_into, state from "${schema}".conversations`
    await expect(database.run(copy)).rejects.toThrow(/conversations_one_active/)
  })

  it('B-4, I-13: NUL, lone surrogates, quotes and `__proto__` come back as they went, in texts and in ids', async () => {
    const nasty = ['a\0b', 'a\ud800', '\udc00', 'a\\u0000b', `'"{},\\`, '__proto__', '😀', '']
    for (const [n, text] of nasty.entries()) {
      const w = world({ store: (await database.fresh()).store(`t${text.replaceAll('\0', '')}`) })
      const customer = `${text}-${n}`
      const heard = await w.hear(text, { customer, from: `${n}@example.com`, id: text === '' ? null : text })
      expect(heard.customer).toBe(customer)
      const address = `email:${n}@example.com`
      expect(await w.store.find([findOf({ address })])).toMatchObject([
        { holder: customer, customer: { id: customer } },
      ])
      await yes(w.desk.addTopic({ customer, agent: 'sam', topic: 'vase' }))
      await yes(
        w.desk.createTask({
          customer,
          text: text || 'x',
          dueAt: w.now() + minute,
          inbox: text || 'x',
          agent: 'sam',
        }),
      )
      w.pass(minute)
      await yes(w.desk.tick())
      const found = (await w.events(customer)).find(({ type }) => type === 'message.received')
      expect(found?.content?.text).toBe(text)
      const { items } = await w.store.tasks({ customer, after: null, limit: 5 })
      expect(items.map((item) => item.text)).toEqual([text || 'x'])
      const page = await w.store.timeline({ customer, order: 'oldest_first', after: null, limit: 1 })
      const rest = await w.store.timeline({ customer, order: 'oldest_first', after: page.next, limit: 100 })
      expect([...page.items, ...rest.items]).toEqual(await w.events())
      expect(await faultsOf(w)).toEqual([])
    }
  })

  it('B-1: a cursor that looks like its own, but is not, is answered and never thrown at', async () => {
    const store = (await database.fresh()).store()
    for (const after of ['["1","2"]', '["a","b","c"]', '["1","\\u0000","a"]', '["1","2","3","4","5"]', '-1'])
      for (const answer of [
        await store.timeline({ customer: 'ada', order: 'oldest_first', after, limit: 5 }),
        await store.list({ after, limit: 5 }),
        await store.tasks({ after, limit: 5 }),
        await store.due({ by: 1, after, limit: 5 }),
        await store.events({ after, limit: 5 }),
      ])
        expect([after, answer]).toEqual([after, { items: [], next: null, invalid: true }])
  })

  it('CU-9: erased, no byte of an address or a word is left in any table', async () => {
    const { schema, store } = await database.fresh()
    const w = world({ store: store() })
    await w.hear('a very secret vase')
    await yes(
      w.desk.createTask({ customer: 'ada', text: 'secret task', dueAt: w.now() + minute, agent: 'sam' }),
    )
    await yes(w.desk.erase({ customer: 'ada', agent: 'sam', force: true }))
    for (const table of ['customers', 'addresses', 'events', 'refs', 'conversations', 'tasks']) {
      const { rows } = (await database.run(`select t::text as row from "${schema}".${table} t`)) as {
        rows: readonly { readonly row: string }[]
      }
      expect(rows.filter(({ row }) => /secret|ada@example/.test(row))).toEqual([])
    }
    expect(
      await w.hear('a very secret vase', { customer: undefined, from: 'ada@example.com' }),
    ).toMatchObject({
      ok: true,
    })
    expect(mail('x').from).toBe('ada@example.com')
  })
})
