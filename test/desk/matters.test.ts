import { describe, expect, it } from 'vitest'
import type { Conversation, PolicyInput } from '../../src/index.ts'
import {
  dataOf,
  day,
  faultsOf,
  hour,
  mail,
  minute,
  monday,
  no,
  ofType,
  overtaken,
  pages,
  policyOf,
  there,
  typesOf,
  type World,
  world,
  yes,
} from '../support/world.ts'

const by = { customer: 'ada', agent: 'sam' }
const chat = { channel: 'chat', from: 'ada', session: 's1' }

/** Everything about a customer's conversations that a store holds. */
const rowsOf = async ({ store }: World): Promise<readonly Conversation[]> =>
  (await pages((after) => store.list({ after, limit: 100 }))).map(({ conversation }) => conversation)

const rowOf = async (w: World, id: string): Promise<Conversation> =>
  there((await rowsOf(w)).find((row) => row.id === id))

/** Ada waits by mail; her chat is answered. */
const busy = async (w: World = world()) => {
  await w.hear('chat', chat)
  await w.say('By chat', { channel: 'chat', id: 'out-1' })
  const { conversation } = await w.hear('mail')
  const [first, second] = there(conversation).contacts.map(({ id }) => id)
  return { w, id: there(conversation).id, chatting: first ?? '', mailing: second ?? '' }
}

describe('snooze', () => {
  it('Z-1: until a time that may be written in any way, and it wakes whoever looks', async () => {
    const { w } = await busy()
    await w.say('An answer')
    const until = new Date(w.now() + 2 * day).toISOString()
    const { conversation, status } = await yes(w.desk.snooze({ ...by, until }))
    expect(conversation).toMatchObject({
      snooze: { until: w.now() + 2 * day, onReply: 'wake' },
      contacts: [],
    })
    expect(status).toBe('waiting')
    w.pass(5 * day)
    expect((await yes(w.desk.current('ada'))).conversation?.snooze).toBeNull()
    await yes(w.desk.tick())
    const [woken] = ofType(await w.events(), 'conversation.woken')
    expect(woken).toMatchObject({ occurredAt: w.now() - 3 * day, recordedAt: w.now(), data: { by: 'time' } })
    expect(await faultsOf(w)).toEqual([])
  })

  it.each([['soon'], [1_769_850_000], [Number.NaN], ['2026-01-01T00:00:00']])(
    'Z-1, B-1, LD-R6: %s is no time to wake at',
    async (until) => {
      const { w } = await busy()
      await w.say('An answer')
      expect(await no(w.desk.snooze({ ...by, until }))).toMatchObject({ code: 'snooze.until_invalid' })
    },
  )

  it('says what is wrong with the time to wake at (B-1, Z-1)', async () => {
    const { w } = await busy()
    await w.say('An answer')
    const message = async (until: unknown) =>
      ((await no(w.desk.snooze({ ...by, until } as never))) as { message: string }).message
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
      const { conversation } = await yes(w.desk.snooze({ ...by, until, force: true }))
      expect(conversation?.snooze?.until).toBe(monday + day)
    }
    const { w } = await busy()
    const { conversation } = await yes(w.desk.snooze({ ...by, until: null, force: true }))
    expect(conversation?.snooze).toEqual({ until: null, onReply: 'wake' })
  })

  it('Z-1: a customer’s message wakes it, an auto-reply does not', async () => {
    const { w } = await busy()
    await w.say('An answer')
    await yes(w.desk.snooze(by))
    await w.hear('away', { headers: { 'Auto-Submitted': 'auto-replied' } })
    expect((await yes(w.desk.current('ada'))).conversation?.snooze).toEqual({ until: null, onReply: 'wake' })
    const { conversation, events } = await w.hear('thanks')
    expect(there(conversation).snooze).toBeNull()
    expect(typesOf(events)).toContain('conversation.woken')
  })

  it('Z-1: by hand; twice by one name has one effect', async () => {
    const { w } = await busy()
    await yes(w.desk.snooze({ ...by, until: w.now() + day, force: true, commandId: 'aside' }))
    const again = await yes(
      w.desk.snooze({ ...by, until: w.now() + 2 * day, force: true, commandId: 'aside' }),
    )
    expect(again).toMatchObject({ repeated: true, conversation: { snooze: { until: w.now() + day } } })
    expect((await yes(w.desk.wake(by))).conversation?.snooze).toBeNull()
    expect((await yes(w.desk.wake(by))).events).toEqual([])
    expect(await faultsOf(w)).toEqual([])
  })

  it('Z-1, O-1: whom nobody knows and who has no conversation is told so', async () => {
    const w = world()
    const { snooze, wake, rejoin, separate } = w.desk
    const codes = async (): Promise<readonly string[]> =>
      [
        await no(snooze(by)),
        await no(wake(by)),
        await no(rejoin(by)),
        await no(separate({ ...by, contacts: ['x'] })),
      ].map(({ code }) => code)
    expect(await codes()).toEqual(Array(4).fill('customer.unknown'))
    await yes(w.desk.register({ customer: 'ada' }))
    expect(await codes()).toEqual(Array(4).fill('conversation.none'))
  })
})

