import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallInput, Inbound } from '../../src/index.ts'
import {
  createWorld,
  eventsOfType,
  expectOk,
  expectRefusal,
  inboundMail,
  requireConversation,
} from '../support/world.ts'

/** What an untyped caller hands over. */
const anything = (input: unknown): Inbound => input as Inbound

const issuesOf = async (input: unknown) => {
  const { desk, store } = createWorld()
  const error = await expectRefusal(desk.receive(anything(input)))
  expect(error).toMatchObject({ code: 'inbound.invalid', rule: 'B-1' })
  expect(store.trips).toEqual({ loads: 0, commits: 0, conflicts: 0 })
  return (error as unknown as { readonly issues: readonly { path: string; message: string }[] }).issues
}

describe('wrong types', () => {
  it.each([null, undefined, 'hello', 17, true, [], () => 0, Symbol('x')])(
    'B-1: %s is no inbound',
    async (input) => {
      expect(await issuesOf(input)).toMatchObject([{ path: '', message: expect.stringMatching(/object/) }])
    },
  )

  it.each([
    ['channel', 17],
    ['channel', Symbol('email')],
    ['kind', 'typing'],
    ['kind', 'call'],
    ['from', { address: 'ada@example.com' }],
    ['customer', 17],
    ['endpoint', ['help@shop.example']],
    ['id', 17],
    ['text', { html: '<p>' }],
    ['session', 17],
    ['call', 17],
    ['value', 5],
    ['fingerprint', {}],
    ['shared', 'yes'],
    ['automated', 1],
    ['topics', 'vase'],
    ['topics', ['vase', 17]],
    ['topics', { vase: true }],
    ['attachments', 'photo.jpg'],
    ['attachments', [null]],
    ['attachments', [{ name: 'photo.jpg' }]],
    ['attachments', [{ id: 'a', name: 17 }]],
    ['headers', 'Subject: x'],
    ['headers', { subject: 17 }],
    ['headers', { references: ['<1@mail>', null] }],
    ['thread', 'x'],
    ['thread', []],
    ['thread', { inReplyTo: 17 }],
  ])('B-1: `%s` of %o is an issue with its path', async (field, value) => {
    expect((await issuesOf({ ...inboundMail('x'), [field]: value })).map(({ path }) => path)).toEqual([field])
  })

  it('B-1: a token is a text', async () => {
    expect(
      (await issuesOf({ ...inboundMail('x'), thread: { token: ['a'] } })).map(({ path }) => path),
    ).toEqual(['thread.token'])
  })

  it('B-1: all issues are told at once, and the message names them', async () => {
    const { desk } = createWorld()
    const error = await expectRefusal(
      desk.receive(anything({ channel: 'email', from: 5, topics: 5, at: Number.NaN })),
    )
    expect((error as { issues?: { path: string }[] }).issues?.map(({ path }) => path)).toEqual([
      'from',
      'topics',
      'at',
      'text',
    ])
    for (const path of ['from', 'topics', 'at', 'text']) expect(error.message).toContain(path)
    expect(error.remedy).toMatch(/nothing was stored/)
  })

  it.each([
    [{ kind: 'signal', signal: 'read' }, ['of']],
    [{ kind: 'signal', of: '1' }, ['signal']],
    [{ kind: 'signal', of: '1', signal: 'shrug' }, ['signal']],
    [{ kind: 'signal' }, ['of', 'signal']],
    [{ kind: 'bounce', of: null }, ['of']],
    [{ kind: 'bounce', of: 5 }, ['of']],
    [{ kind: 'bounce', of: ' ' }, ['of']],
  ])('B-1, I-18, I-19: %o does not say what it is about', async (input, paths) => {
    expect((await issuesOf({ channel: 'email', ...input })).map(({ path }) => path)).toEqual(paths)
  })

  it('B-1: null and undefined are as good as nothing said', async () => {
    const { desk } = createWorld()
    const fields = ['kind', 'customer', 'endpoint', 'id', 'attachments', 'session', 'shared']
    const more = ['thread', 'headers', 'automated', 'topics', 'call', 'of', 'signal', 'value', 'fingerprint']
    for (const nothing of [null, undefined]) {
      const empty = Object.fromEntries([...fields, ...more].map((field) => [field, nothing]))
      expect(
        await expectOk(desk.receive(anything({ ...inboundMail('x', { id: null }), ...empty }))),
      ).toHaveProperty('outcome')
      const thread = { inReplyTo: nothing, token: nothing }
      const within = { headers: { subject: nothing, references: nothing }, thread }
      expect(
        await expectOk(desk.receive(anything({ ...inboundMail('x', { id: null }), ...within }))),
      ).toHaveProperty('outcome')
    }
  })

  it('B-1: whatever is handed over, the answer is a value', () =>
    fc.assert(
      fc.asyncProperty(fc.object({ key: fc.constantFrom(...fieldNames), maxDepth: 2 }), async (input) => {
        const { desk } = createWorld()
        const answer = await desk.receive(anything({ channel: 'email', ...input }))
        if (!answer.ok) expect(answer.error.code).toMatch(/^(inbound.invalid|channel.unknown)$/)
      }),
    ))

  it.each(['', undefined, 17, null])('B-1: a call with the id %o is none', async (id) => {
    const { desk } = createWorld()
    const call = { from: '+491234567890', id, agent: 'sam' } as unknown as CallInput
    for (const refused of [
      await expectRefusal(desk.startCall({ ...call })),
      await expectRefusal(desk.answerCall({ ...call, agent: 'sam' })),
      await expectRefusal(desk.endCall({ ...call, by: 'agent' })),
    ])
      expect(refused).toMatchObject({ code: 'inbound.invalid' })
  })
})

