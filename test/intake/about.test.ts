import { describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import {
  createWorld,
  day,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  hour,
  inboundMail,
  minute,
  requireConversation,
} from '../support/world.ts'

/** Ada asked, Sam answered with an id. */
const answered = async (policy = {}) => {
  const w = createWorld({ policy })
  const asked = await w.customerWrites('Where is my vase?')
  const sent = await w.agentWrites('On its way', { id: '<answer@us>' })
  return { w, asked, sent, answer: eventsOfType(sent.events, 'message.sent')[0]?.id }
}

const lines = (w: ReturnType<typeof createWorld>) =>
  w.desk
    .timeline({ customer: 'ada' })
    .then(async (page) => (await expectOk(page)).items.map(({ key }) => key))

/** The digests of the ids under which a message may be quoted. */
const refsOf = (events: readonly StoredEvent[]) => eventDataOf(events[0])['refs']

describe('echoes', () => {
  const echo = (text: string, more = {}) => inboundMail(text, { kind: 'echo', customer: 'ada', ...more })

  it('I-4: a known id confirms our message and changes nothing', async () => {
    const { w, sent, answer } = await answered()
    const confirmed = await expectOk(w.desk.receive(echo('On its way', { id: '<answer@us>' })))
    expect(confirmed).toMatchObject({ outcome: 'confirm', conversation: sent.conversation })
    expect(eventTypesOf(confirmed.events)).toEqual(['message.signalled'])
    expect(eventDataOf(confirmed.events[0])).toEqual({
      message: answer,
      signal: 'confirmed',
      value: null,
      refs: [],
    })
    expect((await expectOk(w.desk.receive(echo('On its way', { id: '<answer@us>' })))).outcome).toBe(
      'duplicate',
    )
  })

  it('I-4: an unknown one is ours, and an answer where a conversation is active', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('Where is my vase?')
    w.advance(minute)
    const told = await expectOk(w.desk.receive(echo('From the phone', { id: '<phone@us>' })))
    expect(told).toMatchObject({ outcome: 'append', status: 'new' })
    expect(eventDataOf(eventsOfType(told.events, 'message.sent')[0])).toMatchObject({
      echo: true,
      isReply: true,
    })
    expect(requireConversation(told.conversation)).toMatchObject({ pendingReplies: [], agent: null })
    expect(requireConversation(told.conversation).contacts[0]).toMatchObject({
      id: conversation?.contacts[0]?.id,
      fulfilled: 'responded',
      lastReplyAt: w.now(),
    })
  })

  it('I-4: to an address without an open contact it settles what has ended, and starts no contact', async () => {
    const w = createWorld()
    await w.customerWrites('Hello?', { channel: 'chat', from: 'ada', session: 's1' })
    await expectOk(w.desk.assign({ customer: 'ada', agent: 'sam', to: 'sam', expected: null }))
    await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
    const told = await expectOk(w.desk.receive(echo('By mail', { from: 'ada@example.com' })))
    expect(told).toMatchObject({ outcome: 'append', status: 'waiting' })
    expect(requireConversation(told.conversation)).toMatchObject({ pendingReplies: [], contacts: [] })
  })

  it('I-4: without an address it is an answer on the contact that has none', async () => {
    const w = createWorld()
    await w.customerWrites('Hello?', { channel: 'chat', from: null })
    const told = await expectOk(
      w.desk.receive({ channel: 'chat', kind: 'echo', customer: 'ada', text: 'Hello!' }),
    )
    expect(requireConversation(told.conversation)).toMatchObject({
      pendingReplies: [],
      contacts: [{ fulfilled: 'responded' }],
    })
  })

  it('I-4: with nothing active it stands in the timeline alone; it never opens and never reopens', async () => {
    const w = createWorld({ policy: { reopenWindow: 'always' } })
    const first = await expectOk(w.desk.receive(echo('Newsletter')))
    expect(first).toMatchObject({ outcome: 'timeline_only', conversation: null })
    await w.customerWrites('one')
    await w.agentCloses()
    const after = await expectOk(w.desk.receive(echo('Your case is solved', { id: '<solved@us>' })))
    expect(after).toMatchObject({ outcome: 'timeline_only', conversation: null })
    expect(eventDataOf(after.events.at(-1))).toMatchObject({ isReply: false, echo: true })
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
  })

  it('I-4: a later send with that id is the same message, and its author wins', async () => {
    const w = createWorld()
    await w.customerWrites('Where is my vase?')
    const told = await expectOk(w.desk.receive(echo('On its way', { id: '<answer@us>' })))
    const sent = await w.agentWrites('On its way', { id: '<answer@us>' })
    expect(eventTypesOf(sent.events)).toEqual([
      'conversation.assigned',
      'message.attributed',
      'conversation.status_changed',
    ])
    expect(eventDataOf(eventsOfType(sent.events, 'message.attributed')[0])).toEqual({ message: told.message })
    expect(sent).toMatchObject({ status: 'open', conversation: { agent: 'sam' } })
    expect(eventsOfType(await w.events(), 'message.sent')).toHaveLength(1)
  })

  it('I-4: so it is when the echo stands in the timeline alone, or its conversation is over', async () => {
    const w = createWorld()
    const alone = await expectOk(w.desk.receive(echo('Hello', { id: '<a@us>' })))
    const first = await w.agentWrites('Hello', { id: '<a@us>' })
    expect(first).toMatchObject({ conversation: null })
    expect(eventDataOf(first.events[0])).toEqual({ message: alone.message })
    await w.customerWrites('one')
    await expectOk(w.desk.receive(echo('Solved', { id: '<b@us>' })))
    await w.agentCloses()
    expect(eventTypesOf((await w.agentWrites('Solved', { id: '<b@us>' })).events)).toEqual([
      'message.attributed',
    ])
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
  })

  it('I-4: what another customer was sent under that id is another message', async () => {
    const w = createWorld()
    await expectOk(
      w.desk.receive(echo('To Bob', { id: '17', channel: 'chat', customer: 'bob', from: 'bob' })),
    )
    await w.customerWrites('Hello', { channel: 'chat', from: 'ada' })
    const sent = await w.agentWrites('To Ada', { id: '17', channel: 'chat' })
    expect(eventsOfType(sent.events, 'message.sent')).toHaveLength(1)
  })

  it('I-4: a confirmed address is no address of the customer', async () => {
    const { w } = await answered()
    await expectOk(w.desk.receive(echo('On its way', { id: '<answer@us>', from: 'ada@work.example' })))
    expect((await expectOk(w.desk.current('ada'))).customer.addresses).toHaveLength(1)
  })
})

