import { describe, expect, it } from 'vitest'
import { type Inbound, status } from '../../src/index.ts'
import { findMergeFaults } from '../merge/faults.ts'
import {
  createWorld,
  type DeskWorld,
  type DeskWorldOptions,
  day,
  deskOvertakenBy,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  hour,
  inboundMail,
  minute,
  monday,
  policyOf,
  readAllPages,
  requireConversation,
} from '../support/world.ts'

const bobs = 'bob@example.com'

/** Ada and Bob, each with an address of his own and nothing said. */
const two = async (options: DeskWorldOptions = {}): Promise<DeskWorld> => {
  const w = createWorld(options)
  for (const customer of ['ada', 'bob'])
    await expectOk(
      w.desk.register({
        customer,
        commandId: `register ${customer}`,
        addresses: [{ channel: 'email', address: `${customer}@example.com` }],
      }),
    )
  return w
}

const fromBob = (text: string, more: Partial<Inbound> = {}): Inbound =>
  inboundMail(text, { from: bobs, ...more })
const merge = { customer: 'bob', into: 'ada', agent: 'sam', commandId: 'merge' } as const
const active = async (w: DeskWorld, customer = 'ada') =>
  requireConversation((await expectOk(w.desk.current(customer))).conversation)
const named = async (w: DeskWorld, conversation: string) => {
  const rows = await readAllPages((after) => w.store.conversations({ after, limit: 100 }))
  return requireConversation(rows.find((row) => row.conversation.id === conversation)?.conversation)
}
const sound = async (w: DeskWorld, policy = policyOf()) =>
  expect(await findMergeFaults(w.store, policy, 2)).toEqual([])

/** Ada has a conversation that Kim has, Bob one that nobody has. */
const bothActive = async (options: DeskWorldOptions = {}) => {
  const w = await two(options)
  const { conversation: hers } = await w.customerWrites('hers', { topics: ['vase'] })
  await w.agentWrites('Yes?', { agent: 'kim', id: '<to-ada>' })
  w.advance(minute)
  const { conversation: his } = await expectOk(
    w.desk.receive(fromBob('his', { topics: ['billing', 'vase'] })),
  )
  w.advance(minute)
  return { w, hers: requireConversation(hers), his: requireConversation(his) }
}

