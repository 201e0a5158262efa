import { describe, expect, it } from 'vitest'
import {
  type Contact,
  type Context,
  type Conversation,
  foldConversation,
  type MergeSide,
  mergeCustomers,
} from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'
import {
  createWorld,
  eventsOfType,
  expectOk,
  hour,
  inboundMail,
  minute,
  monday,
  policyOf,
  requireConversation,
} from '../support/world.ts'

const now = monday + hour
const topics = { schema: 1, topics: [] } as const

/** Two contexts that say nothing of whose stream it is. */
const contexts = (head = 50): { readonly from: Context; readonly into: Context } => {
  const into: Context = {
    now,
    actor: { kind: 'agent', id: 'sam' },
    commandId: 'm',
    head,
    emitted: 0,
    policy: policyOf(),
    topics,
  }
  return { from: { ...into, commandId: 'm~from' }, into }
}

const side = async (customer: string, channel = 'email'): Promise<MergeSide & { active: Conversation }> => {
  const w = createWorld()
  await expectOk(w.desk.receive(inboundMail(customer, { customer, channel, from: null })))
  const [found] = await w.store.load([snapshotQuery({ customer })])
  if (found?.customer == null) throw new Error('nobody was found')
  return { customer: found.customer, active: requireConversation(found.active) }
}

const contact = (id: string, laterTimes: Partial<Contact> = {}): Contact => ({
  id,
  channel: 'chat',
  endpoint: null,
  address: 'handle:chat:x',
  session: null,
  class: 'messaging',
  direction: 'inbound',
  thirdParty: false,
  startedAt: monday,
  opensConversation: true,
  fulfilled: null,
  lastReplyAt: null,
  repliedUntil: null,
  ...laterTimes,
})

const owed = (
  id: string,
  since: number,
  overdueAt: number | null = null,
  laterTimes: readonly number[] = [],
) => ({
  contact: id,
  channel: 'chat',
  endpoint: null,
  address: 'handle:chat:x',
  session: null,
  waitingSince: since,
  laterTimes,
  overdueAt,
})

/** What became of her conversation when his joined it. */
const joined = async (his: Partial<Conversation>, hers: Partial<Conversation>) => {
  const [bob, ada] = [await side('bob'), await side('ada', 'sms')]
  const from = deepFreeze({ ...bob, active: { ...bob.active, ...his } })
  const into = deepFreeze({ ...ada, active: { ...ada.active, ...hers } })
  const merged = mergeCustomers(from, into, {}, contexts())
  if (!merged.ok) throw new Error(merged.error.message)
  const events = merged.into.events.filter((event) => event.conversation !== null)
  expect(foldConversation(events, into.active)).toEqual(merged.into.conversation)
  return requireConversation(merged.into.conversation)
}