describe('signals', () => {
  it.each([
    ['edited', 'Where is my blue vase?', null, 'Where is my blue vase?'],
    ['deleted', null, null, null],
    ['reaction', '👍', '👍', null],
    ['survey', '5', '5', null],
  ] as const)('I-18: %s is attached to its message and moves nothing', async (signal, given, value, text) => {
    const { w, asked, sent } = await answered()
    w.advance(minute)
    const of = '<Where is my vase?@mail>'
    const told = await w.customerWrites('', {
      kind: 'signal',
      id: null,
      of,
      signal,
      value: given,
      text: null,
    })
    expect(told).toMatchObject({ outcome: 'signal', conversation: sent.conversation, status: 'open' })
    expect(eventDataOf(told.events[0])).toEqual({
      message: asked.message,
      signal,
      value,
      refs: signal === 'edited' ? refsOf(eventsOfType(asked.events, 'message.received')) : [],
    })
    expect(told.events[0]?.content).toMatchObject({ text })
    expect((await lines(w)).at(-1)).toBe(`message.signalled.${signal}`)
  })

  it('I-18: receipts are about our messages, in whatever conversation', async () => {
    const { w, answer } = await answered({ reopenWindow: 'always' })
    await w.agentCloses()
    for (const signal of ['delivered', 'read'] as const) {
      const told = await expectOk(
        w.desk.receive({ channel: 'email', kind: 'signal', of: '<answer@us>', signal, id: signal }),
      )
      expect(told).toMatchObject({ outcome: 'signal', customer: 'ada', status: 'closed' })
      expect(eventDataOf(told.events[0])).toMatchObject({ message: answer, signal })
    }
  })

  it('I-18: an edit leaves the earlier text where it was', async () => {
    const { w, asked } = await answered()
    await w.customerWrites('', {
      kind: 'signal',
      of: '<Where is my vase?@mail>',
      signal: 'edited',
      value: 'New text',
    })
    const event = (await w.events()).find(({ id }) => id === asked.message)
    expect(event?.content?.text).toBe('Where is my vase?')
  })

  it('I-18: about an unknown message there is nothing to attach it to, and nobody is made', async () => {
    const { desk, store } = createWorld()
    const of = '<none@us>'
    for (const signal of ['read', 'edited'] as const) {
      const told = desk.receive({ channel: 'email', kind: 'signal', of, signal, from: 'eve@example.net' })
      expect(await expectRefusal(told)).toMatchObject({ code: 'message.unknown', retryable: true })
    }
    expect(store.trips.commits).toBe(0)
  })

  it('I-18: its sender’s address is learnt by nobody, and no window is moved by it', async () => {
    const w = createWorld()
    await w.customerWrites('one', { channel: 'whatsapp', from: '+491234567890', id: '17' })
    const { customer } = await expectOk(w.desk.current('ada'))
    w.advance(hour)
    const from = '+499876543210'
    await expectOk(
      w.desk.receive({ channel: 'whatsapp', kind: 'signal', of: '17', signal: 'reaction', from }),
    )
    expect((await expectOk(w.desk.current('ada'))).customer).toEqual(customer)
  })
})