describe('separating', () => {
  it('W-10, O-1: in one write there are two, one of them active, and what comes next goes to the new one', async () => {
    const { w, id, mailing } = await busy()
    const { commits } = w.store.trips
    const parted = await yes(
      w.desk.separate({ ...by, contacts: [mailing], topics: ['vase'], inbox: 'sales' }),
    )
    expect(w.store.trips.commits).toBe(commits + 1)
    const fresh = there(parted.conversation)
    expect(fresh).toMatchObject({ separatedFrom: id, inbox: 'sales', agent: 'sam', topics: ['vase'] })
    expect(await rowOf(w, id)).toMatchObject({ separatedInto: fresh.id, closed: { cause: 'separated' } })
    const more = await w.hear('more')
    expect(more).toMatchObject({ outcome: 'append', conversation: { id: fresh.id } })
    expect(more.events.map(({ contact }) => contact)).toEqual([mailing])
    expect(await faultsOf(w)).toEqual([])
  })

  it('W-10, C-1: refused it writes nothing', async () => {
    const { w, chatting } = await busy()
    const before = await w.events()
    expect(await no(w.desk.separate({ ...by, contacts: [chatting] }))).toMatchObject({
      code: 'conversation.awaiting_reply',
    })
    expect(await w.events()).toEqual(before)
  })

  it('W-10, D-2: what was due happens first, so a contact that has ended meanwhile is no longer there', async () => {
    const { w, chatting, mailing } = await busy()
    w.pass(hour)
    expect(await no(w.desk.separate({ ...by, contacts: [chatting, mailing] }))).toMatchObject({
      code: 'separate.contact_unknown',
      contacts: [mailing],
    })
  })

  it('W-10: given again by the same name it has no second effect, and answers with the new one', async () => {
    const { w, mailing } = await busy()
    const input = { ...by, contacts: [mailing], commandId: 'apart' }
    const parted = await yes(w.desk.separate(input))
    const again = await yes(w.desk.separate(input))
    expect(again).toMatchObject({
      repeated: true,
      conversation: { id: parted.conversation?.id },
      status: 'open',
    })
    expect(again.events).toEqual(parted.events)
    const back = { ...by, commandId: 'together' }
    const joined = await yes(w.desk.rejoin(back))
    expect(await yes(w.desk.rejoin(back))).toMatchObject({
      repeated: true,
      conversation: { id: joined.conversation?.id },
      status: 'open',
    })
    expect(await faultsOf(w)).toEqual([])
  })

  it('W-10, O-4: of two at once one wins, and the other is told that the contact is gone', async () => {
    const { w, chatting, mailing } = await busy()
    const other = overtaken(w, () => w.desk.separate({ ...by, contacts: [mailing] }))
    expect(await no(other.separate({ ...by, contacts: [chatting], force: true }))).toMatchObject({
      code: 'separate.contact_unknown',
    })
    expect((await rowsOf(w)).filter(({ closed }) => closed === null)).toHaveLength(1)
  })

  it('W-10, I-19: a message that did not arrive is owed where its contact went', async () => {
    const { w, chatting } = await busy()
    const parted = await yes(w.desk.separate({ ...by, contacts: [chatting], force: true }))
    const failed = await yes(w.desk.receive({ channel: 'chat', kind: 'bounce', of: 'out-1' } as never))
    expect(failed).toMatchObject({
      outcome: 'delivery-failed',
      conversation: { id: parted.conversation?.id },
    })
    expect(there(failed.conversation).owed.map(({ contact }) => contact)).toEqual([chatting])
  })

  it('W-10, K-3: a call that went along is answered and hung up where it is', async () => {
    const w = world()
    await w.hear('mail')
    const ringing = await yes(w.desk.startCall({ id: 'call-1', customer: 'ada', from: '+4930123456' }))
    const call = there(ringing.conversation).contacts[1]?.id ?? ''
    const parted = await yes(w.desk.separate({ ...by, contacts: [call], force: true }))
    const taken = await yes(w.desk.answerCall({ id: 'call-1', customer: 'ada', agent: 'lou' }))
    expect(taken.conversation).toMatchObject({ id: parted.conversation?.id, owed: [], agent: 'lou' })
    const ended = await yes(w.desk.endCall({ id: 'call-1', customer: 'ada', by: 'customer' }))
    expect(dataOf(ofType(ended.events, 'contact.ended')[0])).toEqual({ reason: 'customer' })
    expect(await faultsOf(w)).toEqual([])
  })
})

