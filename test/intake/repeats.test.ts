import { describe, expect, it } from 'vitest'
import {
  createWorld,
  day,
  eventDataOf,
  eventsOfType,
  expectOk,
  inboundMail,
  requireConversation,
} from '../support/world.ts'

describe('the same again', () => {
  it('I-2, I-13: a message with the id of a report that came before is no repeat of it and is stored', async () => {
    const w = createWorld()
    await w.agentWrites('An answer', { id: 'a2' })
    const headers = { 'Content-Type': 'multipart/report; report-type=delivery-status' }
    const report = { headers, id: '1', thread: { inReplyTo: 'a2' } }
    expect(await expectOk(w.desk.receive(inboundMail('Undelivered', report)))).toMatchObject({
      outcome: 'delivery_failed',
    })
    const told = await w.customerWrites('A word', { id: '1' })
    expect(told.outcome).toBe('append')
    expect(eventsOfType(told.events, 'message.received')).toMatchObject([{ content: { text: 'A word' } }])
    expect(await expectOk(w.desk.receive(inboundMail('Undelivered', report)))).toMatchObject({
      outcome: 'duplicate',
    })
  })

  it('I-1: the same id and content is a duplicate: nothing is written and the first one is named', async () => {
    const w = createWorld()
    const first = await w.customerWrites('Broken vase')
    const before = await w.events()
    const again = await w.customerWrites('Broken vase')
    expect(again).toMatchObject({ outcome: 'duplicate', repeated: true, message: first.message, events: [] })
    expect(again.conversation).toEqual(first.conversation)
    expect(await w.events()).toEqual(before)
  })

  it('I-1: a duplicate is one however late, and after the close it reopens nothing', async () => {
    const w = createWorld({ policy: { reopenWindow: 'always' } })
    const { message } = await w.customerWrites('Broken vase')
    await w.agentCloses()
    w.advance(400 * day)
    expect(await w.customerWrites('Broken vase')).toMatchObject({
      outcome: 'duplicate',
      message,
      status: 'closed',
    })
  })

  it('I-1: it stays one when the address has gone to somebody else, and the answer names the first writer', async () => {
    const w = createWorld()
    const { message } = await w.customerWrites('Broken vase')
    await expectOk(w.desk.register({ customer: 'bob' }))
    await expectOk(
      w.desk.moveAddress({ customer: 'ada', channel: 'email', address: 'ada@example.com', to: 'bob' }),
    )
    const again = await expectOk(w.desk.receive(inboundMail('Broken vase')))
    expect(again).toMatchObject({ outcome: 'duplicate', message, customer: 'ada' })
  })

  it('I-1: it stays one for a writer without an address', async () => {
    const { desk } = createWorld()
    const hidden = { channel: 'sms', from: 'Anonymous', id: '17', text: 'Hello' }
    const { customer } = await expectOk(desk.receive(hidden))
    expect(await expectOk(desk.receive(hidden))).toMatchObject({ outcome: 'duplicate', customer })
  })

  it('I-1, I-16: it stays one when its writer has come to belong to the thread that it answers', async () => {
    const w = createWorld()
    await w.customerWrites('Where is my vase?')
    const answer = inboundMail('In Porto', {
      from: 'carrier@example.org',
      thread: { inReplyTo: '<answer@us>' },
    })
    const first = await expectOk(w.desk.receive(answer))
    await w.agentWrites('We asked the carrier', { id: '<answer@us>', cc: ['carrier@example.org'] })
    expect(await expectOk(w.desk.receive(answer))).toMatchObject({
      outcome: 'duplicate',
      customer: first.customer,
    })
  })

  it('I-1: two deliveries at once are one message', async () => {
    const w = createWorld()
    const [one, two] = await Promise.all(
      [w.desk, w.anotherDesk()].map((desk) => expectOk(desk.receive(inboundMail('Vase')))),
    )
    expect([one?.outcome, two?.outcome].sort()).toEqual(['duplicate', 'start'])
    expect(eventsOfType(await w.events(), 'message.received')).toHaveLength(1)
  })

  it('I-1: the URL of an attachment is no content, its id is, its place in the list is not', async () => {
    const w = createWorld()
    const file = (id: string, url: string) => ({ id, url, name: null, type: null })
    const send = (...attachments: ReturnType<typeof file>[]) => w.customerWrites('Photos', { attachments })
    await send(file('a', 'https://cdn/1'), file('b', 'https://cdn/2'))
    expect((await send(file('b', 'https://cdn/2'), file('a', 'https://cdn/expired'))).outcome).toBe(
      'duplicate',
    )
    expect((await send(file('a', 'https://cdn/1'))).outcome).toBe('append')
    expect((await w.customerWrites('Photos', { attachments: [{ id: 'a' }] })).outcome).toBe('duplicate')
  })

  it('I-1: a fingerprint stands for the content where the host keeps the text to itself', async () => {
    const w = createWorld()
    await w.customerWrites('(kept)', { fingerprint: '512 characters' })
    expect((await w.customerWrites('(kept)', { fingerprint: '512 characters', text: null })).outcome).toBe(
      'duplicate',
    )
    expect((await w.customerWrites('(kept)', { fingerprint: '513 characters' })).outcome).toBe('append')
  })

  it.each([
    ['channel', { channel: 'sms', from: '+491234567890' }],
    ['endpoint', { endpoint: 'sales@shop.example', channel: 'chat' }],
  ])('I-1: the same id at another %s is another message', async (_, elsewhere) => {
    const w = createWorld()
    await w.customerWrites('Hello', { channel: 'chat', id: '17' })
    expect((await w.customerWrites('Hello', { id: '17', ...elsewhere })).outcome).toBe('append')
    expect(eventsOfType(await w.events(), 'message.received')).toHaveLength(2)
  })

  it('I-1: an endpoint is the same however it is written', async () => {
    const w = createWorld()
    await w.customerWrites('Hello', { endpoint: 'Help@Shop.example' })
    expect((await w.customerWrites('Hello', { endpoint: ' help@shop.EXAMPLE ' })).outcome).toBe('duplicate')
  })
})

