import { describe, expect, it } from 'vitest'
import {
  createWorld,
  day,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  hour,
  inboundMail,
  minute,
  requireConversation,
} from '../support/world.ts'

const vacation = { headers: { 'Auto-Submitted': 'auto-replied (vacation)' } }
const newsletter = { headers: { 'List-Id': '<vases.example.com>' } }

describe('blocked customers', () => {
  it('I-5: what a blocked customer writes is kept in the timeline and changes nothing', async () => {
    const w = createWorld({ policy: { reopenWindow: 'always' } })
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    await expectOk(w.desk.block({ customer: 'ada', agent: 'sam' }))
    const before = await expectOk(w.desk.current('ada'))
    w.advance(minute)
    const kept = await w.customerWrites('You will hear from me')
    expect(kept).toMatchObject({ outcome: 'timeline_only', conversation: null, status: null })
    expect(kept.reasons).toMatchObject([{ rule: 'I-5', found: 'blocked' }])
    expect(eventTypesOf(kept.events)).toEqual(['message.received'])
    expect(eventDataOf(kept.events[0])).toMatchObject({ silent: true })
    expect(kept.events[0]?.content?.text).toBe('You will hear from me')
    expect(await expectOk(w.desk.current('ada'))).toEqual({ ...before, version: before.version + 1 })
  })

  it('I-5: blocking closes the active conversation by the system, whatever is owed', async () => {
    const w = createWorld({ policy: { closingTopics: 'any' } })
    await w.customerWrites('one')
    const { events, conversation, status } = await expectOk(
      w.desk.block({ customer: 'ada', agent: 'sam', reason: 'abuse' }),
    )
    expect(eventTypesOf(events)).toEqual([
      'customer.blocked',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
    ])
    expect(events.slice(1).map(({ actor }) => actor.kind)).toEqual(['system', 'system', 'system'])
    expect(conversation?.closed).toMatchObject({ cause: 'blocked' })
    expect(events.map(({ content }) => content?.text)).toEqual(['abuse', undefined, 'abuse', undefined])
    expect(status).toBe('closed')
    expect(await expectOk(w.desk.block({ customer: 'ada' }))).toMatchObject({ events: [] })
  })

  it('I-5: unblocking reopens nothing; the next message is placed as ever', async () => {
    const w = createWorld()
    const { conversation } = await w.customerWrites('one')
    await expectOk(w.desk.block({ customer: 'ada' }))
    await w.customerWrites('two')
    const { events } = await expectOk(w.desk.unblock({ customer: 'ada' }))
    expect(eventTypesOf(events)).toEqual(['customer.unblocked'])
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
    expect(await expectOk(w.desk.unblock({ customer: 'ada' }))).toMatchObject({ events: [] })
    const next = await w.customerWrites('three')
    expect(next).toMatchObject({ outcome: 'reopen', conversation: { id: conversation?.id } })
  })

  it('I-5, I-16: what a third party answers in his thread is kept quietly too', async () => {
    const w = createWorld({ policy: { reopenWindow: 'always' } })
    await w.customerWrites('one')
    await w.agentWrites('An answer', { id: '<answer@us>', cc: ['carrier@example.org'] })
    await expectOk(w.desk.block({ customer: 'ada' }))
    const answer = { from: 'carrier@example.org', thread: { inReplyTo: '<answer@us>' } }
    expect(await expectOk(w.desk.receive(inboundMail('In Porto', answer)))).toMatchObject({
      outcome: 'timeline_only',
      customer: 'ada',
    })
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
  })

  it('I-5: a blocked caller starts nothing, and his hanging up ends nothing', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    await expectOk(w.desk.block({ customer: 'ada' }))
    const call = { id: 'call-1', customer: 'ada', from: '+491234567890' }
    const rung = await expectOk(w.desk.startCall({ ...call }))
    expect(rung).toMatchObject({ outcome: 'timeline_only', conversation: null })
    expect(eventDataOf(eventsOfType(rung.events, 'call.started')[0])).toMatchObject({ silent: true })
    expect(await expectOk(w.desk.endCall({ ...call, by: 'customer' }))).toMatchObject({ conversation: null })
  })
})

