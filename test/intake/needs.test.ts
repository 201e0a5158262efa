import { describe, expect, it } from 'vitest'
import { type CallInput, explainReasons, type Inbound } from '../../src/index.ts'
import {
  createWorld,
  eventDataOf,
  eventsOfType,
  expectOk,
  expectRefusal,
  findStoreFaults,
  inboundMail,
  monday,
  requireConversation,
} from '../support/world.ts'

/** What an untyped caller hands over. */
const anything = (input: unknown): Inbound => input as Inbound

interface Refused {
  readonly code: string
  readonly message: string
  readonly issues: readonly { readonly path: string; readonly message: string }[]
}

const refusalOf = async (input: unknown): Promise<Refused> => {
  const { desk, store } = createWorld()
  const error = (await expectRefusal(desk.receive(anything(input)))) as unknown as Refused
  expect(error).toMatchObject({ code: 'inbound.invalid', rule: 'B-1' })
  expect(store.trips).toEqual({ loads: 0, commits: 0, conflicts: 0 })
  return error
}

const pathsOf = async (input: unknown) => (await refusalOf(input)).issues.map(({ path }) => path)

describe('what an inbound must say', () => {
  it('refuses a message of which only the channel is known (I-0)', async () => {
    expect(await pathsOf({ channel: 'sms' })).toEqual(['from', 'text'])
  })

  it.each([
    ['from', { from: '+491234567890' }],
    ['customer', { customer: 'ada' }],
    ['session', { session: 's1' }],
    ['a thread', { thread: { inReplyTo: '<1@mail>' } }],
    ['a token', { thread: { token: 't1' } }],
    ['headers that answer', { headers: { References: '<1@mail>' } }],
    ['a call', { call: 'call-1' }],
  ])('takes a message whose sender is known by %s (I-0)', async (_, sender) => {
    const told = await expectOk(createWorld().desk.receive({ channel: 'email', text: 'Hi', ...sender }))
    expect(told.outcome).toBe('start')
  })

  it.each([
    { from: ' ' },
    { customer: '' },
    { session: '' },
    { thread: {} },
    { thread: { token: '' } },
    { headers: { Subject: 'x' } },
  ])('takes %j for no sender (I-0)', async (sender) => {
    expect(await pathsOf({ channel: 'email', text: 'Hi', ...sender })).toEqual(['from'])
  })

  it.each([{ text: '' }, { attachments: [{ id: 'a' }] }, { fingerprint: 'f' }])(
    'takes a message with %j (B-1)',
    async (content) => {
      const told = await expectOk(
        createWorld().desk.receive({ channel: 'email', from: 'ada@example.com', ...content }),
      )
      expect(told.outcome).toBe('start')
    },
  )

  it.each([{}, { text: null }, { attachments: [] }, { fingerprint: '' }])(
    'refuses a message with %j, which says nothing (B-1)',
    async (content) => {
      expect(await pathsOf({ channel: 'email', from: 'ada@example.com', ...content })).toEqual(['text'])
    },
  )

  it('asks less of an echo, a signal, a bounce and a call (I-4, I-18, I-19, K-3)', async () => {
    const { desk } = createWorld()
    await expectOk(desk.register({ customer: 'ada' }))
    expect((await expectOk(desk.receive({ kind: 'echo', channel: 'email', id: '<1@us>' }))).outcome).toBe(
      'timeline_only',
    )
    expect(await pathsOf({ kind: 'echo', channel: 'email', text: 'Hi' })).toEqual(['from'])
    const about = { channel: 'email', of: '<1@us>' }
    expect((await expectOk(desk.receive({ ...about, kind: 'signal', signal: 'read' }))).ok).toBe(true)
    expect((await expectOk(desk.receive({ ...about, kind: 'bounce' }))).ok).toBe(true)
    expect((await expectOk(desk.startCall({ id: 'call-1' }))).outcome).toBe('start')
  })
})

