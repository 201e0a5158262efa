import { describe, expect, it } from 'vitest'
import { findOf } from '../../src/index.ts'
import { dataOf, faultsOf, mail, no, ofType, there, typesOf, world, yes } from '../support/world.ts'

const addressesOf = async (w: ReturnType<typeof world>, customer: string): Promise<readonly string[]> =>
  (await yes(w.desk.current(customer))).customer.addresses.map(({ key }) => key)

describe('who writes', () => {
  it('I-0: a stranger becomes a customer in the same write as his conversation', async () => {
    const { desk, store } = world()
    const { customer, conversation, events } = await yes(desk.receive(mail('Broken vase')))
    expect(store.trips).toEqual({ finds: 1, commits: 1, conflicts: 0 })
    expect(typesOf(events).slice(0, 2)).toEqual(['customer.registered', 'conversation.started'])
    expect(conversation?.customer).toBe(customer)
    expect(customer).toBe(events[0]?.id)
  })

  it('I-0: the owner of the address writes, however the address is written', async () => {
    const { desk } = world()
    const first = await yes(desk.receive(mail('one', { from: 'Ada <ADA@example.com>' })))
    const second = await yes(desk.receive(mail('two', { from: 'ada@example.com' })))
    expect(second.customer).toBe(first.customer)
    expect(second.outcome).toBe('append')
  })

  it('I-0: a number is one person on every channel of numbers, a handle on its own alone', async () => {
    const { desk } = world()
    const from = '+49 30 1234567'
    const sms = await yes(desk.receive({ channel: 'sms', from, text: 'by SMS' }))
    const whatsapp = await yes(desk.receive({ channel: 'whatsapp', from, text: 'by WhatsApp' }))
    const chat = await yes(desk.receive({ channel: 'chat', from: 'ada', text: 'by chat' }))
    const messenger = await yes(desk.receive({ channel: 'messenger', from: 'ada', text: 'by Messenger' }))
    expect(whatsapp.customer).toBe(sms.customer)
    expect(new Set([sms.customer, chat.customer, messenger.customer]).size).toBe(3)
  })

  it('I-0: the customer whom the host names, known or not, wins over the address', async () => {
    const w = world()
    const stranger = await yes(w.desk.receive(mail('before', { from: 'both@example.com' })))
    const { customer } = await w.hear('after', { from: 'both@example.com' })
    expect(customer).toBe('ada')
    expect(stranger.customer).not.toBe('ada')
  })

  it('I-0: a named customer gains an address that nobody owns, once', async () => {
    const w = world()
    await w.hear('one')
    const { events } = await w.hear('two', { from: 'ada@home.example' })
    await w.hear('three', { from: 'ada@home.example' })
    expect(ofType(events, 'customer.address_added')).toHaveLength(1)
    expect(await addressesOf(w, 'ada')).toEqual(['email:ada@example.com', 'email:ada@home.example'])
    expect((await yes(w.desk.receive(mail('four', { from: 'ada@home.example' })))).customer).toBe('ada')
  })

  it('I-0: an address that has an owner stays with him, the message keeps it, and an event says so', async () => {
    const w = world()
    await w.hear('one')
    const { events, conversation } = await w.hear('two', { customer: 'bob' })
    const [conflict] = ofType(events, 'identity.conflict')
    expect(conflict?.data).toEqual({ key: 'email:ada@example.com', holder: 'ada' })
    expect(conversation?.contacts[0]?.address).toBe('email:ada@example.com')
    expect(await addressesOf(w, 'bob')).toEqual([])
    const again = await w.hear('three', { customer: 'bob' })
    expect(ofType(again.events, 'identity.conflict')).toHaveLength(1)
    expect((await yes(w.desk.receive(mail('four')))).customer).toBe('ada')
  })

  it.each(['<>', 'Anonymous', ' unknown '])(
    'I-0: the writer of a message from %j that answers nothing is new each time',
    async (from) => {
      const { desk } = world()
      const one = await yes(desk.receive({ channel: 'email', from, text: 'one' }))
      const two = await yes(desk.receive({ channel: 'email', from, text: 'two' }))
      expect([one.outcome, two.outcome]).toEqual(['start', 'start'])
      expect(one.customer).not.toBe(two.customer)
      expect(one.conversation?.contacts[0]?.address).toBeNull()
    },
  )

  it('I-0: an empty customer is none, not one whom all strangers share', async () => {
    const { desk } = world()
    const one = await yes(desk.receive(mail('one', { customer: '' })))
    const two = await yes(desk.receive(mail('two', { customer: '', from: 'bob@example.com' })))
    expect(one.customer).not.toBe('')
    expect(two.customer).not.toBe(one.customer)
  })

  it('I-0: who hides is found by what he answers', async () => {
    const w = world()
    await w.hear('one')
    await w.say('An answer', { id: '<answer@us>' })
    const { customer, outcome } = await yes(
      w.desk.receive({ channel: 'email', text: 'Thanks', thread: { inReplyTo: '<answer@us>' } }),
    )
    expect([customer, outcome]).toEqual(['ada', 'append'])
  })
})

