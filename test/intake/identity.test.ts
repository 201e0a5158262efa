import { describe, expect, it } from 'vitest'
import { snapshotQuery } from '../../src/index.ts'
import {
  createWorld,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  findStoreFaults,
  inboundMail,
  requireConversation,
} from '../support/world.ts'

const addressesOf = async (w: ReturnType<typeof createWorld>, customer: string): Promise<readonly string[]> =>
  (await expectOk(w.desk.current(customer))).customer.addresses.map(({ key }) => key)

describe('who writes', () => {
  it('I-0: a stranger becomes a customer in the same write as his conversation', async () => {
    const { desk, store } = createWorld()
    const { customer, conversation, events } = await expectOk(desk.receive(inboundMail('Broken vase')))
    expect(store.trips).toEqual({ loads: 1, commits: 1, conflicts: 0 })
    expect(eventTypesOf(events).slice(0, 2)).toEqual(['customer.registered', 'conversation.started'])
    expect(conversation?.customer).toBe(customer)
    expect(customer).toBe(events[0]?.id)
  })

  it('I-0: the owner of the address writes, however the address is written', async () => {
    const { desk } = createWorld()
    const first = await expectOk(desk.receive(inboundMail('one', { from: 'Ada <ADA@example.com>' })))
    const second = await expectOk(desk.receive(inboundMail('two', { from: 'ada@example.com' })))
    expect(second.customer).toBe(first.customer)
    expect(second.outcome).toBe('append')
  })

  it('I-0: a number is one person on every channel of numbers, a handle on its own alone', async () => {
    const { desk } = createWorld()
    const from = '+49 30 1234567'
    const sms = await expectOk(desk.receive({ channel: 'sms', from, text: 'by SMS' }))
    const whatsapp = await expectOk(desk.receive({ channel: 'whatsapp', from, text: 'by WhatsApp' }))
    const chat = await expectOk(desk.receive({ channel: 'chat', from: 'ada', text: 'by chat' }))
    const messenger = await expectOk(
      desk.receive({ channel: 'messenger', from: 'ada', text: 'by Messenger' }),
    )
    expect(whatsapp.customer).toBe(sms.customer)
    expect(new Set([sms.customer, chat.customer, messenger.customer]).size).toBe(3)
  })

  it('I-0: the customer whom the host names, known or not, wins over the address', async () => {
    const w = createWorld()
    const stranger = await expectOk(w.desk.receive(inboundMail('before', { from: 'both@example.com' })))
    const { customer } = await w.customerWrites('after', { from: 'both@example.com' })
    expect(customer).toBe('ada')
    expect(stranger.customer).not.toBe('ada')
  })

  it('I-0: a named customer gains an address that nobody owns, once', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const { events } = await w.customerWrites('two', { from: 'ada@home.example' })
    await w.customerWrites('three', { from: 'ada@home.example' })
    expect(eventsOfType(events, 'customer.address_added')).toHaveLength(1)
    expect(await addressesOf(w, 'ada')).toEqual(['email:ada@example.com', 'email:ada@home.example'])
    expect((await expectOk(w.desk.receive(inboundMail('four', { from: 'ada@home.example' })))).customer).toBe(
      'ada',
    )
  })

  it('I-0: an address that has an owner stays with him, the message keeps it, and an event says so', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const { events, conversation } = await w.customerWrites('two', { customer: 'bob' })
    const [conflict] = eventsOfType(events, 'customer.address_conflict')
    expect(conflict?.data).toEqual({ key: 'email:ada@example.com', owner: 'ada' })
    expect(conversation?.contacts[0]?.address).toBe('email:ada@example.com')
    expect(await addressesOf(w, 'bob')).toEqual([])
    const again = await w.customerWrites('three', { customer: 'bob' })
    expect(eventsOfType(again.events, 'customer.address_conflict')).toHaveLength(1)
    expect((await expectOk(w.desk.receive(inboundMail('four')))).customer).toBe('ada')
  })

  it.each(['<>', 'Anonymous', ' unknown '])(
    'I-0: the writer of a message from %j that answers nothing is new each time',
    async (from) => {
      const { desk } = createWorld()
      const one = await expectOk(desk.receive({ channel: 'email', from, text: 'one' }))
      const two = await expectOk(desk.receive({ channel: 'email', from, text: 'two' }))
      expect([one.outcome, two.outcome]).toEqual(['start', 'start'])
      expect(one.customer).not.toBe(two.customer)
      expect(one.conversation?.contacts[0]?.address).toBeNull()
    },
  )

  it('I-0: an empty customer is none, not one whom all strangers share', async () => {
    const { desk } = createWorld()
    const one = await expectOk(desk.receive(inboundMail('one', { customer: '' })))
    const two = await expectOk(desk.receive(inboundMail('two', { customer: '', from: 'bob@example.com' })))
    expect(one.customer).not.toBe('')
    expect(two.customer).not.toBe(one.customer)
  })

  it('I-0: who hides is found by what he answers', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer', { id: '<answer@us>' })
    const { customer, outcome } = await expectOk(
      w.desk.receive({ channel: 'email', text: 'Thanks', thread: { inReplyTo: '<answer@us>' } }),
    )
    expect([customer, outcome]).toEqual(['ada', 'append'])
  })
})

