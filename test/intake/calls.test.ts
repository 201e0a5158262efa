import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  findStoreFaults,
  hour,
  lawRuns,
  minute,
  requireConversation,
} from '../support/world.ts'

const number = '+491234567890'
const call = { id: 'call-1', from: number }
const ring = (w: DeskWorld, more = {}) => expectOk(w.desk.startCall({ ...call, customer: 'ada', ...more }))
const take = (w: DeskWorld, more = {}) =>
  expectOk(w.desk.answerCall({ ...call, customer: 'ada', agent: 'sam', ...more }))
const hangUp = (w: DeskWorld, more = {}) =>
  expectOk(w.desk.endCall({ ...call, customer: 'ada', by: 'customer', ...more }))
/** How the contacts ended, in order. */
const endings = async (w: DeskWorld) =>
  eventsOfType(await w.events(), 'contact.ended').map((event) => eventDataOf(event)['reason'])

describe('a call', () => {
  it('K-3: rings, is taken, ends when either side hangs up', async () => {
    const w = createWorld()
    expect(await ring(w)).toMatchObject({ outcome: 'start', status: 'new', conversation: { agent: null } })
    w.advance(minute)
    const taken = await take(w)
    expect(taken).toMatchObject({
      outcome: 'append',
      status: 'open',
      conversation: { agent: 'sam', pendingReplies: [] },
    })
    expect(requireConversation(taken.conversation).contacts[0]).toMatchObject({ fulfilled: 'responded' })
    w.advance(minute)
    const ended = await hangUp(w)
    expect(ended).toMatchObject({ outcome: 'append', status: 'waiting', conversation: { contacts: [] } })
    expect(eventTypesOf(ended.events)).toEqual(['call.ended', 'contact.ended', 'conversation.status_changed'])
    expect(await endings(w)).toEqual(['customer'])
  })

  it('K-3: an agent may hang up as well', async () => {
    const w = createWorld()
    await ring(w)
    await take(w)
    const ended = await hangUp(w, { by: 'agent', agent: 'sam' })
    expect(ended.events[0]?.actor).toEqual({ kind: 'agent', id: 'sam' })
    expect(await endings(w)).toEqual(['agent'])
  })

  it('K-3: each of its events twice is one event', async () => {
    const w = createWorld()
    for (const tell of [ring, take, hangUp]) {
      await tell(w)
      const events = await w.events()
      expect(await tell(w)).toMatchObject({ outcome: 'duplicate', repeated: true, events: [] })
      expect(await w.events()).toEqual(events)
    }
  })

  it('K-3: taken before it rang, it rings with being taken; the ringing is then shown and changes nothing', async () => {
    const w = createWorld()
    const taken = await take(w)
    expect(taken).toMatchObject({
      outcome: 'start',
      status: 'open',
      conversation: { agent: 'sam', pendingReplies: [] },
    })
    expect(eventTypesOf(taken.events)).toEqual(expect.arrayContaining(['call.started', 'call.answered']))
    const rung = await ring(w)
    expect(rung).toMatchObject({ outcome: 'append_silently', conversation: taken.conversation })
    expect(eventDataOf(rung.events[0])).toMatchObject({ silent: true })
    expect(requireConversation((await hangUp(w)).conversation).contacts).toEqual([])
  })

  it('K-3: ended is final: what else is told of it changes nothing', async () => {
    const w = createWorld()
    await ring(w)
    await hangUp(w)
    const before = (await expectOk(w.desk.current('ada'))).conversation
    const taken = await take(w)
    expect(taken).toMatchObject({ outcome: 'append_silently', conversation: before })
    expect(eventTypesOf(taken.events)).toEqual(['call.answered'])
    expect(eventDataOf(taken.events[0])).toMatchObject({ silent: true })
  })

  it('K-3: a call that ends in the menu starts no contact, and a start told later starts none', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    expect(await hangUp(w)).toMatchObject({ outcome: 'timeline_only', conversation: null })
    expect(await ring(w)).toMatchObject({ outcome: 'timeline_only', conversation: null })
    expect(eventsOfType(await w.events(), 'contact.started')).toEqual([])
  })

  it('K-3: so it is with a stranger, whether his number shows or not', async () => {
    for (const from of [number, 'anonymous']) {
      const { desk } = createWorld()
      const ended = await expectOk(desk.endCall({ id: 'call-1', from, by: 'customer' }))
      expect(ended).toMatchObject({ outcome: 'timeline_only', conversation: null })
      const rung = await expectOk(desk.startCall({ id: 'call-1', from }))
      expect(rung).toMatchObject({ outcome: 'timeline_only', conversation: null, customer: ended.customer })
      expect(await expectOk(desk.endCall({ id: 'call-1', from, by: 'agent' }))).toMatchObject({
        outcome: 'duplicate',
      })
    }
  })

  it('K-3: of a hidden number the call’s id alone tells whose it is', async () => {
    const { desk } = createWorld()
    const rung = await expectOk(desk.startCall({ id: 'call-1', from: 'anonymous' }))
    const taken = await expectOk(desk.answerCall({ id: 'call-1', agent: 'sam' }))
    const ended = await expectOk(desk.endCall({ id: 'call-1', by: 'agent', agent: 'sam' }))
    expect([taken.customer, ended.customer]).toEqual([rung.customer, rung.customer])
    expect(ended.status).toBe('waiting')
  })

  it('K-3: without a hang-up it is lost after 24 hours, taken or not', async () => {
    for (const taken of [true, false]) {
      const w = createWorld()
      await ring(w)
      if (taken) await take(w)
      w.advance(day - 1)
      expect((await expectOk(w.desk.current('ada'))).status).toBe(taken ? 'open' : 'new')
      w.advance(1)
      expect((await expectOk(w.desk.current('ada'))).status).toBe('waiting')
      expect(await hangUp(w)).toMatchObject({ outcome: 'append_silently' })
      expect(await endings(w)).toEqual(['lost'])
    }
  })

  it.each([
    [{ minutes: 1 }, minute, 'waiting'],
    [{ minutes: 1 }, minute - 1, 'new'],
    ['off', 400 * day, 'new'],
  ] as const)('K-3: or after what policy says: %j', async (callLost, later, status) => {
    const w = createWorld({ policy: { callTimeout: callLost } })
    await ring(w)
    w.advance(later)
    expect((await expectOk(w.desk.current('ada'))).status).toBe(status)
  })

  it('K-3, I-1: the same id at another endpoint is another call; without an endpoint it is whichever it is', async () => {
    const w = createWorld()
    await ring(w, { endpoint: '+4930111111' })
    const other = { endpoint: '+4930222222', customer: 'bob', from: '+499876543210' }
    expect(await ring(w, other)).toMatchObject({ outcome: 'start', customer: 'bob' })
    expect(await hangUp(w, other)).toMatchObject({ customer: 'bob', status: 'closed' })
    expect(await take(w, other)).toMatchObject({ customer: 'bob', outcome: 'append_silently' })
    expect(await take(w, { endpoint: '+4930333333', customer: 'bob' })).toMatchObject({ outcome: 'reopen' })
    expect((await expectOk(w.desk.current('ada'))).conversation?.contacts).toHaveLength(1)
    expect(await hangUp(w)).toMatchObject({ customer: 'ada', outcome: 'append' })
    expect((await expectOk(w.desk.current('ada'))).conversation?.contacts).toHaveLength(0)
  })

  it('K-3: calls of two numbers, and of hidden ones, go on side by side', async () => {
    const w = createWorld()
    await ring(w)
    await ring(w, { id: 'call-2', from: '+499876543210' })
    await ring(w, { id: 'call-3', from: 'anonymous' })
    const last = await ring(w, { id: 'call-4', from: 'anonymous' })
    expect(requireConversation(last.conversation).contacts).toHaveLength(4)
    expect(await endings(w)).toEqual([])
  })

  it('K-3: what is told of calls in any order leaves no ringing call behind once its end is told', () => {
    const tell: Record<string, (desk: Desk) => Promise<unknown>> = {
      ring: (desk) => desk.startCall({ ...call }),
      take: (desk) => desk.answerCall({ ...call, agent: 'sam' }),
      end: (desk) => desk.endCall({ ...call, by: 'customer' }),
      endByAgent: (desk) => desk.endCall({ ...call, by: 'agent', agent: 'sam' }),
    }
    const story = fc.array(fc.constantFrom(...Object.keys(tell)), { minLength: 1, maxLength: 8 })
    return fc.assert(
      fc.asyncProperty(story, fc.boolean(), async (told, isKnown) => {
        const w = createWorld()
        if (isKnown)
          await expectOk(
            w.desk.register({ customer: 'ada', addresses: [{ channel: 'voice', address: number }] }),
          )
        for (const each of told) await tell[each]?.(w.desk)
        const events = await w.events()
        const over = told.some((each) => each.startsWith('end'))
        expect(new Set(events.map(({ customer }) => customer)).size).toBe(1)
        const { conversation } = await expectOk(w.desk.current(events[0]?.customer ?? ''))
        expect(conversation?.contacts ?? []).toHaveLength(over ? 0 : 1)
        const [first] = told
        expect(eventsOfType(events, 'contact.started')).toHaveLength(first?.startsWith('end') ? 0 : 1)
        expect(eventsOfType(events, 'call.ended')).toHaveLength(over ? 1 : 0)
      }),
    )
  })

  it('K-3: an agent dials; the customer takes it, or does not', async () => {
    const w = createWorld()
    const dial = { customer: 'ada', agent: 'sam', id: 'call-1', to: number, endpoint: '+49 30 111111' }
    const dialled = await expectOk(w.desk.dial(dial))
    expect(dialled).toMatchObject({ status: 'open', conversation: { agent: 'sam', pendingReplies: [] } })
    expect(requireConversation(dialled.conversation).contacts[0]).toMatchObject({
      direction: 'outbound',
      session: 'call-1',
      endpoint: '+4930111111',
    })
    await hangUp(w)
    expect(await endings(w)).toEqual(['unanswered'])
    await expectOk(w.desk.dial({ ...dial, id: 'call-2' }))
    const taken = await take(w, { id: 'call-2' })
    expect(eventDataOf(eventsOfType(taken.events, 'call.answered')[0])).toMatchObject({
      direction: 'outbound',
    })
    await hangUp(w, { id: 'call-2', by: 'agent', agent: 'sam' })
    expect(await endings(w)).toEqual(['unanswered', 'agent'])
  })

  it('K-3: a call’s id of any length and script finds its call', async () => {
    for (const id of ['x'.repeat(1_000), '\ud800', '__proto__', 'a\u0000b']) {
      const w = createWorld()
      await expectOk(w.desk.dial({ customer: 'ada', agent: 'sam', id, to: number }))
      expect(await hangUp(w, { id })).toMatchObject({ outcome: 'append', status: 'waiting' })
    }
  })
})

