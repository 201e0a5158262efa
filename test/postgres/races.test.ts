import { describe, expect, it } from 'vitest'
import type { Store, StoredEvent } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  eventsOfType,
  expectOk,
  findStoreFaults,
  hour,
  inboundMail,
  readAllPages,
} from '../support/world.ts'
import { databases } from './databases.ts'

/** Desks of several servers, each with a store of its own; between attempts they wait as long as they are told to. */
const servers = (store: () => Store, size: number, more = {}) => {
  const w = createWorld({
    store: store(),
    wait: (ms) => new Promise((resume) => setTimeout(resume, ms)),
    random: undefined,
    retryFor: 60_000,
    ...more,
  })
  const desks = Array.from({ length: size }, () => w.anotherDesk({ store: store() }))
  return { w, at: (n: number): DeskWorld['desk'] => desks[n % size] ?? w.desk }
}

const times = (size: number) => Array.from({ length: size }, (_, n) => n)

describe.each(await databases())('$name', (database) => {
  it('O-4, I-13: 32 first messages of one customer at once through 8 servers: one conversation, none lost', async () => {
    const { store } = await database.fresh()
    const { w, at } = servers(store, 8)
    const heard = await Promise.all(times(32).map((n) => expectOk(at(n).receive(inboundMail(`text ${n}`)))))
    expect(new Set(heard.map(({ conversation }) => conversation?.id)).size).toBe(1)
    const events = await w.events()
    expect(eventsOfType(events, 'conversation.started')).toHaveLength(1)
    expect(new Set(eventsOfType(events, 'message.received').map(({ content }) => content?.text)).size).toBe(
      32,
    )
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('I-1, O-1, O-7, E-1: messages, repeats, closes and assignments of several customers at once', async () => {
    const { store } = await database.fresh()
    const { w, at } = servers(store, 8)
    const who = (n: number) => ['ada', 'bob', 'cleo'][n % 3] ?? 'ada'
    await Promise.all(
      times(150).map(async (n) => {
        const by = { customer: who(n), agent: `agent-${n % 5}` }
        if (n % 10 === 9) {
          const current = await at(n).current(by.customer)
          return current.ok && at(n).close({ ...by, version: current.version, force: true })
        }
        if (n % 10 === 8) return at(n).assign({ ...by, to: by.agent, expected: null })
        const told = n % 10 === 7 ? n - 3 : n
        return expectOk(
          at(n).receive(
            inboundMail(`text ${told}`, { customer: who(told), from: `${who(told)}@example.com` }),
          ),
        )
      }),
    )
    const texts = eventsOfType(await w.events(), 'message.received').map(({ content }) => content?.text)
    expect(texts.sort()).toEqual(
      times(150)
        .filter((n) => n % 10 < 7)
        .map((n) => `text ${n}`)
        .sort(),
    )
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('CU-1, CU-3: merges both ways, and messages from addresses that move, end with one survivor each', async () => {
    const { store } = await database.fresh()
    const { w, at } = servers(store, 6)
    const names = ['ada', 'bob', 'cleo', 'dan']
    for (const customer of names)
      await w.customerWrites(customer, { customer, from: `${customer}@example.com` })
    await Promise.all([
      at(0).merge({ customer: 'ada', into: 'bob', agent: 'sam' }),
      at(1).merge({ customer: 'bob', into: 'ada', agent: 'sam' }),
      at(2).merge({ customer: 'cleo', into: 'dan', agent: 'sam' }),
      at(3).merge({ customer: 'bob', into: 'cleo', agent: 'sam' }),
      ...times(24).map((n) =>
        expectOk(at(n).receive(inboundMail(`m${n}`, { from: `${names[n % 4]}@example.com` }))),
      ),
    ])
    const events = await w.events()
    expect(eventsOfType(events, 'message.received')).toHaveLength(28)
    const { items } = await w.store.conversations({ after: null, limit: 100 })
    const active = items.filter(({ status }) => status !== 'closed')
    expect(new Set(active.map(({ conversation }) => conversation.customer)).size).toBe(active.length)
    for (const customer of names)
      expect((await expectOk(w.desk.current(customer))).conversation?.id).toBe(
        active.find(({ conversation }) => conversation.customer === active[0]?.conversation.customer)
          ?.conversation.id,
      )
  })

  it('D-5: several sweepers at once end each contact once', async () => {
    const { store } = await database.fresh()
    const { w, at } = servers(store, 5)
    for (const n of times(12)) {
      const customer = `c${n}`
      await w.customerWrites(customer, { customer, from: null })
      await w.agentWrites('An answer', { customer })
    }
    w.advance(3 * hour)
    await Promise.all(times(5).map((n) => at(n).applyDeadlines({ limit: 100 })))
    expect(eventsOfType(await w.events(), 'contact.ended')).toHaveLength(12)
    expect((await w.store.due({ by: w.now(), after: null, limit: 5 })).items).toEqual([])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('E-6: readers that follow while others write miss nothing and read nothing twice, in order per customer', async () => {
    const { store } = await database.fresh()
    const { w, at } = servers(store, 8)
    let isDone = false
    const follow = async (reader: Store, limit: number): Promise<readonly StoredEvent[]> => {
      const read: StoredEvent[] = []
      for (let after: string | null = null, isLast = false; ; ) {
        // PGlite answers within one turn: whoever asks without end would let nobody's timer ring.
        await new Promise((resume) => setTimeout(resume, 1))
        const wasDone = isDone
        const page: Awaited<ReturnType<Store['events']>> = await reader.events({ after, limit })
        read.push(...page.items)
        isLast = wasDone && page.items.length === 0
        after = page.next
        if (isLast) return read
      }
    }
    const readers = [follow(store(), 3), follow(store(), 50), follow(store(), 500)]
    const write = times(200).map((n) =>
      expectOk(
        at(n).receive(inboundMail(`t${n}`, { customer: `c${n % 20}`, from: `c${n % 20}@example.com` })),
      ),
    )
    await Promise.all(write)
    isDone = true
    const all = await Promise.all(readers)
    for (const read of all) {
      expect(read).toEqual(all[0])
      expect(new Set(read.map(({ customer, id }) => `${customer}/${id}`)).size).toBe(read.length)
      for (const n of times(20)) {
        const own = read.filter(({ customer }) => customer === `c${n}`).map(({ seq }) => seq)
        expect(own).toEqual(own.map((_, index) => index + 1))
      }
    }
    expect(eventsOfType(all[0] ?? [], 'message.received')).toHaveLength(200)
    expect(await readAllPages((after) => w.store.events({ after, limit: 500 }))).toEqual(all[0])
  })
})