describe('threads', () => {
  /** Ada and Sam talk; Cc to the carrier. */
  const talk = async () => {
    const w = createWorld()
    await w.customerWrites('Where is my vase?')
    await w.agentWrites('We asked the carrier', { id: '<answer@us>', cc: ['carrier@example.org'] })
    return w
  }
  const answer = (from: string, text = 'It is in Porto') =>
    inboundMail(text, { from, thread: { inReplyTo: '<answer@us>' } })

  it('I-16: an address to which we sent the very message joins its thread as a third party', async () => {
    const w = await talk()
    const { customer, outcome, conversation, events } = await expectOk(
      w.desk.receive(answer('carrier@example.org')),
    )
    expect([customer, outcome]).toEqual(['ada', 'append'])
    expect(events.at(-1)?.actor).toEqual({ kind: 'third_party', id: 'email:carrier@example.org' })
    expect(conversation?.contacts.map(({ address }) => address)).toEqual([
      'email:ada@example.com',
      'email:carrier@example.org',
    ])
    expect(conversation?.pendingReplies).toMatchObject([
      { contact: conversation?.contacts[1]?.id, waitingSince: w.now(), laterTimes: [], overdueAt: null },
    ])
  })

  it('takes an answer from the customer’s own address for the customer’s, not a third party’s (I-16)', async () => {
    const w = createWorld()
    const { customer } = await expectOk(w.desk.receive(inboundMail('Where is my vase?')))
    await w.agentWrites('On its way', { customer: customer ?? '', id: '<ours@mail>' })
    const answer = await expectOk(
      w.desk.receive(inboundMail('Thanks', { thread: { inReplyTo: '<ours@mail>' } })),
    )
    expect(eventsOfType(answer.events, 'message.received')[0]?.actor).toEqual({
      kind: 'customer',
      id: customer,
    })
    expect(requireConversation(answer.conversation).contacts).toHaveLength(1)
  })

  it('I-16: a third party makes no customer and gives none an address', async () => {
    const w = await talk()
    await expectOk(w.desk.receive(answer('carrier@example.org')))
    expect(await addressesOf(w, 'ada')).toEqual(['email:ada@example.com'])
    expect(new Set((await w.events()).map(({ customer }) => customer))).toEqual(new Set(['ada']))
    const own = await expectOk(
      w.desk.receive(inboundMail('About my own order', { from: 'carrier@example.org' })),
    )
    expect(own.customer).not.toBe('ada')
  })

  it('I-16: a third party that has become a customer still joins the thread it answers', async () => {
    const w = await talk()
    await expectOk(w.desk.receive(inboundMail('About my own order', { from: 'carrier@example.org' })))
    expect((await expectOk(w.desk.receive(answer('carrier@example.org')))).customer).toBe('ada')
  })

  it('I-16: who was not written to goes to his own conversation, with the reference', async () => {
    const w = await talk()
    const { customer, outcome, events } = await expectOk(w.desk.receive(answer('eve@example.net')))
    expect(customer).not.toBe('ada')
    expect(outcome).toBe('start')
    const [received] = eventsOfType(events, 'message.received')
    const [sent] = eventsOfType(await w.events('ada'), 'message.sent')
    expect(eventDataOf(received)['references']).toEqual(eventDataOf(sent)['refs'])
  })

  it('I-16: quoting what the customer wrote lets nobody in', async () => {
    const w = await talk()
    const quote = { inReplyTo: '<Where is my vase?@mail>' }
    const { customer } = await expectOk(
      w.desk.receive(inboundMail('Me too', { from: 'carrier@example.org', thread: quote })),
    )
    expect(customer).not.toBe('ada')
  })

  it('I-16: a customer whom the host names goes to his own conversation, whatever he quotes', async () => {
    const w = await talk()
    const { customer, outcome } = await expectOk(
      w.desk.receive({ ...answer('carrier@example.org'), customer: 'carrier' }),
    )
    expect([customer, outcome]).toEqual(['carrier', 'start'])
  })

  it('I-16: the token that a host gave to a message names its thread', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer', { token: 'conv-4711' })
    const { customer } = await expectOk(
      w.desk.receive({ channel: 'email', text: 'Thanks', thread: { token: 'conv-4711' } }),
    )
    expect(customer).toBe('ada')
  })

  it('I-16: the headers name the thread where nothing else does', async () => {
    const w = await talk()
    const headers = { References: '<0@elsewhere> <answer@us>' }
    const { customer } = await expectOk(
      w.desk.receive(inboundMail('In Porto', { from: 'carrier@example.org', headers })),
    )
    expect(customer).toBe('ada')
  })

  it.each(['.*', '(', '[a-', '\\', '$&', '<.*>', '<<answer@us>', 'answer@u.'])(
    'I-16: "%s" is an id and no pattern',
    async (inReplyTo) => {
      const w = await talk()
      const { customer } = await expectOk(
        w.desk.receive(inboundMail('Me', { from: 'carrier@example.org', thread: { inReplyTo } })),
      )
      expect(customer === 'ada').toBe(inReplyTo === '<<answer@us>')
    },
  )

  it('I-16: the same id on another channel is another message', async () => {
    const w = createWorld()
    await w.customerWrites('one', { channel: 'sms', from: '+491234567890' })
    await w.agentWrites('An answer', { channel: 'sms', id: '17' })
    const { customer } = await expectOk(
      w.desk.receive({ channel: 'email', text: 'Hello', thread: { inReplyTo: '17' } }),
    )
    expect(customer).not.toBe('ada')
  })
})

