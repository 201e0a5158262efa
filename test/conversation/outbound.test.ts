import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definePolicy, reopenableUntil, sendMessage, status } from '../../src/index.ts'
import {
  bot,
  days,
  host,
  hours,
  kim,
  minutes,
  noon,
  type Operation,
  operations,
  policy,
  sam,
} from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import {
  assigns,
  closes,
  dataOf,
  dials,
  ends,
  eventsOf,
  refused,
  rings,
  sends,
  solved,
  tags,
  takes,
  the,
  thing,
  typesOf,
  under,
  waits,
  writes,
} from './scene.ts'
import { begin, contextFor, goOn, play, runAll, tell } from './world.ts'

const nothing = begin()
const closed = play(solved)
const old = play([...solved, waits(days(2))])

/** A message and a call of an agent: both are outbounds. */
const outbounds: readonly [string, (more?: object) => Operation][] = [
  ['a message', (more = {}) => sends(kim, 'sms', more)],
  ['a call', (more = {}) => dials({ by: kim, ...more })],
]

describe.each(outbounds)('%s of an agent', (_, out) => {
  it('R-1, A-4: with no conversation at all it starts one, and the agent has it', () => {
    const { answer, world } = tell(nothing, out())
    expect(typesOf(answer)).toEqual([
      'conversation.started',
      'contact.started',
      'conversation.assigned',
      expect.stringMatching(/message.sent|call.started/),
      'conversation.status_changed',
    ])
    expect(the(world)).toMatchObject({ agent: 'kim', inbox: 'support', follows: null, owed: [] })
    expect(dataOf(answer, 'conversation.assigned')).toMatchObject({ reason: 'outbound' })
    expect(dataOf(answer, 'contact.started')).toMatchObject({ direction: 'outbound', opener: true })
    expect(status(the(world))).toBe('open')
  })

  it('R-1: with no conversation an intent makes no difference', () => {
    for (const intent of ['continue', 'new'] as const)
      expect(typesOf(tell(nothing, out({ intent })).answer)).toContain('conversation.started')
  })

  it('R-1: inside the window it must say what it means', () => {
    expect(tell(closed, out()).answer).toEqual(
      refused('outbound.intent_required', 'R-1', { conversation: the(closed).id, until: noon + days(1) }),
    )
    const edge = goOn(closed, waits(days(1)))
    expect(tell(edge, out()).answer).toEqual(refused('outbound.intent_required', 'R-1'))
    const always = play(solved, under({ reopenWindow: 'always' }))
    expect(tell(always, out()).answer).toEqual(
      refused('outbound.intent_required', 'R-1', { until: 'always' }),
    )
  })

  it('R-1: outside it, or where there is none, it starts a new one, which follows the last', () => {
    const never = play(solved, under({ reopenWindow: 'never' }))
    for (const world of [goOn(closed, waits(days(1) + 1)), never])
      expect(dataOf(tell(world, out()).answer, 'conversation.started')).toMatchObject({
        follows: the(world).id,
      })
  })

  it('R-1: the window is that of the channel it goes by', () => {
    const world = play(
      [...solved, waits(hours(2))],
      under({
        reopenWindowByChannel: { sms: { hours: 1 }, voice: { hours: 1 } },
      }),
    )
    expect(typesOf(tell(world, out()).answer)).toContain('conversation.started')
  })

  it('R-1, W-2: to continue is possible at any age, and the agent has it', () => {
    const { answer, world } = tell(old, out({ intent: 'continue' }))
    expect(typesOf(answer)[0]).toBe('conversation.reopened')
    expect(dataOf(answer, 'conversation.reopened')).toMatchObject({
      reasons: [{ rule: 'R-1', found: 'intent_continue' }],
    })
    expect(the(world)).toMatchObject({ id: the(old).id, agent: 'kim', closed: null })
    expect(the(world).contacts).toMatchObject([{ opener: true, direction: 'outbound' }])
  })

  it('R-1: a new one can be wanted inside the window', () => {
    const { answer, world } = tell(closed, out({ intent: 'new' }))
    expect(dataOf(answer, 'conversation.started')).toMatchObject({ follows: the(closed).id })
    expect(world.situation.closed).toHaveLength(1)
  })

  it('R-2: while one is active it joins that', () => {
    const active = play([writes(), assigns('sam'), tags('vase')])
    for (const intent of [{}, { intent: 'continue' }]) {
      const { world } = tell(active, out(intent))
      expect(the(world).id).toBe(the(active).id)
      expect(the(world).contacts).toHaveLength(2)
      expect(the(world).contacts[1]).toMatchObject({ opener: false })
    }
  })

  it('R-2: a new one beside it is refused, and it says which is active', () => {
    const active = play([writes()])
    expect(tell(active, out({ intent: 'new' })).answer).toEqual(
      refused('outbound.conversation_active', 'R-2', { active: the(active).id }),
    )
  })

  it('A-4: an unassigned conversation is the agent’s who answers, another’s stays another’s', () => {
    expect(the(tell(play([writes()]), out()).world).agent).toBe('kim')
    const taken = tell(play([writes(), assigns('sam')]), out())
    expect(the(taken.world).agent).toBe('sam')
    expect(typesOf(taken.answer)).not.toContain('conversation.assigned')
  })

  it('A-4: whoever reopens or starts has it, also where the policy drops the agent', () => {
    const dropped = play(solved, under({ keepAgent: 'never' }))
    for (const intent of ['continue', 'new'] as const)
      expect(the(tell(dropped, out({ intent })).world).agent).toBe('kim')
  })

  it('CU-4: one that was merged away is not continued', () => {
    const merged = { ...the(closed), mergedInto: 'c99.0' }
    const world = { ...closed, situation: { ...closed.situation, closed: [merged] } }
    expect(dataOf(tell(world, out()).answer, 'conversation.started')).toMatchObject({ follows: null })
  })

  it('K-1: an unknown channel is refused, and those there are are named', () => {
    expect(tell(nothing, out({ channel: 'pigeon' })).answer).toEqual(
      refused('channel.unknown', 'K-1', {
        known: ['voice', 'voicemail', 'email', 'chat', 'sms', 'messenger', 'instagram', 'whatsapp'],
      }),
    )
    expect(tell(nothing, out({ channel: '__proto__' })).answer).toEqual(refused('channel.unknown', 'K-1'))
  })
})