describe('rejoining', () => {
  const apart = async (w?: World) => {
    const { w: here, id, mailing } = await busy(w)
    const { conversation } = await yes(here.desk.separate({ ...by, contacts: [mailing], topics: ['vase'] }))
    return { w: here, id, mailing, fresh: there(conversation).id }
  }

  it('W-10: the old one goes on, the new one leads to it', async () => {
    const { w, id, mailing, fresh } = await apart()
    w.pass(3 * day)
    const back = await yes(w.desk.rejoin({ ...by, reason: 'one after all' }))
    expect(back).toMatchObject({
      conversation: { id, topics: ['vase'], owed: [{ contact: mailing }] },
      status: 'open',
    })
    expect(await rowOf(w, fresh)).toMatchObject({ mergedInto: id, closed: { cause: 'merged' } })
    const noted = await yes(w.desk.note({ ...by, conversation: fresh, text: 'Where am I?' }))
    expect(noted.conversation?.id).toBe(id)
    expect(await faultsOf(w)).toEqual([])
  })

  it('W-10: one that was not the last closed is found as well', async () => {
    const { w, id, fresh } = await apart()
    await w.close()
    await yes(w.desk.send({ ...by, channel: 'sms', to: '+491234567890', text: 'New', intent: 'new' }))
    await w.close()
    await yes(w.desk.reopen({ ...by, conversation: fresh }))
    expect(await yes(w.desk.rejoin(by))).toMatchObject({ conversation: { id } })
    expect((await rowOf(w, fresh)).mergedInto).toBe(id)
    expect(await faultsOf(w)).toEqual([])
  })

  it('W-10: what was separated from nothing, or is closed, is refused', async () => {
    const { w } = await busy()
    expect(await no(w.desk.rejoin(by))).toMatchObject({ code: 'rejoin.not_separated' })
    await w.close()
    expect(await no(w.desk.rejoin(by))).toMatchObject({ code: 'conversation.closed' })
  })

  it('W-10, A-3: the host is asked who may keep the one that is reopened, and only about that', async () => {
    const asked: unknown[] = []
    const mayKeep = (agent: string | null, inbox: string) => {
      asked.push([agent, inbox])
      return { agent: false, inbox: 'elsewhere' }
    }
    const { w, id } = await apart(world({ mayKeep }))
    expect(await yes(w.desk.rejoin(by))).toMatchObject({
      conversation: { id, inbox: 'elsewhere', agent: 'sam' },
    })
    expect(asked).toEqual([['sam', 'support']])
    await no(w.desk.rejoin(by))
    expect(asked).toHaveLength(1)
  })
})

const shut: Partial<PolicyInput> = { autoClose: { hours: 2 }, reopenWindow: { hours: 4 } }

/** Answered by mail at nine: silent at ten, closed by itself at noon, and nobody has swept. */
const closedByItself = async () => {
  const w = world({ policy: shut })
  const { conversation } = await w.hear('mail')
  await w.say('An answer', { id: '<out@shop>' })
  const at = w.now() + 3 * hour
  w.pass(3 * hour + minute)
  return { w, id: there(conversation).id, at }
}