describe('who is merged', () => {
  it('CU-2: a message that names one customer and comes from another merges nobody', async () => {
    const w = await two()
    const { events } = await expectOk(w.desk.receive(fromBob('x', { customer: 'ada' })))
    expect(eventsOfType(events, 'customer.address_conflict')[0]?.data).toEqual({
      key: `email:${bobs}`,
      owner: 'bob',
    })
    expect(eventTypesOf(await w.events())).not.toContain('customer.merged')
    expect((await expectOk(w.desk.receive(fromBob('y')))).customer).toBe('bob')
  })

  it('CU-3: merging with oneself is refused, also as a plan, and loses nothing (CW-C2, ZA-M1)', async () => {
    const w = await two()
    await w.customerWrites('one')
    const events = await w.events()
    const refused = { code: 'merge.same_customer', rule: 'CU-3', customer: 'ada' }
    expect(await expectRefusal(w.desk.merge({ customer: 'ada', into: 'ada' }))).toMatchObject(refused)
    expect(await expectRefusal(w.desk.planMerge({ customer: 'ada', into: 'ada' }))).toMatchObject(refused)
    expect(await w.events()).toEqual(events)
  })

  it('CU-3: whoever is unknown is refused, on either side', async () => {
    const w = await two()
    for (const pair of [
      { customer: 'ada', into: 'eve' },
      { customer: 'eve', into: 'ada' },
    ]) {
      expect(await expectRefusal(w.desk.merge(pair))).toMatchObject({ code: 'customer.unknown', rule: 'I-0' })
      expect(await expectRefusal(w.desk.planMerge(pair))).toMatchObject({ code: 'customer.unknown' })
    }
  })

  it('CU-3: a merge that is done already is a no-op, whoever is named first', async () => {
    const { w } = await bothActive()
    await expectOk(w.desk.merge(merge))
    const events = await w.events()
    for (const pair of [
      { customer: 'bob', into: 'ada' },
      { customer: 'ada', into: 'bob' },
    ]) {
      const again = await expectOk(w.desk.merge(pair))
      expect(again).toMatchObject({ customer: 'ada', events: [], repeated: false })
      expect(again.version).toBe((await expectOk(w.desk.current('ada'))).version)
      expect(await expectOk(w.desk.planMerge(pair))).toEqual({ ok: true, plan: null })
    }
    expect(await w.events()).toEqual(events)
    await sound(w)
  })

  it('CU-3: chains are followed: whoever was merged away stands for his survivor', async () => {
    const w = await two()
    await expectOk(w.desk.register({ customer: 'cyd' }))
    await expectOk(w.desk.receive(fromBob('his')))
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada' }))
    // Bob is Ada by now, so it is Ada who goes into Cyd.
    expect((await expectOk(w.desk.merge({ customer: 'bob', into: 'cyd' }))).customer).toBe('cyd')
    for (const id of ['ada', 'bob', 'cyd']) {
      const { customer } = await expectOk(w.desk.current(id))
      expect(customer).toMatchObject({ id: 'cyd', absorbed: ['ada', 'bob'] })
    }
    expect((await expectOk(w.desk.merge({ customer: 'cyd', into: 'bob' }))).events).toEqual([])
    expect((await expectOk(w.desk.receive(fromBob('again')))).customer).toBe('cyd')
    await sound(w)
  })

  it('CU-3: both directions at once end with one survivor', async () => {
    const { w } = await bothActive()
    const other = w.anotherDesk()
    const done = await Promise.all([
      expectOk(w.desk.merge({ customer: 'bob', into: 'ada' })),
      expectOk(other.merge({ customer: 'ada', into: 'bob' })),
    ])
    expect(done.filter(({ events }) => events.length === 0)).toHaveLength(1)
    expect(new Set(done.map(({ customer }) => customer)).size).toBe(1)
    await sound(w)
  })

  it('CU-3: addresses, their claims and absorbed ids move in the same write', async () => {
    const w = await two()
    const before = w.store.trips.commits
    await expectOk(w.desk.merge(merge))
    expect(w.store.trips.commits).toBe(before + 1)
    const { customer } = await expectOk(w.desk.current('ada'))
    expect(customer.addresses.map(({ key }) => key)).toEqual(['email:ada@example.com', `email:${bobs}`])
    const taken = await expectRefusal(
      w.desk.register({ customer: 'eve', addresses: [{ channel: 'email', address: bobs }] }),
    )
    expect(taken).toMatchObject({ code: 'address.taken', owner: 'ada' })
    expect(
      (await expectOk(w.desk.removeAddress({ customer: 'bob', channel: 'email', address: bobs }))).customer,
    ).toBe('ada')
    expect((await expectOk(w.desk.receive(fromBob('a stranger now')))).customer).not.toBe('ada')
    await sound(w)
  })

  it('CU-3, I-17: an address that one side owns and the other shares is owned afterwards', async () => {
    const w = createWorld()
    const landline = { channel: 'sms', address: '+4915112345678' }
    await expectOk(w.desk.register({ customer: 'bob', addresses: [landline] }))
    await expectOk(w.desk.register({ customer: 'ada', addresses: [{ ...landline, shared: true }] }))
    await expectOk(w.desk.merge(merge))
    const { customer } = await expectOk(w.desk.current('ada'))
    expect(customer.addresses).toMatchObject([{ key: 'phone:+4915112345678', shared: false }])
    await sound(w)
  })

  it('CU-1, CU-3: a message that races with the move of its address joins the survivor', async () => {
    const { w, hers } = await bothActive()
    const late = deskOvertakenBy(w, () => w.desk.merge(merge))
    const heard = await expectOk(late.receive(fromBob('meanwhile')))
    expect(heard).toMatchObject({ customer: 'ada', outcome: 'append', conversation: { id: hers.id } })
    await sound(w)
  })

  it('O-4: a command on the one who is being merged away is decided again on his survivor', async () => {
    const { w, hers } = await bothActive()
    const late = deskOvertakenBy(w, () => w.desk.merge(merge))
    const noted = await expectOk(late.note({ customer: 'bob', agent: 'sam', text: 'Hm' }))
    expect(noted).toMatchObject({ customer: 'ada', conversation: { id: hers.id } })
    await sound(w)
  })

  it('CU-3, I-1: the same command again writes nothing and answers what it wrote', async () => {
    const { w, hers } = await bothActive()
    const first = await expectOk(w.desk.merge(merge))
    const again = await expectOk(w.desk.merge(merge))
    expect(again).toMatchObject({ repeated: true, customer: 'ada', conversation: { id: hers.id } })
    expect(again.events).toEqual(first.events)
    expect(again.version).toBe(first.version)
  })

  it('CU-3, D-2: a merge that is done already shows what fell due since, whether or not a sweep came by', async () => {
    const dueIn = { firstResponse: { byInbox: { support: { hours: 1 } } }, autoClose: { hours: 3 } }
    for (const isSwept of [true, false]) {
      const { w, his } = await bothActive({ policy: dueIn })
      await expectOk(w.desk.merge(merge))
      const lookAgain = async (passed: number) => {
        w.advance(passed)
        if (isSwept) await expectOk(w.desk.applyDeadlines())
        const events = await w.events()
        const again = [
          await expectOk(w.desk.merge(merge)),
          await expectOk(w.desk.merge({ ...merge, commandId: 'more' })),
        ]
        expect(await w.events()).toEqual(events)
        return again
      }
      for (const { conversation } of await lookAgain(hour))
        expect(conversation?.pendingReplies).toMatchObject([
          { contact: his.contacts[0]?.id, overdueAt: monday + hour + minute },
        ])
      await expectOk(w.desk.noReplyNeeded({ customer: 'ada', agent: 'sam', contact: his.contacts[0]?.id }))
      const [repeated, done] = await lookAgain(day)
      expect([repeated?.status, done?.conversation]).toEqual(['closed', null])
      await sound(w, policyOf(dueIn))
    }
  })

  it('I-9, D-2: of two that silence closed at once, the last is that of the one merged away, also if nobody swept', async () => {
    const silent = { mailIdle: { hours: 1 }, autoClose: { hours: 3 } }
    for (const [customer, into] of [
      ['ada', 'bob'],
      ['bob', 'ada'],
    ] as const)
      for (const isSwept of [true, false]) {
        const w = await two({ policy: silent })
        const sent = { channel: 'email', text: 'Hi', agent: 'sam' }
        for (const each of [into, customer])
          await expectOk(
            w.desk.send({ ...sent, customer: each, to: `${each}@example.com`, commandId: `to ${each}` }),
          )
        w.advance(day)
        if (isSwept) await expectOk(w.desk.applyDeadlines())
        await expectOk(w.desk.merge({ ...merge, customer, into }))
        const { conversation, reopenable } = await expectOk(w.desk.current(into))
        expect(conversation).toMatchObject({ customer, closed: { at: monday + 4 * hour } })
        expect(reopenable).toMatchObject([{ conversation: { id: conversation?.id } }])
        await sound(w, policyOf(silent))
      }
  })
})