describe('two calls of one number', () => {
  const second = { id: 'call-2' }
  const sessions = async (w: DeskWorld) =>
    (await expectOk(w.desk.current('ada'))).conversation?.contacts.map(({ session }) => session)
  const pending = async (w: DeskWorld) =>
    (await expectOk(w.desk.current('ada'))).conversation?.pendingReplies.length

  it('are contacts of their own, and the first one can be answered (K-1, K-3)', async () => {
    const w = createWorld()
    await ring(w)
    await ring(w, second)
    expect(await sessions(w)).toEqual(['call-1', 'call-2'])
    const taken = await take(w)
    expect(taken).toMatchObject({ outcome: 'append', status: 'open', conversation: { agent: 'sam' } })
    expect(await sessions(w)).toEqual(['call-1', 'call-2'])
    expect(await pending(w)).toBe(1)
    await hangUp(w)
    expect(await endings(w)).toEqual(['customer'])
    expect(await take(w, second)).toMatchObject({ outcome: 'append', status: 'open' })
    expect(await pending(w)).toBe(0)
  })

  it.each(['answered', 'ended'])(
    'supersede the first, of which nothing was told, once the second is %s (K-3)',
    async (how) => {
      const w = createWorld()
      await ring(w)
      await ring(w, second)
      await (how === 'answered' ? take(w, second) : hangUp(w, second))
      expect(await endings(w)).toEqual(how === 'answered' ? ['superseded'] : ['superseded', 'abandoned'])
      expect(await sessions(w)).toEqual(how === 'answered' ? ['call-2'] : [])
      expect(await pending(w)).toBe(how === 'answered' ? 0 : 2)
      expect(await hangUp(w)).toMatchObject({ outcome: 'append_silently' })
      expect(await take(w)).toMatchObject({ outcome: 'append_silently' })
    },
  )

  it('count an answer to the first although it was superseded (K-3)', async () => {
    const w = createWorld()
    await ring(w, { endpoint: '+4930111111' })
    await ring(w, second)
    await hangUp(w, second)
    const taken = await take(w)
    expect(taken).toMatchObject({
      outcome: 'append',
      status: 'open',
      conversation: { agent: 'sam', pendingReplies: [] },
    })
    expect(requireConversation(taken.conversation).contacts).toMatchObject([
      { session: 'call-1', endpoint: '+4930111111', direction: 'inbound', opensConversation: false },
    ])
    expect(await take(w, { at: w.now() })).toMatchObject({ outcome: 'duplicate' })
    expect(await hangUp(w)).toMatchObject({ outcome: 'append', status: 'waiting' })
    expect(await endings(w)).toEqual(['superseded', 'abandoned', 'customer'])
  })

  it('supersede no call that was answered, and none of which something was told since (K-3)', async () => {
    const w = createWorld()
    await ring(w)
    await take(w)
    await ring(w, second)
    await hangUp(w, second)
    expect(await sessions(w)).toEqual(['call-1'])
    const other = createWorld()
    await ring(other)
    await ring(other, second)
    await ring(other, { endpoint: '+4930111111' })
    await take(other, second)
    expect(await sessions(other)).toEqual(['call-2', 'call-1'])
    expect(await endings(other)).toEqual([])
  })

  it('supersede no call of another number, no hidden one and no message (K-3)', async () => {
    const w = createWorld()
    await ring(w, { id: 'other', from: '+499876543210' })
    await ring(w, { id: 'hidden', from: 'anonymous' })
    await w.customerWrites('A text', { channel: 'sms', from: number })
    await ring(w)
    await ring(w, { id: 'hidden-2', from: 'anonymous' })
    await take(w)
    await take(w, { id: 'hidden-2', from: 'anonymous' })
    expect(await endings(w)).toEqual([])
  })

  it('supersede the first where the second begins with its answer (K-3)', async () => {
    const w = createWorld()
    await ring(w)
    await take(w, second)
    expect(await endings(w)).toEqual(['superseded'])
    expect(await pending(w)).toBe(0)
  })

  it('keep an answer to a call whose conversation was closed (C-6, K-3)', async () => {
    const w = createWorld()
    await ring(w)
    await w.agentCloses()
    expect(await take(w)).toMatchObject({ outcome: 'append_silently', status: 'closed' })
  })

  it('let no answer be lost, whatever is told in whatever order (K-3)', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            id: fc.constantFrom('call-1', 'call-2', 'call-3'),
            news: fc.constantFrom(ring, take, hangUp),
          }),
          { minLength: 2, maxLength: 9 },
        ),
        async (told) => {
          const w = createWorld()
          const over = new Set<string>()
          for (const { id, news } of told) {
            await news(w, { id })
            const { conversation } = await expectOk(w.desk.current('ada'))
            const isOpen = conversation?.contacts.some(({ session }) => session === id) ?? false
            if (news === hangUp) over.add(id)
            if (over.has(id)) expect(isOpen).toBe(false)
            else if (news === take) expect(isOpen && conversation?.agent).toBe('sam')
          }
          expect(await findStoreFaults(w)).toEqual([])
        },
      ),
      lawRuns(300),
    ))
})

