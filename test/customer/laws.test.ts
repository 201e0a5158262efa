import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Address,
  type AddressClaim,
  addAddress,
  type Customer,
  type CustomerChanged,
  evolveCustomer,
  foldCustomer,
  moveAddress,
  type Refusal,
  type Refused,
  registerCustomer,
  removeAddress,
  type StoredEvent,
} from '../../src/index.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'
import { host, hostileNumber, hostileText, noon } from '../support/operations.ts'

const people = ['ada', 'bob'] as const
type Name = (typeof people)[number]

const addressOf = (key: string, shared: boolean): Address => ({
  kind: 'email',
  key,
  value: key,
  original: key,
  shared,
})

type Step =
  | { readonly do: 'add'; readonly who: Name; readonly key: string; readonly shared: boolean }
  | { readonly do: 'remove'; readonly who: Name; readonly key: string }
  | { readonly do: 'move'; readonly who: Name; readonly to: Name; readonly key: string }

const who = fc.constantFrom(...people)
const steps = (key: fc.Arbitrary<string>): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.oneof(
      fc.record({ do: fc.constant('add' as const), who, key, shared: fc.boolean() }),
      fc.record({ do: fc.constant('remove' as const), who, key }),
      fc.record({ do: fc.constant('move' as const), who, to: who, key }),
    ),
    { maxLength: 25, size: 'max' },
  )

const few = fc.constantFrom('email:a', 'email:b', 'email:c')

/** What a store holds: two customers, their streams, and who owns which address. */
interface Shop {
  readonly customers: Map<string, Customer>
  readonly owners: Map<string, string>
  readonly streams: Map<string, readonly StoredEvent[]>
}

const open = (now: number): Shop => {
  const shop: Shop = { customers: new Map(), owners: new Map(), streams: new Map() }
  for (const id of people) {
    const origin = { now, actor: host, commandId: 'c0', head: 0, emitted: 0 }
    const made = registerCustomer(null, { id, addresses: [] }, origin)
    if (made.ok) write(shop, [made])
  }
  return shop
}

/** A claim holds if the address is whose it says; the store refuses the write otherwise. */
const honour = ({ owners }: Shop, claims: readonly AddressClaim[]): void => {
  for (const { address, from } of claims) expect(owners.get(address) ?? null).toBe(from)
  for (const { address, to } of claims)
    if (to === null) owners.delete(address)
    else owners.set(address, to)
}

const write = (shop: Shop, changes: readonly CustomerChanged[]): void => {
  for (const { state, events } of changes) {
    shop.customers.set(state.id, state)
    shop.streams.set(state.id, [...(shop.streams.get(state.id) ?? []), ...events])
  }
  honour(
    shop,
    changes.flatMap(({ claims }) => claims),
  )
}

const carryOut = (
  shop: Shop,
  step: Step,
  n: number,
  now: number,
): readonly CustomerChanged[] | Refused<Refusal> => {
  const person = (id: Name): Customer => deepFreeze(shop.customers.get(id) as Customer)
  const originOf = (id: Name) =>
    deepFreeze({
      now,
      actor: host,
      commandId: `c${n + 1}`,
      head: shop.streams.get(id)?.length ?? 0,
      emitted: 0,
    })
  const origin = originOf(step.who)
  deepFreeze(step)
  if (step.do === 'move') {
    const origins = { from: origin, to: originOf(step.to) }
    const moved = moveAddress(person(step.who), person(step.to), step, origins)
    return moved.ok ? [moved.from, moved.to] : moved
  }
  const holder = shop.owners.get(step.key) ?? null
  const done =
    step.do === 'add'
      ? addAddress(person(step.who), { address: addressOf(step.key, step.shared), owner: holder }, origin)
      : removeAddress(person(step.who), step, origin)
  return done.ok ? [done] : done
}

describe('laws', () => {
  it('CU-1, CU-11: an address that is not shared has one owner, and store and profile agree who', () => {
    fc.assert(
      fc.property(steps(few), (story) => {
        const shop = open(noon)
        for (const [n, step] of story.entries()) {
          const done = carryOut(shop, step, n, noon)
          if ('ok' in done) continue
          write(shop, done)
          const owned = [...shop.customers.values()].flatMap(({ id, addresses }) =>
            addresses.filter(({ shared }) => !shared).map(({ key }) => [key, id] as const),
          )
          expect(new Map(owned)).toEqual(new Map([...shop.owners].filter(([, who]) => who !== '(shared)')))
          expect(new Set(owned.map(([key]) => key)).size).toBe(owned.length)
          for (const { addresses } of shop.customers.values())
            expect(new Set(addresses.map(({ key }) => key)).size).toBe(addresses.length)
        }
      }),
    )
  })

  it('E-1, E-3, O-7: streams add up to customers, survive JSON, and have no gaps', () => {
    fc.assert(
      fc.property(steps(few), (story) => {
        const shop = open(noon)
        for (const [n, step] of story.entries()) {
          const done = carryOut(shop, step, n, noon)
          if (!('ok' in done)) write(shop, done)
        }
        for (const [id, customer] of shop.customers) {
          const stream = shop.streams.get(id) ?? []
          expect(foldCustomer(stream)).toEqual(customer)
          expect(stream.reduce<Customer | null>(evolveCustomer, null)).toEqual(customer)
          expect(JSON.parse(JSON.stringify([customer, stream]))).toEqual([customer, stream])
          expect(stream.map(({ seq }) => seq)).toEqual(stream.map((_, n) => n + 1))
          expect(new Set(stream.map((event) => event.id)).size).toBe(stream.length)
        }
      }),
    )
  })

  it('B-2, B-4: whatever the addresses are called and the clock says, there is an answer', () => {
    fc.assert(
      fc.property(steps(fc.oneof(few, hostileText)), hostileNumber, (story, now) => {
        const shop = open(now)
        for (const [n, step] of story.entries()) {
          const done = carryOut(shop, step, n, now)
          if (!('ok' in done)) {
            for (const { state, events } of done)
              expect(shop.customers.get(state.id) === state).toBe(events.length === 0)
            write(shop, done)
          } else
            expect(done.error).toMatchObject({
              code: expect.stringMatching(/^address\.(taken|unknown)$/),
              remedy: expect.stringMatching(/\S/),
            })
        }
      }),
    )
  })
})