describe('A-3: the host’s word on agent and inbox', () => {
  it('A-3: it is heeded where an outbound continues', () => {
    const { customer } = closed.situation
    if (customer === null) throw new Error('ada is registered')
    const message = {
      channel: 'sms',
      to: [],
      refs: [],
      fingerprint: '',
      content: { text: null, attachments: [], externalId: null, address: null },
      intent: 'continue' as const,
      template: false,
      answers: false,
      starts: true,
      echoed: null,
      imported: true,
    }
    const keep = { agent: false, inbox: 'sales' }
    const standing = deepFreeze({ customer, active: null, closed: the(closed), keep })
    const by = (actor: typeof bot) => sendMessage(standing, message, contextFor(closed, actor))
    expect(by(bot)).toMatchObject({ state: { agent: null, inbox: 'sales' } })
    expect(by(kim)).toMatchObject({ state: { agent: 'kim', inbox: 'sales' } })
  })
})

describe('the inbox', () => {
  const policyOfInboxes = definePolicy({
    inbox: {
      default: 'support',
      byEndpoint: { 'Sales@Shop.com': 'sales' },
      byChannel: { chat: 'live', sms: 'texts' },
    },
  })
  const inboxOf = (...story: readonly Operation[]) => the(play(story, policyOfInboxes)).inbox

  it('A-5: it is the endpoint’s, else the channel’s, else the default', () => {
    expect(inboxOf(writes('chat', { endpoint: ' SALES@shop.com' }))).toBe('sales')
    expect(inboxOf(writes('chat', { endpoint: 'help@shop.com' }))).toBe('live')
    expect(inboxOf(writes('email', { endpoint: 'help@shop.com' }))).toBe('support')
    expect(inboxOf(writes('email'))).toBe('support')
  })

  it('A-5: the same for what we start ourselves', () => {
    expect(inboxOf(sends(sam, 'sms'))).toBe('texts')
    expect(inboxOf(sends(sam, 'sms', { endpoint: 'sales@shop.com' }))).toBe('sales')
    expect(inboxOf(dials())).toBe('support')
  })

  it('A-5: one that is reopened or joined keeps its inbox', () => {
    expect(inboxOf(writes(), writes('chat'))).toBe('support')
    expect(inboxOf(writes(), sends(), closes(), writes('chat'))).toBe('support')
  })

  it('A-5, B-4: an endpoint that is called like a part of every object has no inbox of its own', () => {
    expect(inboxOf(writes('email', { endpoint: '__proto__' }))).toBe('support')
    expect(inboxOf(writes('email', { endpoint: 'constructor' }))).toBe('support')
  })
})

