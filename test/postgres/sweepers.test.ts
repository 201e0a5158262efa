import { describe, expect, it } from 'vitest'
import type { Desk, Store } from '../../src/index.ts'
import { chance } from '../load/plan.ts'
import {
  countingStore,
  createWorld,
  eventsOfType,
  expectOk,
  findStoreFaults,
  hour,
  policyOf,
} from '../support/world.ts'
import { databases } from './databases.ts'

const times = (size: number) => Array.from({ length: size }, (_, n) => n)

/** Numbers that look like chance and are the same in every run. */
const rolling = (salt = 0) => {
  let n = 0
  return () => chance({ seed: 1 }, n++, salt)
}

/** Customers whose chats are silent, every fourth with a task that is overdue, and servers that sweep. */
const scene = async (store: () => Store, customers: number, servers: number) => {
  const w = createWorld({ store: store(), random: rolling(), retryFor: 60_000 })
  const begin = async (customer: string, n: number) => {
    const by = { customer, agent: 'sam' }
    await w.customerWrites(`Hello from ${customer}`, { channel: 'chat', customer, from: customer })
    await w.agentWrites('By chat', { ...by, channel: 'chat' })
    if (n % 4 === 0) await expectOk(w.desk.createTask({ ...by, text: 'Call', dueAt: w.now() + 1 }))
  }
  for (const some of times(customers / 20))
    await Promise.all(times(20).map((n) => begin(`c${some * 20 + n}`, n)))
  w.advance(hour)
  const sweepers = times(servers).map((n) => {
    const own = countingStore(store())
    return { trips: own.trips, store: own, desk: w.anotherDesk({ store: own, random: rolling(n + 1) }) }
  })
  return { w, sweepers, size: customers + customers / 4 }
}

/** Sweeps until there is nothing more, and says how much that was. */
const sweep = async (desk: Desk, limit: number): Promise<number> => {
  for (let all = 0; ; ) {
    const { done, refused, more } = await expectOk(desk.applyDeadlines({ limit }))
    expect(refused).toEqual([])
    all += done
    if (!more) return all
  }
}

describe.each(await databases())('$name', (database) => {
  it('D-5: four sweepers at once share what is due: each thing is done once, and few are looked at in vain', async () => {
    const { store } = await database.fresh()
    const { w, sweepers, size } = await scene(store, 160, 4)
    const done = await Promise.all(sweepers.map(({ desk }) => sweep(desk, 50)))
    expect(done.reduce((sum, each) => sum + each)).toBe(size)
    expect(Math.min(...done)).toBeGreaterThan(0)
    const events = await w.events()
    expect(eventsOfType(events, 'contact.ended')).toHaveLength(160)
    expect(eventsOfType(events, 'task.overdue')).toHaveLength(40)
    expect((await w.store.due({ by: w.now(), after: null, limit: 5 })).items).toEqual([])
    expect(await findStoreFaults(w)).toEqual([])
    // Four that all go through the same pages look at nearly everything four times: 600 finds in vain.
    const finds = sweepers.reduce((sum, { trips }) => sum + trips.loads, 0)
    expect(finds - size).toBeLessThan(size / 2)
  })

  it('D-5: a sweeper that is killed in the middle keeps nothing from the others', async () => {
    const { store } = await database.fresh()
    const { w, sweepers, size } = await scene(store, 80, 3)
    const [first, ...others] = sweepers
    let left = 7
    const killed = w.anotherDesk({
      store: {
        ...(first?.store ?? w.store),
        // Its last statement arrives, and nobody is there any more to hear the answer.
        commit: async (changes) => {
          const committed = await w.store.commit(changes)
          return left-- > 0 ? committed : new Promise(() => {})
        },
      },
    })
    const dead = killed.applyDeadlines({ limit: 50 })
    const done = await Promise.all(others.map(({ desk }) => sweep(desk, 50)))
    expect(done.reduce((sum, each) => sum + each)).toBeGreaterThanOrEqual(size - 8)
    expect(eventsOfType(await w.events(), 'contact.ended')).toHaveLength(80)
    expect(eventsOfType(await w.events(), 'task.overdue')).toHaveLength(20)
    expect((await w.store.due({ by: w.now(), after: null, limit: 5 })).items).toEqual([])
    expect(await findStoreFaults(w)).toEqual([])
    expect(await Promise.race([dead, 'it never ended'])).toBe('it never ended')
  })

  it('D-5: sweepers, a change of policy and customers who write, all at once: what is due happens once, nothing is lost', async () => {
    const { store } = await database.fresh()
    const { w, sweepers } = await scene(store, 60, 4)
    w.setPolicy({ messagingIdle: { minutes: 30 } })
    const write = times(60).map((n) =>
      expectOk(
        w.desk.receive({
          channel: 'chat',
          customer: `c${n}`,
          from: `c${n}`,
          id: `again ${n}`,
          text: 'Again',
        }),
      ),
    )
    await Promise.all([...sweepers.map(({ desk }) => sweep(desk, 10)), ...write])
    const events = await w.events()
    expect(eventsOfType(events, 'contact.ended')).toHaveLength(60)
    expect(eventsOfType(events, 'task.overdue')).toHaveLength(15)
    expect(eventsOfType(events, 'message.received')).toHaveLength(120)
    expect(await findStoreFaults(w, policyOf({ messagingIdle: { minutes: 30 } }))).toEqual([])
  })
})