describe('automated mail', () => {
  it.each([
    ['waits', async () => {}],
    ['is closed', (w: ReturnType<typeof createWorld>) => w.agentCloses()],
  ])('I-6: it is stored quietly in the conversation that %s', async (_, then) => {
    const w = createWorld({ policy: { reopenWindow: 'always' } })
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    await then(w)
    w.advance(2 * hour)
    await expectOk(w.desk.applyDeadlines())
    const before = await expectOk(w.desk.current('ada'))
    const told = await w.customerWrites('I am away', vacation)
    expect(told).toMatchObject({ outcome: 'append_silently', conversation: before.conversation })
    expect(told.reasons).toMatchObject([
      {
        rule: 'I-6',
        found: 'Auto-Submitted: auto-replied (vacation)',
        conversation: before.conversation?.id,
      },
    ])
    expect(eventDataOf(told.events[0])).toMatchObject({ silent: true })
    expect(told.events[0]?.assignee).toEqual({ inbox: 'support', agent: 'sam' })
    expect(await expectOk(w.desk.current('ada'))).toEqual({ ...before, version: before.version + 1 })
  })

  it('I-6: it goes to the active conversation, else to the latest', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const first = await w.customerWrites('one')
    await w.agentCloses()
    w.advance(minute)
    const second = await w.customerWrites('two')
    expect((await w.customerWrites('away', vacation)).conversation?.id).toBe(second.conversation?.id)
    await w.agentCloses()
    expect((await w.customerWrites('still away', vacation)).conversation?.id).toBe(second.conversation?.id)
    expect(first.conversation?.id).not.toBe(second.conversation?.id)
  })

  it('I-6: with no conversation yet it starts one', async () => {
    const { desk } = createWorld()
    expect(await expectOk(desk.receive(inboundMail('Report', vacation)))).toMatchObject({
      outcome: 'start',
      status: 'new',
    })
  })

  it('I-6: classification comes before every window: after the window it starts nothing either', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentCloses()
    w.advance(30 * day)
    expect((await w.customerWrites('away', vacation)).outcome).toBe('append_silently')
  })

  it('I-6: the host may know it, and its word is as good as a header', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const told = await w.customerWrites('beep', { automated: true })
    expect(told).toMatchObject({ outcome: 'append_silently', reasons: [{ found: 'automated: true' }] })
  })

  it('I-6: a weak sign counts', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    expect((await w.customerWrites('News', newsletter)).outcome).toBe('append_silently')
  })

  it('I-6: but not if the message answers one of ours', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer', { id: '<answer@us>' })
    const answer = { ...newsletter, thread: { inReplyTo: '<answer@us>' } }
    expect((await w.customerWrites('Thanks', answer)).outcome).toBe('append')
    expect(
      (await w.customerWrites('Me again', { ...newsletter, thread: { inReplyTo: '<one@mail>' } })).outcome,
    ).toBe('append_silently')
    expect((await w.customerWrites('Away', { ...answer, ...vacation })).outcome).toBe('append_silently')
  })

  it('I-6: nor where the endpoint is declared a list', async () => {
    const w = createWorld({ policy: { listEndpoints: ['Vases@Shop.example'] } })
    await w.customerWrites('one')
    const list = { ...newsletter, endpoint: 'vases@shop.example' }
    expect((await w.customerWrites('two', list)).outcome).toBe('append')
    expect((await w.customerWrites('three', { ...list, endpoint: 'help@shop.example' })).outcome).toBe(
      'append_silently',
    )
    expect((await w.customerWrites('four', { ...list, ...vacation })).outcome).toBe('append_silently')
  })

  it('I-6: a third party’s machine changes nothing either', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer', { id: '<answer@us>', cc: ['carrier@example.org'] })
    const told = await expectOk(
      w.desk.receive(
        inboundMail('Ticket 17', {
          from: 'carrier@example.org',
          thread: { inReplyTo: '<answer@us>' },
          ...vacation,
        }),
      ),
    )
    expect(told).toMatchObject({ outcome: 'append_silently', customer: 'ada' })
    expect(told.events[0]?.actor.kind).toBe('third_party')
    expect(requireConversation(told.conversation).pendingReplies).toEqual([])
  })
})

