import { sharedAddressOwner } from '../customer/grant-address.ts'
import type { ContractCase } from './case.ts'
import { expectEqual, expectTrue } from './check.ts'
import { defineCase } from './define.ts'
import { createStoreWriter, loadOne } from './store-writer.ts'

const address = 'email:ada@example.com'
const commitResultOf = (committed: {
  readonly ok: boolean
  readonly conflict?: { readonly kind: string }
}): string => (committed.ok ? 'written' : (committed.conflict?.kind ?? 'nothing'))

/** Addresses belong to one customer (CU-1). */
export const claimCases: readonly ContractCase[] = [
  defineCase({
    id: 'claims.taken',
    rule: 'CU-1',
    title: 'an address that somebody holds is refused to everybody else as claimed',
    promise: 'compare the holder of each address with `from`, in the same write',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { claims: [{ address, from: null, to: 'ada' }] }))
      const late = draft('bob', 'c2', { claims: [{ address, from: null, to: 'bob' }] })
      expectEqual('a second taker', commitResultOf(await store.commit(late)), 'claimed')
      expectEqual('the holder', (await loadOne(store, { address })).addressOwner, 'ada')
    },
  }),
  defineCase({
    id: 'claims.passed_on',
    rule: 'CU-1, CU-11',
    title: 'an address is passed on by its holder and by nobody else',
    promise: 'give an address to another customer if, and only if, `from` is its holder',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { claims: [{ address, from: null, to: 'ada' }] }))
      await put(draft('bob', 'c2'))
      const stolen = draft('eve', 'c3', { claims: [{ address, from: 'bob', to: 'eve' }] })
      expectEqual(
        'passed on by one who does not hold it',
        commitResultOf(await store.commit(stolen)),
        'claimed',
      )
      await put(draft('bob', 'c4', { claims: [{ address, from: 'ada', to: 'bob' }] }))
      expectEqual('the holder', (await loadOne(store, { address })).addressOwner, 'bob')
    },
  }),
  defineCase({
    id: 'claims.shared',
    rule: 'I-17',
    title: 'an address that is shared is held by an id that no customer has, and leads to no customer',
    promise: 'hold an address for whatever id the claim names, and give it back as the holder of every query',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { claims: [{ address, from: null, to: sharedAddressOwner }] }))
      const found = await loadOne(store, { address })
      expectEqual('the holder', found.addressOwner, sharedAddressOwner)
      expectEqual('the customer behind it', found.customer, null)
      const named = await loadOne(store, { customer: 'ada', address })
      expectEqual('the holder, beside a customer who is named', named.addressOwner, sharedAddressOwner)
      expectEqual('the customer who is named', named.customer?.id, 'ada')
      const taken = draft('bob', 'c2', { claims: [{ address, from: null, to: 'bob' }] })
      expectEqual('taken as if nobody held it', commitResultOf(await store.commit(taken)), 'claimed')
      await put(draft('bob', 'c3', { claims: [{ address, from: sharedAddressOwner, to: 'bob' }] }))
      expectEqual(
        'the customer behind it afterwards',
        (await loadOne(store, { address })).customer?.id,
        'bob',
      )
    },
  }),
  defineCase({
    id: 'claims.released',
    rule: 'CU-11',
    title: 'an address that was given back is nobody’s, and can be taken again',
    promise: 'forget the holder of an address that goes to null',
    prove: async ({ store }) => {
      const { draft, put } = createStoreWriter(store)
      await put(draft('ada', 'c1', { claims: [{ address, from: null, to: 'ada' }] }))
      await put(draft('ada', 'c2', { claims: [{ address, from: 'ada', to: null }] }))
      const found = await loadOne(store, { address })
      expectEqual('the holder', found.addressOwner, null)
      expectEqual('the customer behind it', found.customer, null)
      const passed = draft('eve', 'c3', { claims: [{ address, from: 'ada', to: 'eve' }] })
      expectEqual('passed on by one who gave it back', commitResultOf(await store.commit(passed)), 'claimed')
      await put(draft('bob', 'c4', { claims: [{ address, from: null, to: 'bob' }] }))
      expectEqual('the holder', (await loadOne(store, { address })).addressOwner, 'bob')
    },
  }),
  defineCase({
    id: 'claims.at_once',
    rule: 'CU-1, O-4',
    title: 'of eight customers who take one address at once one gets it, and the others write nothing',
    promise: 'let a key decide between writers who are there at once, not a look before the write',
    prove: async ({ store }) => {
      const { draft } = createStoreWriter(store)
      const names = Array.from({ length: 8 }, (_, n) => `customer-${n}`)
      const answers = await Promise.all(
        names.map((name) =>
          store.commit(draft(name, 'take', { claims: [{ address, from: null, to: name }] })),
        ),
      )
      const winners = names.filter((_, n) => answers[n]?.ok)
      expectEqual('how many got the address', winners.length, 1)
      expectEqual('the holder', (await loadOne(store, { address })).addressOwner, winners[0])
      for (const customer of names.filter((name) => name !== winners[0])) {
        const found = await loadOne(store, { customer })
        expectTrue(
          `${customer}, who lost, was written all the same`,
          found.customer === null && found.head === 0,
        )
      }
    },
  }),
]