describe('the counterpart', () => {
  const twice = play([
    writes('email', { from: 'ada@example.com', endpoint: 'help@shop.com' }),
    writes('email', { from: 'ada@work.example', endpoint: 'sales@shop.com' }),
  ])
  const keyOf = (more: object, world = twice) =>
    eventsOf(tell(world, sends(sam, 'email', more)).answer).find(({ type }) => type === 'message.sent')?.data

  it('refuses to choose between two addresses that wait for a reply (K-9)', () => {
    const { answer } = tell(twice, sends(sam, 'email'))
    expect(answer).toEqual(
      refused('contact.ambiguous', 'K-9', { contacts: the(twice).contacts.map(({ id }) => id) }),
    )
  })

  it('takes the one contact that waits for a reply, else the latest of the customer (K-9)', () => {
    const first = { address: 'email:ada@example.com', endpoint: 'help@shop.com' }
    const last = { address: 'email:ada@work.example', endpoint: 'sales@shop.com' }
    const half = goOn(twice, sends(sam, 'email', { address: last.address }))
    expect(keyOf({}, half)).toMatchObject(first)
    const answered = goOn(half, waits(minutes(1)), sends(sam, 'email', { address: first.address }))
    expect(keyOf({}, answered)).toMatchObject(first)
  })

  it('leaves from the endpoint of the contact that it answers, after that has ended too (K-1)', () => {
    const ended = goOn(twice, ends('agent', { contact: 0 }), ends('agent', { contact: 1 }))
    expect(the(ended).contacts).toEqual([])
    expect(keyOf({ address: 'email:ada@example.com' }, ended)).toMatchObject({ endpoint: 'help@shop.com' })
    expect(keyOf({}, ended)).toMatchObject({ address: 'email:ada@work.example', endpoint: 'sales@shop.com' })
  })

  it('K-1: what is said chooses among them', () => {
    const first = { address: 'email:ada@example.com', endpoint: 'help@shop.com' }
    expect(keyOf({ address: 'email:ada@example.com' })).toMatchObject(first)
    expect(keyOf({ endpoint: 'help@shop.com' })).toMatchObject(first)
    expect(keyOf({ ...first, session: 's1' })).toMatchObject({ ...first, session: null })
  })

  it('K-1: a session chooses where the channel has sessions', () => {
    const chats = play(['s1', 's2'].map((session) => writes('chat', { session })))
    const sessionOf = (more: object) => dataOf(tell(chats, sends(sam, 'chat', more)).answer, 'message.sent')
    expect(sessionOf({})).toMatchObject({ session: 's2' })
    expect(sessionOf({ session: 's1' })).toMatchObject({ session: 's1' })
    expect(sessionOf({ session: null })).toMatchObject({ session: null })
    expect(sessionOf({ session: 's3' })).toMatchObject({ session: 's3' })
  })

  it('K-1: where none fits, the latest address is taken, else the profile’s, and nothing is guessed beyond it', () => {
    expect(keyOf({ endpoint: 'new@shop.com' })).toMatchObject({
      address: 'email:ada@work.example',
      endpoint: 'new@shop.com',
      session: null,
    })
    expect(keyOf({ address: null })).toMatchObject({ address: null })
    expect(keyOf({ address: 'email:x@example.com' })).toMatchObject({ address: 'email:x@example.com' })
    expect(keyOf({}, nothing)).toMatchObject({ address: null, endpoint: null })
  })

  it('K-1: a handle is taken of the very channel', () => {
    const world = goOn(begin(), writes('messenger', { from: 'ada.m' }), ends('customer'))
    const sent = tell(world, sends(sam, 'chat')).answer
    expect(dataOf(sent, 'message.sent')).toMatchObject({ address: null })
    const again = tell(world, sends(sam, 'messenger')).answer
    expect(dataOf(again, 'contact.started')).toMatchObject({ address: 'handle:messenger:ada.m' })
  })

  it('K-1: a number that only its country understands is an address as well', () => {
    const world = goOn(begin(), writes('sms', { from: '030 123456' }), ends('customer'))
    const keys = ['sms', 'voicemail'].map((channel) =>
      dataOf(tell(world, sends(sam, channel)).answer, 'contact.started'),
    )
    expect(keys).toMatchObject([{ address: 'handle:sms:030 123456' }, { address: null }])
  })

  it('K-1: whatever a channel is called', () => {
    const strange = under({ channels: { 'a:b': {}, a: {} } })
    const world = goOn(begin(strange), writes('a:b', { from: 'c' }), ends('customer'))
    const keys = ['a:b', 'a'].map((channel) =>
      dataOf(tell(world, sends(sam, channel)).answer, 'contact.started'),
    )
    expect(keys).toMatchObject([{ address: 'handle:a%3Ab:c' }, { address: null }])
  })

  it('K-10: the line on which the customer was last heard outlives its contact', () => {
    const line = (endpoint: string) => writes('whatsapp', { from: '+4930123456', endpoint })
    const world = goOn(
      begin(),
      line('+49800'),
      line('+49900'),
      line('+49800'),
      ends('customer', { contact: 0 }),
    )
    const gone = goOn(world, ends('customer', { contact: 1 }))
    expect(the(gone).contacts).toEqual([])
    const sent = (more: object) => dataOf(tell(gone, sends(sam, 'whatsapp', more)).answer, 'contact.started')
    expect(sent({})).toMatchObject({ endpoint: '+49800', address: 'phone:+4930123456' })
    expect(sent({ endpoint: '+49900' })).toMatchObject({ endpoint: '+49900', address: 'phone:+4930123456' })
    expect(sent({ endpoint: null, template: true })).toMatchObject({ endpoint: null })
  })

  it('K-1: a call to a number beside an open one is a contact of its own', () => {
    const world = play([rings('s1', { from: '+4930123456' }), takes()])
    const { answer } = tell(world, dials({ session: 's2' }))
    expect(dataOf(answer, 'contact.started')).toMatchObject({
      channel: 'voice',
      session: 's2',
      address: 'phone:+4930123456',
      class: 'voice',
    })
    expect(dataOf(answer, 'call.started')).toMatchObject({ direction: 'outbound', quiet: false })
  })
})