describe('threads', () => {
  /** Ada and Sam talk; Cc to the carrier. */
  const talk = async () => {
    const w = world()
    await w.hear('Where is my vase?')
    await w.say('We asked the carrier', { id: '<answer@us>', cc: ['carrier@example.org'] })
    return w
  }
  const answer = (from: string, text = 'It is in Porto') =>
    mail(text, { from, thread: { inReplyTo: '<answer@us>' } })

  it('I-16: an address to which we sent the very message joins its thread as a third party', async () => {
    const w = await talk()
    const { customer, outcome, conversation, events } = await yes(
      w.desk.receive(answer('carrier@example.org')),
    )
    expect([customer, outcome]).toEqual(['ada', 'append'])
    expect(events.at(-1)?.actor).toEqual({ kind: 'other', id: 'email:carrier@example.org' })
    expect(conversation?.contacts.map(({ address }) => address)).toEqual([
      'email:ada@example.com',
      'email:carrier@example.org',
    ])
    expect(conversation?.owed).toMatchObject([
      { contact: conversation?.contacts[1]?.id, since: w.now(), more: [], overdueAt: null },
    ])
  })

  it('takes an answer from the customer’s own address for the customer’s, not a third party’s (I-16)', async () => {
    const w = world()
    const { customer } = await yes(w.desk.receive(mail('Where is my vase?')))
    await w.say('On its way', { customer: customer ?? '', id: '<ours@mail>' })
    const answer = await yes(w.desk.receive(mail('Thanks', { thread: { inReplyTo: '<ours@mail>' } })))
    expect(ofType(answer.events, 'message.received')[0]?.actor).toEqual({ kind: 'customer', id: customer })
    expect(there(answer.conversation).contacts).toHaveLength(1)
  })

  it('I-16: a third party makes no customer and gives none an address', async () => {
    const w = await talk()
    await yes(w.desk.receive(answer('carrier@example.org')))
    expect(await addressesOf(w, 'ada')).toEqual(['email:ada@example.com'])
    expect(new Set((await w.events()).map(({ customer }) => customer))).toEqual(new Set(['ada']))
    const own = await yes(w.desk.receive(mail('About my own order', { from: 'carrier@example.org' })))
    expect(own.customer).not.toBe('ada')
  })

  it('I-16: a third party that has become a customer still joins the thread it answers', async () => {
    const w = await talk()
    await yes(w.desk.receive(mail('About my own order', { from: 'carrier@example.org' })))
    expect((await yes(w.desk.receive(answer('carrier@example.org')))).customer).toBe('ada')
  })

  it('I-16: who was not written to goes to his own conversation, with the reference', async () => {
    const w = await talk()
    const { customer, outcome, events } = await yes(w.desk.receive(answer('eve@example.net')))
    expect(customer).not.toBe('ada')
    expect(outcome).toBe('start')
    const [received] = ofType(events, 'message.received')
    const [sent] = ofType(await w.events('ada'), 'message.sent')
    expect(dataOf(received)['quotes']).toEqual(dataOf(sent)['refs'])
  })

  it('I-16: quoting what the customer wrote lets nobody in', async () => {
    const w = await talk()
    const quote = { inReplyTo: '<Where is my vase?@mail>' }
    const { customer } = await yes(
      w.desk.receive(mail('Me too', { from: 'carrier@example.org', thread: quote })),
    )
    expect(customer).not.toBe('ada')
  })

  it('I-16: a customer whom the host names goes to his own conversation, whatever he quotes', async () => {
    const w = await talk()
    const { customer, outcome } = await yes(
      w.desk.receive({ ...answer('carrier@example.org'), customer: 'carrier' }),
    )
    expect([customer, outcome]).toEqual(['carrier', 'start'])
  })

  it('I-16: the token that a host gave to a message names its thread', async () => {
    const w = world()
    await w.hear('one')
    await w.say('An answer', { token: 'conv-4711' })
    const { customer } = await yes(
      w.desk.receive({ channel: 'email', text: 'Thanks', thread: { token: 'conv-4711' } }),
    )
    expect(customer).toBe('ada')
  })

  it('I-16: the headers name the thread where nothing else does', async () => {
    const w = await talk()
    const headers = { References: '<0@elsewhere> <answer@us>' }
    const { customer } = await yes(w.desk.receive(mail('In Porto', { from: 'carrier@example.org', headers })))
    expect(customer).toBe('ada')
  })

  it.each(['.*', '(', '[a-', '\\', '$&', '<.*>', '<<answer@us>', 'answer@u.'])(
    'I-16: "%s" is an id and no pattern',
    async (inReplyTo) => {
      const w = await talk()
      const { customer } = await yes(
        w.desk.receive(mail('Me', { from: 'carrier@example.org', thread: { inReplyTo } })),
      )
      expect(customer === 'ada').toBe(inReplyTo === '<<answer@us>')
    },
  )

  it('I-16: the same id on another channel is another message', async () => {
    const w = world()
    await w.hear('one', { channel: 'sms', from: '+491234567890' })
    await w.say('An answer', { channel: 'sms', id: '17' })
    const { customer } = await yes(
      w.desk.receive({ channel: 'email', text: 'Hello', thread: { inReplyTo: '17' } }),
    )
    expect(customer).not.toBe('ada')
  })
})