describe('the provider’s session', () => {
  it('names a call as well as its id does (K-1, K-3)', async () => {
    for (const session of ['call-1', 'x'.repeat(1_000)]) {
      const w = createWorld()
      const told = { session, customer: 'ada', from: number }
      await expectOk(w.desk.startCall(told))
      expect(await expectOk(w.desk.answerCall({ ...told, agent: 'sam' }))).toMatchObject({ status: 'open' })
      expect(await expectOk(w.desk.endCall({ id: session, customer: 'ada', by: 'customer' }))).toMatchObject({
        outcome: 'append',
        status: 'waiting',
      })
      expect(await expectOk(w.desk.endCall({ ...told, by: 'customer' }))).toMatchObject({
        outcome: 'duplicate',
      })
    }
  })

  it('ends a contact, on its channel (K-1, K-8)', async () => {
    const w = createWorld()
    const long = 's'.repeat(1_000)
    for (const session of ['s1', long])
      await w.customerWrites('Hello?', { channel: 'chat', from: 'ada', session, id: null })
    await ring(w)
    const end = { customer: 'ada', by: 'agent' } as const
    const sessions = async () =>
      requireConversation((await expectOk(w.desk.current('ada'))).conversation).contacts.map(
        ({ channel }) => channel,
      )
    expect(await expectRefusal(w.desk.endContact({ ...end, session: 's9' }))).toMatchObject({
      code: 'contact.none',
    })
    expect(await expectRefusal(w.desk.endContact({ ...end, session: 's1', channel: 'voice' }))).toMatchObject(
      {
        code: 'contact.none',
      },
    )
    expect(await expectRefusal(w.desk.endContact({ ...end, channel: 'chat' }))).toMatchObject({
      code: 'contact.ambiguous',
    })
    await expectOk(w.desk.endContact({ ...end, session: long, channel: 'chat' }))
    await expectOk(w.desk.endContact({ ...end, session: 'call-1' }))
    expect(await sessions()).toEqual(['chat'])
    await expectOk(w.desk.endContact({ ...end, session: 's1' }))
    expect(await sessions()).toEqual([])
  })

  it('must not name another call than the id (B-1)', async () => {
    const { desk } = createWorld()
    const two = { id: 'call-1', session: 'call-2', by: 'agent', agent: 'sam' } as never
    for (const command of ['startCall', 'answerCall', 'endCall'] as const)
      expect(await expectRefusal(desk[command](two))).toMatchObject({
        code: 'inbound.invalid',
        issues: [{ path: 'session' }],
      })
  })
})

