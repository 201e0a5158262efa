import { describe, expect, it } from 'vitest'
import type { Conversation, PolicyInput } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
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
  policyOf,
  readAllPages,
  requireConversation,
} from '../support/world.ts'

const by = { customer: 'ada', agent: 'sam' }
const chat = { channel: 'chat', from: 'ada', session: 's1' }

/** Everything about a customer's conversations that a store holds. */
const rowsOf = async ({ store }: DeskWorld): Promise<readonly Conversation[]> =>
  (await readAllPages((after) => store.conversations({ after, limit: 100 }))).map(
    ({ conversation }) => conversation,
  )

const conversationRowOf = async (w: DeskWorld, id: string): Promise<Conversation> =>
  requireConversation((await rowsOf(w)).find((row) => row.id === id))

/** Ada waits by mail; her chat is answered. */
const busy = async (w: DeskWorld = createWorld()) => {
  await w.customerWrites('chat', chat)
  await w.agentWrites('By chat', { channel: 'chat', id: 'out-1' })
  const { conversation } = await w.customerWrites('mail')
  const [first, second] = requireConversation(conversation).contacts.map(({ id }) => id)
  return { w, id: requireConversation(conversation).id, chatting: first ?? '', mailing: second ?? '' }
}

describe('snooze', () => {
  it('Z-1: until a time that may be written in any way, and it wakes whoever looks', async () => {
    const { w } = await busy()
    await w.agentWrites('An answer')
    const until = new Date(w.now() + 2 * day).toISOString()
    const { conversation, status } = await expectOk(w.desk.snooze({ ...by, until }))
    expect(conversation).toMatchObject({
      snooze: { until: w.now() + 2 * day, onReply: 'wake' },
      contacts: [],
    })
    expect(status).toBe('waiting')
    w.advance(5 * day)
    expect((await expectOk(w.desk.current('ada'))).conversation?.snooze).toBeNull()
    await expectOk(w.desk.applyDeadlines())
    const [woken] = eventsOfType(await w.events(), 'conversation.woken')
    expect(woken).toMatchObject({ occurredAt: w.now() - 3 * day, recordedAt: w.now(), data: { by: 'time' } })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it.each([['soon'], [1_769_850_000], [Number.NaN], ['2026-01-01T00:00:00']])(
    'Z-1, B-1, LD-R6: %s is no time to wake at',
    async (until) => {
      const { w } = await busy()
      await w.agentWrites('An answer')
      expect(await expectRefusal(w.desk.snooze({ ...by, until }))).toMatchObject({
        code: 'snooze.until_invalid',
      })
    },
  )

  it('says what is wrong with the time to wake at (B-1, Z-1)', async () => {
    const { w } = await busy()
    await w.agentWrites('An answer')
    const message = async (until: unknown) =>
      ((await expectRefusal(w.desk.snooze({ ...by, until } as never))) as { message: string }).message
    expect(await message('tomorrow')).toContain('`until` must be ISO 8601 with a zone')
    expect(await message(1_772_442_000)).toContain('`until` is 1772442000, which is 21 Jan 1970')
    expect(await message(new Date(Number.NaN))).toContain('`until` is not a finite number')
    expect(await message({})).toContain('`until` must be milliseconds, an ISO 8601 string or a Date')
    expect(await message(new Date(w.now()))).toBe(
      '`until` is 2026-01-05T09:00:00.000Z, which is not after now, 2026-01-05T09:00:00.000Z',
    )
  })

  it('takes the time to wake at as milliseconds, a Date or an ISO time with a zone (B-1, Z-1)', async () => {
    for (const until of [monday + day, new Date(monday + day), '2026-01-06T10:00:00+01:00']) {
      const { w } = await busy()
      const { conversation } = await expectOk(w.desk.snooze({ ...by, until, force: true }))
      expect(conversation?.snooze?.until).toBe(monday + day)
    }
    const { w } = await busy()
    const { conversation } = await expectOk(w.desk.snooze({ ...by, until: null, force: true }))
    expect(conversation?.snooze).toEqual({ until: null, onReply: 'wake' })
  })

  it('Z-1: a customer’s message wakes it, an auto-reply does not', async () => {
    const { w } = await busy()
    await w.agentWrites('An answer')
    await expectOk(w.desk.snooze(by))
    await w.customerWrites('away', { headers: { 'Auto-Submitted': 'auto-replied' } })
    expect((await expectOk(w.desk.current('ada'))).conversation?.snooze).toEqual({
      until: null,
      onReply: 'wake',
    })
    const { conversation, events } = await w.customerWrites('thanks')
    expect(requireConversation(conversation).snooze).toBeNull()
    expect(eventTypesOf(events)).toContain('conversation.woken')
  })

  it('Z-1: by hand; twice by one name has one effect', async () => {
    const { w } = await busy()
    await expectOk(w.desk.snooze({ ...by, until: w.now() + day, force: true, commandId: 'aside' }))
    const again = await expectOk(
      w.desk.snooze({ ...by, until: w.now() + 2 * day, force: true, commandId: 'aside' }),
    )
    expect(again).toMatchObject({ repeated: true, conversation: { snooze: { until: w.now() + day } } })
    expect((await expectOk(w.desk.wake(by))).conversation?.snooze).toBeNull()
    expect((await expectOk(w.desk.wake(by))).events).toEqual([])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('Z-1, O-1: whom nobody knows and who has no conversation is told so', async () => {
    const w = createWorld()
    const { snooze, wake, rejoin, separate } = w.desk
    const codes = async (): Promise<readonly string[]> =>
      [
        await expectRefusal(snooze(by)),
        await expectRefusal(wake(by)),
        await expectRefusal(rejoin(by)),
        await expectRefusal(separate({ ...by, contacts: ['x'] })),
      ].map(({ code }) => code)
    expect(await codes()).toEqual(Array(4).fill('customer.unknown'))
    await expectOk(w.desk.register({ customer: 'ada' }))
    expect(await codes()).toEqual(Array(4).fill('conversation.none'))
  })
})

describe('separating', () => {
  it('W-10, O-1: in one write there are two, one of them active, and what comes next goes to the new one', async () => {
    const { w, id, mailing } = await busy()
    const { commits } = w.store.trips
    const parted = await expectOk(
      w.desk.separate({ ...by, contacts: [mailing], topics: ['vase'], inbox: 'sales' }),
    )
    expect(w.store.trips.commits).toBe(commits + 1)
    const fresh = requireConversation(parted.conversation)
    expect(fresh).toMatchObject({ separatedFrom: id, inbox: 'sales', agent: 'sam', topics: ['vase'] })
    expect(await conversationRowOf(w, id)).toMatchObject({
      separatedInto: fresh.id,
      closed: { cause: 'separated' },
    })
    const more = await w.customerWrites('more')
    expect(more).toMatchObject({ outcome: 'append', conversation: { id: fresh.id } })
    expect(more.events.map(({ contact }) => contact)).toEqual([mailing])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('W-10, C-1: refused it writes nothing', async () => {
    const { w, chatting } = await busy()
    const before = await w.events()
    expect(await expectRefusal(w.desk.separate({ ...by, contacts: [chatting] }))).toMatchObject({
      code: 'conversation.awaiting_reply',
    })
    expect(await w.events()).toEqual(before)
  })

  it('W-10, D-2: what was due happens first, so a contact that has ended meanwhile is no longer there', async () => {
    const { w, chatting, mailing } = await busy()
    w.advance(hour)
    expect(await expectRefusal(w.desk.separate({ ...by, contacts: [chatting, mailing] }))).toMatchObject({
      code: 'separate.contact_unknown',
      contacts: [mailing],
    })
  })

  it('W-10: given again by the same name it has no second effect, and answers with the new one', async () => {
    const { w, mailing } = await busy()
    const input = { ...by, contacts: [mailing], commandId: 'apart' }
    const parted = await expectOk(w.desk.separate(input))
    const again = await expectOk(w.desk.separate(input))
    expect(again).toMatchObject({
      repeated: true,
      conversation: { id: parted.conversation?.id },
      status: 'open',
    })
    expect(again.events).toEqual(parted.events)
    const back = { ...by, commandId: 'together' }
    const joined = await expectOk(w.desk.rejoin(back))
    expect(await expectOk(w.desk.rejoin(back))).toMatchObject({
      repeated: true,
      conversation: { id: joined.conversation?.id },
      status: 'open',
    })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('W-10, O-4: of two at once one wins, and the other is told that the contact is gone', async () => {
    const { w, chatting, mailing } = await busy()
    const other = deskOvertakenBy(w, () => w.desk.separate({ ...by, contacts: [mailing] }))
    expect(await expectRefusal(other.separate({ ...by, contacts: [chatting], force: true }))).toMatchObject({
      code: 'separate.contact_unknown',
    })
    expect((await rowsOf(w)).filter(({ closed }) => closed === null)).toHaveLength(1)
  })

  it('W-10, I-19: a message that did not arrive is owed where its contact went', async () => {
    const { w, chatting } = await busy()
    const parted = await expectOk(w.desk.separate({ ...by, contacts: [chatting], force: true }))
    const failed = await expectOk(w.desk.receive({ channel: 'chat', kind: 'bounce', of: 'out-1' } as never))
    expect(failed).toMatchObject({
      outcome: 'delivery_failed',
      conversation: { id: parted.conversation?.id },
    })
    expect(requireConversation(failed.conversation).pendingReplies.map(({ contact }) => contact)).toEqual([
      chatting,
    ])
  })

  it('W-10, K-3: a call that went along is answered and hung up where it is', async () => {
    const w = createWorld()
    await w.customerWrites('mail')
    const ringing = await expectOk(w.desk.startCall({ id: 'call-1', customer: 'ada', from: '+4930123456' }))
    const call = requireConversation(ringing.conversation).contacts[1]?.id ?? ''
    const parted = await expectOk(w.desk.separate({ ...by, contacts: [call], force: true }))
    const taken = await expectOk(w.desk.answerCall({ id: 'call-1', customer: 'ada', agent: 'lou' }))
    expect(taken.conversation).toMatchObject({
      id: parted.conversation?.id,
      pendingReplies: [],
      agent: 'lou',
    })
    const ended = await expectOk(w.desk.endCall({ id: 'call-1', customer: 'ada', by: 'customer' }))
    expect(eventDataOf(eventsOfType(ended.events, 'contact.ended')[0])).toEqual({ reason: 'customer' })
    expect(await findStoreFaults(w)).toEqual([])
  })
})

describe('rejoining', () => {
  const apart = async (w?: DeskWorld) => {
    const { w: here, id, mailing } = await busy(w)
    const { conversation } = await expectOk(
      here.desk.separate({ ...by, contacts: [mailing], topics: ['vase'] }),
    )
    return { w: here, id, mailing, fresh: requireConversation(conversation).id }
  }

  it('W-10: the old one goes on, the new one leads to it', async () => {
    const { w, id, mailing, fresh } = await apart()
    w.advance(3 * day)
    const back = await expectOk(w.desk.rejoin({ ...by, reason: 'one after all' }))
    expect(back).toMatchObject({
      conversation: { id, topics: ['vase'], pendingReplies: [{ contact: mailing }] },
      status: 'open',
    })
    expect(await conversationRowOf(w, fresh)).toMatchObject({ mergedInto: id, closed: { cause: 'merged' } })
    const noted = await expectOk(w.desk.note({ ...by, conversation: fresh, text: 'Where am I?' }))
    expect(noted.conversation?.id).toBe(id)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('W-10: one that was not the last closed is found as well', async () => {
    const { w, id, fresh } = await apart()
    await w.agentCloses()
    await expectOk(w.desk.send({ ...by, channel: 'sms', to: '+491234567890', text: 'New', intent: 'new' }))
    await w.agentCloses()
    await expectOk(w.desk.reopen({ ...by, conversation: fresh }))
    expect(await expectOk(w.desk.rejoin(by))).toMatchObject({ conversation: { id } })
    expect((await conversationRowOf(w, fresh)).mergedInto).toBe(id)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('W-10: what was separated from nothing, or is closed, is refused', async () => {
    const { w } = await busy()
    expect(await expectRefusal(w.desk.rejoin(by))).toMatchObject({ code: 'rejoin.not_separated' })
    await w.agentCloses()
    expect(await expectRefusal(w.desk.rejoin(by))).toMatchObject({ code: 'conversation.closed' })
  })

  it('W-10, A-3: the host is asked who may keep the one that is reopened, and only about that', async () => {
    const asked: unknown[] = []
    const mayKeep = (agent: string | null, inbox: string) => {
      asked.push([agent, inbox])
      return { agent: false, inbox: 'elsewhere' }
    }
    const { w, id } = await apart(createWorld({ canKeepAssignee: mayKeep }))
    expect(await expectOk(w.desk.rejoin(by))).toMatchObject({
      conversation: { id, inbox: 'elsewhere', agent: 'sam' },
    })
    expect(asked).toEqual([['sam', 'support']])
    await expectRefusal(w.desk.rejoin(by))
    expect(asked).toHaveLength(1)
  })
})

const shut: Partial<PolicyInput> = { autoClose: { hours: 2 }, reopenWindow: { hours: 4 } }

/** Answered by mail at nine: silent at ten, closed by itself at noon, and nobody has swept. */
const closedByItself = async () => {
  const w = createWorld({ policy: shut })
  const { conversation } = await w.customerWrites('mail')
  await w.agentWrites('An answer', { id: '<out@shop>' })
  const at = w.now() + 3 * hour
  w.advance(3 * hour + minute)
  return { w, id: requireConversation(conversation).id, at }
}

describe('what has closed by itself before a command', () => {
  type Told = (w: DeskWorld, id: string) => Promise<unknown>
  const writing: readonly (readonly [string, Told])[] = [
    ['a message', (w) => w.customerWrites('later')],
    ['an auto-reply', (w) => w.customerWrites('away', { headers: { 'Auto-Submitted': 'auto-replied' } })],
    ['a call', (w) => expectOk(w.desk.startCall({ id: 'call-1', customer: 'ada' }))],
    [
      'an end of a call that nobody told of',
      (w) => expectOk(w.desk.endCall({ id: 'c2', customer: 'ada', by: 'customer' })),
    ],
    [
      'a bounce',
      (w) => expectOk(w.desk.receive(inboundMail('b', { kind: 'bounce', of: '<out@shop>' } as never))),
    ],
    [
      'an echo',
      (w) => expectOk(w.desk.receive(inboundMail('e', { kind: 'echo', customer: 'ada' } as never))),
    ],
    ['an answer that goes on', (w) => w.agentWrites('And', { intent: 'continue' })],
    ['an answer of its own', (w) => w.agentWrites('And', { intent: 'new' })],
    ['a call of ours', (w) => expectOk(w.desk.dial({ ...by, id: 'c3', to: '+4930123456', intent: 'new' }))],
    [
      'a machine’s message',
      (w) => expectOk(w.desk.send({ customer: 'ada', automation: 'bot', channel: 'email', text: 'x' })),
    ],
    ['a note', (w) => expectOk(w.desk.note({ ...by, text: 'Hm' }))],
    ['a reopen', (w) => expectOk(w.desk.reopen(by))],
    ['a block', (w) => expectOk(w.desk.block(by))],
    [
      'another address',
      (w) => expectOk(w.desk.addAddress({ ...by, channel: 'sms', address: '+491234567890' })),
    ],
    [
      'an address less',
      (w) => expectOk(w.desk.removeAddress({ ...by, channel: 'email', address: 'ada@example.com' })),
    ],
    [
      'an address that goes elsewhere',
      async (w) => {
        await expectOk(w.desk.register({ customer: 'bob' }))
        await expectOk(w.desk.moveAddress({ ...by, channel: 'email', address: 'ada@example.com', to: 'bob' }))
      },
    ],
    [
      'a merge',
      async (w) => {
        await expectOk(w.desk.register({ customer: 'bob' }))
        await expectOk(w.desk.merge({ ...by, into: 'bob' }))
      },
    ],
    [
      'a merge from elsewhere',
      async (w) => {
        await expectOk(w.desk.register({ customer: 'bob' }))
        await expectOk(w.desk.merge({ ...by, customer: 'bob', into: 'ada' }))
      },
    ],
    ['a sweep', (w) => expectOk(w.desk.applyDeadlines())],
  ]

  it.each(writing)('D-2, D-4: %s writes that first', async (_, told) => {
    const { w, id, at } = await closedByItself()
    await told(w, id)
    const [closing] = eventsOfType(await w.events(), 'conversation.closed')
    expect(closing).toMatchObject({
      conversation: id,
      cause: 'auto_close',
      occurredAt: at,
      recordedAt: w.now(),
    })
    expect((await conversationRowOf(w, id)).firstClosed).toMatchObject({ at, cause: 'auto_close' })
    expect(await findStoreFaults(w, policyOf(shut))).toEqual([])
  })

  const refused: readonly (readonly [string, string, Told])[] = [
    ['a close', 'conversation.already_closed', (w) => expectRefusal(w.desk.close({ ...by, version: 1 }))],
    [
      'a forced close',
      'conversation.already_closed',
      (w) => expectRefusal(w.desk.close({ ...by, version: 99, force: true })),
    ],
    [
      'an assignment',
      'conversation.closed',
      (w) => expectRefusal(w.desk.assign({ ...by, to: 'kim', expected: 'sam' })),
    ],
    ['a topic', 'conversation.closed', (w) => expectRefusal(w.desk.addTopic({ ...by, topic: 'vase' }))],
    ['no reply needed', 'conversation.closed', (w) => expectRefusal(w.desk.noReplyNeeded(by))],
    ['an end', 'conversation.closed', (w) => expectRefusal(w.desk.endContact({ ...by, by: 'agent' }))],
    ['a snooze', 'conversation.closed', (w) => expectRefusal(w.desk.snooze(by))],
    ['a waking', 'conversation.closed', (w) => expectRefusal(w.desk.wake(by))],
    [
      'a separation',
      'conversation.closed',
      (w) => expectRefusal(w.desk.separate({ ...by, contacts: ['x'] })),
    ],
    [
      'a note on it',
      'conversation.closed',
      (w, id) => expectRefusal(w.desk.note({ ...by, conversation: id, text: 'x' })),
    ],
    [
      'an answer in it',
      'conversation.closed',
      (w, id) => expectRefusal(w.desk.send({ ...by, conversation: id, channel: 'email', text: 'x' })),
    ],
    [
      'an answer that does not say',
      'outbound.intent_required',
      (w) => expectRefusal(w.desk.send({ ...by, channel: 'email', text: 'x' })),
    ],
  ]

  it.each(refused)('D-2, D-4: %s is refused as %s, and nothing is written', async (_, code, told) => {
    const { w, id } = await closedByItself()
    const before = await w.events()
    expect(await told(w, id)).toMatchObject({ code })
    expect(await w.events()).toEqual(before)
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
  })

  it('D-4, W-1: the window runs from its own time, whenever anybody looks', async () => {
    const within = await closedByItself()
    within.w.advance(4 * hour - minute)
    expect(await within.w.customerWrites('in time')).toMatchObject({
      outcome: 'reopen',
      conversation: { id: within.id },
    })
    const beyond = await closedByItself()
    beyond.w.advance(4 * hour - minute + 1)
    const late = await beyond.w.customerWrites('too late')
    expect(late).toMatchObject({ outcome: 'start', conversation: { follows: beyond.id } })
    const current = await closedByItself()
    expect((await expectOk(current.w.desk.current('ada'))).reopenable).toMatchObject([
      { until: current.at + 4 * hour },
    ])
  })

  it('D-4, I-15: a message that happened before it and comes after it reopens it', async () => {
    const { w, id, at } = await closedByItself()
    w.advance(20 * hour)
    expect(await w.customerWrites('lost', { at: at - minute })).toMatchObject({
      outcome: 'reopen',
      conversation: { id },
    })
  })

  it('D-4, A-6: whoever releases an agent or moves an inbox leaves it closed, and comes to an end', async () => {
    for (const sweep of [
      (w: DeskWorld) => w.desk.releaseAgent({ from: 'sam', limit: 1 }),
      (w: DeskWorld) => w.desk.moveInbox({ from: 'support', to: 'sales', limit: 1 }),
    ]) {
      const { w, id } = await closedByItself()
      await w.customerWrites('one', { customer: 'bob', from: 'bob@example.com' })
      await w.agentWrites('An answer', { customer: 'bob' })
      let calls = 0
      while ((await expectOk(sweep(w))).more && calls < 9) calls++
      expect(calls).toBeLessThan(9)
      const [ours, theirs] = [
        await conversationRowOf(w, id),
        (await rowsOf(w)).find(({ customer }) => customer === 'bob'),
      ]
      expect(ours).toMatchObject({ agent: 'sam', inbox: 'support', closed: { cause: 'auto_close' } })
      expect([theirs?.agent, theirs?.inbox]).not.toEqual(['sam', 'support'])
      expect(await findStoreFaults(w, policyOf(shut))).toEqual([])
    }
  })

  it('D-4, TK-1: a task made then remarks no conversation', async () => {
    const { w } = await closedByItself()
    const made = await expectOk(w.desk.createTask({ ...by, text: 'Call', dueAt: w.now() + day }))
    expect(made.task?.conversation).toBeNull()
  })

  it('D-4, I-9: it takes its place among the closed by its own time, as if it had been swept', async () => {
    const goesOn = async (swept: boolean) => {
      const w = createWorld()
      await w.customerWrites('mail')
      await w.agentWrites('An answer')
      w.advance(day)
      const bobs = await w.customerWrites('one', { customer: 'bob', from: 'bob@example.com' })
      await w.agentCloses('bob')
      await expectOk(w.desk.merge({ ...by, customer: 'bob', into: 'ada' }))
      w.advance(minute)
      w.setPolicy(shut)
      if (swept) {
        await expectOk(w.desk.refreshDeadlines({ limit: 9 }))
        await expectOk(w.desk.refreshDeadlines({ limit: 9, after: '2:' }))
        await expectOk(w.desk.applyDeadlines())
        expect(eventsOfType(await w.events(), 'conversation.closed')).toHaveLength(2)
      }
      const { conversation, outcome } = await w.customerWrites('later')
      return [outcome, conversation?.id === bobs.conversation?.id]
    }
    expect(await goesOn(true)).toEqual(['reopen', true])
    expect(await goesOn(false)).toEqual(['reopen', true])
  })
})
