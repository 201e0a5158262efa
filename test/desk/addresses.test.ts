import { describe, expect, it } from 'vitest'
import {
  createWorld,
  type DeskWorld,
  deskOvertakenBy,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  hour,
  inboundMail,
  requireConversation,
} from '../support/world.ts'

const home = { channel: 'email', address: 'Ada@Home.example' } as const
const key = 'email:ada@home.example'
const keysOf = async (w: DeskWorld, customer = 'ada') =>
  (await expectOk(w.desk.current(customer))).customer.addresses.map((address) => address.key)
/** Ada has an address, Bob has none. */
const adaAndBob = async () => {
  const w = createWorld()
  await expectOk(w.desk.register({ customer: 'ada', addresses: [home] }))
  await expectOk(w.desk.register({ customer: 'bob' }))
  return w
}

describe('one owner', () => {
  it('CU-1: a customer is registered with addresses, each once', async () => {
    const w = createWorld()
    const addresses = [
      home,
      { ...home, address: 'ada@home.example' },
      { channel: 'sms', address: '+491234567890' },
    ]
    const done = await expectOk(w.desk.register({ customer: 'ada', addresses }))
    expect(eventTypesOf(done.events)).toEqual(['customer.registered'])
    expect(await keysOf(w)).toEqual([key, 'phone:+491234567890'])
    expect((await expectOk(w.desk.receive(inboundMail('x', { from: 'ada@home.example' })))).customer).toBe(
      'ada',
    )
  })

  it('registers with at most 100 addresses (CU-1, B-4)', async () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ channel: 'email', address: `a${n}@example.com` }))
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada', addresses: many(100) }))
    expect(await keysOf(w)).toHaveLength(100)
    expect(await expectRefusal(w.desk.register({ customer: 'bob', addresses: many(101) }))).toMatchObject({
      code: 'command.invalid',
      issues: [{ path: 'addresses' }],
    })
  })

  it('CU-1: without an id the customer is named after the event that made him; a retry makes the same one', async () => {
    const { desk } = createWorld()
    const done = await expectOk(desk.register({ commandId: 'import-17', addresses: [home] }))
    expect(done.customer).toBe('import-17.0')
    expect(await expectOk(desk.register({ commandId: 'import-17', addresses: [home] }))).toMatchObject({
      customer: 'import-17.0',
      repeated: true,
    })
  })

  it('CU-1: an address that has an owner is refused, with the holder', async () => {
    const w = await adaAndBob()
    const taken = { code: 'address.taken', rule: 'CU-1', owner: 'ada' }
    expect(await expectRefusal(w.desk.addAddress({ customer: 'bob', ...home }))).toMatchObject(taken)
    expect(await expectRefusal(w.desk.register({ customer: 'eve', addresses: [home] }))).toMatchObject(taken)
    expect(w.store.trips.conflicts).toBe(0)
    expect(await expectRefusal(w.desk.current('eve'))).toMatchObject({ code: 'customer.unknown' })
  })

  it('CU-1: one’s own address again is no news, nor is a shared one that others have', async () => {
    const w = await adaAndBob()
    expect(await expectOk(w.desk.addAddress({ customer: 'ada', ...home }))).toMatchObject({ events: [] })
    const office = { channel: 'email', address: 'office@example.com', shared: true }
    for (const customer of ['ada', 'bob']) await expectOk(w.desk.addAddress({ customer, ...office }))
    expect(await keysOf(w, 'bob')).toEqual(['email:office@example.com'])
  })

  it('CU-1, B-1: what identifies nobody, or is on no channel, is refused', async () => {
    const w = await adaAndBob()
    const nobody = { channel: 'voice', address: 'Anonymous' }
    const fax = { channel: 'fax', address: '17' }
    const invalid = { code: 'address.invalid', rule: 'CU-1' }
    const unknown = { code: 'channel.unknown' }
    expect(await expectRefusal(w.desk.addAddress({ customer: 'bob', ...nobody }))).toMatchObject(invalid)
    expect(await expectRefusal(w.desk.addAddress({ customer: 'bob', ...fax }))).toMatchObject(unknown)
    expect(await expectRefusal(w.desk.register({ addresses: [home, nobody] }))).toMatchObject(invalid)
    for (const [given, refused] of [
      [nobody, invalid],
      [fax, unknown],
    ] as const) {
      expect(await expectRefusal(w.desk.removeAddress({ customer: 'ada', ...given }))).toMatchObject(refused)
      expect(await expectRefusal(w.desk.moveAddress({ customer: 'ada', ...given, to: 'bob' }))).toMatchObject(
        refused,
      )
    }
    expect(await expectRefusal(w.desk.register({ addresses: [fax] }))).toMatchObject(unknown)
  })

  it('CU-1, O-2: who is registered is registered', async () => {
    const w = await adaAndBob()
    expect(await expectRefusal(w.desk.register({ customer: 'ada' }))).toMatchObject({
      code: 'customer.exists',
      customer: 'ada',
    })
  })
})