describe('acknowledgements', () => {
  const classify = ({ text }: { readonly text?: string | null | undefined }) =>
    text === 'Thanks!'
      ? ({ kind: 'acknowledgement', strength: null, evidence: 'thanks' } as const)
      : ({ kind: 'human', strength: null, evidence: null } as const)

  it('I-8: a mere "thanks" on a closed conversation is kept quietly where policy says so', async () => {
    const w = createWorld({ policy: { onAcknowledgement: 'silent' }, classify })
    await w.customerWrites('one')
    const { conversation } = await w.agentCloses()
    const told = await w.customerWrites('Thanks!')
    expect(told).toMatchObject({ outcome: 'append_silently', status: 'closed', conversation })
    expect(told.reasons).toMatchObject([{ rule: 'I-8', found: 'acknowledgement' }])
  })

  it('I-8: on an active one it is a message, and so is the first word of all', async () => {
    const w = createWorld({ policy: { onAcknowledgement: 'silent' }, classify })
    expect((await w.customerWrites('Thanks!')).outcome).toBe('start')
    expect((await w.customerWrites('Thanks!', { id: '<2@mail>' })).outcome).toBe('append')
  })

  it('I-8: the default policy treats it as any message', async () => {
    const w = createWorld({ classify: async (inbound) => classify(inbound) })
    await w.customerWrites('one')
    await w.agentCloses()
    expect((await w.customerWrites('Thanks!')).outcome).toBe('reopen')
  })
})

describe('the guard', () => {
  const guarded = (reopens = 2) =>
    createWorld({ policy: { reopenGuard: { reopens, within: { hours: 1 } }, reopenWindow: 'always' } })
  /** Closes, and hears again ten minutes later. */
  const again = async (w: ReturnType<typeof createWorld>, text: string) => {
    await w.agentCloses()
    w.advance(10 * minute)
    return w.customerWrites(text)
  }

  it('I-10: the k+1st reopening within the period is kept quietly, and an event says so', async () => {
    const w = guarded()
    await w.customerWrites('one')
    expect((await again(w, 'two')).outcome).toBe('reopen')
    expect((await again(w, 'three')).outcome).toBe('reopen')
    const held = await again(w, 'four')
    expect(held).toMatchObject({ outcome: 'append_silently', status: 'closed' })
    expect(eventTypesOf(held.events)).toEqual(['message.received', 'conversation.reopen_suppressed'])
    expect(held.message).toBe(held.events[0]?.id)
    expect(eventDataOf(held.events[1])['reasons']).toMatchObject([
      { rule: 'W-1' },
      { rule: 'I-10', found: 'guard' },
    ])
  })

  it('I-10: at the end of the period it reopens again', async () => {
    const w = guarded(1)
    await w.customerWrites('one')
    await again(w, 'two')
    await w.agentCloses()
    w.advance(hour - 1)
    expect((await w.customerWrites('a millisecond early')).outcome).toBe('append_silently')
    w.advance(1)
    expect((await w.customerWrites('an hour after')).outcome).toBe('reopen')
  })

  it('I-10: an answer of a person between starts the count anew, a machine’s does not', async () => {
    const w = guarded(1)
    await w.customerWrites('one')
    await again(w, 'two')
    w.advance(minute)
    await w.agentWrites('I look into it', { agent: undefined, automation: 'bot', answers: true })
    expect((await again(w, 'three')).outcome).toBe('append_silently')
    await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    await w.agentWrites('I really do')
    expect((await again(w, 'four')).outcome).toBe('reopen')
  })

  it('I-10: reopenings by agents are not counted', async () => {
    const w = guarded(1)
    await w.customerWrites('one')
    for (let n = 0; n < 3; n++) {
      await w.agentCloses()
      await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    }
    expect((await again(w, 'two')).outcome).toBe('reopen')
  })

  it('I-10: it is off by default', async () => {
    const w = createWorld()
    await w.customerWrites('0')
    for (let n = 1; n < 20; n++) expect((await again(w, String(n))).outcome).toBe('reopen')
  })

  it('I-10: it guards each conversation by itself, and a new one is no reopening', async () => {
    const w = guarded(1)
    await w.customerWrites('one')
    await again(w, 'two')
    await w.agentCloses()
    await w.agentWrites('New matter', { intent: 'new' })
    expect((await again(w, 'three')).outcome).toBe('reopen')
  })
})