const fieldNames = [
  'channel',
  'kind',
  'from',
  'customer',
  'endpoint',
  'id',
  'at',
  'text',
  'attachments',
  'session',
  'shared',
  'thread',
  'headers',
  'automated',
  'topics',
  'call',
  'of',
  'signal',
  'value',
  'fingerprint',
]

describe('refusals', () => {
  it('B-2: each is a value with a stable code, its rule, and what would make the command legal', async () => {
    const w = createWorld({ policy: { closingTopics: 'any' } })
    const by = { customer: 'ada', agent: 'sam' }
    const { version } = await w.customerWrites('one')
    const text = { ...by, channel: 'email', text: 'x' }
    const refused = [
      await expectRefusal(w.desk.receive(anything(null))),
      await expectRefusal(w.desk.receive(inboundMail('x', { channel: 'fax' }))),
      await expectRefusal(w.desk.close({ ...by, version: 0 })),
      await expectRefusal(w.desk.close({ ...by, version })),
      await expectRefusal(w.desk.close({ ...by, version, force: true })),
      await expectRefusal(w.desk.assign({ ...by, to: 'kim', expected: 'lou' })),
      await expectRefusal(w.desk.send({ ...text, intent: 'new' })),
      await expectRefusal(w.desk.send({ ...text, channel: 'whatsapp' })),
      await expectRefusal(w.desk.endContact({ ...by, by: 'agent', contact: 'none' })),
      await expectRefusal(w.desk.reopen(by)),
      await expectRefusal(w.desk.addTopic({ ...by, topic: 'past' })),
      await expectRefusal(w.desk.note({ ...by, text: 'x', conversation: 'none' })),
      await expectRefusal(w.desk.current('nobody')),
      await expectRefusal(w.desk.register({ customer: 'ada' })),
      await expectRefusal(w.desk.removeAddress({ ...by, channel: 'email', address: 'none@example.com' })),
      await expectRefusal(w.desk.addAddress({ ...by, channel: 'voice', address: 'unknown' })),
    ]
    for (const error of refused) {
      expect(error.code).toMatch(/^[a-z]+(\.[a-z_]+)$/)
      expect(error.rule).toMatch(/^[A-Z]+-\d+$/)
      for (const words of [error.message, error.remedy]) expect(words.length).toBeGreaterThan(10)
      expect(JSON.parse(JSON.stringify(error))).toEqual(error)
    }
    expect(new Set(refused.map(({ code }) => code)).size).toBe(refused.length)
  })
})

describe('unknown names', () => {
  it.each(['fax', '', 'Email', '__proto__', 'constructor', 'toString'])(
    'B-1, K-1: the channel "%s" is unknown, and the refusal lists those there are',
    async (channel) => {
      const { desk } = createWorld()
      const refused = await expectRefusal(desk.receive(inboundMail('x', { channel })))
      expect(refused).toMatchObject({ code: 'channel.unknown', rule: 'K-1' })
      const known = (refused as { known?: readonly string[] }).known
      expect(known).toEqual(expect.arrayContaining(['voice', 'email', 'chat', 'sms', 'whatsapp']))
      for (const each of known ?? []) expect(refused.remedy).toContain(each)
    },
  )
})

describe('instants', () => {
  it.each([
    [1_769_850_000, /seconds/],
    [0, /seconds/],
    [Number.NaN, /finite/],
    [Number.POSITIVE_INFINITY, /finite/],
    [1_769_850_000_000.5, /whole/],
    [1_769_850_000_000_000_000, /microseconds/],
    ['2026-01-31', /zone/],
    ['2026-01-31T09:00:00', /zone/],
    ['yesterday', /zone/],
    ['2026-13-31T09:00:00Z', /calendar/],
    [new Date('x'), /finite/],
    [null, /milliseconds/],
    [{}, /milliseconds/],
  ])('B-4: %o is refused', async (at, message) => {
    expect(await issuesOf({ ...inboundMail('x'), at })).toEqual([
      { path: 'at', message: expect.stringMatching(message) },
    ])
  })

  it.each([
    1_767_603_600_000,
    '2026-01-05T09:00:00Z',
    '2026-01-05T10:00:00.000+01:00',
    new Date(1_767_603_600_000),
  ])('B-4: %o is an instant', async (at) => {
    const { events } = await expectOk(createWorld().desk.receive(inboundMail('x', { at })))
    expect(eventsOfType(events, 'message.received')[0]?.occurredAt).toBe(1_767_603_600_000)
  })
})

