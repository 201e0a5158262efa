import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MergeAttributes, type MergeSide, planMerge } from '../../src/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { createWorld, expectOk, inboundMail, lawRuns, requireConversation } from '../support/world.ts'
import { runStory, stories } from './stories.ts'

const sides = async (): Promise<readonly [MergeSide, MergeSide]> => {
  const w = createWorld()
  await w.customerWrites('hers')
  await expectOk(w.desk.receive(inboundMail('his', { customer: 'bob', from: 'bob@example.com' })))
  const found = await w.store.load([snapshotQuery({ customer: 'bob' }), snapshotQuery({ customer: 'ada' })])
  const [bob, ada] = found.map(({ customer, active }) => {
    if (customer === null) throw new Error('nobody was found')
    return { customer, active }
  })
  if (bob === undefined || ada === undefined) throw new Error('nobody was found')
  return [bob, ada]
}

/** The host's fields on which the plan says they disagree. */
const disagree = async (from: MergeAttributes['from'], into: MergeAttributes['into']) => {
  const [bob, ada] = await sides()
  return planMerge(bob, ada, { from, into }).conflicts.map(({ field }) => field)
}

describe('fields of the host', () => {
  it('CU-6: what both have and differs is listed in order, what one lacks is none of it', async () => {
    expect(
      await disagree(
        { name: 'Bob', city: 'Kiel', vip: true, note: undefined, only: 1, none: null },
        { name: 'Robert', city: 'Kiel', vip: false, note: 'x', other: 2, none: 0 },
      ),
    ).toEqual(['attributes.name', 'attributes.none', 'attributes.vip'])
  })

  it('CU-6, B-4: values of any kind are compared by what they say', async () => {
    const at = (day: number) => new Date(Date.UTC(2026, 0, day))
    const same = { deep: { a: 1, b: [1, { c: 2 }] }, at: at(1), big: 10n, list: ['x'] }
    expect(await disagree(same, { ...same, deep: { b: [1, { c: 2 }], a: 1 }, at: at(1) })).toEqual([])
    expect(
      await disagree(same, { deep: { a: 1, b: [1, { c: 3 }] }, at: at(2), big: 11n, list: ['x', 'y'] }),
    ).toEqual(['attributes.at', 'attributes.big', 'attributes.deep', 'attributes.list'])
    const proto = JSON.parse('{"__proto__": {"a": 1}}')
    expect(await disagree(proto, JSON.parse('{"__proto__": {"a": 2}}'))).toEqual(['attributes.__proto__'])
    expect(await disagree({ toString: 'x' }, {})).toEqual([])
  })
})

describe('a plan', () => {
  it('N5: changes nothing and names the address, the contact and the conversation that go', async () => {
    const [bob, ada] = await sides()
    const plan = planMerge(bob, ada)
    expect(plan.addresses).toEqual(bob.customer.addresses)
    expect(plan.conversations).toMatchObject({
      active: 'both',
      survives: requireConversation(ada.active).id,
      closes: requireConversation(bob.active).id,
      moves: requireConversation(bob.active).contacts.map(({ id }) => id),
    })
    expect(planMerge({ ...bob, active: null }, ada).conversations).toMatchObject({
      active: 'into',
      survives: requireConversation(ada.active).id,
      closes: null,
      moves: [],
    })
    expect(planMerge(bob, { ...ada, active: null }).conversations).toMatchObject({
      active: 'from',
      survives: requireConversation(bob.active).id,
      closes: null,
      moves: [],
    })
    expect(planMerge({ ...bob, active: null }, { ...ada, active: null }).conversations).toMatchObject({
      active: 'none',
      survives: null,
    })
  })

  it('gives the survivor what only the other owns (CU-3, I-17)', async () => {
    const [bob, ada] = await sides()
    const list = (side: MergeSide, shared: boolean): MergeSide => {
      const [address] = bob.customer.addresses
      if (address === undefined) throw new Error('Bob has no address')
      return { ...side, customer: { ...side.customer, addresses: [{ ...address, shared }] } }
    }
    const gained = (from: boolean, into: boolean) => planMerge(list(bob, from), list(ada, into)).addresses
    expect(gained(false, true)).toMatchObject([{ shared: false }])
    expect([gained(true, true), gained(true, false), gained(false, false)]).toEqual([[], [], []])
  })

  it('N5, CU-4, CU-6: law: what it says is what the merge then does', () =>
    fc.assert(
      fc.asyncProperty(stories(3), fc.constantFrom(undefined, true, false), async (story, blocked) => {
        const { desk, store } = await runStory(story)
        for (const [customer, into] of [
          ['p0', 'p1'],
          ['p2', 'p0'],
        ] as const) {
          const before = await expectOk(desk.current(into))
          const { plan } = await expectOk(desk.planMerge({ customer, into }))
          const asked = { customer, into, agent: 'sam', commandId: `merge ${customer}` }
          const done = await desk.merge({ ...asked, blocked })
          if (plan === null) {
            expect(await expectOk(done)).toMatchObject({ events: [], customer: before.customer.id })
            continue
          }
          const isSplit = plan.conflicts.length > 0
          expect(done.ok).toBe(!isSplit || blocked !== undefined)
          if (!done.ok) {
            expect(done.error).toMatchObject({ code: 'merge.conflict', conflicts: plan.conflicts })
            continue
          }
          const { customer: one, conversation: c } =
            done.customer === plan.into ? await expectOk(desk.current(into)) : before
          expect(one.id).toBe(plan.into)
          expect(one.absorbed).toEqual([...before.customer.absorbed, ...plan.absorbs])
          const keys = (list: typeof plan.addresses) => list.map(({ key }) => key).sort()
          const had = before.customer.addresses.filter(({ key }) => !keys(plan.addresses).includes(key))
          expect(keys(one.addresses)).toEqual(keys([...had, ...plan.addresses]))
          const { active, survives, closes, moves, supersedes, topics, agent } = plan.conversations
          expect(done.conversation?.id ?? null).toBe(survives)
          const [gone] = await store.load([snapshotQuery({ customer: into, conversation: closes })])
          if (closes !== null)
            expect(gone?.closed.find(({ id }) => id === closes)).toMatchObject({
              mergedInto: survives,
              closed: { cause: 'merged' },
            })
          if (survives === null || c?.id !== survives || c.closed !== null) continue
          const present = active === 'from' ? null : before.conversation
          const own = present?.contacts.map(({ id }) => id) ?? []
          const open = c.contacts.map(({ id }) => id)
          if (active !== 'from') expect(open.toSorted()).toEqual([...own, ...moves].sort())
          for (const { contact, by } of supersedes) {
            expect(open).toContain(by)
            expect(open).not.toContain(contact)
          }
          expect(c.topics).toEqual(topics)
          expect(c.agent).toBe(agent)
        }
      }),
      lawRuns(300),
    ))
})