describe('copies', () => {
  it('I-1: the same mail at another endpoint is stored quietly as a copy', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('Vase', { endpoint: 'help@shop.example' })
    await w.agentWrites('Sorry')
    await w.agentCloses()
    const copy = await w.customerWrites('Vase', { endpoint: 'sales@shop.example' })
    expect(copy).toMatchObject({ outcome: 'append_silently', status: 'closed' })
    expect(copy.conversation?.id).toBe(conversation?.id)
    expect(copy.reasons[0]?.found).toBe('copy_at_other_endpoint')
    expect(eventDataOf(eventsOfType(copy.events, 'message.received')[0])).toMatchObject({ silent: true })
    expect((await w.customerWrites('Vase', { endpoint: 'sales@shop.example' })).outcome).toBe('duplicate')
  })

  it('I-1: a copy of what stands in no conversation stands in none', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.block({ customer: 'ada' }))
    await w.customerWrites('Vase', { endpoint: 'help@shop.example' })
    const copy = await w.customerWrites('Vase', { endpoint: 'sales@shop.example' })
    expect(copy).toMatchObject({ outcome: 'timeline_only', conversation: null })
    expect(copy.reasons[0]?.rule).toBe('I-1')
  })

  it('I-1: other content, another writer, or no id of its own: no copy', async () => {
    const w = createWorld()
    await w.customerWrites('Vase', { endpoint: 'help@shop.example' })
    const there = { endpoint: 'sales@shop.example' }
    expect((await w.customerWrites('Other text', { ...there, id: '<Vase@mail>' })).outcome).toBe('append')
    expect(
      (await w.customerWrites('Vase', { ...there, customer: 'bob', from: 'bob@example.com' })).outcome,
    ).toBe('start')
    expect((await w.customerWrites('Vase', { ...there, id: null })).outcome).toBe('append')
  })
})