describe('what becomes of the conversations', () => {
  it("CU-4, CU-7: the destination's survives with the other's contacts, topics and what is owed (CW-C5, ZA-M3)", async () => {
    const { w, hers, his } = await bothActive()
    const done = await expectOk(w.desk.merge(merge))
    const [contact] = his.contacts
    expect(done.conversation).toMatchObject({
      id: hers.id,
      customer: 'ada',
      agent: 'kim',
      topics: ['vase', 'billing'],
      contacts: [{ id: hers.contacts[0]?.id }, { id: contact?.id, address: `email:${bobs}` }],
      pendingReplies: his.pendingReplies,
    })
    expect(done.status).toBe('open')
    expect(await named(w, his.id)).toMatchObject({
      mergedInto: hers.id,
      contacts: [],
      pendingReplies: [],
      closed: { cause: 'merged', by: { kind: 'system' }, at: w.now() },
    })
    const mine = { actor: { kind: 'agent', id: 'sam' }, cause: 'merge', recordedAt: w.now() }
    const wrote = (await w.events()).filter(({ id }) => id.startsWith('merge'))
    expect(wrote.map(({ customer, conversation, type }) => [customer, conversation, type])).toEqual([
      ['ada', null, 'customer.absorbed'],
      ['ada', hers.id, 'conversation.joined'],
      ['bob', his.id, 'contact.ended'],
      ['bob', his.id, 'conversation.merged'],
      ['bob', his.id, 'conversation.closed'],
      ['bob', his.id, 'conversation.status_changed'],
      ['bob', null, 'customer.merged'],
    ])
    for (const event of wrote) if (event.type !== 'conversation.closed') expect(event).toMatchObject(mine)
    expect(eventsOfType(wrote, 'customer.merged')[0]?.data).toEqual({ into: 'ada' })
    expect(eventDataOf(eventsOfType(wrote, 'customer.absorbed')[0])).toMatchObject({ customer: 'bob' })
    await sound(w)
  })

  it('CU-4: an agent comes along only where the destination has none', async () => {
    const { w, hers } = await bothActive()
    const merged = await expectOk(w.desk.merge({ customer: 'ada', into: 'bob', agent: 'sam' }))
    expect(merged.conversation).toMatchObject({ agent: 'kim', customer: 'bob' })
    expect(merged.conversation?.id).not.toBe(hers.id)
    expect(eventDataOf(eventsOfType(merged.events, 'conversation.assigned')[0])).toMatchObject({
      reason: 'merged',
    })
    await sound(w)
  })

  it('C-3: a merge asks for neither an answer nor a topic nor a version', async () => {
    const { w, his } = await bothActive({ policy: { closingTopics: { under: ['orders'] } } })
    await expectOk(w.desk.merge(merge))
    const closed = (await w.events()).find(
      (event) => event.type === 'conversation.closed' && event.conversation === his.id,
    )
    expect(closed).toMatchObject({ actor: { kind: 'system' }, cause: 'merged', data: { forced: false } })
  })

  it('CU-4, K-1: two contacts of one key become one, owed since the earlier word, silent since the later answer', async () => {
    const w = await two()
    const anyone = { channel: 'chat', from: null, session: 's' }
    const { conversation: his } = await w.customerWrites('his', { ...anyone, customer: 'bob' })
    w.advance(minute)
    const { conversation: hers } = await w.customerWrites('hers', anyone)
    w.advance(minute)
    const done = await expectOk(w.desk.merge(merge))
    const [kept, more] = requireConversation(done.conversation).contacts
    expect(kept).toEqual(requireConversation(hers).contacts[0])
    expect(more).toBeUndefined()
    expect(done.conversation?.pendingReplies).toMatchObject([{ contact: kept?.id, waitingSince: monday }])
    const ended = eventsOfType(done.events, 'contact.ended')[0]
    expect(ended).toMatchObject({
      contact: requireConversation(his).contacts[0]?.id,
      data: { reason: 'superseded' },
    })
    await sound(w)
  })

  it('CU-4, K-4: of two of one key the later answer counts for the silence', async () => {
    const w = await two()
    const chat = { channel: 'chat', from: null }
    for (const [customer, gap] of [
      ['ada', 5 * minute],
      ['bob', 5 * minute],
    ] as const) {
      await w.customerWrites(customer, { ...chat, customer })
      await expectOk(w.desk.send({ customer, agent: 'sam', channel: 'chat', text: 'Yes' }))
      w.advance(gap)
    }
    const { conversation } = await expectOk(w.desk.merge(merge))
    expect(conversation?.contacts).toMatchObject([{ lastReplyAt: monday + 5 * minute }])
    expect(
      (await w.store.conversations({ after: null, limit: 5 })).items.find((row) => row.status === 'open')
        ?.dueAt,
    ).toBe(monday + 20 * minute)
    await sound(w)
  })

  it('CU-4: if only the first has one it goes on as it is, with the survivor', async () => {
    const w = await two()
    const { conversation: his } = await expectOk(w.desk.receive(fromBob('his')))
    await w.customerWrites('hers')
    await w.agentCloses()
    const done = await expectOk(w.desk.merge(merge))
    expect(done.conversation).toEqual({ ...his, customer: 'ada', lastCustomerMessageSeq: done.version })
    expect(eventTypesOf(done.events)).toEqual([
      'customer.absorbed',
      'conversation.adopted',
      'customer.merged',
    ])
    expect((await expectOk(w.desk.receive(fromBob('more')))).conversation?.id).toBe(his?.id)
    await sound(w)
  })

  it('CU-4: with none, or with only hers, no conversation changes', async () => {
    const w = await two()
    const { conversation: hers } = await w.customerWrites('hers')
    const done = await expectOk(w.desk.merge(merge))
    expect(done.conversation).toEqual(hers)
    expect(eventTypesOf(done.events)).toEqual(['customer.absorbed', 'customer.merged'])
    const quiet = await two()
    expect((await expectOk(quiet.desk.merge(merge))).conversation).toBeNull()
    await sound(w)
  })

  it('D-2, CU-4: what was due to a conversation that changes its customer is kept', async () => {
    const w = await two()
    await w.customerWrites('his', { customer: 'bob', channel: 'chat', from: 'bob' })
    await w.agentWrites('Yes', { customer: 'bob', channel: 'chat' })
    w.advance(hour)
    const done = await expectOk(w.desk.merge(merge))
    expect(done.status).toBe('waiting')
    expect(done.conversation).toMatchObject({ customer: 'ada', contacts: [] })
    expect(eventTypesOf(done.events)).toContain('contact.ended')
    await sound(w)
  })

  it('D-3, K-4: contacts that moved fall silent in the stream of the survivor', async () => {
    const { w, hers } = await bothActive()
    await w.customerWrites('chat', { customer: 'bob', channel: 'chat', from: 'bob' })
    await w.agentWrites('Yes', { customer: 'bob', channel: 'chat' })
    await expectOk(w.desk.merge(merge))
    w.advance(15 * minute)
    await expectOk(w.desk.applyDeadlines())
    const ended = (await w.events()).at(-1)
    expect(ended).toMatchObject({
      customer: 'ada',
      conversation: hers.id,
      cause: 'idle',
      data: { reason: 'idle' },
    })
    w.advance(hour)
    await expectOk(w.desk.applyDeadlines())
    await sound(w)
  })

  it('D-6, CU-4: the earliest response due counts, by the inbox of the survivor', async () => {
    const policy = {
      inbox: { default: 'support', byChannel: { chat: 'chats' } },
      firstResponse: { byInbox: { support: { minutes: 30 }, chats: { minutes: 5 } } },
    }
    const w = await two({ policy })
    await w.customerWrites('his', { customer: 'bob', from: bobs })
    w.advance(minute)
    await w.customerWrites('hers', { channel: 'chat', from: 'ada' })
    const { conversation } = await expectOk(w.desk.merge(merge))
    expect(conversation?.inbox).toBe('chats')
    const row = (await w.store.conversations({ status: 'new', after: null, limit: 5 })).items[0]
    expect(row?.dueAt).toBe(monday + 5 * minute)
    await sound(w, policyOf(policy))
  })
})

