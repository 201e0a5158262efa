import { describe, expect, it } from 'vitest'
import { snapshotQuery } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  deskOvertakenBy,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  findStoreFaults,
  hour,
  inboundMail,
  minute,
  monday,
  requireConversation,
} from '../support/world.ts'

const sam = { agent: 'sam' }
const number = '+4915112345678'
const sms = { ...sam, channel: 'sms', text: 'Your parcel is here' }
const sentIn = (events: Parameters<typeof eventsOfType>[0]) =>
  eventDataOf(eventsOfType(events, 'message.sent')[0])
const addressesOf = async (w: DeskWorld, customer: string) =>
  (await expectOk(w.desk.current(customer))).customer.addresses.map(({ key, shared }) => [key, shared])

describe('what is refused', () => {
  it('refuses an unknown customer who is reached nowhere, and writes nothing (R-1, I-0)', async () => {
    const w = createWorld()
    const message = { ...sam, customer: 'adda', channel: 'email', text: 'Hello' }
    expect(await expectRefusal(w.desk.send(message))).toMatchObject({ code: 'customer.unknown' })
    expect(await expectRefusal(w.desk.dial({ ...sam, customer: 'adda', id: 'c1' }))).toMatchObject({
      code: 'customer.unknown',
    })
    expect(await w.events()).toEqual([])
  })

  it('registers an unknown customer who is reached at an address (R-1, I-0)', async () => {
    const w = createWorld()
    const { events } = await expectOk(w.desk.send({ ...sms, customer: 'ada', to: number }))
    expect(eventTypesOf(events)[0]).toBe('customer.registered')
    await expectOk(w.desk.dial({ ...sam, customer: 'bob', id: 'c1', to: '+4915100000000' }))
    expect(await addressesOf(w, 'ada')).toEqual([[`phone:${number}`, false]])
    expect(await addressesOf(w, 'bob')).toEqual([['phone:+4915100000000', false]])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('refuses a message or a call for nobody, and one to what is no address (R-1, B-2)', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    const nowhere = { code: 'outbound.no_address', rule: 'R-1' }
    expect(await expectRefusal(w.desk.send({ ...sms, customer: 'ada' }))).toMatchObject(nowhere)
    expect(await expectRefusal(w.desk.send({ ...sms, customer: 'ada', to: 'Anonymous' }))).toMatchObject(
      nowhere,
    )
    expect(await expectRefusal(w.desk.dial({ ...sam, customer: 'ada', id: 'c1' }))).toMatchObject(nowhere)
    expect(
      await expectRefusal(w.desk.dial({ ...sam, customer: 'ada', id: 'c1', to: 'Anonymous' })),
    ).toMatchObject(nowhere)
    expect(eventsOfType(await w.events(), 'conversation.started')).toEqual([])
    await expectOk(w.desk.send({ ...sam, customer: 'ada', channel: 'chat', text: 'Hello' }))
  })

  it('answers a customer whose address only the host knows (R-1)', async () => {
    const w = createWorld()
    await w.customerWrites('one', { from: null })
    await w.agentWrites('An answer')
    w.advance(2 * hour)
    await w.agentWrites('One more thing')
  })

  it('refuses a message without content (R-1, B-2)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const message = { ...sam, customer: 'ada', channel: 'email' }
    for (const empty of [{}, { text: ' ' }, { attachments: [] }, { fingerprint: '' }])
      expect(await expectRefusal(w.desk.send({ ...message, ...empty }))).toMatchObject({
        code: 'command.invalid',
        issues: [{ path: 'text' }],
      })
    for (const said of [
      { text: 'x' },
      { attachments: [{ id: 'a' }] },
      { fingerprint: 'f' },
      { template: true },
    ])
      await expectOk(w.desk.send({ ...message, ...said }))
  })

  it('takes what another system sent as it is told (R-1)', async () => {
    const w = createWorld()
    await expectOk(w.desk.send({ ...sam, customer: 'ada', channel: 'sms', imported: true }))
    await expectOk(w.desk.dial({ ...sam, customer: 'bob', id: 'c1', imported: true }))
    expect(await findStoreFaults(w)).toEqual([])
  })
})