describe('what has closed by itself before a command', () => {
  type Told = (w: World, id: string) => Promise<unknown>
  const writing: readonly (readonly [string, Told])[] = [
    ['a message', (w) => w.hear('later')],
    ['an auto-reply', (w) => w.hear('away', { headers: { 'Auto-Submitted': 'auto-replied' } })],
    ['a call', (w) => yes(w.desk.startCall({ id: 'call-1', customer: 'ada' }))],
    [
      'an end of a call that nobody told of',
      (w) => yes(w.desk.endCall({ id: 'c2', customer: 'ada', by: 'customer' })),
    ],
    ['a bounce', (w) => yes(w.desk.receive(mail('b', { kind: 'bounce', of: '<out@shop>' } as never)))],
    ['an echo', (w) => yes(w.desk.receive(mail('e', { kind: 'echo', customer: 'ada' } as never)))],
    ['an answer that goes on', (w) => w.say('And', { intent: 'continue' })],
    ['an answer of its own', (w) => w.say('And', { intent: 'new' })],
    ['a call of ours', (w) => yes(w.desk.dial({ ...by, id: 'c3', to: '+4930123456', intent: 'new' }))],
    [
      'a machine’s message',
      (w) => yes(w.desk.send({ customer: 'ada', automation: 'bot', channel: 'email', text: 'x' })),
    ],
    ['a note', (w) => yes(w.desk.note({ ...by, text: 'Hm' }))],
    ['a reopen', (w) => yes(w.desk.reopen(by))],
    ['a block', (w) => yes(w.desk.block(by))],
    ['another address', (w) => yes(w.desk.addAddress({ ...by, channel: 'sms', address: '+491234567890' }))],
    [
      'an address less',
      (w) => yes(w.desk.removeAddress({ ...by, channel: 'email', address: 'ada@example.com' })),
    ],
    [
      'an address that goes elsewhere',
      async (w) => {
        await yes(w.desk.register({ customer: 'bob' }))
        await yes(w.desk.moveAddress({ ...by, channel: 'email', address: 'ada@example.com', to: 'bob' }))
      },
    ],
    [
      'a merge',
      async (w) => {
        await yes(w.desk.register({ customer: 'bob' }))
        await yes(w.desk.merge({ ...by, into: 'bob' }))
      },
    ],
    [
      'a merge from elsewhere',
      async (w) => {
        await yes(w.desk.register({ customer: 'bob' }))
        await yes(w.desk.merge({ ...by, customer: 'bob', into: 'ada' }))
      },
    ],
    ['a sweep', (w) => yes(w.desk.tick())],
  ]

  it.each(writing)('D-2, D-4: %s writes that first', async (_, told) => {
    const { w, id, at } = await closedByItself()
    await told(w, id)
    const [closing] = ofType(await w.events(), 'conversation.closed')
    expect(closing).toMatchObject({
      conversation: id,
      cause: 'auto_close',
      occurredAt: at,
      recordedAt: w.now(),
    })
    expect((await rowOf(w, id)).firstClosed).toMatchObject({ at, cause: 'auto_close' })
    expect(await faultsOf(w, policyOf(shut))).toEqual([])
  })

  const refused: readonly (readonly [string, string, Told])[] = [
    ['a close', 'conversation.already_closed', (w) => no(w.desk.close({ ...by, version: 1 }))],
    [
      'a forced close',
      'conversation.already_closed',
      (w) => no(w.desk.close({ ...by, version: 99, force: true })),
    ],
    ['an assignment', 'conversation.closed', (w) => no(w.desk.assign({ ...by, to: 'kim', expected: 'sam' }))],
    ['a topic', 'conversation.closed', (w) => no(w.desk.addTopic({ ...by, topic: 'vase' }))],
    ['no reply needed', 'conversation.closed', (w) => no(w.desk.noReplyNeeded(by))],
    ['an end', 'conversation.closed', (w) => no(w.desk.endContact({ ...by, by: 'agent' }))],
    ['a snooze', 'conversation.closed', (w) => no(w.desk.snooze(by))],
    ['a waking', 'conversation.closed', (w) => no(w.desk.wake(by))],
    ['a separation', 'conversation.closed', (w) => no(w.desk.separate({ ...by, contacts: ['x'] }))],
    [
      'a note on it',
      'conversation.closed',
      (w, id) => no(w.desk.note({ ...by, conversation: id, text: 'x' })),
    ],
    [
      'an answer in it',
      'conversation.closed',
      (w, id) => no(w.desk.send({ ...by, conversation: id, channel: 'email', text: 'x' })),
    ],
    [
      'an answer that does not say',
      'outbound.intent_required',
      (w) => no(w.desk.send({ ...by, channel: 'email', text: 'x' })),
    ],
  ]

  it.each(refused)('D-2, D-4: %s is refused as %s, and nothing is written', async (_, code, told) => {
    const { w, id } = await closedByItself()
    const before = await w.events()
    expect(await told(w, id)).toMatchObject({ code })
    expect(await w.events()).toEqual(before)
    expect((await yes(w.desk.current('ada'))).status).toBe('closed')
  })

  it('D-4, W-1: the window runs from its own time, whenever anybody looks', async () => {
    const within = await closedByItself()
    within.w.pass(4 * hour - minute)
    expect(await within.w.hear('in time')).toMatchObject({
      outcome: 'reopen',
      conversation: { id: within.id },
    })
    const beyond = await closedByItself()
    beyond.w.pass(4 * hour - minute + 1)
    const late = await beyond.w.hear('too late')
    expect(late).toMatchObject({ outcome: 'start', conversation: { follows: beyond.id } })
    const current = await closedByItself()
    expect((await yes(current.w.desk.current('ada'))).reopenable).toMatchObject([
      { until: current.at + 4 * hour },
    ])
  })

  it('D-4, I-15: a message that happened before it and comes after it reopens it', async () => {
    const { w, id, at } = await closedByItself()
    w.pass(20 * hour)
    expect(await w.hear('lost', { at: at - minute })).toMatchObject({
      outcome: 'reopen',
      conversation: { id },
    })
  })

  it('D-4, A-6: whoever releases an agent or moves an inbox leaves it closed, and comes to an end', async () => {
    for (const sweep of [
      (w: World) => w.desk.releaseAgent({ from: 'sam', limit: 1 }),
      (w: World) => w.desk.moveInbox({ from: 'support', to: 'sales', limit: 1 }),
    ]) {
      const { w, id } = await closedByItself()
      await w.hear('one', { customer: 'bob', from: 'bob@example.com' })
      await w.say('An answer', { customer: 'bob' })
      let calls = 0
      while ((await yes(sweep(w))).more && calls < 9) calls++
      expect(calls).toBeLessThan(9)
      const [ours, theirs] = [
        await rowOf(w, id),
        (await rowsOf(w)).find(({ customer }) => customer === 'bob'),
      ]
      expect(ours).toMatchObject({ agent: 'sam', inbox: 'support', closed: { cause: 'auto_close' } })
      expect([theirs?.agent, theirs?.inbox]).not.toEqual(['sam', 'support'])
      expect(await faultsOf(w, policyOf(shut))).toEqual([])
    }
  })

  it('D-4, TK-1: a task made then remarks no conversation', async () => {
    const { w } = await closedByItself()
    const made = await yes(w.desk.createTask({ ...by, text: 'Call', dueAt: w.now() + day }))
    expect(made.task?.conversation).toBeNull()
  })

  it('D-4, I-9: it takes its place among the closed by its own time, as if it had been swept', async () => {
    const goesOn = async (swept: boolean) => {
      const w = world()
      await w.hear('mail')
      await w.say('An answer')
      w.pass(day)
      const bobs = await w.hear('one', { customer: 'bob', from: 'bob@example.com' })
      await w.close('bob')
      await yes(w.desk.merge({ ...by, customer: 'bob', into: 'ada' }))
      w.pass(minute)
      w.decree(shut)
      if (swept) {
        await yes(w.desk.refreshDeadlines({ limit: 9 }))
        await yes(w.desk.refreshDeadlines({ limit: 9, after: '2:' }))
        await yes(w.desk.tick())
        expect(ofType(await w.events(), 'conversation.closed')).toHaveLength(2)
      }
      const { conversation, outcome } = await w.hear('later')
      return [outcome, conversation?.id === bobs.conversation?.id]
    }
    expect(await goesOn(true)).toEqual(['reopen', true])
    expect(await goesOn(false)).toEqual(['reopen', true])
  })
})