describe('a snooze', () => {
  const until = monday + 4 * hour
  const put = (w: DeskWorld, customer: string) =>
    expectOk(w.desk.snooze({ customer, agent: 'sam', until, force: true }))

  it('CU-4: survives only where the result is Waiting', async () => {
    const w = await two()
    await w.customerWrites('hers')
    await put(w, 'ada')
    await expectOk(w.desk.receive(fromBob('his')))
    const done = await expectOk(w.desk.merge(merge))
    expect(done.conversation).toMatchObject({ snooze: null })
    expect(done.status).toBe('new')
    expect(eventDataOf(eventsOfType(done.events, 'conversation.woken')[0])).toEqual({ by: 'contact' })
    await sound(w)
  })

  it('CU-4: one that the other had survives where both wait', async () => {
    const w = await two()
    await w.customerWrites('hers')
    await expectOk(w.desk.noReplyNeeded({ customer: 'ada', agent: 'sam' }))
    await expectOk(w.desk.receive(fromBob('his')))
    await put(w, 'bob')
    const done = await expectOk(w.desk.merge(merge))
    expect(done.status).toBe('waiting')
    expect(done.conversation?.snooze).toEqual({ until, onReply: 'wake' })
    w.advance(5 * hour)
    await expectOk(w.desk.applyDeadlines())
    const woken = eventsOfType(await w.events(), 'conversation.woken')
    expect(woken).toMatchObject([{ customer: 'ada', occurredAt: until }])
    await sound(w)
  })

  it('CU-4: of two the one of the destination survives, and one in a busy result none', async () => {
    const w = await two()
    for (const [customer, from] of [
      ['ada', 'ada@example.com'],
      ['bob', bobs],
    ] as const)
      await w.customerWrites(customer, { from, customer })
    await put(w, 'ada')
    await expectOk(w.desk.snooze({ customer: 'bob', agent: 'sam', until: until + hour, force: true }))
    expect((await expectOk(w.desk.merge(merge))).conversation?.snooze?.until).toBe(until)
    const busy = await two()
    await busy.customerWrites('hers')
    await expectOk(busy.desk.receive(fromBob('his')))
    await put(busy, 'bob')
    const done = await expectOk(busy.desk.merge(merge))
    expect(done.conversation?.snooze).toBeNull()
    expect(done.status).toBe('new')
    await sound(busy)
  })

  it('Z-1: one whose conversation only changes its customer goes on', async () => {
    const w = await two()
    await expectOk(w.desk.receive(fromBob('his')))
    await put(w, 'bob')
    const done = await expectOk(w.desk.merge(merge))
    expect(done).toMatchObject({ status: 'waiting', conversation: { customer: 'ada', snooze: { until } } })
    await sound(w)
  })
})