describe('shared addresses', () => {
  const office = { channel: 'voice', shared: true, from: '+4930111111' } as const

  it('I-17: a landline identifies nobody: each caller is a customer of his own', async () => {
    const { desk } = createWorld()
    const one = await expectOk(desk.startCall({ ...office, id: 'one' }))
    const two = await expectOk(desk.startCall({ ...office, id: 'two' }))
    expect(one.customer).not.toBe(two.customer)
    expect([one.outcome, two.outcome]).toEqual(['start', 'start'])
  })

  it('I-17: it is listed by those who use it, claimed by none of them', async () => {
    const w = createWorld()
    const shared = { from: 'office@example.com', shared: true }
    await w.customerWrites('one', shared)
    await w.customerWrites('two', { ...shared, customer: 'bob' })
    for (const customer of ['ada', 'bob'])
      expect(await addressesOf(w, customer)).toEqual(['email:office@example.com'])
    expect(
      (await expectOk(w.desk.receive(inboundMail('three', { from: 'office@example.com' })))).customer,
    ).not.toBe('ada')
  })

  it('keeps an address shared when an inbound comes without the flag (I-17)', async () => {
    const w = createWorld()
    const from = 'office@example.com'
    await w.customerWrites('one', { from, shared: true })
    await w.customerWrites('two', { from })
    await w.customerWrites('three', { from, customer: 'bob' })
    for (const customer of ['ada', 'bob'])
      expect((await expectOk(w.desk.current(customer))).customer.addresses).toMatchObject([
        { key: 'email:office@example.com', shared: true },
      ])
    const strangers = [
      inboundMail('four', { from }),
      inboundMail('five', { from }),
      inboundMail('five', { from }),
    ]
    const heard = await Promise.all(strangers.map((message) => expectOk(w.desk.receive(message))))
    expect(heard.map(({ outcome }) => outcome)).toEqual(['start', 'start', 'duplicate'])
    expect(new Set(heard.map(({ customer }) => customer)).size).toBe(2)
    expect(await w.store.load([snapshotQuery({ address: 'email:office@example.com' })])).toMatchObject([
      { addressOwner: '(shared)', customer: null },
    ])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('reads a call from a shared number as anonymous, flag or not (I-17)', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ addresses: [{ channel: 'voice', address: office.from, shared: true }] }))
    const call = { from: office.from, id: 'one' }
    const { customer } = await expectOk(w.desk.startCall(call))
    expect((await expectOk(w.desk.startCall(call))).outcome).toBe('duplicate')
    expect((await expectOk(w.desk.endCall({ ...call, by: 'customer' }))).customer).toBe(customer)
    expect((await expectOk(w.desk.startCall({ ...call, id: 'two' }))).customer).not.toBe(customer)
  })

  it('un-shares an address by a command that says so, and by nothing else (I-17, CU-1)', async () => {
    const w = createWorld()
    const address = { channel: 'email', address: 'office@example.com' }
    await expectOk(w.desk.register({ customer: 'ada', addresses: [{ ...address, shared: true }] }))
    await expectOk(w.desk.register({ customer: 'bob', addresses: [{ ...address, shared: false }] }))
    await expectOk(w.desk.addAddress({ customer: 'bob', ...address }))
    await expectOk(w.desk.removeAddress({ customer: 'ada', ...address }))
    await expectOk(w.desk.erase({ customer: 'ada' }))
    const heard = async (n: string) =>
      (await expectOk(w.desk.receive(inboundMail(n, { from: address.address })))).customer
    expect(await heard('one')).not.toBe('bob')
    const own = { customer: 'bob', ...address, shared: false }
    const { events } = await expectOk(w.desk.addAddress(own))
    expect(events).toMatchObject([{ type: 'customer.address_added', data: { address: { shared: false } } }])
    expect(await expectOk(w.desk.addAddress(own))).toMatchObject({ events: [] })
    expect(await heard('two')).toBe('bob')
    expect(await expectRefusal(w.desk.addAddress({ ...own, customer: 'ada' }))).toMatchObject({
      owner: 'bob',
    })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('shares an address that its owner adds as shared (I-17)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const address = { channel: 'email', address: 'ada@example.com', shared: true }
    await expectOk(w.desk.addAddress({ customer: 'ada', ...address }))
    expect((await expectOk(w.desk.receive(inboundMail('two')))).customer).not.toBe('ada')
    expect(await expectOk(w.desk.addAddress({ customer: 'ada', ...address }))).toMatchObject({ events: [] })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('I-17: from a shared address the thread says who it is', async () => {
    const w = createWorld()
    await w.customerWrites('one', { from: 'office@example.com', shared: true })
    await w.agentWrites('An answer', { id: '<answer@us>', to: 'office@example.com' })
    const { customer, events } = await expectOk(
      w.desk.receive(
        inboundMail('Thanks', {
          from: 'office@example.com',
          shared: true,
          thread: { inReplyTo: '<answer@us>' },
        }),
      ),
    )
    expect(customer).toBe('ada')
    expect(events.at(-1)?.actor).toEqual({ kind: 'customer', id: 'ada' })
  })

  it.each(['<answer@us>', '<Where is my vase?@mail>'])(
    'I-17, I-16: it lets nobody into a thread that never went to it, whatever he quotes: %s',
    async (inReplyTo) => {
      const w = createWorld()
      await w.customerWrites('Where is my vase?')
      await w.agentWrites('We asked the carrier', { id: '<answer@us>' })
      const shared = { from: 'office@example.com', shared: true, thread: { inReplyTo } }
      const { customer, outcome } = await expectOk(w.desk.receive(inboundMail('Me too', shared)))
      expect(customer).not.toBe('ada')
      expect(outcome).toBe('start')
    },
  )

  it('I-17: other content under the id of an anonymous message is somebody else’s', async () => {
    const { desk } = createWorld()
    const shared = { from: 'office@example.com', shared: true, id: '<1@mail>' }
    const one = await expectOk(desk.receive(inboundMail('one', shared)))
    const two = await expectOk(desk.receive(inboundMail('two', shared)))
    const retry = await expectOk(desk.receive(inboundMail('two', shared)))
    expect(two.customer).not.toBe(one.customer)
    expect([one.outcome, two.outcome, retry.outcome]).toEqual(['start', 'start', 'duplicate'])
    expect(retry.customer).toBe(two.customer)
  })
})

describe('refusals', () => {
  it('I-0: commands for a customer nobody has heard of are refused', async () => {
    const { desk } = createWorld()
    const emptySnapshot = { customer: 'nobody' }
    for (const refused of [
      await expectRefusal(desk.current('nobody')),
      await expectRefusal(desk.close({ ...emptySnapshot, version: 0 })),
      await expectRefusal(desk.reopen(emptySnapshot)),
      await expectRefusal(desk.block(emptySnapshot)),
      await expectRefusal(desk.unblock(emptySnapshot)),
      await expectRefusal(desk.note({ ...emptySnapshot, text: 'Hm' })),
      await expectRefusal(desk.addAddress({ ...emptySnapshot, channel: 'email', address: 'a@example.com' })),
      await expectRefusal(
        desk.removeAddress({ ...emptySnapshot, channel: 'email', address: 'a@example.com' }),
      ),
      await expectRefusal(desk.canReply({ ...emptySnapshot, channel: 'whatsapp' })),
    ])
      expect(refused).toMatchObject({ code: 'customer.unknown', rule: 'I-0' })
  })

  it('I-0: a word of ours makes the customer whom the host names', async () => {
    const w = createWorld()
    const { customer, conversation, events } = await w.agentWrites('Welcome', { to: 'ada@example.com' })
    expect(customer).toBe('ada')
    expect(eventTypesOf(events)[0]).toBe('customer.registered')
    expect(requireConversation(conversation).agent).toBe('sam')
  })
})