describe('bounces', () => {
  const bounce = (more = {}) =>
    ({ channel: 'email', kind: 'bounce', of: '<answer@us>', id: '<bounce@isp>', ...more }) as const
  const report = { 'Content-Type': 'multipart/report; report-type=delivery-status' }

  it('I-19: if the message was an answer, its contact is owed again', async () => {
    const { w, asked, answer } = await answered()
    w.advance(minute)
    const told = await expectOk(w.desk.receive(bounce()))
    expect(told).toMatchObject({ outcome: 'delivery_failed', customer: 'ada', status: 'open' })
    expect(requireConversation(told.conversation).pendingReplies).toMatchObject([
      {
        contact: asked.conversation?.contacts[0]?.id,
        waitingSince: w.now(),
        laterTimes: [],
        overdueAt: null,
      },
    ])
    expect(eventDataOf(told.events[0])).toEqual({
      message: answer,
      pendingAgain: true,
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(told.events[0]?.actor).toEqual({ kind: 'system', id: null })
  })

  it('I-19: of a message in another’s thread it is recorded with the customer whose message it was', async () => {
    const { w } = await answered()
    await w.customerWrites('two', { customer: 'bob', from: 'bob@example.com' })
    const inReplyTo = '<answer@us>'
    const daemon = inboundMail('Undeliverable', {
      from: 'bob@example.com',
      headers: report,
      thread: { inReplyTo },
    })
    const told = await expectOk(w.desk.receive(daemon))
    expect(told).toMatchObject({ outcome: 'delivery_failed', customer: 'ada' })
    expect(told.events.every((event) => event.customer === 'ada')).toBe(true)
  })

  it('I-19, I-16: what only calls itself a bounce lets nobody into another’s thread', async () => {
    const { w } = await answered()
    const inReplyTo = '<Where is my vase?@mail>'
    const forged = inboundMail('x', { from: 'eve@example.net', headers: report, thread: { inReplyTo } })
    expect(await expectRefusal(w.desk.receive(forged))).toMatchObject({
      code: 'message.unknown',
      retryable: true,
    })
  })

  it('I-18: of two customers’ messages with one id it is about the one of its own customer', async () => {
    const w = createWorld()
    for (const [customer, endpoint] of [
      ['ada', 'page-1'],
      ['bob', 'page-2'],
    ] as const)
      await w.customerWrites(customer, { channel: 'messenger', id: '17', customer, from: customer, endpoint })
    for (const customer of ['ada', 'bob']) {
      const told = await expectOk(
        w.desk.receive({
          channel: 'messenger',
          kind: 'signal',
          of: '17',
          signal: 'reaction',
          from: customer,
        }),
      )
      expect(told).toMatchObject({ outcome: 'signal', customer, conversation: { customer } })
      expect(told.events.map((event) => event.customer)).toEqual([customer])
    }
  })

  it('I-19: it is found by the id of our message alone, whoever reports it, and he becomes nobody', async () => {
    const { w } = await answered()
    const told = await expectOk(
      w.desk.receive(bounce({ from: 'MAILER-DAEMON@isp.example', customer: 'bob' })),
    )
    expect(told).toMatchObject({ outcome: 'delivery_failed', customer: 'ada' })
    expect(eventTypesOf(told.events)).toEqual(['delivery.failed'])
    expect(new Set((await w.events()).map(({ customer }) => customer))).toEqual(new Set(['ada']))
  })

  it('I-19: a mail that its headers call a bounce is one, if it names a message of ours', async () => {
    const { w } = await answered()
    const told = await expectOk(
      w.desk.receive(
        inboundMail('Undeliverable', {
          from: 'mailer-daemon@isp.example',
          headers: { ...report, 'In-Reply-To': '<answer@us>' },
        }),
      ),
    )
    expect(told).toMatchObject({ outcome: 'delivery_failed', customer: 'ada' })
    expect((await expectOk(w.desk.current('ada'))).customer.addresses).toHaveLength(1)
  })

  it('I-19: the contact starts anew if it has ended', async () => {
    const { w, asked } = await answered()
    w.advance(2 * hour)
    const told = await expectOk(w.desk.receive(bounce()))
    expect(eventTypesOf(told.events)).toEqual([
      'contact.ended',
      'conversation.status_changed',
      'contact.started',
      'delivery.failed',
      'conversation.status_changed',
    ])
    const [contact] = requireConversation(told.conversation).contacts
    expect(contact?.id).not.toBe(asked.conversation?.contacts[0]?.id)
    expect(contact).toMatchObject({
      channel: 'email',
      address: 'email:ada@example.com',
      opensConversation: false,
    })
    expect(told).toMatchObject({
      status: 'open',
      conversation: { pendingReplies: [{ contact: contact?.id }] },
    })
  })

  it('I-19: on a closed conversation it is recorded', async () => {
    const { w } = await answered()
    await w.agentCloses()
    const told = await expectOk(w.desk.receive(bounce()))
    expect(told).toMatchObject({ outcome: 'delivery_failed' })
    expect(eventDataOf(told.events[0])).toMatchObject({ pendingAgain: false })
    expect(told.events[0]?.assignee).toEqual({ inbox: 'support', agent: 'sam' })
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
  })

  it.each([
    ['inside', day, 'open'],
    ['outside', day + 1, 'closed'],
  ])('I-19: where policy says so it reopens, %s the window', async (_, later, status) => {
    const { w, sent } = await answered({ onBouncedReply: 'reopen' })
    await w.agentCloses()
    w.advance(later)
    await expectOk(w.desk.receive(bounce()))
    const now = await expectOk(w.desk.current('ada'))
    expect(now.status).toBe(status)
    expect(now.conversation?.id).toBe(sent.conversation?.id)
    expect(now.conversation?.pendingReplies).toHaveLength(status === 'open' ? 1 : 0)
  })

  it.each([
    ['always', 'open'],
    ['never', 'closed'],
  ] as const)('I-19: the window %s leaves it %s', async (reopenWindow, status) => {
    const { w } = await answered({ onBouncedReply: 'reopen', reopenWindow })
    await w.agentCloses()
    w.advance(400 * day)
    await expectOk(w.desk.receive(bounce()))
    expect((await expectOk(w.desk.current('ada'))).status).toBe(status)
  })

  it('I-19, O-1: while another conversation is active it reopens nothing', async () => {
    const { w } = await answered({ onBouncedReply: 'reopen', reopenWindow: 'never' })
    await w.agentCloses()
    const next = await w.customerWrites('Something else')
    w.setPolicy({ onBouncedReply: 'reopen', reopenWindow: 'always' })
    const told = await expectOk(w.desk.receive(bounce()))
    expect(eventDataOf(told.events[0])).toMatchObject({ pendingAgain: false })
    expect((await expectOk(w.desk.current('ada'))).conversation).toEqual(next.conversation)
  })

  it('I-19: what was no answer is recorded', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('Out of office', { agent: undefined, automation: 'vacation', id: '<answer@us>' })
    const told = await expectOk(w.desk.receive(bounce()))
    expect(eventDataOf(told.events[0])).toMatchObject({ pendingAgain: false })
    expect((await expectOk(w.desk.current('ada'))).conversation?.pendingReplies).toHaveLength(1)
  })

  it('I-19: so is one that stood in the timeline alone, and one on a channel that is gone', async () => {
    const w = createWorld({ policy: { channels: { fax: {} } } })
    const machine = { agent: undefined, automation: 'crm' }
    await w.agentWrites('Newsletter', { ...machine, id: '<answer@us>', to: 'ada@example.com' })
    const alone = await expectOk(w.desk.receive(bounce()))
    expect(alone).toMatchObject({ outcome: 'delivery_failed', conversation: null })
    await w.agentWrites('By fax', { channel: 'fax', to: '17', token: 'conv-4711' })
    w.setPolicy({})
    const thread = { token: 'conv-4711' }
    const told = await expectOk(
      w.desk.receive({ channel: 'email', text: 'Undeliverable', headers: report, thread }),
    )
    expect(told).toMatchObject({ outcome: 'delivery_failed', customer: 'ada' })
    expect(eventDataOf(told.events.at(-1))).toMatchObject({ pendingAgain: false })
  })

  it('I-19: of an unknown message it makes no customer and no conversation', async () => {
    const w = createWorld()
    const unknown = { code: 'message.unknown', rule: 'I-19', retryable: true }
    expect(await expectRefusal(w.desk.receive(bounce({ from: 'ada@example.com' })))).toMatchObject(unknown)
    const daemon = inboundMail('Undeliverable', { from: 'mailer-daemon@isp.example', headers: report })
    expect(await expectRefusal(w.desk.receive(daemon))).toMatchObject(unknown)
    expect(await w.events()).toEqual([])
  })

  it('I-19, I-13: a bounce of something else is kept with the customer it is said to be about', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    const daemon = { from: 'mailer-daemon@isp.example', headers: report }
    const kept = await w.customerWrites('Undeliverable', daemon)
    expect(kept).toMatchObject({ outcome: 'timeline_only', conversation: null })
    expect(eventTypesOf(kept.events)).toEqual(['message.received'])
    await w.customerWrites('Hello')
    expect(await w.customerWrites('Undeliverable again', daemon)).toMatchObject({
      outcome: 'append_silently',
    })
  })

  it('I-19, I-1: the same bounce twice is one', async () => {
    const { w } = await answered()
    await expectOk(w.desk.receive(bounce()))
    expect((await expectOk(w.desk.receive(bounce()))).outcome).toBe('duplicate')
  })
})