describe('abandoned', () => {
  it('K-7: who hangs up before anybody took the call takes his conversation with him', async () => {
    const w = createWorld()
    await ring(w)
    const ended = await hangUp(w)
    expect(ended).toMatchObject({
      status: 'closed',
      conversation: { pendingReplies: [], closed: { cause: 'abandoned' } },
    })
    expect(ended.events.at(-2)).toMatchObject({ type: 'conversation.closed', actor: { kind: 'system' } })
    expect(await endings(w)).toEqual(['abandoned'])
  })

  it('K-7: a visitor who leaves an unanswered chat does so too', async () => {
    const w = createWorld()
    await w.customerWrites('Hello?', { channel: 'chat', from: 'ada', session: 's1' })
    const left = await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
    expect(left).toMatchObject({ status: 'closed', conversation: { closed: { cause: 'abandoned' } } })
    expect(left.events[0]?.actor).toEqual({ kind: 'customer', id: 'ada' })
    expect(await endings(w)).toEqual(['abandoned'])
  })

  it('K-7: also when it had reopened the conversation', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentCloses()
    await ring(w)
    expect(await hangUp(w)).toMatchObject({ status: 'closed' })
  })

  it('K-7: with an agent it waits, and the call is still owed', async () => {
    const w = createWorld()
    await ring(w)
    await expectOk(w.desk.assign({ customer: 'ada', to: 'sam', expected: null }))
    const ended = await hangUp(w)
    expect(ended).toMatchObject({ status: 'waiting', conversation: { agent: 'sam' } })
    expect(requireConversation(ended.conversation).pendingReplies).toHaveLength(1)
  })

  it('K-7: routed and then let go of, it closes after all', async () => {
    const w = createWorld()
    await ring(w)
    await expectOk(w.desk.assign({ customer: 'ada', to: 'sam', expected: null }))
    await expectOk(w.desk.unassign({ customer: 'ada', expected: 'sam' }))
    expect(await hangUp(w)).toMatchObject({ status: 'closed' })
  })

  it('K-7: with another open contact nothing closes', async () => {
    const w = createWorld()
    await ring(w)
    await w.customerWrites('And a mail')
    const ended = await hangUp(w)
    expect(ended).toMatchObject({ status: 'new' })
    expect(requireConversation(ended.conversation).contacts).toHaveLength(1)
  })

  it('K-7: a call that came to what was there already closes nothing', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const contact = requireConversation((await expectOk(w.desk.current('ada'))).conversation).contacts[0]?.id
    await ring(w)
    await expectOk(w.desk.endContact({ customer: 'ada', contact, by: 'agent' }))
    expect(await hangUp(w)).toMatchObject({ status: 'waiting' })
    expect(await endings(w)).toEqual(['agent', 'abandoned'])
  })

  it('K-7: where policy says wait it waits', async () => {
    const w = createWorld({ policy: { onAbandoned: 'wait' } })
    await ring(w)
    const ended = await hangUp(w)
    expect(ended).toMatchObject({ status: 'waiting', conversation: { agent: null } })
    expect(await endings(w)).toEqual(['abandoned'])
  })

  it('K-7: one that had been answered ends as `customer` and waits', async () => {
    const w = createWorld()
    await w.customerWrites('Hello?', { channel: 'chat', from: 'ada', session: 's1' })
    await w.agentWrites('Hello!', { channel: 'chat' })
    const left = await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
    expect(left.status).toBe('waiting')
    expect(await endings(w)).toEqual(['customer'])
  })

  it.each(['email', 'sms', 'voicemail'])(
    'K-7: nobody leaves a contact by %s: it cannot be abandoned',
    async (channel) => {
      const w = createWorld()
      await w.customerWrites('one', { channel, from: channel === 'email' ? 'ada@example.com' : number })
      expect(await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))).toMatchObject({
        status: 'waiting',
      })
      expect(await endings(w)).toEqual(['customer'])
    },
  )

  it('K-7: a channel of the host’s is as it declares', async () => {
    const policy = {
      channels: { kiosk: { abandonable: true }, fax: {}, intercom: { class: 'voice' } },
    } as const
    for (const [channel, ending] of [
      ['kiosk', 'abandoned'],
      ['fax', 'customer'],
      ['intercom', 'customer'],
    ] as const) {
      const w = createWorld({ policy })
      await w.customerWrites('one', { channel, from: 'ada' })
      await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
      expect(await endings(w)).toEqual([ending])
    }
  })

  it('K-7: of a channel that is gone a voice contact is abandoned, any other is left', async () => {
    for (const [kind, ending] of [
      ['voice', 'abandoned'],
      ['messaging', 'customer'],
    ] as const) {
      const w = createWorld({ policy: { channels: { intercom: { class: kind, abandonable: true } } } })
      await w.customerWrites('one', { channel: 'intercom', from: 'ada' })
      w.setPolicy({})
      await expectOk(w.desk.endContact({ customer: 'ada', by: 'customer' }))
      expect(await endings(w)).toEqual([ending])
    }
  })
})

