import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definePolicy, type Issue, type PolicyError, type PolicyInput, parsePolicy } from '../../src/index.ts'
import { days, hostileText, hours, minutes, noon } from '../support/operations.ts'

/** The issues of an input, as `path: message`. */
const issuesOf = (input: unknown): readonly string[] => {
  const parsed = parsePolicy(input)
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`)
}

const withInbox = (more: object) => ({ inbox: 'support', ...more })

describe('definePolicy', () => {
  it('W-4, K-3, K-4, K-5, A-3, A-5: all but the inbox has a default', () => {
    const { channels, ...policy } = definePolicy({ inbox: 'support' })
    expect(policy).toEqual({
      schema: 1,
      effectiveFrom: 0,
      previous: null,
      calendars: {},
      inbox: { default: 'support', byEndpoint: {}, byChannel: {} },
      reopenWindow: {
        plain: hours(24),
        sameTopic: hours(24),
        otherTopic: hours(24),
        byTopic: false,
        anchor: 'close',
      },
      reopenWindowByChannel: {},
      messagingIdle: minutes(15),
      mailIdle: hours(1),
      maxOpenContacts: 32,
      callTimeout: hours(24),
      autoClose: null,
      firstResponse: { byEndpoint: {}, byInbox: {} },
      onAbandoned: 'close',
      onBouncedReply: 'record',
      onAcknowledgement: 'message',
      maxLateness: days(1),
      onLateMessage: 'reopen',
      onCallAnswered: 'assign',
      reopenGuard: null,
      keepAssigneeFor: null,
      closingTopics: { required: false, under: [] },
      listEndpoints: [],
    })
    expect(Object.keys(channels)).toEqual([
      'voice',
      'voicemail',
      'email',
      'chat',
      'sms',
      'messenger',
      'instagram',
      'whatsapp',
    ])
  })

  it('W-5: durations become milliseconds, and each word is kept', () => {
    const policy = definePolicy({
      inbox: {
        default: 'support',
        byEndpoint: { ' Sales@Shop.com ': 'sales', '+49 30 123456': 'phone' },
        byChannel: { chat: 'live' },
      },
      effectiveFrom: '2026-01-31T12:00:00Z',
      messagingIdle: { minutes: 5 },
      mailIdle: 'off',
      maxOpenContacts: 3,
      callTimeout: { hours: 2 },
      onAbandoned: 'wait',
      onBouncedReply: 'reopen',
      onAcknowledgement: 'silent',
      maxLateness: { hours: 12 },
      onLateMessage: 'append',
      onCallAnswered: 'keep',
      reopenGuard: { reopens: 3, within: { hours: 1 } },
      keepAssignee: { days: 2 },
      closingTopics: { under: ['orders'] },
      listEndpoints: ['News@Shop.com', ' '.repeat(3).concat('team')],
    })
    expect(policy).toMatchObject({
      effectiveFrom: noon,
      inbox: {
        byEndpoint: { 'sales@shop.com': 'sales', '+4930123456': 'phone' },
        byChannel: { chat: 'live' },
      },
      messagingIdle: minutes(5),
      mailIdle: null,
      maxOpenContacts: 3,
      callTimeout: hours(2),
      onAbandoned: 'wait',
      onBouncedReply: 'reopen',
      onAcknowledgement: 'silent',
      maxLateness: hours(12),
      onLateMessage: 'append',
      onCallAnswered: 'keep',
      reopenGuard: { reopens: 3, within: hours(1) },
      keepAssigneeFor: days(2),
      closingTopics: { required: true, under: ['orders'] },
      listEndpoints: ['news@shop.com', 'team'],
    })
  })

  it('A-5: an endpoint without a name is kept as it is, and no inbound comes to it', () => {
    const { inbox } = definePolicy({ inbox: { default: 'x', byEndpoint: { ' ': 'nobody' } } })
    expect(inbox.byEndpoint).toEqual({ ' ': 'nobody' })
  })

  it('I-10: the guard counts up to as many reopenings as are remembered', () => {
    for (const reopens of [1, 16])
      expect(definePolicy({ inbox: 'x', reopenGuard: { reopens, within: { hours: 1 } } })).toMatchObject({
        reopenGuard: { reopens, within: hours(1) },
      })
  })

  it('A-3: the agent is kept always, never, or for so long', () => {
    const kept = (keepAgent: PolicyInput['keepAssignee']) =>
      definePolicy({ inbox: 'support', keepAssignee: keepAgent }).keepAssigneeFor
    expect([undefined, 'always' as const, 'never' as const, { hours: 1 }].map(kept)).toEqual([
      null,
      null,
      0,
      hours(1),
    ])
  })

  it('C-2: closing needs no topic, any, or one under the given parents', () => {
    const needed = (closingTopics: NonNullable<PolicyInput['closingTopics']>) =>
      definePolicy({ inbox: 'support', closingTopics }).closingTopics
    expect(needed('none')).toEqual({ required: false, under: [] })
    expect(needed('any')).toEqual({ required: true, under: [] })
    expect(needed({ under: ['a', 'b'] })).toEqual({ required: true, under: ['a', 'b'] })
  })

  it('K-3, K-4, K-5: each contact timer can be turned off', () => {
    expect(
      definePolicy({ inbox: 'x', messagingIdle: 'off', mailIdle: 'off', callTimeout: 'off' }),
    ).toMatchObject({
      messagingIdle: null,
      mailIdle: null,
      callTimeout: null,
    })
  })

  it('B-3: what makes no sense throws, with all issues and their paths', () => {
    const wrong = { inbox: '', mailIdle: { months: 1 } } as never
    const message = [
      'this policy makes no sense:',
      '  inbox: must be a text that is not empty',
      '  mailIdle: months have no fixed length (W-5); use weeks or smaller',
    ].join('\n')
    expect(() => definePolicy(wrong)).toThrow(message)
    expect(() => definePolicy(undefined as never)).toThrow('  the policy: must be an object')
    try {
      definePolicy(wrong)
      expect.unreachable()
    } catch (error) {
      expect((error as PolicyError).issues.map(({ path }) => path)).toEqual(['inbox', 'mailIdle'])
    }
  })
})

describe('the reopen window', () => {
  const windowOf = (reopenWindow: PolicyInput['reopenWindow'], more: object = {}) =>
    definePolicy({ inbox: 'support', reopenWindow, ...more })

  it('W-1: one span holds for every topic', () => {
    for (const [input, plain] of [
      [{ days: 7 }, days(7)],
      ['never', 'never'],
      ['always', 'always'],
    ] as const)
      expect(windowOf(input).reopenWindow).toEqual({
        plain,
        sameTopic: plain,
        otherTopic: plain,
        byTopic: false,
        anchor: 'close',
      })
  })

  it('W-6: the same and another topic may have spans of their own', () => {
    expect(windowOf({ sameTopic: { days: 30 }, otherTopic: 'never' }).reopenWindow).toEqual({
      plain: hours(24),
      sameTopic: days(30),
      otherTopic: 'never',
      byTopic: true,
      anchor: 'close',
    })
    expect(windowOf({ plain: { days: 2 }, otherTopic: 'never' }).reopenWindow).toMatchObject({
      sameTopic: days(2),
      byTopic: true,
    })
    expect(windowOf({ plain: { days: 2 }, sameTopic: 'always' }).reopenWindow.byTopic).toBe(true)
    expect(windowOf({ plain: { days: 2 }, sameTopic: { hours: 48 } }).reopenWindow.byTopic).toBe(false)
  })

  it('W-1: it is measured from the close, or from the last customer message', () => {
    expect(windowOf({ anchor: 'last_customer_message' }).reopenWindow).toMatchObject({
      plain: hours(24),
      anchor: 'last_customer_message',
    })
  })

  it('W-1: a channel may have its own', () => {
    const { reopenWindowByChannel } = windowOf(undefined, {
      reopenWindowByChannel: { chat: { minutes: 30 }, email: { anchor: 'last_customer_message' } },
    })
    expect(reopenWindowByChannel['chat']).toMatchObject({ plain: minutes(30), anchor: 'close' })
    expect(reopenWindowByChannel['email']).toMatchObject({
      plain: hours(24),
      anchor: 'last_customer_message',
    })
  })
})

describe('declared channels', () => {
  const channelsOf = (channels: NonNullable<PolicyInput['channels']>) =>
    definePolicy({ inbox: 'support', channels }).channels

  it('K-1: a new one is messaging, and traits of a built-in one can be changed one by one', () => {
    const { line, voice, chat, sms } = channelsOf({
      line: { address: 'phone', replyWindow: { hours: 48 } },
      voice: { abandonable: false },
      chat: { sessions: false, class: 'mail' },
    })
    expect(line).toEqual({
      name: 'line',
      class: 'messaging',
      address: 'phone',
      abandonable: false,
      sessions: false,
      replyWindow: { agent: hours(48), automation: hours(48) },
      maxIdle: null,
      redactsDeleted: false,
    })
    expect(voice).toMatchObject({ class: 'voice', address: 'phone', abandonable: false, sessions: true })
    expect(chat).toMatchObject({ class: 'mail', address: 'handle', abandonable: true, sessions: false })
    expect(sms).toMatchObject({ class: 'messaging', replyWindow: null })
  })

  it('K-10: people and machines may have different reply windows, or none', () => {
    const { messenger, instagram, whatsapp, line } = channelsOf({
      messenger: { replyWindow: { agent: { days: 7 }, automation: { hours: 24 } } },
      instagram: { replyWindow: { agent: { days: 7 } } as never },
      line: { replyWindow: { agent: { days: 1 }, automation: { hours: 1 } } },
      whatsapp: { replyWindow: 'none' },
    })
    expect(messenger?.replyWindow).toEqual({ agent: days(7), automation: hours(24) })
    expect(instagram?.replyWindow).toEqual({ agent: days(7), automation: hours(24) })
    expect(line?.replyWindow).toEqual({ agent: days(1), automation: hours(1) })
    expect(whatsapp?.replyWindow).toBeNull()
    const half = channelsOf({ messenger: { replyWindow: { automation: { hours: 1 } } as never } })
    expect(half['messenger']?.replyWindow).toEqual({ agent: hours(24), automation: hours(1) })
  })

  it('K-10: of a new channel the half that is not said is no time at all', () => {
    const { line } = channelsOf({ line: { replyWindow: { automation: { hours: 1 } } as never } })
    expect(line?.replyWindow).toEqual({ agent: 0, automation: hours(1) })
  })

  it('E-7: the platforms of social messaging demand that what was deleted goes, and a host may say so of others', () => {
    const demanding = (channels: NonNullable<PolicyInput['channels']>) =>
      Object.values(channelsOf(channels))
        .filter(({ redactsDeleted }) => redactsDeleted)
        .map(({ name }) => name)
    expect(demanding({})).toEqual(['messenger', 'instagram', 'whatsapp'])
    expect(demanding({ whatsapp: { redactsDeleted: false }, line: { redactsDeleted: true } })).toEqual([
      'messenger',
      'instagram',
      'line',
    ])
    expect(issuesOf(withInbox({ channels: { line: { redactsDeleted: 1 } } }))).toEqual([
      'channels.line.redactsDeleted: must be true or false',
    ])
  })

  it('K-4: silence may be longer than a day only where a channel allows it', () => {
    const week = { maxIdle: { days: 7 } }
    expect(definePolicy({ inbox: 'x', channels: { sms: week }, messagingIdle: { days: 7 } })).toMatchObject({
      messagingIdle: days(7),
      channels: { sms: { maxIdle: days(7) } },
    })
    const tooLong = 'messagingIdle: is more than 24 hours, and no channel allows a longer silence (K-4)'
    expect(issuesOf(withInbox({ messagingIdle: { hours: 24 } }))).toEqual([])
    expect(issuesOf(withInbox({ messagingIdle: { hours: 24, seconds: 0.001 } }))).toEqual([tooLong])
    expect(issuesOf(withInbox({ channels: { sms: week }, messagingIdle: { days: 8 } }))).toEqual([tooLong])
  })
})

const duration = 'must be a duration such as { hours: 24 }'
const months = 'months have no fixed length (W-5); use weeks or smaller'
const text = 'must be a text that is not empty'
const record = 'must be an object'
const noChannel = 'is no declared channel'
const noTopic = "closingTopics.under: must name a topic; for any topic write 'any'"
const badReopens = 'reopenGuard.reopens: must be a whole number from 1 to 16'
const badWithin = 'reopenGuard.within: must be a duration such as { hours: 1 }'

describe('parsePolicy', () => {
  it.each<[object, ...string[]]>([
    [{ inbox: '' }, `inbox: ${text}`],
    [{ inbox: ' ' }, `inbox: ${text}`],
    [{ inbox: 7 }, `inbox: ${record}`, `inbox.default: ${text}`],
    [{ inbox: {} }, `inbox.default: ${text}`],
    [{ inbox: { default: 'x', byChannel: 'chat' } }, `inbox.byChannel: ${record}`],
    [{ inbox: { default: 'x', byChannel: { pigeon: 'x' } } }, `inbox.byChannel.pigeon: ${noChannel}`],
    [{ inbox: { default: 'x', byEndpoint: { 'a@b.c': 3 } } }, `inbox.byEndpoint.a@b.c: ${text}`],
    [
      { inbox: { default: 'x', byendpoint: {} } },
      'inbox.byendpoint: is no field; known are default, byEndpoint, byChannel',
    ],
    [
      { effectiveFrom: 1_769_850_000 },
      'effectiveFrom: is 1769850000, which is 21 Jan 1970; that looks like seconds: multiply by 1000',
    ],
    [
      { effectiveFrom: '2026-01-31' },
      'effectiveFrom: must be ISO 8601 with a zone, like 2026-01-31T09:00:00Z',
    ],
    [{ channels: [] }, `channels: ${record}`],
    [{ channels: { ' ': {} } }, 'channels: a channel needs a name'],
    [{ channels: { line: null } }, `channels.line: ${record}`],
    [
      { channels: { line: { kind: 'mail' } } },
      'channels.line.kind: is no field; known are class, address, abandonable, sessions, replyWindow, maxIdle, redactsDeleted',
    ],
    [
      { channels: { line: { class: 'fax' } } },
      "channels.line.class: must be one of 'messaging', 'mail', 'voice'",
    ],
    [
      { channels: { voice: { class: 'fax' } } },
      "channels.voice.class: must be one of 'voice', 'messaging', 'mail'",
    ],
    [
      { channels: { line: { address: 'name' } } },
      "channels.line.address: must be one of 'handle', 'email', 'phone'",
    ],
    [{ channels: { line: { abandonable: 'yes' } } }, 'channels.line.abandonable: must be true or false'],
    [{ channels: { line: { sessions: 1 } } }, 'channels.line.sessions: must be true or false'],
    [{ channels: { line: { replyWindow: { months: 1 } } } }, `channels.line.replyWindow: ${months}`],
    [
      { channels: { line: { replyWindow: { agent: { months: 1 }, other: 1 } } } },
      'channels.line.replyWindow.other: is no field; known are agent, automation',
      `channels.line.replyWindow.agent: ${months}`,
    ],
    [{ channels: { line: { maxIdle: 5 } } }, `channels.line.maxIdle: ${duration}`],
    [{ reopenWindow: { months: 1 } }, `reopenWindow: ${months}`],
    [{ reopenWindow: 24 }, `reopenWindow: ${duration}`],
    [{ reopenWindow: 'sometimes' }, `reopenWindow: ${duration}`],
    [{ reopenWindow: {} }, 'reopenWindow: is empty; write { seconds: 0 } for none'],
    [{ reopenWindow: { plain: { years: 1 } } }, `reopenWindow.plain: ${months.replace('months', 'years')}`],
    [{ reopenWindow: { sameTopic: 1 } }, `reopenWindow.sameTopic: ${duration}`],
    [{ reopenWindow: { otherTopic: 'no' } }, `reopenWindow.otherTopic: ${duration}`],
    [
      { reopenWindow: { anchor: 'open' } },
      "reopenWindow.anchor: must be one of 'close', 'last_customer_message'",
    ],
    [
      { reopenWindow: { days: 7, anchor: 'close' } },
      'reopenWindow.days: is no field; known are plain, sameTopic, otherTopic, anchor',
    ],
    [{ reopenWindowByChannel: 'chat' }, `reopenWindowByChannel: ${record}`],
    [{ reopenWindowByChannel: { chat: { months: 1 } } }, `reopenWindowByChannel.chat: ${months}`],
    [{ reopenWindowByChannel: { pigeon: 'never' } }, `reopenWindowByChannel.pigeon: ${noChannel}`],
    [{ messagingIdle: 'never' }, `messagingIdle: ${duration}`],
    [{ messagingIdle: { months: 1 } }, `messagingIdle: ${months}`],
    [{ mailIdle: 60 }, `mailIdle: ${duration}`],
    [{ callTimeout: null }, `callTimeout: ${duration}`],
    [{ onAbandoned: 'open' }, "onAbandoned: must be one of 'close', 'wait'"],
    [{ onBouncedReply: true }, "onBouncedReply: must be one of 'record', 'reopen'"],
    [{ onAcknowledgement: 'none' }, "onAcknowledgement: must be one of 'message', 'silent'"],
    [{ onLateMessage: 'drop' }, "onLateMessage: must be one of 'reopen', 'append'"],
    [{ onCallAnswered: 'never' }, "onCallAnswered: must be one of 'assign', 'keep'"],
    [{ reopenGuard: 3 }, `reopenGuard: ${record}`, badReopens, badWithin],
    [{ maxOpenContacts: 0 }, 'maxOpenContacts: must be a whole number from 1 to 256'],
    [{ maxOpenContacts: 257 }, 'maxOpenContacts: must be a whole number from 1 to 256'],
    [{ maxOpenContacts: null }, 'maxOpenContacts: must be a whole number from 1 to 256'],
    [{ reopenGuard: { reopens: 0, within: { hours: 1 } } }, badReopens],
    [{ reopenGuard: { reopens: 17, within: { hours: 1 } } }, badReopens],
    [{ reopenGuard: { reopens: 1.5, within: { hours: 1 } } }, badReopens],
    [{ reopenGuard: { reopens: 1 } }, badWithin],
    [{ reopenGuard: { reopens: 1, within: 'soon' } }, `reopenGuard.within: ${duration}`],
    [
      { reopenGuard: { reopens: 1, within: { hours: 1 }, per: 1 } },
      'reopenGuard.per: is no field; known are reopens, within',
    ],
    [{ keepAssignee: 'sometimes' }, `keepAssignee: ${duration}`],
    [{ closingTopics: 'all' }, `closingTopics: ${record}`, noTopic],
    [{ closingTopics: { under: [] } }, noTopic],
    [{ closingTopics: { under: ['a', ''] } }, `closingTopics.under.1: ${text}`],
    [{ closingTopics: { under: 'orders' } }, 'closingTopics.under: must be a list of texts', noTopic],
    [{ closingTopics: { under: ['a'], any: true } }, 'closingTopics.any: is no field; known are under'],
    [{ listEndpoints: 'news@shop.com' }, 'listEndpoints: must be a list of texts'],
    [{ listEndpoints: ['a@b.c', 7] }, `listEndpoints.1: ${text}`],
  ])('B-1: %j is told what is wrong, and where', (wrong, ...issues) => {
    expect(issuesOf(withInbox(wrong))).toEqual(issues)
  })

  it('B-1: a misspelt field is told, and what it may have meant', () => {
    expect(issuesOf({ inbox: 'support', reopenwindow: 'never' })).toEqual([
      expect.stringMatching(
        /^reopenwindow: is no field; known are inbox, effectiveFrom, previous, calendars, channels, reopenWindow,/,
      ),
    ])
  })

  it('B-1: all that is wrong is told at once', () => {
    expect(issuesOf({ inbox: 'x', mailIdle: 1, onAbandoned: 2, effectiveFrom: 3 })).toHaveLength(3)
  })

  it.each([undefined, null, [], 'support', 3])('B-1: %j is no policy', (input) => {
    expect(issuesOf(input)).toContain(': must be an object')
  })

  it('B-4: keys that every object has are keys like others', () => {
    const strange = JSON.parse(
      '{"inbox":{"default":"x","byEndpoint":{"__proto__":"a"},"byChannel":{"constructor":"b"}},"channels":{"constructor":{},"__proto__":{"class":"voice"}},"reopenWindowByChannel":{"__proto__":"never"}}',
    )
    const parsed = parsePolicy(strange)
    expect(parsed).toMatchObject({ ok: true })
    if (!parsed.ok) return
    const { channels, inbox, reopenWindowByChannel } = parsed.value
    const own = (record: object, key: string): unknown => Object.getOwnPropertyDescriptor(record, key)?.value
    expect(own(channels, '__proto__')).toMatchObject({ name: '__proto__', class: 'voice' })
    expect(own(channels, 'constructor')).toMatchObject({ name: 'constructor', class: 'messaging' })
    expect(own(inbox.byEndpoint, '__proto__')).toBe('a')
    expect(own(inbox.byChannel, 'constructor')).toBe('b')
    expect(own(reopenWindowByChannel, '__proto__')).toMatchObject({ plain: 'never' })
    for (const each of [channels, inbox.byEndpoint, reopenWindowByChannel])
      expect(Object.getPrototypeOf(each)).toBe(Object.prototype)
  })

  it('B-4: a channel is declared only if it is in the record itself', () => {
    for (const name of ['toString', '__proto__'])
      expect(issuesOf(JSON.parse(`{"inbox":"x","reopenWindowByChannel":{"${name}":"never"}}`))).toEqual([
        `reopenWindowByChannel.${name}: ${noChannel}`,
      ])
    expect(issuesOf(JSON.parse('{"inbox":"x","__proto__":{"mailLimit":"off"}}'))).toEqual([
      expect.stringMatching(/^__proto__: is no field/),
    ])
  })
})

describe('laws', () => {
  const key = fc.constantFrom(
    'plain',
    'sameTopic',
    'anchor',
    'days',
    'months',
    'default',
    'agent',
    '__proto__',
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.anything({ maxDepth: 1 }),
      hostileText,
      fc.constantFrom('never', 'always', 'off', 'none', 'any', 'close'),
      fc.dictionary(fc.oneof(key, hostileText), tie('any'), { maxKeys: 3 }),
      fc.array(tie('any'), { maxLength: 3 }),
    ),
  })).any
  const fields = Object.keys(definePolicy({ inbox: 'x' })).concat('keepAgent')
  const input = fc.oneof(value, fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4 }))

  it('B-1, B-4: anything at all is a policy, or issues with paths that survive JSON', () => {
    fc.assert(
      fc.property(input, (given) => {
        const parsed = parsePolicy(typeof given === 'object' && given !== null ? withInbox(given) : given)
        if (parsed.ok) expect(JSON.parse(JSON.stringify(parsed.value))).toEqual(parsed.value)
        else
          for (const issue of parsed.error)
            expect(issue satisfies Issue).toEqual({
              path: expect.any(String),
              message: expect.stringMatching(/\S/),
            })
      }),
    )
  })
})