describe('texts of any kind', () => {
  const texts = [
    '',
    ' ',
    '\ud800',
    'a\u0000b',
    '__proto__',
    'constructor',
    '\u202e',
    '👩‍👩‍👧',
    '{"a":1}',
    "'; --",
  ]

  it.each(texts)('B-4: %j as a text is stored as it came', async (text) => {
    const w = createWorld()
    await w.customerWrites(text, { id: null })
    const [received] = eventsOfType(await w.events(), 'message.received')
    expect(received?.content?.text).toBe(text)
  })

  it.each(texts)('B-4: %j as an id, an endpoint, a session and an address', async (text) => {
    const { desk } = createWorld()
    const input = { channel: 'chat', from: text, id: text, endpoint: text, session: text, text }
    if (text.trim() === '') return expect((await issuesOf(input)).map(({ path }) => path)).toEqual(['from'])
    const first = await expectOk(desk.receive(input))
    const [contact] = requireConversation(first.conversation).contacts
    expect(contact?.endpoint ?? '').not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect(contact?.session ?? '').not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect(contact?.address ?? '').not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect((await expectOk(desk.receive(input))).outcome).toBe('duplicate')
  })

  it.each(['__proto__', 'constructor', 'hasOwnProperty'])(
    'B-4: "%s" as every name there is',
    async (name) => {
      const catalogue = { schema: 1, topics: [{ id: name, name, parent: null, disabled: false }] } as const
      const channels = JSON.parse(`{"${name}":{"class":"messaging"}}`)
      const byEndpoint = JSON.parse(`{"${name}":"endpoint inbox"}`)
      const w = createWorld({
        policy: { channels, inbox: { default: 'support', byEndpoint } },
        topics: catalogue,
      })
      const told = await expectOk(
        w.desk.receive({
          channel: name,
          customer: name,
          from: name,
          id: name,
          endpoint: name,
          topics: [name],
          text: name,
        }),
      )
      expect(told).toMatchObject({
        outcome: 'start',
        customer: name,
        conversation: { inbox: 'endpoint inbox', topics: [name] },
      })
      const said = await expectOk(w.desk.send({ customer: name, agent: name, channel: name, text: name }))
      expect(said.conversation?.agent).toBe(name)
      const { counts } = await expectOk(w.desk.counts({ inbox: 'endpoint inbox', agent: name }))
      expect(counts.open).toBe(1)
      const { version } = await expectOk(w.desk.current(name))
      expect((await expectOk(w.desk.close({ customer: name, agent: name, version }))).status).toBe('closed')
      expect(Object.prototype).not.toHaveProperty('schema')
    },
  )

  it('B-4: an address of a name that every object has is nobody’s', async () => {
    const { desk } = createWorld()
    for (const from of ['__proto__', 'constructor'])
      expect((await expectOk(desk.receive({ channel: 'chat', from, text: 'x' }))).outcome).toBe('start')
  })

  it('B-4: a megabyte of text is a text; as an id it is a bounded key', async () => {
    const w = createWorld()
    const long = 'x'.repeat(1_000_000)
    const told = await w.customerWrites(long, { id: long, endpoint: long, from: `${long}@example.com` })
    const [contact] = requireConversation(told.conversation).contacts
    for (const part of [told.message, contact?.endpoint, contact?.address])
      expect(part?.length).toBeLessThanOrEqual(300)
    const [received] = eventsOfType(await w.events(), 'message.received')
    expect(received?.content?.text).toHaveLength(1_000_000)
    expect((await w.customerWrites(long, { id: long, endpoint: long })).outcome).toBe('duplicate')
    expect((await w.customerWrites(long, { id: `${long}y`, endpoint: long })).outcome).toBe('append')
    const chat = await w.customerWrites('x', { channel: 'chat', session: long })
    expect(requireConversation(chat.conversation).contacts.at(-1)?.session?.length).toBeLessThanOrEqual(300)
  })

  it('B-4: a long command id names its command as any other', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const note = { customer: 'ada', agent: 'sam', text: 'Hm', commandId: 'x'.repeat(10_000) }
    await expectOk(w.desk.note(note))
    expect(await expectOk(w.desk.note(note))).toMatchObject({ repeated: true })
    expect(eventsOfType(await w.events(), 'note.added')).toHaveLength(1)
  })

  it('B-4: whatever is written, all of it is JSON and comes back the same', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    return fc.assert(
      fc.asyncProperty(text, text, text, async (from, id, said) => {
        const w = createWorld()
        const customer = from.trim() === '' ? 'ada' : undefined
        await expectOk(
          w.desk.receive({ channel: 'chat', customer, from, id, text: said, endpoint: from, session: id }),
        )
        const events = await w.events()
        expect(JSON.parse(JSON.stringify(events))).toEqual(events)
        expect(eventsOfType(events, 'message.received')[0]?.content?.text).toBe(said)
      }),
    )
  })
})