describe('what leads to the survivor', () => {
  it('CU-4, I-16: a reply to a message of the absorbed conversation joins the active survivor', async () => {
    const { w, hers, his } = await bothActive()
    await w.agentWrites('To Bob', { customer: 'bob', agent: 'sam', id: '<to-bob>' })
    await expectOk(w.desk.merge(merge))
    const replied = await expectOk(w.desk.receive(fromBob('re', { thread: { inReplyTo: '<to-bob>' } })))
    expect(replied).toMatchObject({ outcome: 'append', conversation: { id: hers.id } })
    const elsewhere = { from: 'cc@example.com', thread: { inReplyTo: '<to-bob>' } }
    expect((await expectOk(w.desk.receive(inboundMail('me too', elsewhere)))).customer).not.toBe('ada')
    expect((await named(w, his.id)).closed?.cause).toBe('merged')
    await sound(w)
  })

  it('CU-4, I-9: after its close the survivor is reopened, the absorbed one never', async () => {
    const { w, hers, his } = await bothActive()
    await w.agentWrites('To Bob', { customer: 'bob', agent: 'sam', id: '<to-bob>' })
    await expectOk(w.desk.merge(merge))
    await w.agentCloses()
    w.advance(hour)
    const replied = await expectOk(w.desk.receive(fromBob('re', { thread: { inReplyTo: '<to-bob>' } })))
    expect(replied).toMatchObject({ outcome: 'reopen', conversation: { id: hers.id } })
    expect(replied.reasons.map(({ rule }) => rule)).toContain('I-16')
    await w.agentCloses('bob')
    expect(
      (await expectOk(w.desk.reopen({ customer: 'bob', agent: 'sam', conversation: his.id }))).conversation
        ?.id,
    ).toBe(hers.id)
    expect(
      eventsOfType(await w.events(), 'conversation.reopened').map(({ conversation }) => conversation),
    ).toEqual([hers.id, hers.id])
    await sound(w)
  })

  it('CU-4: commands that name the absorbed conversation or the absorbed customer reach the survivor', async () => {
    const { w, hers, his } = await bothActive()
    await expectOk(w.desk.merge(merge))
    const by = { customer: 'bob', agent: 'sam', conversation: his.id }
    for (const done of [
      await expectOk(w.desk.note({ ...by, text: 'Hm' })),
      await expectOk(w.desk.assign({ ...by, to: 'lee', expected: 'kim' })),
      await expectOk(w.desk.addTopic({ ...by, topic: 'refund' })),
      await expectOk(w.desk.send({ ...by, channel: 'email', to: bobs, text: 'Yes' })),
    ])
      expect(done).toMatchObject({ customer: 'ada', conversation: { id: hers.id } })
    const { version } = await expectOk(w.desk.current('bob'))
    expect((await expectOk(w.desk.close({ ...by, version }))).conversation).toMatchObject({
      id: hers.id,
      closed: { cause: 'close' },
    })
    expect(await expectRefusal(w.desk.note({ ...by, text: 'Hm' }))).toMatchObject({
      code: 'conversation.closed',
    })
    await sound(w)
  })

  it('CU-4: the way leads on where the survivor itself was merged (ZA-F6)', async () => {
    const { w, his } = await bothActive()
    await expectOk(w.desk.merge(merge))
    await expectOk(w.desk.register({ customer: 'cyd' }))
    const { conversation: third } = await w.customerWrites('cyds', { customer: 'cyd', from: null })
    await expectOk(w.desk.merge({ customer: 'ada', into: 'cyd' }))
    const noted = await expectOk(
      w.desk.note({ customer: 'bob', agent: 'sam', conversation: his.id, text: 'Hm' }),
    )
    expect(noted.conversation?.id).toBe(third?.id)
    await sound(w)
  })

  it('I-19: a message of the absorbed conversation that did not arrive is owed again in the survivor', async () => {
    const { w, hers, his } = await bothActive()
    await w.agentWrites('To Bob', { customer: 'bob', agent: 'sam', id: '<to-bob>' })
    await expectOk(w.desk.merge(merge))
    const bounce = { channel: 'email', kind: 'bounce' as const, of: '<to-bob>' }
    const failed = await expectOk(w.desk.receive(bounce))
    expect(failed).toMatchObject({ customer: 'ada', conversation: { id: hers.id } })
    expect(failed.conversation?.pendingReplies).toMatchObject([{ contact: his.contacts[0]?.id }])
    await sound(w)
  })

  it('I-19, K-1: where its contact was superseded, the one that took its place is owed', async () => {
    const w = await two()
    const { conversation: hers } = await w.customerWrites('hers', { from: null })
    await w.customerWrites('his', { from: null, customer: 'bob' })
    await w.agentWrites('To Bob', { customer: 'bob', id: '<to-bob>', to: null })
    await w.agentWrites('To Ada')
    await expectOk(w.desk.merge(merge))
    const failed = await expectOk(w.desk.receive({ channel: 'email', kind: 'bounce', of: '<to-bob>' }))
    expect(failed.conversation?.pendingReplies).toMatchObject([{ contact: hers?.contacts[0]?.id }])
    expect(failed.conversation?.contacts).toHaveLength(1)
    await sound(w)
  })

  it('I-19: on a closed survivor it is recorded, or reopens it by policy', async () => {
    const { w, hers } = await bothActive({ policy: { onBouncedReply: 'reopen' } })
    await w.agentWrites('To Bob', { customer: 'bob', agent: 'sam', id: '<to-bob>' })
    await expectOk(w.desk.merge(merge))
    await w.agentCloses()
    const failed = await expectOk(w.desk.receive({ channel: 'email', kind: 'bounce', of: '<to-bob>' }))
    expect(failed).toMatchObject({ status: 'open', conversation: { id: hers.id, pendingReplies: [{}] } })
    await sound(w)
  })

  it('I-18: a reaction to a message of the absorbed customer stays with its message', async () => {
    const { w, his } = await bothActive()
    await expectOk(w.desk.merge(merge))
    const reaction = { kind: 'signal', signal: 'reaction', value: 'ok', of: '<his@mail>' } as const
    const { events, outcome } = await expectOk(w.desk.receive({ channel: 'email', from: bobs, ...reaction }))
    expect(outcome).toBe('signal')
    expect(events).toMatchObject([{ customer: 'ada', conversation: his.id, type: 'message.signalled' }])
    await sound(w)
  })

  it('I-4: a send whose echo came to the absorbed conversation answers in the survivor', async () => {
    const { w, hers } = await bothActive()
    await expectOk(w.desk.receive({ channel: 'email', kind: 'echo', from: bobs, id: '<echo>', text: 'Yes' }))
    await expectOk(w.desk.merge({ ...merge, customer: 'bob' }))
    const sent = await w.agentWrites('Yes', { customer: 'bob', agent: 'sam', id: '<echo>', to: bobs })
    expect(sent.conversation).toMatchObject({ id: hers.id })
    expect(sent.events).toMatchObject([{ type: 'message.attributed', conversation: hers.id }])
    await sound(w)
  })

  it('I-1: a retry of a message from before the merge is a duplicate, with an id or without', async () => {
    const { w, hers } = await bothActive()
    const at = w.now()
    const nameless = { ...fromBob('no id'), id: null, at }
    await expectOk(w.desk.receive(nameless))
    await expectOk(w.desk.merge(merge))
    for (const again of [fromBob('his', { topics: ['billing', 'vase'] }), nameless])
      expect(await expectOk(w.desk.receive(again))).toMatchObject({
        outcome: 'duplicate',
        customer: 'bob',
        conversation: { id: hers.id },
        events: [],
      })
    expect(await expectOk(w.desk.receive(fromBob('his', { text: 'another' })))).toMatchObject({
      outcome: 'append',
    })
    await sound(w)
  })

  it('I-1: a command that ran before the merge has no second effect after it', async () => {
    const { w, hers } = await bothActive()
    const note = { customer: 'bob', agent: 'sam', commandId: 'note', text: 'Hm' }
    const { events } = await expectOk(w.desk.note(note))
    await expectOk(w.desk.merge(merge))
    for (const customer of ['bob', 'ada'])
      expect(await expectOk(w.desk.note({ ...note, customer }))).toMatchObject({
        repeated: true,
        events,
        conversation: { id: hers.id },
      })
    await sound(w)
  })
})