describe('automated mail as the first message of all', () => {
  const first = async () => {
    const w = createWorld({
      policy: { autoClose: { hours: 2 }, firstResponse: { byInbox: { support: { hours: 1 } } } },
    })
    const notice = {
      channel: 'email',
      from: 'noreply@ship.example',
      id: '<1@ship>',
      text: 'It is on its way',
    }
    const done = await expectOk(w.desk.receive({ ...notice, ...vacation }))
    return { w, done, customer: requireConversation(done.conversation).customer }
  }

  it('starts a conversation that waits for no reply and can be closed without force (I-6)', async () => {
    const { w, done, customer } = await first()
    expect(done).toMatchObject({
      outcome: 'start',
      status: 'new',
      conversation: { pendingReplies: [], lastCustomerMessageAt: null },
    })
    expect(done.reasons.map(({ rule }) => rule)).toEqual(['I-6', 'I-12'])
    expect(done.events.find(({ type }) => type === 'message.received')?.data).toMatchObject({ silent: true })
    const closed = await expectOk(w.desk.close({ customer, agent: 'sam', version: done.version }))
    expect(closed.status).toBe('closed')
  })

  it('starts no response target, and the conversation closes by itself (I-6, D-4, D-6)', async () => {
    const { w, customer } = await first()
    w.advance(hour)
    expect((await expectOk(w.desk.current(customer))).status).toBe('waiting')
    w.advance(2 * hour)
    expect(await expectOk(w.desk.current(customer))).toMatchObject({ status: 'closed' })
    await w.desk.applyDeadlines()
    const events = await w.events()
    expect(eventsOfType(events, 'conversation.response_overdue')).toEqual([])
    expect(eventsOfType(events, 'conversation.closed')).toMatchObject([{ cause: 'auto_close' }])
  })

  it('waits for a reply once a person writes (I-6, C-1)', async () => {
    const { w, customer } = await first()
    w.advance(minute)
    const written = inboundMail('Where is it?', { customer, from: 'noreply@ship.example' })
    const { conversation } = await expectOk(w.desk.receive(written))
    expect(conversation?.pendingReplies).toMatchObject([{ waitingSince: w.now(), laterTimes: [] }])
    expect(conversation?.contacts).toHaveLength(1)
  })
})

describe('the reopen guard', () => {
  it('counts the echo of a reply, so that the third message reopens too (I-10)', async () => {
    const w = createWorld({ policy: { reopenGuard: { reopens: 2, within: { days: 1 } } } })
    const reply = async (n: number) => {
      w.advance(minute)
      const echo = { kind: 'echo', channel: 'email', from: 'ada@example.com', customer: 'ada' } as const
      await expectOk(w.desk.receive({ ...echo, id: `<e${n}@phone>`, text: 'Done', at: w.now() }))
      await w.agentCloses()
      w.advance(minute)
    }
    await w.customerWrites('one')
    for (const n of [1, 2, 3]) {
      await reply(n)
      expect(await w.customerWrites(`again ${n}`)).toMatchObject({ outcome: 'reopen' })
    }
  })
})