describe('collisions', () => {
  it('I-2: the same id with other content is stored under a key of its own, and marked', async () => {
    const w = createWorld()
    const first = await w.customerWrites('one', { id: '<1@mail>' })
    const other = await w.customerWrites('two', { id: '<1@mail>' })
    expect(other.outcome).toBe('append')
    expect(other.message).not.toBe(first.message)
    const received = eventsOfType(await w.events(), 'message.received')
    expect(received.map((event) => eventDataOf(event)['collision'])).toEqual([false, true])
    expect(received.map(({ content }) => content?.text)).toEqual(['one', 'two'])
  })

  it('I-2: each of them is a duplicate when it comes again, a third content is a third message', async () => {
    const w = createWorld()
    for (const text of ['one', 'two', 'three']) await w.customerWrites(text, { id: '<1@mail>' })
    for (const text of ['three', 'two', 'one'])
      expect((await w.customerWrites(text, { id: '<1@mail>' })).outcome).toBe('duplicate')
    expect(eventsOfType(await w.events(), 'message.received')).toHaveLength(3)
  })

  it('I-2: the rest of the table goes on: a collision reopens like any message', async () => {
    const w = createWorld()
    await w.customerWrites('one', { id: '<1@mail>' })
    await w.agentCloses()
    expect((await w.customerWrites('two', { id: '<1@mail>' })).outcome).toBe('reopen')
  })

  it('I-2: a stranger’s message with a known id starts his own conversation', async () => {
    const w = createWorld()
    await w.customerWrites('one', { id: '17', channel: 'chat', from: 'ada' })
    const eve = await expectOk(w.desk.receive({ channel: 'chat', from: 'eve', id: '17', text: 'two' }))
    expect(eve.outcome).toBe('start')
    expect(eve.customer).not.toBe('ada')
    expect(requireConversation(eve.conversation).customer).toBe(eve.customer)
  })
})

describe('no id', () => {
  const bare = { id: null } as const

  it('I-3: with the provider’s time a repeat is known by sender, time and content', async () => {
    const w = createWorld()
    const at = w.now()
    await w.customerWrites('Hello', { ...bare, at })
    expect((await w.customerWrites('Hello', { ...bare, at })).outcome).toBe('duplicate')
    expect((await w.customerWrites('Hello', { id: '', at })).outcome).toBe('duplicate')
    expect((await w.customerWrites('Hello', { ...bare, at: at - 1 })).outcome).toBe('append')
    expect((await w.customerWrites('Hello!', { ...bare, at })).outcome).toBe('append')
    expect((await w.customerWrites('Hello', { ...bare, at, endpoint: 'sales@shop.example' })).outcome).toBe(
      'append',
    )
    expect((await w.customerWrites('Hello', { ...bare, at, from: 'ada@home.example' })).outcome).toBe(
      'append',
    )
  })

  it('I-3: a repeat is known by them wherever the first one stands', async () => {
    const w = createWorld()
    const bare = { ...inboundMail('Hello'), id: null, at: w.now() }
    const first = await expectOk(w.desk.receive(bare))
    expect(await expectOk(w.desk.receive({ ...bare, customer: 'ada' }))).toMatchObject({
      outcome: 'duplicate',
      customer: first.customer,
    })
  })

  it('I-3: without an address the customer whom the host names stands for it', async () => {
    const { desk } = createWorld()
    const bare = { channel: 'chat', text: 'Hello', at: Date.UTC(2026, 0, 5) }
    const [ada, bob] = [
      await expectOk(desk.receive({ ...bare, customer: 'ada' })),
      await expectOk(desk.receive({ ...bare, customer: 'bob' })),
    ]
    expect([ada.outcome, bob.outcome]).toEqual(['start', 'start'])
    expect(ada.conversation?.id).not.toBe(bob.conversation?.id)
  })

  it('I-3: without it every delivery is a message of its own', async () => {
    const w = createWorld()
    for (const outcome of ['start', 'append', 'append'])
      expect((await w.customerWrites('Hello', bare)).outcome).toBe(outcome)
    expect(eventsOfType(await w.events(), 'message.received')).toHaveLength(3)
  })
})