describe('calls', () => {
  const number = '+4915112345678'
  const call = { id: 'c7', from: number }

  it('K-3: a call that rings through a merge is answered and ended in the survivor', async () => {
    const { w, hers } = await bothActive()
    const begun = await expectOk(w.desk.startCall({ ...call, customer: 'bob' }))
    await expectOk(w.desk.merge(merge))
    const taken = await expectOk(w.desk.answerCall({ ...call, agent: 'lee' }))
    expect(taken).toMatchObject({ customer: 'ada', conversation: { id: hers.id, agent: 'lee' } })
    const over = await expectOk(w.desk.endCall({ ...call, by: 'customer' }))
    const ended = eventsOfType(over.events, 'contact.ended')[0]
    expect(ended).toMatchObject({
      contact: begun.conversation?.contacts.at(-1)?.id,
      conversation: hers.id,
      data: { reason: 'customer' },
    })
    const late = await expectOk(w.desk.endCall({ ...call, by: 'agent' }))
    expect(late.outcome).toBe('duplicate')
    await sound(w)
  })

  it('K-3: what is told late of a call of the absorbed customer changes nothing', async () => {
    const { w, hers, his } = await bothActive()
    await expectOk(w.desk.startCall({ ...call, customer: 'bob' }))
    await expectOk(w.desk.endCall({ ...call, by: 'customer' }))
    await expectOk(w.desk.merge(merge))
    const late = await expectOk(w.desk.answerCall({ ...call, agent: 'lee' }))
    expect(late).toMatchObject({ customer: 'ada', conversation: { id: hers.id } })
    expect(late.events).toMatchObject([{ conversation: his.id, data: { silent: true } }])
    await sound(w)
  })

  it('K-12: a voicemail on a call of the absorbed customer reopens the conversation of that call', async () => {
    const w = await two({ policy: { reopenWindow: 'never' } })
    const rang = await expectOk(w.desk.startCall({ ...call, customer: 'bob' }))
    await expectOk(w.desk.endCall({ ...call, by: 'customer' }))
    await expectOk(w.desk.merge(merge))
    w.advance(2 * day)
    const voicemail = { channel: 'voicemail', from: number, call: 'c7', id: 'v', text: 'Please call' }
    const left = await expectOk(w.desk.receive(voicemail))
    expect(left).toMatchObject({ outcome: 'reopen', customer: 'ada' })
    expect(left.conversation?.id).toBe(eventsOfType(rang.events, 'conversation.started')[0]?.conversation)
    expect(left.conversation?.customer).toBe('ada')
    await sound(w)
  })

  it('K-12: if the survivor is active it joins that', async () => {
    const w = await two()
    await expectOk(w.desk.startCall({ ...call, customer: 'bob' }))
    await expectOk(w.desk.endCall({ ...call, by: 'customer' }))
    const { conversation: hers } = await w.customerWrites('hers')
    await expectOk(w.desk.merge(merge))
    const left = await expectOk(
      w.desk.receive({ channel: 'voicemail', from: number, call: 'c7', id: 'v', text: 'Please call' }),
    )
    expect(left).toMatchObject({ outcome: 'append', conversation: { id: hers?.id } })
    await sound(w)
  })
})

describe('closed conversations of the absorbed customer', () => {
  const solved = async () => {
    const w = await two()
    const { conversation: his } = await expectOk(w.desk.receive(fromBob('his', { topics: ['billing'] })))
    for (let n = 0; n < 20; n++) await expectOk(w.desk.note({ customer: 'bob', agent: 'sam', text: `${n}` }))
    await w.agentCloses('bob')
    await expectOk(w.desk.merge(merge))
    return { w, his: requireConversation(his) }
  }

  it('I-9, CU-4: they are candidates; one that is reopened belongs to the survivor', async () => {
    const { w, his } = await solved()
    w.advance(hour)
    const back = await w.customerWrites('back')
    expect(back).toMatchObject({ outcome: 'reopen', conversation: { id: his.id, customer: 'ada' } })
    expect(
      (await expectOk(w.desk.note({ customer: 'ada', agent: 'sam', text: 'Hm' }))).conversation?.id,
    ).toBe(his.id)
    const { reopenable } = await expectOk(w.desk.current('bob'))
    expect(reopenable).toEqual([])
    await sound(w)
  })

  it('C-8: one that comes from a longer stream can be closed with a version of the shorter one', async () => {
    const { w, his } = await solved()
    const { version, conversation } = await w.customerWrites('back')
    expect(conversation).toMatchObject({ id: his.id, lastCustomerMessageSeq: expect.any(Number) })
    expect(conversation?.lastCustomerMessageSeq).toBeLessThanOrEqual(version)
    const closed = await expectOk(w.desk.close({ customer: 'ada', agent: 'sam', version, force: true }))
    expect(closed.status).toBe('closed')
    await sound(w)
  })

  it('W-2, C-8: an agent who reopens one can close it again', async () => {
    const { w } = await solved()
    const { version } = await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    expect((await expectOk(w.desk.close({ customer: 'ada', agent: 'sam', version }))).status).toBe('closed')
    await sound(w)
  })

  it('W-10: a separation can be taken back after the merge, and the two be closed', async () => {
    const w = await two()
    await expectOk(w.desk.receive(fromBob('his')))
    await w.customerWrites('chat', { customer: 'bob', channel: 'chat', from: 'bob' })
    for (let n = 0; n < 20; n++) await expectOk(w.desk.note({ customer: 'bob', agent: 'sam', text: `${n}` }))
    const both = await active(w, 'bob')
    const contacts = [both.contacts[1]?.id ?? '']
    await expectOk(w.desk.separate({ customer: 'bob', agent: 'sam', contacts, force: true }))
    await expectOk(w.desk.merge(merge))
    const back = await expectOk(w.desk.rejoin({ customer: 'bob', agent: 'sam' }))
    expect(back.conversation).toMatchObject({ id: both.id, customer: 'ada' })
    const { version } = back
    expect(
      (await expectOk(w.desk.close({ customer: 'ada', agent: 'sam', version, force: true }))).status,
    ).toBe('closed')
    await sound(w)
  })
})