describe('whose address it is', () => {
  it('gives the customer an address that nobody has, in the same write (I-0, CU-1)', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    const commits = w.store.trips.commits
    await expectOk(w.desk.send({ ...sms, customer: 'ada', to: number }))
    expect(w.store.trips.commits).toBe(commits + 1)
    const answer = await expectOk(w.desk.receive({ channel: 'sms', from: number, text: 'Thanks', id: '1' }))
    expect(answer).toMatchObject({ customer: 'ada', outcome: 'append' })
    expect(requireConversation(answer.conversation).contacts).toHaveLength(1)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('records once that another customer has it, and claims nothing (I-0, CU-1)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.register({ customer: 'bob', addresses: [{ channel: 'sms', address: number }] }))
    for (const text of ['one', 'two'])
      await expectOk(w.desk.send({ ...sms, customer: 'ada', to: number, text }))
    expect(eventsOfType(await w.events('ada'), 'customer.address_conflict').map(eventDataOf)).toEqual([
      { key: `phone:${number}`, owner: 'bob' },
    ])
    expect(await addressesOf(w, 'ada')).toEqual([['email:ada@example.com', false]])
    expect(
      (await expectOk(w.desk.receive({ channel: 'sms', from: number, text: 'Hm', id: '1' }))).customer,
    ).toBe('bob')
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('takes no shared address for the customer’s (I-17)', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ addresses: [{ channel: 'sms', address: number, shared: true }] }))
    await w.customerWrites('one')
    await expectOk(w.desk.send({ ...sms, customer: 'ada', to: number }))
    expect(await addressesOf(w, 'ada')).toEqual([['email:ada@example.com', false]])
    const more = await expectOk(w.desk.send({ ...sms, customer: 'ada' }))
    expect(sentIn(more.events)).toMatchObject({ address: `phone:${number}` })
    expect(
      (await expectOk(w.desk.receive({ channel: 'sms', from: number, text: 'Hm', id: '1' }))).customer,
    ).not.toBe('ada')
  })

  it('decides a race for the address freshly (CU-1, O-4)', async () => {
    const w = createWorld()
    for (const customer of ['ada', 'bob']) await expectOk(w.desk.register({ customer }))
    const first = () => expectOk(w.desk.send({ ...sms, customer: 'ada', to: number }))
    const { events } = await expectOk(deskOvertakenBy(w, first).send({ ...sms, customer: 'bob', to: number }))
    expect(eventsOfType(events, 'customer.address_conflict').map(eventDataOf)).toEqual([
      { key: `phone:${number}`, owner: 'ada' },
    ])
    expect(w.store.trips.conflicts).toBe(1)
    const heard = () =>
      expectOk(w.desk.receive({ channel: 'sms', from: '+4915100000000', text: 'Hi', id: '2' }))
    const dialled = await expectOk(
      deskOvertakenBy(w, heard).dial({ ...sam, customer: 'bob', id: 'c1', to: '+4915100000000' }),
    )
    expect(eventsOfType(dialled.events, 'customer.address_conflict')).toHaveLength(1)
    expect(await findStoreFaults(w)).toEqual([])
  })
})