describe('a field that nothing reads', () => {
  it.each([
    ['Body', 'text'],
    ['From', 'from'],
    ['To', 'endpoint'],
    ['MessageSid', 'id'],
    ['message_id', 'id'],
    ['timestamp', 'at'],
    ['attachements', 'attachments'],
    ['endpiont', 'endpoint'],
    ['TEXT', 'text'],
  ])('is refused by name: for %s, %s is meant (B-1)', async (name, field) => {
    const { message } = await refusalOf({ ...inboundMail('x'), [name]: 'x' })
    expect(message).toContain(`${name} is an unknown field: did you mean ${field}?`)
  })

  it('is refused with all others of a provider’s raw form (B-1)', async () => {
    const form = { MessageSid: 'SM1', From: '+491234567890', To: '+4930123456', Body: 'Hi', NumMedia: '0' }
    expect(await pathsOf({ channel: 'sms', ...form })).toEqual([...Object.keys(form), 'from', 'text'])
  })

  it('is refused without a guess where no field is near (B-1)', async () => {
    expect(await refusalOf({ ...inboundMail('x'), AccountSid: 'x' })).toMatchObject({
      issues: [{ path: 'AccountSid', message: 'is an unknown field' }],
    })
  })

  it('is as good as left out where its value is undefined (B-1)', async () => {
    expect(
      (await expectOk(createWorld().desk.receive(anything({ ...inboundMail('x'), Body: undefined }))))
        .outcome,
    ).toBe('start')
  })

  it('names no more than twenty, and of each no more than its beginning (B-1)', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`${n}`.repeat(1_000), n]))
    const { issues } = await refusalOf({ ...inboundMail('x'), ...many })
    expect(issues).toHaveLength(20)
    for (const { path } of issues) expect(path.length).toBeLessThanOrEqual(60)
  })

  it('is refused of a call too (B-1)', async () => {
    const { desk } = createWorld()
    const call = { id: 'call-1', CallSid: 'CA1' } as CallInput
    for (const refused of [
      await expectRefusal(desk.startCall(call)),
      await expectRefusal(desk.answerCall({ ...call, agent: 'sam' })),
      await expectRefusal(desk.endCall({ ...call, by: 'customer' })),
    ])
      expect(refused).toMatchObject({ code: 'inbound.invalid', issues: [{ path: 'CallSid' }] })
  })
})

describe('a list with holes', () => {
  const holes = (...items: unknown[]): unknown[] => Object.assign(new Array(items.length + 1), items)
  it.each([
    ['topics', { topics: holes('vase') }],
    ['topics', { topics: new Array(4_294_967_295) }],
    ['attachments', { attachments: holes({ id: 'a' }) }],
    ['headers.references', { headers: { references: holes('<1@mail>') } }],
    ['thread.inReplyTo', { thread: { inReplyTo: holes('<1@mail>') } }],
  ])('is refused as %s (B-1)', async (path, more) => {
    expect(await pathsOf({ ...inboundMail('x'), ...more })).toEqual([path])
  })
})

describe('topics that the catalogue does not have or has disabled', () => {
  it.each(['wardrobe', 'past', '', '__proto__'])(
    'are left out and named, and the message is stored: "%s" (T-1, I-13)',
    async (topic) => {
      const w = createWorld()
      const told = await w.customerWrites('one', { topics: ['vase', topic, topic] })
      expect(told).toMatchObject({ outcome: 'start', ignoredTopics: [topic] })
      expect(explainReasons(told.reasons)).toContain('T-1: unknown or disabled topics were left out')
      expect(requireConversation(told.conversation).topics).toEqual(['vase'])
      const [received] = eventsOfType(told.events, 'message.received')
      expect(eventDataOf(received)).toMatchObject({ topics: ['vase'], reasons: told.reasons })
      expect(await w.customerWrites('one', { topics: ['vase', topic] })).toMatchObject({
        outcome: 'duplicate',
      })
      expect(await findStoreFaults(w)).toEqual([])
    },
  )

  it('are left out of a call, whatever is told of it (T-1)', async () => {
    const w = createWorld()
    const call = { id: 'call-1', customer: 'ada', topics: ['wardrobe', 'vase'] }
    for (const told of [
      await expectOk(w.desk.startCall(call)),
      await expectOk(w.desk.answerCall({ ...call, agent: 'sam' })),
      await expectOk(w.desk.endCall({ ...call, by: 'customer' })),
      await expectOk(w.desk.endCall({ ...call, id: 'call-2', by: 'customer' })),
    ]) {
      expect(told).toMatchObject({ ignoredTopics: ['wardrobe'] })
      expect(told.reasons).toContainEqual(expect.objectContaining({ rule: 'T-1', found: 'topics_ignored' }))
    }
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('are none where every topic is known (T-1)', async () => {
    const told = await createWorld().customerWrites('one', { topics: ['vase'] })
    expect(told.ignoredTopics).toEqual([])
    expect(told.reasons.map(({ rule }) => rule)).not.toContain('T-1')
  })
})

describe('an instant', () => {
  it.each([
    ['an object that only inherits from Date', Object.create(Date.prototype)],
    ['a Proxy of a Date', new Proxy(new Date(monday), {})],
  ])('is refused by value where it is %s (B-1)', async (_, at) => {
    expect(await pathsOf({ ...inboundMail('x'), at })).toEqual(['at'])
  })

  it('is taken from a Date whose own getTime does something else (B-1)', async () => {
    const at = Object.assign(new Date(monday), {
      getTime: () => {
        throw new Error('never asked')
      },
    })
    const { events } = await expectOk(createWorld().desk.receive(inboundMail('x', { at })))
    expect(eventsOfType(events, 'message.received')[0]?.occurredAt).toBe(monday)
  })
})