describe('references to what was merged away', () => {
  it('N5, I-1: a copy of a mail to an absorbed conversation stands in the survivor', async () => {
    const { w, hers } = await bothActive()
    await expectOk(w.desk.merge(merge))
    const copy = await expectOk(w.desk.receive(fromBob('his', { endpoint: 'other@shop.example' })))
    expect(copy).toMatchObject({ outcome: 'append_silently', conversation: { id: hers.id } })
    expect(copy.events.map(({ conversation }) => conversation)).toEqual([hers.id])
    await sound(w)
  })

  it('CU-3: whoever is named by an absorbed id, the answer names the survivor, whether or not it wrote', async () => {
    const { w } = await bothActive()
    await expectOk(w.desk.merge(merge))
    for (let n = 0; n < 2; n++)
      expect(await expectOk(w.desk.addTopic({ customer: 'bob', topic: 'vase' }))).toMatchObject({
        customer: 'ada',
      })
  })
})

describe('versions of two streams', () => {
  it('C-8: a conversation from a longer stream can be closed by whoever has seen it here', async () => {
    const w = await two()
    await expectOk(w.desk.receive(fromBob('his')))
    for (let n = 0; n < 20; n++) await expectOk(w.desk.note({ customer: 'bob', agent: 'sam', text: `${n}` }))
    const { version } = await expectOk(w.desk.merge(merge))
    expect(
      (await expectOk(w.desk.close({ customer: 'ada', agent: 'sam', version, force: true }))).status,
    ).toBe('closed')
    await sound(w)
  })

  it('C-8: whoever saw only one of the two cannot close what came of both', async () => {
    const { w } = await bothActive()
    const { version: hers } = await expectOk(w.desk.current('ada'))
    await expectOk(w.desk.merge(merge))
    const by = { customer: 'ada', agent: 'kim', force: true }
    expect(await expectRefusal(w.desk.close({ ...by, version: hers }))).toMatchObject({
      code: 'conversation.unseen_message',
    })
    const { version } = await expectOk(w.desk.current('ada'))
    await expectOk(w.desk.close({ ...by, version }))
  })

  it('C-8: a version of the stream that was merged away has seen nothing beyond the end of this one', async () => {
    const w = await two()
    await expectOk(w.desk.receive(fromBob('his')))
    for (let n = 0; n < 20; n++) await expectOk(w.desk.note({ customer: 'bob', agent: 'sam', text: `${n}` }))
    const { version: old } = await expectOk(w.desk.current('bob'))
    await expectOk(w.desk.merge(merge))
    await expectOk(w.desk.receive(fromBob('unseen')))
    const by = { customer: 'bob', agent: 'sam', force: true }
    expect(await expectRefusal(w.desk.close({ ...by, version: old }))).toMatchObject({
      code: 'conversation.unseen_message',
    })
    const { version } = await expectOk(w.desk.current('bob'))
    expect((await expectOk(w.desk.close({ ...by, version }))).status).toBe('closed')
  })
})

describe('nothing is lost', () => {
  it('CU-5, CU-8: by any id the survivor shows everything of both, page by page (CW-C3)', async () => {
    const { w } = await bothActive()
    const counted = (await w.events()).length
    const { events } = await expectOk(w.desk.merge(merge))
    const shown = async (customer: string) =>
      readAllPages(async (after) => expectOk(w.desk.timeline({ customer, after, limit: 2 })))
    expect(await shown('ada')).toHaveLength(counted + events.length)
    expect(await shown('bob')).toEqual(await shown('ada'))
  })

  it('E-4: events of two streams with one id, place and time stand on pages of their own', async () => {
    const w = createWorld()
    for (const customer of ['ada', 'bob', 'cyd'])
      await expectOk(w.desk.register({ customer, commandId: 'all' }))
    for (const customer of ['bob', 'cyd']) await expectOk(w.desk.merge({ customer, into: 'ada' }))
    const shown = await readAllPages(async (after) =>
      expectOk(w.desk.timeline({ customer: 'ada', after, limit: 1 })),
    )
    expect(shown).toHaveLength((await w.events()).length)
    await sound(w)
  })

  it('CU-5, TK-1: tasks of both are listed by either id and can be worked on', async () => {
    const w = await two()
    const { conversation: his } = await expectOk(w.desk.receive(fromBob('his')))
    const task = { agent: 'sam', dueAt: w.now() + hour }
    const made = await expectOk(w.desk.createTask({ ...task, customer: 'bob', text: 'Call Bob' }))
    await expectOk(w.desk.createTask({ ...task, customer: 'ada', text: 'Call Ada' }))
    await expectOk(w.desk.merge(merge))
    for (const customer of ['ada', 'bob']) {
      const { items } = await expectOk(w.desk.tasks({ customer }))
      expect(items.map(({ text }) => text).sort()).toEqual(['Call Ada', 'Call Bob'])
    }
    expect(made.task?.conversation).toBe(his?.id)
    const done = await expectOk(
      w.desk.closeTask({ customer: 'ada', agent: 'sam', task: made.task?.id ?? '' }),
    )
    expect(done.task).toMatchObject({ id: made.task?.id, closed: { by: { id: 'sam' } } })
    w.advance(2 * hour)
    await expectOk(w.desk.applyDeadlines())
    expect(eventsOfType(await w.events(), 'task.overdue')).toHaveLength(1)
    await sound(w)
  })

  it('TK-6: a task of the absorbed customer falls overdue in the stream of the survivor', async () => {
    const w = await two()
    await expectOk(w.desk.createTask({ customer: 'bob', agent: 'sam', text: 'x', dueAt: w.now() + hour }))
    await expectOk(w.desk.merge(merge))
    w.advance(2 * hour)
    await expectOk(w.desk.applyDeadlines())
    expect(eventsOfType(await w.events(), 'task.overdue')).toMatchObject([{ customer: 'ada' }])
    await sound(w)
  })

  it('K-7, CU-4: a chat that moved and is abandoned takes no conversation with it that it did not open', async () => {
    const w = await two()
    await w.customerWrites('hers')
    await expectOk(w.desk.endContact({ customer: 'ada', agent: 'sam', by: 'agent' }))
    await w.customerWrites('his', { customer: 'bob', channel: 'chat', from: 'bob' })
    await expectOk(w.desk.merge(merge))
    const left = await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
    expect(eventsOfType(left.events, 'contact.ended')).toMatchObject([{ data: { reason: 'abandoned' } }])
    expect(left.status).toBe('waiting')
    expect(left.conversation?.pendingReplies).toHaveLength(2)
    await sound(w)
  })

  it('CU-5: lists and counts show one active conversation', async () => {
    const { w, hers } = await bothActive()
    await expectOk(w.desk.merge(merge))
    expect((await expectOk(w.desk.counts())).counts).toEqual({ new: 0, open: 1, waiting: 0, closed: 1 })
    const { items } = await expectOk(w.desk.conversations({ status: 'open' }))
    expect(items.map(({ conversation }) => conversation.id)).toEqual([hers.id])
  })

  it('K-9: each contact keeps its own address, and an answer goes to the newest (ZA #1929)', async () => {
    const { w } = await bothActive()
    await expectOk(w.desk.merge({ customer: 'ada', into: 'bob' }))
    const c = await active(w, 'bob')
    expect(c.contacts.map(({ address }) => address)).toEqual(['email:ada@example.com', `email:${bobs}`])
    const sent = await w.agentWrites('Yes', { customer: 'bob' })
    expect(eventDataOf(eventsOfType(sent.events, 'message.sent')[0])['address']).toBe(`email:${bobs}`)
    const heard = await expectOk(w.desk.receive(inboundMail('more')))
    expect(heard.conversation?.pendingReplies).toMatchObject([{ contact: c.contacts[0]?.id }])
    await sound(w)
  })

  it('K-10: reply windows come along with the address that they belong to', async () => {
    const w = await two()
    const whatsapp = { channel: 'whatsapp', from: '+4915112345678' }
    await expectOk(w.desk.receive({ ...whatsapp, customer: 'bob', text: 'Hi', id: '1' }))
    await expectOk(w.desk.merge(merge))
    const reply = await expectOk(w.desk.canReply({ customer: 'ada', channel: 'whatsapp', to: whatsapp.from }))
    expect(reply).toMatchObject({ allowed: true, until: monday + day })
  })
})