describe('merging two customers', () => {
  it('CU-3: with oneself, or with one who was merged away, is refused', async () => {
    const [bob, ada] = [await side('bob'), await side('ada')]
    expect(mergeCustomers(ada, ada, {}, contexts())).toMatchObject({ error: { code: 'merge.same_customer' } })
    const gone = { ...bob, customer: { ...bob.customer, mergedInto: 'cyd' } }
    for (const [from, into] of [
      [gone, ada],
      [ada, gone],
    ] as const)
      expect(mergeCustomers(from, into, {}, contexts())).toMatchObject({
        ok: false,
        error: { code: 'customer.merged', rule: 'CU-3', into: 'cyd', remedy: 'use customer cyd' },
      })
  })

  it('CU-7, O-7: each side takes places in its own stream, whatever the contexts say of it', async () => {
    const [bob, ada] = [await side('bob'), await side('ada')]
    const merged = mergeCustomers(bob, { ...ada, active: null }, {}, contexts(7))
    if (!merged.ok) throw new Error(merged.error.message)
    expect(merged.into.events.map(({ customer, seq, type }) => [customer, seq, type])).toEqual([
      ['ada', 8, 'customer.absorbed'],
      ['ada', 9, 'conversation.adopted'],
    ])
    expect(merged.from.events.map(({ customer, seq, type }) => [customer, seq, type])).toEqual([
      ['bob', 8, 'customer.merged'],
    ])
    expect(merged.into.conversation).toMatchObject({
      id: bob.active.id,
      customer: 'ada',
      lastCustomerMessageSeq: 9,
    })
  })

  it('CU-4: what is pending on one key is pending on both, with what was recorded of the earlier', async () => {
    const [mine, theirs] = [contact('a'), contact('b')]
    const early = await joined(
      { contacts: [theirs], pendingReplies: [owed('b', 10, 70)] },
      { contacts: [mine], pendingReplies: [owed('a', 20)] },
    )
    expect(early.pendingReplies).toEqual([owed('a', 10, 70, [20])])
    const late = await joined(
      { contacts: [theirs], pendingReplies: [owed('b', 30)] },
      { contacts: [mine], pendingReplies: [owed('a', 20, 80)] },
    )
    expect(late.pendingReplies).toEqual([owed('a', 20, 80, [30])])
    expect(late.contacts).toEqual([mine])
  })

  it('keeps the bound of open contacts: the oldest on which nothing is pending end (K-1, CU-4)', async () => {
    const many = (name: string) =>
      Array.from({ length: 20 }, (_, n) => contact(`${name}${n}`, { session: `${name}${n}`, startedAt: n }))
    const pending = [owed('a0', 1), owed('b3', 2)]
    const { contacts, pendingReplies: left } = await joined(
      { contacts: many('a'), pendingReplies: pending.slice(0, 1) },
      { contacts: many('b'), pendingReplies: pending.slice(1) },
    )
    expect(contacts).toHaveLength(32)
    expect(left.map((one) => one.contact).sort()).toEqual(['a0', 'b3'])
    const ids = contacts.map(({ id }) => id)
    expect(ids).toEqual(expect.arrayContaining(['a0', 'b3', 'a19', 'b19']))
    expect(ids).not.toContain('b0')
  })

  it('leaves a conversation unheard that the customer never wrote in (C-8, CU-4)', async () => {
    const [bob, ada] = [await side('bob'), await side('ada')]
    const unheard = {
      ...bob,
      active: { ...bob.active, lastCustomerMessageSeq: 0, lastCustomerMessageAt: null },
    }
    const merged = mergeCustomers(unheard, { ...ada, active: null }, {}, contexts(7))
    expect(merged.ok && merged.into.conversation?.lastCustomerMessageSeq).toBe(0)
  })

  it('CU-4, K-4: of answers on one key the later counts, wherever it was', async () => {
    for (const [a, b, wanted] of [
      [5, null, 5],
      [null, 5, 5],
      [5, 9, 9],
      [9, 5, 9],
      [null, null, null],
      [0, null, 0],
      [null, 0, 0],
    ] as const) {
      const c = await joined(
        { contacts: [contact('b', { lastReplyAt: b })], pendingReplies: [] },
        { contacts: [contact('a', { lastReplyAt: a })], pendingReplies: [] },
      )
      expect(c.contacts).toEqual([contact('a', { lastReplyAt: wanted })])
    }
  })

  it('CU-4, K-9: contacts stand in the order in which they started', async () => {
    const c = await joined(
      { contacts: [contact('b', { address: 'handle:chat:b', startedAt: 5 })], pendingReplies: [] },
      {
        contacts: [contact('a', { startedAt: 1 }), contact('c', { address: 'c', startedAt: 9 })],
        pendingReplies: [],
      },
    )
    expect(c.contacts.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  })

  it('CU-4: what ended contacts are owed stays within bounds, the oldest and the newest of it', async () => {
    const many = (name: string, since: number) =>
      Array.from({ length: 12 }, (_, n) => owed(`${name}${n}`, since + n))
    const c = await joined(
      { contacts: [], pendingReplies: many('b', 100) },
      { contacts: [], pendingReplies: many('a', 0) },
    )
    expect(c.pendingReplies).toHaveLength(16)
    expect(c.pendingReplies[0]?.contact).toBe('a0')
    expect(c.pendingReplies.at(-1)?.contact).toBe('b11')
  })

  it('CU-4, D-4: the latest word and the latest activity of both count', async () => {
    const c = await joined(
      { lastCustomerMessageAt: now, lastActivityAt: now },
      { lastCustomerMessageAt: 5, lastActivityAt: 6, contacts: [] },
    )
    expect(c).toMatchObject({ lastCustomerMessageAt: now, lastActivityAt: now, lastCustomerMessageSeq: 52 })
    const silent = await joined(
      { lastCustomerMessageAt: null, lastActivityAt: 0 },
      { lastCustomerMessageAt: 5, lastCustomerMessageSeq: 3, lastActivityAt: 6 },
    )
    expect(silent).toMatchObject({ lastCustomerMessageAt: 5, lastActivityAt: 6, lastCustomerMessageSeq: 3 })
  })

  it('CU-4, I-10: so does the latest answer of a person', async () => {
    for (const [his, hers, wanted] of [
      [null, 5, 5],
      [7, 5, 7],
      [5, 7, 7],
      [5, null, 5],
    ] as const)
      expect((await joined({ lastAgentReplyAt: his }, { lastAgentReplyAt: hers })).lastAgentReplyAt).toBe(
        wanted,
      )
  })

  it('CU-6: what the caller says of the block holds, also where the two agree', async () => {
    const [bob, ada] = [await side('bob'), await side('ada')]
    const merged = mergeCustomers(bob, ada, { blocked: true }, contexts())
    expect(merged).toMatchObject({
      into: { customer: { blocked: true }, conversation: { closed: { cause: 'blocked' } } },
    })
  })

  it('CU-6, B-4: anything but yes or no is no answer to whether the survivor is blocked', async () => {
    const [bob, ada] = [await side('bob'), await side('ada')]
    const his = { ...bob, customer: { ...bob.customer, blocked: true } }
    for (const blocked of [undefined, null, 'yes'])
      expect(mergeCustomers(his, ada, { blocked: blocked as never }, contexts())).toMatchObject({
        error: { code: 'merge.conflict', conflicts: [{ field: 'blocked', from: true, into: false }] },
      })
  })

  it('CU-4, I-5: what an agent began with a blocked customer is not closed by the merge of another who was silent', async () => {
    const [bob, ada] = [await side('bob'), await side('ada')]
    const her = { ...ada, customer: { ...ada.customer, blocked: true } }
    const kept = mergeCustomers({ ...bob, active: null }, her, { blocked: true }, contexts())
    expect(kept).toMatchObject({ into: { conversation: { id: ada.active.id, closed: null } } })
    const both = mergeCustomers(bob, her, { blocked: true }, contexts())
    expect(both).toMatchObject({ into: { conversation: { closed: { cause: 'blocked' } } } })
  })
})

describe('a store that forgets', () => {
  it('I-9, CU-4: keeps the last closed conversation beside one that was merged away later', async () => {
    const w = createWorld({ store: memoryStore({ history: 6 }) })
    await expectOk(w.desk.receive(inboundMail('his', { customer: 'bob', from: 'bob@example.com' })))
    await w.customerWrites('hers')
    const merged = await expectOk(w.desk.merge({ customer: 'bob', into: 'ada' }))
    const gone = eventsOfType(merged.events, 'conversation.merged')[0]?.conversation
    await w.agentCloses()
    for (let n = 0; n < 10; n++)
      await expectOk(w.desk.note({ customer: 'ada', conversation: null, text: `${n}` }))
    w.advance(minute)
    // His stream takes no events any laterTimes, so its own are never forgotten, and they name the conversation.
    const by = { customer: 'ada', agent: 'sam', conversation: gone ?? '' }
    expect((await expectOk(w.desk.reopen(by))).conversation?.id).toBe(merged.conversation?.id)
    const back = await w.customerWrites('back')
    expect(back.conversation?.id).toBe(merged.conversation?.id)
  })

  it('I-9, W-10: forgets one that led elsewhere once no event names it, and nothing else for it', async () => {
    const w = createWorld({ store: memoryStore({ history: 6 }) })
    await w.customerWrites('one')
    const { conversation } = await w.customerWrites('two', { channel: 'chat', from: 'ada' })
    const contacts = [requireConversation(conversation).contacts[1]?.id ?? '']
    const apart = await expectOk(w.desk.separate({ customer: 'ada', agent: 'sam', contacts, force: true }))
    await expectOk(w.desk.rejoin({ customer: 'ada', agent: 'sam' }))
    await w.agentCloses()
    for (let n = 0; n < 20; n++)
      await expectOk(w.desk.note({ customer: 'ada', conversation: null, text: `${n}` }))
    const { items } = await w.store.conversations({ after: null, limit: 10 })
    expect(items.map((row) => row.conversation.id)).toEqual([conversation?.id])
    expect(apart.conversation?.id).not.toBe(conversation?.id)
    expect((await w.customerWrites('back')).conversation?.id).toBe(conversation?.id)
  })
})