describe('a machine', () => {
  const campaign = sends(bot, 'email')

  it('R-3: its message opens nothing and stands in the timeline alone', () => {
    for (const world of [nothing, closed, play([writes('chat')])]) {
      const { answer, world: after } = tell(world, campaign)
      expect(eventsOf(answer)).toMatchObject([
        {
          type: 'message.sent',
          conversation: null,
          contact: null,
          assignee: null,
          actor: bot,
          data: { answer: false },
        },
      ])
      expect(after.situation.active).toBe(world.situation.active)
    }
  })

  it('R-3: an answer that stands alone answers nobody', () => {
    const { answer } = tell(nothing, sends(bot, 'email', { answers: true }))
    expect(dataOf(answer, 'message.sent')).toMatchObject({ answer: false })
  })

  it('R-3: it joins the open contact of its key, and is no answer unless it says so', () => {
    const world = play([writes()])
    const joined = tell(world, campaign)
    expect(eventsOf(joined.answer)).toMatchObject([
      { type: 'message.sent', conversation: the(world).id, contact: thing('c1.1') },
    ])
    expect(the(joined.world).owed).toHaveLength(1)
    const { answer, world: answered } = tell(world, sends(bot, 'email', { answers: true }))
    expect(typesOf(answer)).toEqual(['message.sent', 'contact.fulfilled'])
    expect(the(answered)).toMatchObject({ owed: [], agent: null, answeredAt: null })
    expect(the(answered).contacts).toMatchObject([{ fulfilled: 'responded', answeredAt: noon }])
  })

  it('R-3: one that speaks first on purpose starts a conversation, which nobody has', () => {
    const { answer, world } = tell(nothing, sends(bot, 'sms', { starts: true }))
    expect(typesOf(answer)).toEqual([
      'conversation.started',
      'contact.started',
      'message.sent',
      'conversation.status_changed',
    ])
    expect(the(world).agent).toBeNull()
  })

  it('R-3: it answers nobody by that, unless it says so', () => {
    const world = play([writes(), writes('chat'), ends('customer', { contact: 0 })])
    const speaks = (more: object) => tell(world, sends(bot, 'email', { starts: true, ...more }))
    expect(dataOf(speaks({}).answer, 'message.sent')).toMatchObject({ answer: false })
    expect(the(speaks({}).world).owed).toHaveLength(2)
    expect(the(speaks({ answers: true }).world).owed).toHaveLength(0)
  })

  it('R-1, W-2: it continues only inside the window', () => {
    const goesOn = sends(bot, 'sms', { starts: true, intent: 'continue' })
    expect(typesOf(tell(closed, goesOn).answer)).toContain('conversation.reopened')
    expect(tell(old, goesOn).answer).toEqual(
      refused('conversation.window_over', 'W-2', { until: noon + days(1) }),
    )
    const never = play(solved, under({ reopenWindow: 'never' }))
    expect(tell(never, goesOn).answer).toEqual(refused('conversation.window_over', 'W-2', { until: 'never' }))
  })

  it('A-4: what a program of the host writes is an answer, and owns nothing', () => {
    const { world } = tell(play([writes()]), sends(host))
    expect(the(world)).toMatchObject({ agent: null, owed: [] })
  })
})