describe('races for an address', () => {
  it('CU-1: of two who register it at once one wins, the other is told who', async () => {
    const w = createWorld()
    const ada = () => expectOk(w.desk.register({ customer: 'ada', addresses: [home] }))
    const refused = await expectRefusal(
      deskOvertakenBy(w, ada).register({ customer: 'bob', addresses: [home] }),
    )
    expect(refused).toMatchObject({ code: 'address.taken', owner: 'ada' })
    expect(w.store.trips).toEqual({ loads: 3, commits: 2, conflicts: 1 })
    expect(await w.events('bob')).toEqual([])
  })

  it('CU-1: of two who add it at once one wins', async () => {
    const w = createWorld()
    for (const customer of ['ada', 'bob']) await expectOk(w.desk.register({ customer }))
    const ada = () => expectOk(w.desk.addAddress({ customer: 'ada', ...home }))
    const refused = await expectRefusal(deskOvertakenBy(w, ada).addAddress({ customer: 'bob', ...home }))
    expect(refused).toMatchObject({ code: 'address.taken', owner: 'ada' })
    expect(await keysOf(w, 'bob')).toEqual([])
  })

  it('CU-1: a receive joins the winner', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    const ada = () => expectOk(w.desk.addAddress({ customer: 'ada', ...home }))
    const heard = await expectOk(deskOvertakenBy(w, ada).receive(inboundMail('x', { from: home.address })))
    expect(heard).toMatchObject({ customer: 'ada', outcome: 'start' })
    expect(new Set((await w.events()).map(({ customer }) => customer))).toEqual(new Set(['ada']))
  })

  it('CU-1: a command that comes second is told of the receive that won', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    const stranger = () => expectOk(w.desk.receive(inboundMail('x', { from: home.address })))
    const refused = await expectRefusal(deskOvertakenBy(w, stranger).addAddress({ customer: 'ada', ...home }))
    const { customer } = await expectOk(w.desk.receive(inboundMail('y', { from: home.address })))
    expect(customer).not.toBe('ada')
    expect(refused).toMatchObject({ code: 'address.taken', owner: customer })
  })

  it('CU-1: of two receives that name two customers one gains it, the other message keeps it', async () => {
    const w = createWorld()
    const from = home.address
    const ada = () => w.customerWrites('from Ada', { from })
    const bob = await expectOk(
      deskOvertakenBy(w, ada).receive(inboundMail('from Bob', { customer: 'bob', from })),
    )
    expect(bob).toMatchObject({ customer: 'bob', outcome: 'start' })
    expect([await keysOf(w), await keysOf(w, 'bob')]).toEqual([[key], []])
    expect(eventsOfType(await w.events('bob'), 'customer.address_conflict').map(eventDataOf)).toEqual([
      { key, owner: 'ada' },
    ])
  })
})

describe('letting go', () => {
  it('CU-11: removing an address frees it and ends no contact; the next message from it is a stranger’s', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('one')
    const removed = await expectOk(
      w.desk.removeAddress({ customer: 'ada', channel: 'email', address: 'ada@example.com' }),
    )
    expect(eventTypesOf(removed.events)).toEqual(['customer.address_removed'])
    const now = await expectOk(w.desk.current('ada'))
    expect(now).toMatchObject({ customer: { addresses: [] }, conversation })
    const stranger = await expectOk(w.desk.receive(inboundMail('two')))
    expect(stranger).toMatchObject({ outcome: 'start' })
    expect(stranger.customer).not.toBe('ada')
  })

  it('CU-11: history keeps it', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.removeAddress({ customer: 'ada', channel: 'email', address: 'ada@example.com' }))
    const [received] = eventsOfType(await w.events('ada'), 'message.received')
    expect(received?.content?.address).toBe('ada@example.com')
    expect(eventDataOf(received)['address']).toBe('email:ada@example.com')
  })

  it('CU-11: what somebody does not have he cannot let go of', async () => {
    const w = await adaAndBob()
    for (const refused of [
      await expectRefusal(w.desk.removeAddress({ customer: 'bob', ...home })),
      await expectRefusal(w.desk.moveAddress({ customer: 'bob', ...home, to: 'ada' })),
    ])
      expect(refused).toMatchObject({ code: 'address.unknown', rule: 'CU-11' })
  })

  it('CU-11: a shared one is removed from its customer and was nobody’s', async () => {
    const w = await adaAndBob()
    const office = { channel: 'email', address: 'office@example.com', shared: true }
    await expectOk(w.desk.addAddress({ customer: 'ada', ...office }))
    await expectOk(w.desk.removeAddress({ customer: 'ada', channel: 'email', address: 'office@example.com' }))
    expect(await keysOf(w)).toEqual([key])
    await expectOk(w.desk.addAddress({ customer: 'ada', ...office }))
    const shared = { customer: 'ada', channel: 'email', address: 'office@example.com', to: 'bob' }
    expect(await expectRefusal(w.desk.moveAddress(shared))).toMatchObject({ code: 'address.unknown' })
  })

  it('CU-11: an anonymous visitor who says who he is gains the address', async () => {
    const w = createWorld()
    const { customer } = await expectOk(w.desk.receive({ channel: 'chat', session: 's1', text: 'Hello' }))
    await expectOk(w.desk.addAddress({ customer: customer ?? '', ...home }))
    expect((await expectOk(w.desk.receive(inboundMail('x', { from: home.address })))).customer).toBe(customer)
  })
})

