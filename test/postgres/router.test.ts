import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { copyTenant, serverOf, sharded } from '../../docs/examples/sharded.ts'
import { contract } from '../../src/contract/index.ts'
import { createWorld, expectOk, findStoreFaults, hour, lawRuns, minute } from '../support/world.ts'
import { sharedTables } from './harness.ts'
import { startServers } from './servers.ts'

const names = ['north', 'south', 'west']
const { servers, clients, on, end } = await startServers(names)
process.stderr.write(`routed stores: ${on}\n`)
afterAll(end)

const serverNamed = (name: string) => {
  const server = servers.get(name)
  if (server === undefined) throw new Error(`there is no server ${name}`)
  return server
}

const tenantsOn = async (name: string, schema = 'throughline'): Promise<readonly string[]> => {
  const { rows } = await serverNamed(name).client.query(`select distinct tenant from "${schema}".events`, [])
  return rows.map(({ tenant }) => tenant ?? '').sort()
}

const times = (size: number) => Array.from({ length: size }, (_, n) => n)
/** Tenants of the test, by the server that has them. */
const tenants = times(24).map((n) => `shop ${n}`)
const of = (name: string) => tenants.filter((tenant) => serverOf(names, tenant) === name)

describe('several servers behind a router by tenant', () => {
  const router = sharded({ servers: clients })
  const harness = sharedTables('routed', async () => router)
  for (const one of contract) it(`${one.rule}: ${one.title}`, () => one.run(harness))

  it('O-2: each server has its own tenants and no other’s, and each has some', async () => {
    for (const tenant of tenants) await createWorld({ store: router(tenant) }).customerWrites(`to ${tenant}`)
    for (const name of names) {
      expect(of(name).length).toBeGreaterThan(2)
      const there = await tenantsOn(name)
      expect(there.filter((tenant) => tenant.startsWith('shop'))).toEqual([...of(name)].sort())
      expect(there.filter((tenant) => serverOf(names, tenant) !== name)).toEqual([])
    }
  })

  it.runIf([...servers.values()].every(({ cluster }) => cluster !== null))(
    'B-3: while one server is down its tenants are refused, with its name and what to do, and no others',
    async () => {
      const { cluster } = serverNamed('south')
      await cluster?.stop('kill')
      const asked = { after: null, limit: 10 }
      for (const tenant of of('south')) {
        const w = createWorld({ store: router(tenant) })
        await expect(w.customerWrites('while down')).rejects.toThrow(/postgresStore: .*server south/)
        await expect(w.store.conversations(asked)).rejects.toThrow(/postgresStore: .*server south/)
      }
      for (const tenant of [...of('north'), ...of('west')])
        expect(
          await createWorld({ store: router(tenant), newId: () => 'meanwhile' }).customerWrites(
            'while one is down',
          ),
        ).toMatchObject({ ok: true })
      await cluster?.start()
      for (const tenant of of('south')) {
        const { items } = await router(tenant).events(asked)
        expect(items.filter(({ content }) => content?.text === `to ${tenant}`)).toHaveLength(1)
      }
    },
  )

  it('E-6, CU-8: a tenant that is moved has all that it had, feed and places included, and goes on there', async () => {
    const tenant = 'on the move'
    const from = serverOf(names, tenant)
    const to = names.find((name) => name !== from) ?? ''
    const w = createWorld({ store: router(tenant) })
    for (const customer of ['ada', 'bob'])
      await w.customerWrites(`\\0 "${customer}"`, { customer, from: `${customer}@example.com` })
    await expectOk(
      w.desk.createTask({ customer: 'ada', text: 'call', dueAt: w.now() + minute, agent: 'sam' }),
    )
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    await w.agentCloses()
    const told = await w.events()
    await copyTenant(tenant, serverNamed(from).client, serverNamed(to).client)
    const after = sharded({ servers: clients, moved: new Map([[tenant, to]]) })
    const there = createWorld({ store: after(tenant) })
    there.advance(hour)
    expect(await there.events()).toEqual(told)
    expect(await tenantsOn(to)).toContain(tenant)
    expect((await there.store.tasks({ after: null, limit: 5 })).items).toHaveLength(1)
    await expectOk(there.anotherDesk({ newId: () => 'afterwards' }).reopen({ customer: 'bob', agent: 'sam' }))
    expect((await there.events()).slice(0, told.length)).toEqual(told)
    expect(await findStoreFaults(there)).toEqual([])
    expect(await w.events()).toEqual(told)
  })

  it('O-2: one more server takes over what is its own, and nothing else changes its place', () => {
    const some = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(some, fc.string({ maxLength: 8 }), fc.string(), (now, added, tenant) => {
        const before = serverOf(now, tenant)
        const more = now.includes(added) ? now : [...now, added]
        expect([before, added]).toContain(serverOf(more, tenant))
        expect(serverOf([...now].reverse(), tenant)).toBe(before)
      }),
      lawRuns(300),
    )
    const spread = times(3_000).map((n) => serverOf(names, `t${n}`))
    for (const name of names) {
      const share = spread.filter((each) => each === name).length
      expect(share).toBeGreaterThan(900)
      expect(share).toBeLessThan(1_100)
    }
  })

  it('B-3: without a server, and with a tenant on one that is not there, it says so', () => {
    expect(() => sharded({ servers: new Map() })('shop')).toThrow(/no server; name at least one/)
    const lost = sharded({ servers: clients, moved: new Map([['shop', 'east']]) })
    expect(() => lost('shop')).toThrow(/moved to east, which is no server; add it/)
  })
})