describe('what must be decided', () => {
  const blockBob = async () => {
    const { w, hers, his } = await bothActive()
    await expectOk(w.desk.block({ customer: 'bob', agent: 'sam' }))
    return { w, hers, his }
  }

  it('CU-6: where one is blocked somebody must say whether the survivor is', async () => {
    const { w } = await blockBob()
    const conflicts = [{ field: 'blocked', from: true, into: false }]
    expect(await expectRefusal(w.desk.merge(merge))).toMatchObject({
      code: 'merge.conflict',
      rule: 'CU-6',
      conflicts,
    })
    const { plan } = await expectOk(w.desk.planMerge({ customer: 'bob', into: 'ada' }))
    expect(plan?.conflicts).toEqual(conflicts)
  })

  it('CU-6, I-5: a survivor who is blocked by the merge has no active conversation', async () => {
    const { w, hers } = await blockBob()
    const done = await expectOk(w.desk.merge({ ...merge, blocked: true }))
    expect(done.conversation).toMatchObject({
      id: hers.id,
      closed: { cause: 'blocked', by: { kind: 'system' } },
    })
    expect((await expectOk(w.desk.current('ada'))).customer.blocked).toBe(true)
    expect((await expectOk(w.desk.receive(inboundMail('x')))).outcome).toBe('timeline_only')
    await sound(w)
  })

  it('CU-6: a survivor who is not blocked is not, whoever was', async () => {
    const { w, hers } = await blockBob()
    const done = await expectOk(w.desk.merge({ ...merge, blocked: false }))
    expect(done.conversation).toMatchObject({ id: hers.id, closed: null })
    expect((await expectOk(w.desk.receive(fromBob('x')))).outcome).toBe('append')
    const { w: other } = await blockBob()
    const lifted = await expectOk(other.desk.merge({ customer: 'ada', into: 'bob', blocked: false }))
    expect(eventTypesOf(lifted.events)).toContain('customer.unblocked')
    expect(lifted.conversation).toMatchObject({ customer: 'bob', closed: null })
    await sound(other)
  })

  it('CU-6, I-5: what an agent began with a blocked customer goes on where both were blocked', async () => {
    const w = await two()
    for (const customer of ['ada', 'bob']) await expectOk(w.desk.block({ customer, agent: 'sam' }))
    await w.agentWrites('About the block', { to: 'ada@example.com' })
    const done = await expectOk(w.desk.merge(merge))
    expect(status(requireConversation(done.conversation))).toBe('open')
    await sound(w)
  })

  it("CU-6, N5: the plan compares the host's own fields, and writes nothing", async () => {
    const { w, hers, his } = await bothActive()
    const events = await w.events()
    const { plan } = await expectOk(
      w.desk.planMerge({
        customer: 'bob',
        into: 'ada',
        attributes: { from: { name: 'Bob', city: 'Kiel' }, into: { name: 'Robert', city: 'Kiel' } },
      }),
    )
    expect(plan).toEqual({
      from: 'bob',
      into: 'ada',
      addresses: [expect.objectContaining({ key: `email:${bobs}` })],
      absorbs: ['bob'],
      conversations: {
        active: 'both',
        survives: hers.id,
        closes: his.id,
        moves: [his.contacts[0]?.id],
        supersedes: [],
        topics: ['vase', 'billing'],
        agent: 'kim',
      },
      conflicts: [{ field: 'attributes.name', from: 'Bob', into: 'Robert' }],
    })
    expect(await w.events()).toEqual(events)
  })
})
