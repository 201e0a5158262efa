import { describe, expect, it } from 'vitest'
import {
  type Address,
  addAddress,
  type Customer,
  moveAddress,
  normaliseAddress,
  type Origin,
  registerCustomer,
  removeAddress,
} from '../../src/index.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'
import { contextFor, performFromStart } from '../conversation/operation-world.ts'
import { currentConversation, customerWrites, refusalMatching } from '../conversation/operations.ts'
import { host, noon } from '../support/operations.ts'

const origin: Origin = deepFreeze({ now: noon, actor: host, commandId: 'c1', head: 4, emitted: 0 })

const address = (raw: string, shared = false): Address => {
  const read = normaliseAddress(raw, { name: 'email', address: 'email' })
  if (read === null) throw new Error(`${raw} is nobody`)
  return deepFreeze({ ...read, shared })
}

const home = address('Ada@Example.com')
const work = address('ada@work.example')
const office = address('info@work.example', true)

const customer = (id: string, ...addresses: readonly Address[]): Customer => {
  const registered = registerCustomer(null, deepFreeze({ id, addresses }), origin)
  if (!registered.ok) throw new Error(registered.error.message)
  return deepFreeze(registered.state)
}

const ada = customer('ada', home, office)
const bob = customer('bob', office)

describe('registerCustomer', () => {
  it('CU-1: it claims the addresses that are known at the start', () => {
    expect(registerCustomer(null, { id: 'ada', addresses: [home, work] }, origin)).toEqual({
      ok: true,
      state: {
        schema: 1,
        id: 'ada',
        addresses: [home, work],
        blocked: false,
        absorbed: [],
        mergedInto: null,
        lastInbounds: [],
        contactPoints: [],
        registeredAt: noon,
        erasedAt: null,
      },
      events: [
        expect.objectContaining({
          id: 'c1.0',
          seq: 5,
          type: 'customer.registered',
          customer: 'ada',
          conversation: null,
          assignee: null,
          cause: 'register',
          actor: host,
          data: { addresses: [home, work] },
        }),
      ],
      claims: [
        { address: home.key, from: null, to: 'ada' },
        { address: work.key, from: null, to: 'ada' },
      ],
    })
  })

  it('I-17: a shared address is listed, and held by no customer', () => {
    expect(registerCustomer(null, { id: 'ada', addresses: [office] }, origin)).toMatchObject({
      state: { addresses: [office] },
      claims: [{ address: office.key, from: null, to: '(shared)' }],
    })
  })

  it('CU-1: an address given twice, for calls and for messages, is one', () => {
    expect(registerCustomer(null, { id: 'ada', addresses: [home, work, home] }, origin)).toMatchObject({
      state: { addresses: [home, work] },
      events: [{ data: { addresses: [home, work] } }],
      claims: [{ address: home.key }, { address: work.key }],
    })
  })

  it('O-2: one who is there is not registered again', () => {
    expect(registerCustomer(ada, { id: 'ada', addresses: [] }, origin)).toEqual(
      refusalMatching('customer.exists', 'O-2', { customer: 'ada' }),
    )
  })
})

describe('addAddress', () => {
  it('CU-1: it is added and claimed', () => {
    expect(addAddress(ada, { address: work, owner: null }, origin)).toMatchObject({
      ok: true,
      state: { addresses: [home, office, work] },
      events: [{ type: 'customer.address_added', data: { address: work, from: null }, cause: 'address' }],
      claims: [{ address: work.key, from: null, to: 'ada' }],
    })
  })

  it('CU-1: one that another has is refused, and it says who has it', () => {
    expect(addAddress(bob, { address: home, owner: 'ada' }, origin)).toEqual(
      refusalMatching('address.taken', 'CU-1', {
        owner: 'ada',
        message: 'email:ada@example.com belongs to customer ada',
      }),
    )
  })

  it('CU-11: adding a present one changes nothing', () => {
    for (const [present, holder] of [
      [home, 'ada'],
      [office, '(shared)'],
      [home, 'bob'],
    ] as const)
      expect(addAddress(ada, { address: present, owner: holder }, origin)).toEqual({
        ok: true,
        state: ada,
        events: [],
        claims: [],
      })
  })

  it('I-17: a shared one is added beside whoever else has it, and claimed by nobody', () => {
    const shared = address('ada@example.com', true)
    expect(addAddress(bob, { address: shared, owner: 'ada' }, origin)).toMatchObject({
      ok: true,
      state: { addresses: [office, shared] },
      claims: [],
    })
  })

  it('CU-1: one that is his own in the store comes back to his profile', () => {
    expect(addAddress(bob, { address: home, owner: 'bob' }, origin)).toMatchObject({ ok: true })
  })
})