describe('to whom, and from where', () => {
  /** Ada asked, Sam answered with the courier in copy, and the courier writes too. */
  const withCourier = async () => {
    const w = createWorld()
    await w.customerWrites('Where is it?', { endpoint: 'help@shop.com' })
    await w.agentWrites('We ask', { cc: ['courier@fast.example'], id: '<ask@us>' })
    const courier = { from: 'courier@fast.example', thread: { inReplyTo: '<ask@us>' } }
    w.advance(minute)
    await expectOk(w.desk.receive(inboundMail('On the road', courier)))
    return w
  }

  it('replies to the customer, never to a third party by default (K-9)', async () => {
    const w = await withCourier()
    const ada = 'email:ada@example.com'
    expect(sentIn((await w.agentWrites('Only the courier waits')).events)).toMatchObject({ address: ada })
    await w.customerWrites('And now?', { endpoint: 'help@shop.com' })
    expect(sentIn((await w.agentWrites('Both wait')).events)).toMatchObject({ address: ada })
    const said = await w.agentWrites('Thanks', { to: 'courier@fast.example' })
    expect(sentIn(said.events)).toMatchObject({ address: 'email:courier@fast.example' })
    w.advance(3 * hour)
    expect(sentIn((await w.agentWrites('All over')).events)).toMatchObject({
      address: ada,
      endpoint: 'help@shop.com',
    })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('does not reply by default to another customer whom we wrote to (K-9)', async () => {
    const w = createWorld()
    await expectOk(
      w.desk.register({ customer: 'courier', addresses: [{ channel: 'email', address: 'c@fast.example' }] }),
    )
    await w.customerWrites('Where is it?')
    await w.agentWrites('We ask')
    w.advance(minute)
    await w.agentWrites('Where is it?', { to: 'c@fast.example' })
    expect(sentIn((await w.agentWrites('They are asked')).events)).toMatchObject({
      address: 'email:ada@example.com',
    })
  })

  it('prefers where the customer wrote from to where only we wrote (K-9)', async () => {
    const w = createWorld()
    await w.customerWrites('Where is it?')
    await w.agentWrites('We ask')
    w.advance(minute)
    await w.agentWrites('Where is it?', { to: 'c@fast.example' })
    expect(sentIn((await w.agentWrites('They are asked')).events)).toMatchObject({
      address: 'email:ada@example.com',
    })
    w.advance(3 * hour)
    expect(sentIn((await w.agentWrites('Well?')).events)).toMatchObject({ address: 'email:ada@example.com' })
  })

  it('goes to where the customer wrote from, after all contacts have ended too (K-9)', async () => {
    const w = createWorld()
    await w.customerWrites('Where is it?')
    await w.agentWrites('We ask')
    w.advance(minute)
    await w.agentWrites('Where is it?', { to: 'c@fast.example' })
    w.advance(3 * hour)
    expect(sentIn((await w.agentWrites('Well?')).events)).toMatchObject({ address: 'email:ada@example.com' })
  })

  it('goes to a third party whose address became the customer’s (K-9)', async () => {
    const w = await withCourier()
    await expectOk(w.desk.addAddress({ customer: 'ada', channel: 'email', address: 'courier@fast.example' }))
    expect(sentIn((await w.agentWrites('It was you')).events)).toMatchObject({
      address: 'email:courier@fast.example',
    })
  })

  it('goes to no address that the customer has no longer (K-9, CU-11)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.customerWrites('two', { from: 'ada@work.example' })
    await w.agentCloses()
    await expectOk(w.desk.removeAddress({ customer: 'ada', channel: 'email', address: 'ada@work.example' }))
    const { events } = await w.agentWrites('Hello', { intent: 'continue' })
    expect(sentIn(events)).toMatchObject({ address: 'email:ada@example.com' })
  })

  it('keeps the endpoint of the latest message when an earlier one is told late (K-1, I-14)', async () => {
    const w = createWorld()
    await w.customerWrites('new', { endpoint: 'new@shop.com' })
    await w.customerWrites('old', { endpoint: 'old@shop.com', at: monday - hour })
    await w.agentCloses()
    const { events } = await w.agentWrites('Hello', { intent: 'continue' })
    expect(sentIn(events)).toMatchObject({ endpoint: 'new@shop.com' })
  })

  it('refuses to choose between two addresses that wait, and names the contacts (K-9)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const { conversation } = await w.customerWrites('two', { from: 'ada@work.example' })
    const message = { ...sam, customer: 'ada', channel: 'email', text: 'Hello' }
    const contacts = requireConversation(conversation).contacts.map(({ id }) => id)
    expect(await expectRefusal(w.desk.send(message))).toMatchObject({
      code: 'contact.ambiguous',
      rule: 'K-9',
      contacts,
    })
    expect(await expectRefusal(w.desk.canReply({ customer: 'ada', channel: 'email' }))).toMatchObject({
      contacts,
    })
    await expectOk(w.desk.send({ ...message, to: 'ada@work.example' }))
    expect(sentIn((await expectOk(w.desk.send(message))).events)).toMatchObject({
      address: 'email:ada@example.com',
    })
  })

  it('leaves from the endpoint of its contact after that has ended, calls as well (K-1, K-9)', async () => {
    const w = createWorld()
    await expectOk(w.desk.startCall({ id: 'c1', customer: 'ada', from: number, endpoint: '+49800' }))
    await expectOk(w.desk.endCall({ id: 'c1', customer: 'ada', by: 'customer' }))
    await w.customerWrites('one', { channel: 'sms', from: number, endpoint: '+49900' })
    await expectOk(w.desk.send({ ...sms, customer: 'ada' }))
    w.advance(hour)
    const { events } = await expectOk(w.desk.dial({ ...sam, customer: 'ada', id: 'c2' }))
    expect(eventDataOf(eventsOfType(events, 'call.started')[0])).toMatchObject({
      address: `phone:${number}`,
      endpoint: '+49800',
    })
    const again = await expectOk(w.desk.send({ ...sms, customer: 'ada' }))
    expect(sentIn(again.events)).toMatchObject({ address: `phone:${number}`, endpoint: '+49900' })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('writes nothing to the customer where a message says nothing new of where they are (K-9)', async () => {
    const written: number[] = []
    const w = createWorld()
    const { store } = w
    const desk = w.anotherDesk({
      store: {
        ...store,
        commit: (changes) => {
          written.push(changes.customers.length)
          return store.commit(changes)
        },
      },
    })
    for (const text of ['one', 'two', 'three'])
      await expectOk(desk.receive(inboundMail(text, { customer: 'ada', endpoint: 'help@shop.com' })))
    await expectOk(desk.send({ ...sam, customer: 'ada', channel: 'email', text: 'An answer' }))
    await expectOk(desk.receive(inboundMail('four', { customer: 'ada', endpoint: 'sales@shop.com' })))
    expect(written).toEqual([1, 0, 0, 0, 1])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('remembers 32 places, the latest, and brings them along in a merge (K-9, CU-3)', async () => {
    const w = createWorld()
    for (let n = 0; n < 40; n++) {
      w.advance(minute)
      await w.customerWrites(`m${n}`, { from: `ada+${n}@example.com`, endpoint: `e${n}@shop.com` })
    }
    const { customer } = await expectOk(w.desk.current('ada'))
    expect(customer.contactPoints).toHaveLength(32)
    expect(customer.contactPoints.at(-1)).toMatchObject({
      address: 'email:ada+39@example.com',
      endpoint: 'e39@shop.com',
    })
    await expectOk(w.desk.register({ customer: 'bob' }))
    await expectOk(w.desk.merge({ customer: 'ada', into: 'bob' }))
    expect((await expectOk(w.desk.current('bob'))).customer.contactPoints).toEqual(customer.contactPoints)
    expect(await findStoreFaults(w)).toEqual([])
    await expectOk(w.desk.erase({ customer: 'bob', force: true }))
    expect((await expectOk(w.desk.current('bob'))).customer.contactPoints).toEqual([])
    expect(JSON.stringify(await w.events())).not.toContain('ada+39')
  })
})

describe('when it was sent', () => {
  it('counts the time that is given, and never a later one than now (I-14)', async () => {
    const w = createWorld()
    await w.customerWrites('one', { at: monday - hour })
    const told = await w.agentWrites('Answered by phone', { at: new Date(monday - 30 * minute) })
    expect(eventsOfType(told.events, 'message.sent')).toMatchObject([
      { occurredAt: monday - 30 * minute, recordedAt: monday, data: { providerTime: null } },
    ])
    expect(requireConversation(told.conversation).pendingReplies).toEqual([])
    const early = await w.agentWrites('From the future', { at: monday + hour })
    expect(eventsOfType(early.events, 'message.sent')).toMatchObject([
      { occurredAt: monday, data: { providerTime: monday + hour } },
    ])
  })

  it('answers nothing that came after it (C-1, I-14)', async () => {
    const w = createWorld()
    await w.customerWrites('one', { at: monday - 3 * minute })
    const told = await w.agentWrites('Late news', { at: monday - 4 * minute })
    expect(requireConversation(told.conversation).pendingReplies).toHaveLength(1)
  })

  it('refuses a time that is none (B-1)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const message = { ...sam, customer: 'ada', channel: 'email', text: 'x' }
    for (const at of ['yesterday', 1_769_850_000, Number.NaN])
      expect(await expectRefusal(w.desk.send({ ...message, at }))).toMatchObject({
        code: 'command.invalid',
        issues: [{ path: 'at' }],
      })
  })

  it('allows what was sent inside the reply window and is told after it (K-10)', async () => {
    const w = createWorld()
    await w.customerWrites('one', { channel: 'whatsapp', from: number })
    w.advance(25 * hour)
    const message = { ...sam, customer: 'ada', channel: 'whatsapp', text: 'x' }
    expect(await expectRefusal(w.desk.send(message))).toMatchObject({ code: 'message.reply_window_over' })
    await expectOk(w.desk.send({ ...message, at: monday + hour }))
  })
})

describe('the store', () => {
  it('is asked for the holder of the address in the same trip (CU-1)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const { loads } = w.store.trips
    await w.agentWrites('An answer', { to: 'ada@example.com', id: '<1@us>' })
    expect(w.store.trips.loads).toBe(loads + 1)
    expect(await w.store.load([snapshotQuery({ address: 'email:ada@example.com' })])).toMatchObject([
      { addressOwner: 'ada' },
    ])
  })
})