describe('a platform that limits replies', () => {
  const wrote = play([writes('whatsapp', { from: '+4930123456' })])
  const reply = (more: object = {}) => sends(sam, 'whatsapp', more)

  it('K-10: inside the window all is well', () => {
    expect(tell(goOn(wrote, waits(hours(24) - 1)), reply()).answer.ok).toBe(true)
  })

  it('K-10: after it only a template goes', () => {
    const late = goOn(wrote, waits(hours(24)))
    expect(tell(late, reply()).answer).toEqual(
      refused('message.reply_window_over', 'K-10', {
        until: noon + hours(24),
        why: 'over',
        message: 'the reply window of whatsapp is over',
      }),
    )
    const { answer } = tell(late, reply({ template: true }))
    expect(dataOf(answer, 'message.sent')).toMatchObject({ template: true, answer: true })
  })

  it('K-10: so is one to somebody who never wrote there', () => {
    expect(tell(play([writes('sms', { from: '+4930123456' })]), reply()).answer).toEqual(
      refused('message.reply_window_over', 'K-10', {
        until: null,
        why: 'never_heard',
        message: 'the customer has not written on whatsapp yet',
      }),
    )
  })

  it('K-10: the window outlives contacts and conversations', () => {
    const gone = goOn(wrote, reply(), closes(), waits(hours(2)))
    expect(tell(gone, reply({ intent: 'new' })).answer.ok).toBe(true)
    expect(tell(goOn(gone, waits(hours(22))), reply({ intent: 'new' })).answer).toEqual(
      refused('message.reply_window_over', 'K-10', { until: noon + hours(24) }),
    )
  })

  it('K-10: it is the window of the very line', () => {
    const other = { address: 'phone:+4930999999' }
    expect(tell(wrote, reply(other)).answer).toEqual(
      refused('message.reply_window_over', 'K-10', { why: 'never_heard' }),
    )
    expect(tell(wrote, reply({ endpoint: '+49800' })).answer).toEqual(
      refused('message.reply_window_over', 'K-10', { why: 'never_heard' }),
    )
  })

  it('K-10: people may have longer than machines', () => {
    const human = under({
      channels: { messenger: { replyWindow: { agent: { days: 7 }, automation: { hours: 24 } } } },
    })
    const world = play([writes('messenger', { from: 'ada.m' }), waits(days(3))], human)
    expect(tell(world, sends(sam, 'messenger')).answer.ok).toBe(true)
    for (const by of [bot, host])
      expect(tell(world, sends(by, 'messenger')).answer).toEqual(
        refused('message.reply_window_over', 'K-10', { why: 'over' }),
      )
  })
})

