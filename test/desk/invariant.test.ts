import { describe, expect, it } from 'vitest'
import { type ChangeSet, changeSetOf, type Store } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { snapshotQuery } from '../../src/store/ports.ts'
import {
  createWorld,
  deskOvertakenBy,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  hour,
  inboundMail,
  policyOf,
  requireConversation,
} from '../support/world.ts'

/** A memory store that remembers what it was asked to write. */
const remembering = (): { readonly store: Store; readonly written: ChangeSet[] } => {
  const store = memoryStore()
  const written: ChangeSet[] = []
  const commit: Store['commit'] = (changes) => {
    written.push(changes)
    return store.commit(changes)
  }
  return { store: { ...store, commit }, written }
}

describe('one active conversation', () => {
  it('O-1, K-1: another session, or a word of ours to another address, is a contact beside it', async () => {
    const w = createWorld()
    await w.customerWrites('one', { channel: 'chat', from: 'ada', session: 's1' })
    await w.agentWrites('two', { channel: 'chat', session: 's2' })
    await w.agentWrites('three', { channel: 'sms', to: '+4930123456' })
    const { conversation } = await w.agentWrites('four', { channel: 'chat', session: 's1' })
    expect(
      requireConversation(conversation).contacts.map(({ channel, address, session }) => [
        channel,
        address,
        session,
      ]),
    ).toEqual([
      ['chat', 'handle:chat:ada', 's1'],
      ['chat', 'handle:chat:ada', 's2'],
      ['sms', 'phone:+4930123456', null],
    ])
  })

  it('O-1: whatever channel, endpoint or topic a message has, it joins the active one', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const { conversation } = await w.customerWrites('one')
    for (const more of [
      { channel: 'sms', from: '+491234567890' },
      { channel: 'chat', from: 'ada', session: 's1' },
      { endpoint: 'sales@shop.example' },
      { topics: ['billing'] },
    ])
      expect((await w.customerWrites('more', { id: null, ...more })).conversation?.id).toBe(conversation?.id)
    const { counts } = await expectOk(w.desk.counts())
    expect(counts).toEqual({ new: 1, open: 0, waiting: 0, closed: 0 })
  })

  it('O-1, R-2: an agent cannot start a second one either', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('one')
    const refused = await expectRefusal(
      w.desk.send({ customer: 'ada', agent: 'sam', channel: 'email', text: 'New', intent: 'new' }),
    )
    expect(refused).toMatchObject({ code: 'outbound.conversation_active', active: conversation?.id })
    const called = await expectRefusal(
      w.desk.dial({ customer: 'ada', agent: 'sam', id: 'c', to: '+4930123456', intent: 'new' }),
    )
    expect(called).toMatchObject({ code: 'outbound.conversation_active' })
  })

  it('O-2: the key is the customer: two identities on one channel share the conversation', async () => {
    const w = createWorld()
    const one = await w.customerWrites('one', { channel: 'messenger', from: 'ada.private' })
    const two = await w.customerWrites('two', { channel: 'messenger', from: 'ada.work' })
    expect(two).toMatchObject({ outcome: 'append', conversation: { id: one.conversation?.id } })
    expect(requireConversation(two.conversation).contacts).toHaveLength(2)
  })

  it('O-3: a reopening while another is active is refused', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const first = await w.customerWrites('one')
    await w.agentCloses()
    const second = await w.customerWrites('two')
    const reopen = { customer: 'ada', agent: 'sam', conversation: first.conversation?.id }
    expect(await expectRefusal(w.desk.reopen(reopen))).toMatchObject({
      code: 'conversation.another_active',
      rule: 'O-3',
      active: second.conversation?.id,
    })
    expect(
      await expectRefusal(w.desk.reopen({ customer: 'ada', agent: 'sam', conversation: 'x' })),
    ).toMatchObject({
      code: 'conversation.none',
    })
    await w.agentCloses()
    expect((await expectOk(w.desk.reopen(reopen))).conversation?.id).toBe(first.conversation?.id)
    expect(await expectRefusal(w.desk.reopen(reopen))).toMatchObject({ code: 'conversation.not_closed' })
  })

  it('O-3: of a reopening and a new one at once the second is decided again and joins', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const first = await w.customerWrites('one')
    await w.agentCloses()
    const reopen = () => expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    const heard = await expectOk(deskOvertakenBy(w, reopen).receive(inboundMail('two', { customer: 'ada' })))
    expect(heard).toMatchObject({ outcome: 'append', conversation: { id: first.conversation?.id } })
    const second = await expectOk(
      deskOvertakenBy(w, async () => {
        await w.agentCloses()
        await w.customerWrites('three')
      }).note({ customer: 'ada', agent: 'sam', text: 'Hm' }),
    )
    expect(second.conversation?.follows).toBe(first.conversation?.id)
  })

  it('O-4: two openings at once: the loser decides again on fresh state', async () => {
    const w = createWorld()
    const heard = await expectOk(
      deskOvertakenBy(w, () => w.customerWrites('one')).receive(inboundMail('two')),
    )
    expect(heard).toMatchObject({ outcome: 'append', customer: 'ada' })
    expect(w.store.trips).toEqual({ loads: 3, commits: 3, conflicts: 1 })
  })

  it('O-4: so does a close that a message overtakes, and sees it', async () => {
    const w = createWorld()
    const { version } = await w.customerWrites('one')
    const late = deskOvertakenBy(w, () => w.customerWrites('two'))
    const refused = await expectRefusal(late.close({ customer: 'ada', agent: 'sam', version, force: true }))
    expect(refused).toMatchObject({ code: 'conversation.unseen_message', version: version + 1 })
  })

  it('O-4: the atomic write enforces it: a change set decided on an old head is refused whole', async () => {
    const { store, written } = remembering()
    const w = createWorld({ store })
    await w.customerWrites('one')
    const [first] = written
    if (first === undefined) throw new Error('nothing was written')
    const events = first.events.map((event) => ({ ...event, id: `other-${event.id}` }))
    expect(await store.commit({ ...first, events, claims: [] })).toEqual({
      ok: false,
      conflict: { kind: 'stale', key: 'ada' },
    })
    expect(await store.commit(first)).toMatchObject({ ok: false, conflict: { kind: 'repeated' } })
    const elsewhere = { ...first, expected: [{ customer: 'bob', head: 0 }], events: [] }
    expect(await store.commit({ ...elsewhere, customers: [], conversations: [] })).toEqual({
      ok: false,
      conflict: { kind: 'claimed', key: 'email:ada@example.com' },
    })
    expect(await w.events()).toEqual(first.events)
  })

  it('O-5: a conversation and its first message are one write', async () => {
    const { store, written } = remembering()
    const w = createWorld({ store })
    await w.customerWrites('one')
    expect(written).toHaveLength(1)
    expect(eventTypesOf(written[0]?.events ?? [])).toEqual(
      expect.arrayContaining(['conversation.started', 'contact.started', 'message.received']),
    )
    expect(written[0]?.conversations).toHaveLength(1)
  })

  it('O-5: none is ever empty, however a write fails', async () => {
    const { store } = remembering()
    const commit: Store['commit'] = async () => {
      throw new Error('the database is away')
    }
    const w = createWorld({ store: { ...store, commit } })
    await expect(w.customerWrites('one')).rejects.toThrow('the database is away')
    expect(await w.events()).toEqual([])
    expect((await expectOk(w.desk.counts())).counts).toEqual({ new: 0, open: 0, waiting: 0, closed: 0 })
    await expect(w.customerWrites('one')).rejects.toThrow()
  })

  it('O-7: every change set names the sequence it saw and raises it; events take theirs from it', async () => {
    const { store, written } = remembering()
    const w = createWorld({ store })
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    w.advance(hour)
    await w.customerWrites('two', { from: 'ada@home.example' })
    await w.agentCloses()
    await expectOk(w.desk.register({ customer: 'bob' }))
    await expectOk(
      w.desk.moveAddress({ customer: 'ada', channel: 'email', address: 'ada@home.example', to: 'bob' }),
    )
    const heads = new Map<string, number>()
    for (const { expected, events } of written)
      for (const { customer, head } of expected) {
        expect(head).toBe(heads.get(customer) ?? 0)
        const own = events.filter((event) => event.customer === customer)
        expect(own.map(({ seq }) => seq)).toEqual(own.map((_, at) => head + at + 1))
        heads.set(customer, head + own.length)
      }
    expect(written.at(-1)?.expected.map(({ customer }) => customer)).toEqual(['ada', 'bob'])
    expect(heads.get('ada')).toBe((await expectOk(w.desk.current('ada'))).version)
  })

  it('O-7: closed conversations are written before active ones, and customers in their order', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    await w.customerWrites('one')
    const closed = requireConversation((await w.agentCloses()).conversation)
    const active = requireConversation((await w.customerWrites('two')).conversation)
    await w.customerWrites('three', { customer: 'bob', from: 'bob@example.com' })
    const [ada, bob] = await w.store.load(['ada', 'bob'].map((customer) => snapshotQuery({ customer })))
    if (ada?.customer == null || bob?.customer == null) throw new Error('nobody is there')
    const nothing = { events: [], claims: [] }
    const effects = [
      { before: bob, customer: { ...bob.customer, blocked: true }, conversations: [], ...nothing },
      { before: ada, customer: ada.customer, conversations: [active, closed], ...nothing },
    ]
    const changes = changeSetOf(effects, policyOf())
    expect(changes.expected).toEqual([
      { customer: 'ada', head: ada.head },
      { customer: 'bob', head: bob.head },
    ])
    expect(changes.customers.map(({ id }) => id)).toEqual(['bob'])
    expect(changes.conversations.map(({ status, dueAt }) => [status, dueAt])).toEqual([
      ['closed', null],
      ['new', null],
    ])
  })
})