describe('removeAddress', () => {
  it('CU-11: it is freed', () => {
    expect(removeAddress(ada, { key: home.key }, origin)).toMatchObject({
      ok: true,
      state: { addresses: [office] },
      events: [{ type: 'customer.address_removed', data: { key: home.key, to: null } }],
      claims: [{ address: home.key, from: 'ada', to: null }],
    })
  })

  it('CU-11: a shared one was never claimed', () => {
    expect(removeAddress(ada, { key: office.key }, origin)).toMatchObject({
      state: { addresses: [home] },
      claims: [],
    })
  })

  it('CU-11: one that he has not is refused', () => {
    for (const key of [work.key, '', '__proto__'])
      expect(removeAddress(ada, { key }, origin)).toEqual(
        refusalMatching('address.unknown', 'CU-11', { message: `customer ada has no address ${key}` }),
      )
  })

  it('CU-11: no contact ends by that', () => {
    const world = performFromStart([customerWrites('email', { from: 'ada@example.com' })])
    const { customer: writer } = world.situation
    if (writer === null) throw new Error('ada wrote')
    const removed = removeAddress(writer, { key: home.key }, contextFor(world))
    expect(removed).toMatchObject({ ok: true, events: [{ conversation: null }] })
    expect(currentConversation(world).contacts).toMatchObject([{ address: home.key }])
  })
})

describe('moveAddress', () => {
  const origins = deepFreeze({ from: origin, to: { ...origin, head: 30 } })

  it('CU-11: it goes to another customer in one write; the claim is passed on', () => {
    const moved = moveAddress(ada, bob, { key: home.key }, origins)
    expect(moved).toMatchObject({
      ok: true,
      from: {
        state: { id: 'ada', addresses: [office] },
        events: [
          { type: 'customer.address_removed', seq: 5, customer: 'ada', data: { key: home.key, to: 'bob' } },
        ],
        claims: [],
      },
      to: {
        state: { id: 'bob', addresses: [office, home] },
        events: [
          { type: 'customer.address_added', seq: 31, customer: 'bob', data: { address: home, from: 'ada' } },
        ],
        claims: [{ address: home.key, from: 'ada', to: 'bob' }],
      },
    })
  })

  it('CU-11: one that the other shared until now is his alone from then on', () => {
    const sharer = customer('bob', address('ada@example.com', true))
    const moved = moveAddress(ada, sharer, { key: home.key }, origins)
    expect(moved).toMatchObject({
      to: {
        state: { addresses: [home] },
        events: [{ type: 'customer.address_removed' }, { type: 'customer.address_added' }],
      },
    })
  })

  it('CU-11: one that the first does not own is refused', () => {
    for (const key of [work.key, office.key])
      expect(moveAddress(ada, bob, { key }, origins)).toEqual(refusalMatching('address.unknown', 'CU-11'))
  })

  it('CU-11: giving it to oneself changes nothing', () => {
    expect(moveAddress(ada, ada, { key: home.key }, origins)).toEqual({
      ok: true,
      from: { ok: true, state: ada, events: [], claims: [] },
      to: { ok: true, state: ada, events: [], claims: [] },
    })
    expect(moveAddress(ada, ada, { key: work.key }, origins)).toEqual(
      refusalMatching('address.unknown', 'CU-11'),
    )
  })
})