describe('the echo of a message', () => {
  const echoed = play([writes(), { do: 'echo', channel: 'email' }])
  const known = sends(kim, 'email', { echoed: true })

  it('I-4, I-10: an unknown one is a reply, and takes nobody', () => {
    expect(the(echoed)).toMatchObject({ owed: [], agent: null, answeredAt: noon })
    expect(the(echoed).contacts).toMatchObject([{ fulfilled: 'responded' }])
  })

  it('I-4: a send with its id is the same message, and its author wins', () => {
    const { answer, world } = tell(echoed, known)
    const echo = echoed.log.findLast(({ type }) => type === 'message.sent')
    expect(typesOf(answer)).toEqual([
      'conversation.assigned',
      'message.attributed',
      'conversation.status_changed',
    ])
    expect(dataOf(answer, 'message.attributed')).toEqual({ message: echo?.id })
    expect(the(world)).toMatchObject({ agent: 'kim', answeredAt: noon })
  })

  it('I-4, I-14: it answers what was said before the message, and nothing that came since', () => {
    const since = goOn(echoed, waits(minutes(1)), writes())
    const { answer, world } = tell(since, known)
    expect(eventsOf(answer).find(({ type }) => type === 'message.attributed')?.occurredAt).toBe(noon)
    expect(the(world).owed).toMatchObject([{ contact: thing('c1.1'), since: noon + minutes(1), more: [] }])
    expect(the(world)).toMatchObject({ agent: 'kim', answeredAt: noon })
    const nowhere = play([writes('email', { from: 'ada@example.com' }), { do: 'echo', channel: 'email' }])
    expect(the(nowhere).owed).toHaveLength(1)
    expect(the(goOn(nowhere, known)).owed).toEqual([])
  })

  it('I-4: elsewhere than in the active conversation it stands in the timeline alone', () => {
    const alone = play([{ do: 'echo', channel: 'email' }])
    expect(eventsOf(tell(alone, known).answer)).toMatchObject([
      { type: 'message.attributed', conversation: null, cause: 'send' },
    ])
    const moved = goOn(echoed, closes({ force: true }), waits(days(2)), writes())
    expect(eventsOf(tell(moved, known).answer)).toMatchObject([{ conversation: null }])
  })

  it('I-4: on another line it is attributed, and answers no open contact', () => {
    const { answer, world } = tell(echoed, sends(kim, 'sms', { echoed: true }))
    expect(eventsOf(answer)[1]).toMatchObject({ type: 'message.attributed', contact: null })
    expect(the(world).contacts).toHaveLength(1)
  })
})

describe('a conversation that is named', () => {
  it('C-6: a closed one takes no reply, and says the way out', () => {
    const reply = { conversation: 'closed' as const }
    expect(tell(closed, sends(sam, 'email', reply)).answer).toEqual(
      refused('conversation.closed', 'C-6', { conversation: the(closed).id, at: noon }),
    )
    expect(tell(closed, sends(sam, 'email', { ...reply, intent: 'new' })).answer).toEqual(
      refused('conversation.closed', 'C-6'),
    )
    const goesOn = sends(sam, 'email', { ...reply, intent: 'continue' })
    expect(the(tell(closed, goesOn).world).id).toBe(the(closed).id)
  })

  it('C-6: an active one takes it', () => {
    const world = play([writes()])
    expect(tell(world, sends(sam, 'email', { conversation: { id: the(world).id } })).answer.ok).toBe(true)
  })
})

describe('laws', () => {
  it('R-1, R-2: an agent’s outbound asks for an intent only where it matters, and opens one thing at most', () => {
    const intent = fc.constantFrom(undefined, 'continue' as const, 'new' as const)
    fc.assert(
      fc.property(operations, policy, intent, (story, given, meant) => {
        const { world } = runAll(story, given)
        const settled = goOn(world, { do: 'sweep' })
        const { active, closed: past } = settled.situation
        const [last] = past
        const until = last === undefined ? 'never' : reopenableUntil(last, given, { channel: 'sms' })
        const isInside = until === 'always' || (until !== 'never' && settled.now <= until)
        const { answer } = tell(settled, sends(kim, 'sms', meant === undefined ? {} : { intent: meant }))
        const opened = answer.ok ? typesOf(answer).filter((type) => /\.(started|reopened)$/.test(type)) : []
        const wanted =
          active !== null
            ? meant === 'new'
              ? 'outbound.conversation_active'
              : null
            : last !== undefined && meant === undefined && isInside
              ? 'outbound.intent_required'
              : last !== undefined && meant === 'continue'
                ? 'conversation.reopened'
                : 'conversation.started'
        const isRefusal = wanted?.startsWith('outbound.') === true
        expect(answer.ok ? null : answer.error.code).toBe(isRefusal ? wanted : null)
        expect(opened.filter((type) => type.startsWith('conversation.'))).toEqual(
          isRefusal || wanted === null ? [] : [wanted],
        )
      }),
    )
  })
})