describe('commands', () => {
  it('O-4: a command given twice has one effect, and says what it was', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const send = { customer: 'ada', agent: 'sam', channel: 'email', text: 'Hi', commandId: 'send-1' }
    const first = await expectOk(w.desk.send(send))
    const again = await expectOk(w.desk.send({ ...send, text: 'something else' }))
    expect(again).toMatchObject({ repeated: true, events: first.events, version: first.version })
    expect(again.conversation).toEqual(first.conversation)
    expect(eventsOfType(await w.events(), 'message.sent')).toHaveLength(1)
  })

  it('O-4: a repeated command is answered from the past, whatever has happened since', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const note = { customer: 'ada', agent: 'sam', text: 'Hm', commandId: 'note-1' }
    await expectOk(w.desk.note(note))
    await w.agentCloses()
    expect(await expectOk(w.desk.note(note))).toMatchObject({ repeated: true, status: 'closed' })
  })

  it('O-4: commands of one customer queue up in a process; those of two do not wait for each other', async () => {
    const w = createWorld()
    await Promise.all(['one', 'two', 'three'].map((text) => w.customerWrites(text)))
    expect(w.store.trips).toEqual({ loads: 3, commits: 3, conflicts: 0 })
    const { loads } = w.store.trips
    await Promise.all(
      ['ada', 'bob', 'cyd'].map((customer) => w.customerWrites('x', { customer, from: null, id: customer })),
    )
    expect(w.store.trips.loads).toBe(loads + 3)
  })

  it('O-4: one that fails does not hold up the next', async () => {
    const w = createWorld()
    let away = true
    const desk = w.anotherDesk({
      store: {
        ...w.store,
        load: (queries) => (away ? Promise.reject(new Error('away')) : w.store.load(queries)),
      },
    })
    const [first, second] = await Promise.allSettled([
      desk.receive(inboundMail('one')),
      desk.receive(inboundMail('two')).finally(() => {
        away = false
      }),
    ])
    expect([first?.status, second?.status]).toEqual(['rejected', 'rejected'])
    expect((await expectOk(desk.receive(inboundMail('three')))).outcome).toBe('start')
  })
})