describe('voicemail', () => {
  const voicemail = { channel: 'voicemail', from: number, call: 'call-1', text: 'Call me back' } as const

  it('K-12: it reopens the conversation that its abandoned call took with it, whatever the window', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const { conversation } = await ring(w)
    await hangUp(w)
    w.advance(30 * day)
    const told = await expectOk(w.desk.receive(voicemail))
    expect(told).toMatchObject({ outcome: 'reopen', status: 'new', conversation: { id: conversation?.id } })
    expect(told.reasons).toMatchObject([{ rule: 'K-12', found: 'voicemail_of_call' }])
  })

  it('K-12: the call may have come by any channel that carries calls', async () => {
    const w = createWorld({
      policy: { reopenWindow: 'never', channels: { intercom: { class: 'voice', abandonable: true } } },
    })
    const rung = await expectOk(w.desk.startCall({ channel: 'intercom', id: 'call-1', from: 'ada' }))
    await expectOk(w.desk.endCall({ channel: 'intercom', id: 'call-1', by: 'customer' }))
    const told = await expectOk(
      w.desk.receive({ channel: 'voicemail', call: 'call-1', text: 'Call me back' }),
    )
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: rung.conversation?.id } })
  })

  it('K-12: of a hidden number the call tells whose it is', async () => {
    const { desk } = createWorld({ policy: { reopenWindow: 'never' } })
    const rung = await expectOk(desk.startCall({ id: 'call-1' }))
    await expectOk(desk.endCall({ id: 'call-1', by: 'customer' }))
    const told = await expectOk(desk.receive({ channel: 'voicemail', call: 'call-1', text: 'Call me back' }))
    expect(told).toMatchObject({ outcome: 'reopen', customer: rung.customer })
  })

  it('K-12: if another conversation is active it joins that', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    await ring(w)
    await hangUp(w)
    const { conversation } = await w.customerWrites('Something else')
    const told = await expectOk(w.desk.receive(voicemail))
    expect(told).toMatchObject({ outcome: 'append', conversation: { id: conversation?.id } })
  })

  it('K-12: while its own conversation waits it joins that', async () => {
    const w = createWorld({ policy: { onAbandoned: 'wait' } })
    const { conversation } = await ring(w)
    await hangUp(w)
    const told = await expectOk(w.desk.receive(voicemail))
    expect(told).toMatchObject({ outcome: 'append', conversation: { id: conversation?.id } })
  })

  it('K-12: if somebody else closed it the window counts', async () => {
    const w = createWorld({ policy: { reopenWindow: { hours: 1 } } })
    await ring(w)
    await take(w)
    await hangUp(w)
    await w.agentCloses()
    w.advance(hour + 1)
    expect((await expectOk(w.desk.receive(voicemail))).outcome).toBe('start')
  })

  it('K-12: of an unknown call it is a message like any other', async () => {
    const w = createWorld()
    await ring(w)
    await hangUp(w)
    const told = await expectOk(w.desk.receive({ ...voicemail, call: 'call-9' }))
    expect(told).toMatchObject({ outcome: 'reopen', reasons: [{ rule: 'W-1' }, { rule: 'I-9' }] })
  })
})