describe('recycled numbers', () => {
  it('CU-11: moveAddress gives it to another customer in one write; nothing else moves', async () => {
    const w = createWorld()
    const number = '+491234567890'
    await w.customerWrites('mine', { channel: 'sms', from: number })
    await expectOk(w.desk.register({ customer: 'bob' }))
    const before = await expectOk(w.desk.current('ada'))
    const commits = w.store.trips.commits
    const moved = await expectOk(
      w.desk.moveAddress({ customer: 'ada', channel: 'sms', address: number, to: 'bob' }),
    )
    expect(w.store.trips.commits).toBe(commits + 1)
    expect(moved.events.map(({ customer, type }) => `${customer} ${type}`)).toEqual([
      'ada customer.address_removed',
      'bob customer.address_added',
    ])
    expect(moved).toMatchObject({ customer: 'ada', version: before.version + 1 })
    expect(moved.conversation).toEqual(before.conversation)
    expect([await keysOf(w), await keysOf(w, 'bob')]).toEqual([[], [`phone:${number}`]])
    const next = await expectOk(w.desk.receive({ channel: 'sms', from: number, text: 'This is Bob' }))
    expect(next).toMatchObject({ customer: 'bob', outcome: 'start' })
    expect(requireConversation((await expectOk(w.desk.current('ada'))).conversation).contacts).toHaveLength(1)
  })

  it('CU-11: to somebody who lists it as shared it becomes his own', async () => {
    const w = await adaAndBob()
    await expectOk(w.desk.addAddress({ customer: 'bob', ...home, shared: true }))
    await expectOk(w.desk.moveAddress({ customer: 'ada', ...home, to: 'bob' }))
    const { customer } = await expectOk(w.desk.current('bob'))
    expect(customer.addresses).toMatchObject([{ key, shared: false }])
    expect((await expectOk(w.desk.receive(inboundMail('x', { from: home.address })))).customer).toBe('bob')
  })

  it('CU-11: to oneself it moves nothing', async () => {
    const w = await adaAndBob()
    await w.customerWrites('one')
    const { version } = await w.agentWrites('An answer')
    w.advance(2 * hour)
    const before = await w.events()
    const moved = await expectOk(w.desk.moveAddress({ customer: 'ada', ...home, to: 'ada' }))
    expect(moved).toMatchObject({ events: [], version, status: 'waiting' })
    expect(await w.events()).toEqual(before)
  })

  it('CU-11: the same command again is one move', async () => {
    const w = await adaAndBob()
    const move = { customer: 'ada', ...home, to: 'bob', commandId: 'move-1' }
    const first = await expectOk(w.desk.moveAddress(move))
    await expectOk(w.desk.note({ customer: 'ada', text: 'Number gone' }))
    const again = await expectOk(w.desk.moveAddress(move))
    expect(again).toMatchObject({ repeated: true, version: first.version + 1, customer: 'ada' })
    expect(again.events).toEqual(first.events)
    expect(eventsOfType(await w.events('bob'), 'customer.address_added')).toHaveLength(1)
  })

  it('CU-11: both must be known', async () => {
    const w = await adaAndBob()
    for (const [customer, to] of [
      ['nobody', 'ada'],
      ['ada', 'nobody'],
    ] as const)
      expect(await expectRefusal(w.desk.moveAddress({ customer, ...home, to }))).toMatchObject({
        code: 'customer.unknown',
      })
  })

  it('CU-11: of a move and a removal at once one happens', async () => {
    const w = await adaAndBob()
    const remove = () => expectOk(w.desk.removeAddress({ customer: 'ada', ...home }))
    const refused = await expectRefusal(
      deskOvertakenBy(w, remove).moveAddress({ customer: 'ada', ...home, to: 'bob' }),
    )
    expect(refused).toMatchObject({ code: 'address.unknown' })
    expect(await keysOf(w, 'bob')).toEqual([])
  })

  it('CU-11, D-2: what was due for either comes first', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    await w.customerWrites('two', { customer: 'bob', from: 'bob@example.com' })
    await w.agentWrites('An answer', { customer: 'bob' })
    w.advance(hour)
    const moved = await expectOk(
      w.desk.moveAddress({ customer: 'ada', channel: 'email', address: 'ada@example.com', to: 'bob' }),
    )
    expect(moved.status).toBe('waiting')
    for (const customer of ['ada', 'bob'])
      expect(eventTypesOf(await w.events(customer)).slice(-3)).toEqual([
        'contact.ended',
        'conversation.status_changed',
        expect.stringMatching(/^customer.address_/),
      ])
  })
})