describe('shared addresses', () => {
  const office = { channel: 'voice', shared: true, from: '+4930111111' } as const

  it('I-17: a landline identifies nobody: each caller is a customer of his own', async () => {
    const { desk } = world()
    const one = await yes(desk.startCall({ ...office, id: 'one' }))
    const two = await yes(desk.startCall({ ...office, id: 'two' }))
    expect(one.customer).not.toBe(two.customer)
    expect([one.outcome, two.outcome]).toEqual(['start', 'start'])
  })

  it('I-17: it is listed by those who use it, claimed by none of them', async () => {
    const w = world()
    const shared = { from: 'office@example.com', shared: true }
    await w.hear('one', shared)
    await w.hear('two', { ...shared, customer: 'bob' })
    for (const customer of ['ada', 'bob'])
      expect(await addressesOf(w, customer)).toEqual(['email:office@example.com'])
    expect((await yes(w.desk.receive(mail('three', { from: 'office@example.com' })))).customer).not.toBe(
      'ada',
    )
  })

  it('keeps an address shared when an inbound comes without the flag (I-17)', async () => {
    const w = world()
    const from = 'office@example.com'
    await w.hear('one', { from, shared: true })
    await w.hear('two', { from })
    await w.hear('three', { from, customer: 'bob' })
    for (const customer of ['ada', 'bob'])
      expect((await yes(w.desk.current(customer))).customer.addresses).toMatchObject([
        { key: 'email:office@example.com', shared: true },
      ])
    const strangers = [mail('four', { from }), mail('five', { from }), mail('five', { from })]
    const heard = await Promise.all(strangers.map((message) => yes(w.desk.receive(message))))
    expect(heard.map(({ outcome }) => outcome)).toEqual(['start', 'start', 'duplicate'])
    expect(new Set(heard.map(({ customer }) => customer)).size).toBe(2)
    expect(await w.store.find([findOf({ address: 'email:office@example.com' })])).toMatchObject([
      { holder: '(shared)', customer: null },
    ])
    expect(await faultsOf(w)).toEqual([])
  })

  it('reads a call from a shared number as anonymous, flag or not (I-17)', async () => {
    const w = world()
    await yes(w.desk.register({ addresses: [{ channel: 'voice', address: office.from, shared: true }] }))
    const call = { from: office.from, id: 'one' }
    const { customer } = await yes(w.desk.startCall(call))
    expect((await yes(w.desk.startCall(call))).outcome).toBe('duplicate')
    expect((await yes(w.desk.endCall({ ...call, by: 'customer' }))).customer).toBe(customer)
    expect((await yes(w.desk.startCall({ ...call, id: 'two' }))).customer).not.toBe(customer)
  })

  it('un-shares an address by a command that says so, and by nothing else (I-17, CU-1)', async () => {
    const w = world()
    const address = { channel: 'email', address: 'office@example.com' }
    await yes(w.desk.register({ customer: 'ada', addresses: [{ ...address, shared: true }] }))
    await yes(w.desk.register({ customer: 'bob', addresses: [{ ...address, shared: false }] }))
    await yes(w.desk.addAddress({ customer: 'bob', ...address }))
    await yes(w.desk.removeAddress({ customer: 'ada', ...address }))
    await yes(w.desk.erase({ customer: 'ada' }))
    const heard = async (n: string) =>
      (await yes(w.desk.receive(mail(n, { from: address.address })))).customer
    expect(await heard('one')).not.toBe('bob')
    const own = { customer: 'bob', ...address, shared: false }
    const { events } = await yes(w.desk.addAddress(own))
    expect(events).toMatchObject([{ type: 'customer.address_added', data: { address: { shared: false } } }])
    expect(await yes(w.desk.addAddress(own))).toMatchObject({ events: [] })
    expect(await heard('two')).toBe('bob')
    expect(await no(w.desk.addAddress({ ...own, customer: 'ada' }))).toMatchObject({ holder: 'bob' })
    expect(await faultsOf(w)).toEqual([])
  })

  it('shares an address that its owner adds as shared (I-17)', async () => {
    const w = world()
    await w.hear('one')
    const address = { channel: 'email', address: 'ada@example.com', shared: true }
    await yes(w.desk.addAddress({ customer: 'ada', ...address }))
    expect((await yes(w.desk.receive(mail('two')))).customer).not.toBe('ada')
    expect(await yes(w.desk.addAddress({ customer: 'ada', ...address }))).toMatchObject({ events: [] })
    expect(await faultsOf(w)).toEqual([])
  })

  it('I-17: from a shared address the thread says who it is', async () => {
    const w = world()
    await w.hear('one', { from: 'office@example.com', shared: true })
    await w.say('An answer', { id: '<answer@us>', to: 'office@example.com' })
    const { customer, events } = await yes(
      w.desk.receive(
        mail('Thanks', { from: 'office@example.com', shared: true, thread: { inReplyTo: '<answer@us>' } }),
      ),
    )
    expect(customer).toBe('ada')
    expect(events.at(-1)?.actor).toEqual({ kind: 'customer', id: 'ada' })
  })

  it.each(['<answer@us>', '<Where is my vase?@mail>'])(
    'I-17, I-16: it lets nobody into a thread that never went to it, whatever he quotes: %s',
    async (inReplyTo) => {
      const w = world()
      await w.hear('Where is my vase?')
      await w.say('We asked the carrier', { id: '<answer@us>' })
      const shared = { from: 'office@example.com', shared: true, thread: { inReplyTo } }
      const { customer, outcome } = await yes(w.desk.receive(mail('Me too', shared)))
      expect(customer).not.toBe('ada')
      expect(outcome).toBe('start')
    },
  )

  it('I-17: other content under the id of an anonymous message is somebody else’s', async () => {
    const { desk } = world()
    const shared = { from: 'office@example.com', shared: true, id: '<1@mail>' }
    const one = await yes(desk.receive(mail('one', shared)))
    const two = await yes(desk.receive(mail('two', shared)))
    const retry = await yes(desk.receive(mail('two', shared)))
    expect(two.customer).not.toBe(one.customer)
    expect([one.outcome, two.outcome, retry.outcome]).toEqual(['start', 'start', 'duplicate'])
    expect(retry.customer).toBe(two.customer)
  })
})

describe('refusals', () => {
  it('I-0: commands for a customer nobody has heard of are refused', async () => {
    const { desk } = world()
    const nobody = { customer: 'nobody' }
    for (const refused of [
      await no(desk.current('nobody')),
      await no(desk.close({ ...nobody, version: 0 })),
      await no(desk.reopen(nobody)),
      await no(desk.block(nobody)),
      await no(desk.unblock(nobody)),
      await no(desk.note({ ...nobody, text: 'Hm' })),
      await no(desk.addAddress({ ...nobody, channel: 'email', address: 'a@example.com' })),
      await no(desk.removeAddress({ ...nobody, channel: 'email', address: 'a@example.com' })),
      await no(desk.canReply({ ...nobody, channel: 'whatsapp' })),
    ])
      expect(refused).toMatchObject({ code: 'customer.unknown', rule: 'I-0' })
  })

  it('I-0: a word of ours makes the customer whom the host names', async () => {
    const w = world()
    const { customer, conversation, events } = await w.say('Welcome', { to: 'ada@example.com' })
    expect(customer).toBe('ada')
    expect(typesOf(events)[0]).toBe('customer.registered')
    expect(there(conversation).agent).toBe('sam')
  })
})
