import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definePolicy, reopenableUntil, sendMessage, status } from '../../src/index.ts'
import {
  anyPolicy,
  bot,
  days,
  host,
  hours,
  kim,
  minutes,
  noon,
  type Operation,
  operations,
  sam,
} from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import {
  contextFor,
  performAll,
  performFromStart,
  performOne,
  runAll,
  startWorld,
} from './operation-world.ts'
import {
  advance,
  agentAddsTopic,
  agentAnswersCall,
  agentAssigns,
  agentCloses,
  agentDials,
  agentSends,
  answerEventData,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
  policyWith,
  refusalMatching,
} from './operations.ts'

const nothing = startWorld()
const closed = performFromStart(answeredAndClosed)
const old = performFromStart([...answeredAndClosed, advance(days(2))])

/** A message and a call of an agent: both are outbounds. */
const outbounds: readonly [string, (more?: object) => Operation][] = [
  ['a message', (more = {}) => agentSends(kim, 'sms', more)],
  ['a call', (more = {}) => agentDials({ by: kim, ...more })],
]

describe.each(outbounds)('%s of an agent', (_, out) => {
  it('R-1, A-4: with no conversation at all it starts one, and the agent has it', () => {
    const { answer, world } = performOne(nothing, out())
    expect(answerEventTypes(answer)).toEqual([
      'conversation.started',
      'contact.started',
      'conversation.assigned',
      expect.stringMatching(/message.sent|call.started/),
      'conversation.status_changed',
    ])
    expect(currentConversation(world)).toMatchObject({
      agent: 'kim',
      inbox: 'support',
      follows: null,
      pendingReplies: [],
    })
    expect(answerEventData(answer, 'conversation.assigned')).toMatchObject({ reason: 'outbound' })
    expect(answerEventData(answer, 'contact.started')).toMatchObject({
      direction: 'outbound',
      opensConversation: true,
    })
    expect(status(currentConversation(world))).toBe('open')
  })

  it('R-1: with no conversation an intent makes no difference', () => {
    for (const intent of ['continue', 'new'] as const)
      expect(answerEventTypes(performOne(nothing, out({ intent })).answer)).toContain('conversation.started')
  })

  it('R-1: inside the window it must say what it means', () => {
    expect(performOne(closed, out()).answer).toEqual(
      refusalMatching('outbound.intent_required', 'R-1', {
        conversation: currentConversation(closed).id,
        until: noon + days(1),
      }),
    )
    const edge = performAll(closed, advance(days(1)))
    expect(performOne(edge, out()).answer).toEqual(refusalMatching('outbound.intent_required', 'R-1'))
    const always = performFromStart(answeredAndClosed, policyWith({ reopenWindow: 'always' }))
    expect(performOne(always, out()).answer).toEqual(
      refusalMatching('outbound.intent_required', 'R-1', { until: 'always' }),
    )
  })

  it('R-1: outside it, or where there is none, it starts a new one, which follows the last', () => {
    const never = performFromStart(answeredAndClosed, policyWith({ reopenWindow: 'never' }))
    for (const world of [performAll(closed, advance(days(1) + 1)), never])
      expect(answerEventData(performOne(world, out()).answer, 'conversation.started')).toMatchObject({
        follows: currentConversation(world).id,
      })
  })

  it('R-1: the window is that of the channel it goes by', () => {
    const world = performFromStart(
      [...answeredAndClosed, advance(hours(2))],
      policyWith({
        reopenWindowByChannel: { sms: { hours: 1 }, voice: { hours: 1 } },
      }),
    )
    expect(answerEventTypes(performOne(world, out()).answer)).toContain('conversation.started')
  })

  it('R-1, W-2: to continue is possible at any age, and the agent has it', () => {
    const { answer, world } = performOne(old, out({ intent: 'continue' }))
    expect(answerEventTypes(answer)[0]).toBe('conversation.reopened')
    expect(answerEventData(answer, 'conversation.reopened')).toMatchObject({
      reasons: [{ rule: 'R-1', found: 'intent_continue' }],
    })
    expect(currentConversation(world)).toMatchObject({
      id: currentConversation(old).id,
      agent: 'kim',
      closed: null,
    })
    expect(currentConversation(world).contacts).toMatchObject([
      { opensConversation: true, direction: 'outbound' },
    ])
  })

  it('R-1: a new one can be wanted inside the window', () => {
    const { answer, world } = performOne(closed, out({ intent: 'new' }))
    expect(answerEventData(answer, 'conversation.started')).toMatchObject({
      follows: currentConversation(closed).id,
    })
    expect(world.situation.closed).toHaveLength(1)
  })

  it('R-2: while one is active it joins that', () => {
    const active = performFromStart([customerWrites(), agentAssigns('sam'), agentAddsTopic('vase')])
    for (const intent of [{}, { intent: 'continue' }]) {
      const { world } = performOne(active, out(intent))
      expect(currentConversation(world).id).toBe(currentConversation(active).id)
      expect(currentConversation(world).contacts).toHaveLength(2)
      expect(currentConversation(world).contacts[1]).toMatchObject({ opensConversation: false })
    }
  })

  it('R-2: a new one beside it is refused, and it says which is active', () => {
    const active = performFromStart([customerWrites()])
    expect(performOne(active, out({ intent: 'new' })).answer).toEqual(
      refusalMatching('outbound.conversation_active', 'R-2', { active: currentConversation(active).id }),
    )
  })

  it('A-4: an unassigned conversation is the agent’s who answers, another’s stays another’s', () => {
    expect(currentConversation(performOne(performFromStart([customerWrites()]), out()).world).agent).toBe(
      'kim',
    )
    const taken = performOne(performFromStart([customerWrites(), agentAssigns('sam')]), out())
    expect(currentConversation(taken.world).agent).toBe('sam')
    expect(answerEventTypes(taken.answer)).not.toContain('conversation.assigned')
  })

  it('A-4: whoever reopens or starts has it, also where the policy drops the agent', () => {
    const dropped = performFromStart(answeredAndClosed, policyWith({ keepAssignee: 'never' }))
    for (const intent of ['continue', 'new'] as const)
      expect(currentConversation(performOne(dropped, out({ intent })).world).agent).toBe('kim')
  })

  it('CU-4: one that was merged away is not continued', () => {
    const merged = { ...currentConversation(closed), mergedInto: 'c99.0' }
    const world = { ...closed, situation: { ...closed.situation, closed: [merged] } }
    expect(answerEventData(performOne(world, out()).answer, 'conversation.started')).toMatchObject({
      follows: null,
    })
  })

  it('K-1: an unknown channel is refused, and those there are are named', () => {
    expect(performOne(nothing, out({ channel: 'pigeon' })).answer).toEqual(
      refusalMatching('channel.unknown', 'K-1', {
        known: ['voice', 'voicemail', 'email', 'chat', 'sms', 'messenger', 'instagram', 'whatsapp'],
      }),
    )
    expect(performOne(nothing, out({ channel: '__proto__' })).answer).toEqual(
      refusalMatching('channel.unknown', 'K-1'),
    )
  })
})

describe('A-3: the host’s word on agent and inbox', () => {
  it('A-3: it is heeded where an outbound continues', () => {
    const { customer } = closed.situation
    if (customer === null) throw new Error('ada is registered')
    const message = {
      channel: 'sms',
      otherRecipients: [],
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
    const retention = { keepsAgent: false, inbox: 'sales' }
    const standing = deepFreeze({ customer, active: null, closed: currentConversation(closed), retention })
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
  const inboxOf = (...story: readonly Operation[]) =>
    currentConversation(performFromStart(story, policyOfInboxes)).inbox

  it('A-5: it is the endpoint’s, else the channel’s, else the default', () => {
    expect(inboxOf(customerWrites('chat', { endpoint: ' SALES@shop.com' }))).toBe('sales')
    expect(inboxOf(customerWrites('chat', { endpoint: 'help@shop.com' }))).toBe('live')
    expect(inboxOf(customerWrites('email', { endpoint: 'help@shop.com' }))).toBe('support')
    expect(inboxOf(customerWrites('email'))).toBe('support')
  })

  it('A-5: the same for what we start ourselves', () => {
    expect(inboxOf(agentSends(sam, 'sms'))).toBe('texts')
    expect(inboxOf(agentSends(sam, 'sms', { endpoint: 'sales@shop.com' }))).toBe('sales')
    expect(inboxOf(agentDials())).toBe('support')
  })

  it('A-5: one that is reopened or joined keeps its inbox', () => {
    expect(inboxOf(customerWrites(), customerWrites('chat'))).toBe('support')
    expect(inboxOf(customerWrites(), agentSends(), agentCloses(), customerWrites('chat'))).toBe('support')
  })

  it('A-5, B-4: an endpoint that is called like a part of every object has no inbox of its own', () => {
    expect(inboxOf(customerWrites('email', { endpoint: '__proto__' }))).toBe('support')
    expect(inboxOf(customerWrites('email', { endpoint: 'constructor' }))).toBe('support')
  })
})

describe('the counterpart', () => {
  const twice = performFromStart([
    customerWrites('email', { from: 'ada@example.com', endpoint: 'help@shop.com' }),
    customerWrites('email', { from: 'ada@work.example', endpoint: 'sales@shop.com' }),
  ])
  const keyOf = (more: object, world = twice) =>
    answerEvents(performOne(world, agentSends(sam, 'email', more)).answer).find(
      ({ type }) => type === 'message.sent',
    )?.data

  it('refuses to choose between two addresses that wait for a reply (K-9)', () => {
    const { answer } = performOne(twice, agentSends(sam, 'email'))
    expect(answer).toEqual(
      refusalMatching('contact.ambiguous', 'K-9', {
        contacts: currentConversation(twice).contacts.map(({ id }) => id),
      }),
    )
  })

  it('takes the one contact that waits for a reply, else the latest of the customer (K-9)', () => {
    const first = { address: 'email:ada@example.com', endpoint: 'help@shop.com' }
    const last = { address: 'email:ada@work.example', endpoint: 'sales@shop.com' }
    const half = performAll(twice, agentSends(sam, 'email', { address: last.address }))
    expect(keyOf({}, half)).toMatchObject(first)
    const answered = performAll(
      half,
      advance(minutes(1)),
      agentSends(sam, 'email', { address: first.address }),
    )
    expect(keyOf({}, answered)).toMatchObject(first)
  })

  it('leaves from the endpoint of the contact that it answers, after that has ended too (K-1)', () => {
    const ended = performAll(
      twice,
      contactEnds('agent', { contact: 0 }),
      contactEnds('agent', { contact: 1 }),
    )
    expect(currentConversation(ended).contacts).toEqual([])
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
    const chats = performFromStart(['s1', 's2'].map((session) => customerWrites('chat', { session })))
    const sessionOf = (more: object) =>
      answerEventData(performOne(chats, agentSends(sam, 'chat', more)).answer, 'message.sent')
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
    const world = performAll(
      startWorld(),
      customerWrites('messenger', { from: 'ada.m' }),
      contactEnds('customer'),
    )
    const sent = performOne(world, agentSends(sam, 'chat')).answer
    expect(answerEventData(sent, 'message.sent')).toMatchObject({ address: null })
    const again = performOne(world, agentSends(sam, 'messenger')).answer
    expect(answerEventData(again, 'contact.started')).toMatchObject({ address: 'handle:messenger:ada.m' })
  })

  it('K-1: a number that only its country understands is an address as well', () => {
    const world = performAll(
      startWorld(),
      customerWrites('sms', { from: '030 123456' }),
      contactEnds('customer'),
    )
    const keys = ['sms', 'voicemail'].map((channel) =>
      answerEventData(performOne(world, agentSends(sam, channel)).answer, 'contact.started'),
    )
    expect(keys).toMatchObject([{ address: 'handle:sms:030 123456' }, { address: null }])
  })

  it('K-1: whatever a channel is called', () => {
    const strange = policyWith({ channels: { 'a:b': {}, a: {} } })
    const world = performAll(
      startWorld(strange),
      customerWrites('a:b', { from: 'c' }),
      contactEnds('customer'),
    )
    const keys = ['a:b', 'a'].map((channel) =>
      answerEventData(performOne(world, agentSends(sam, channel)).answer, 'contact.started'),
    )
    expect(keys).toMatchObject([{ address: 'handle:a%3Ab:c' }, { address: null }])
  })

  it('K-10: the line on which the customer was last heard outlives its contact', () => {
    const line = (endpoint: string) => customerWrites('whatsapp', { from: '+4930123456', endpoint })
    const world = performAll(
      startWorld(),
      line('+49800'),
      line('+49900'),
      line('+49800'),
      contactEnds('customer', { contact: 0 }),
    )
    const gone = performAll(world, contactEnds('customer', { contact: 1 }))
    expect(currentConversation(gone).contacts).toEqual([])
    const sent = (more: object) =>
      answerEventData(performOne(gone, agentSends(sam, 'whatsapp', more)).answer, 'contact.started')
    expect(sent({})).toMatchObject({ endpoint: '+49800', address: 'phone:+4930123456' })
    expect(sent({ endpoint: '+49900' })).toMatchObject({ endpoint: '+49900', address: 'phone:+4930123456' })
    expect(sent({ endpoint: null, template: true })).toMatchObject({ endpoint: null })
  })

  it('K-1: a call to a number beside an open one is a contact of its own', () => {
    const world = performFromStart([customerCalls('s1', { from: '+4930123456' }), agentAnswersCall()])
    const { answer } = performOne(world, agentDials({ session: 's2' }))
    expect(answerEventData(answer, 'contact.started')).toMatchObject({
      channel: 'voice',
      session: 's2',
      address: 'phone:+4930123456',
      class: 'voice',
    })
    expect(answerEventData(answer, 'call.started')).toMatchObject({ direction: 'outbound', silent: false })
  })
})

describe('a machine', () => {
  const campaign = agentSends(bot, 'email')

  it('R-3: its message opens nothing and stands in the timeline alone', () => {
    for (const world of [nothing, closed, performFromStart([customerWrites('chat')])]) {
      const { answer, world: after } = performOne(world, campaign)
      expect(answerEvents(answer)).toMatchObject([
        {
          type: 'message.sent',
          conversation: null,
          contact: null,
          assignee: null,
          actor: bot,
          data: { isReply: false },
        },
      ])
      expect(after.situation.active).toBe(world.situation.active)
    }
  })

  it('R-3: an answer that stands alone answers nobody', () => {
    const { answer } = performOne(nothing, agentSends(bot, 'email', { answers: true }))
    expect(answerEventData(answer, 'message.sent')).toMatchObject({ isReply: false })
  })

  it('R-3: it joins the open contact of its key, and is no answer unless it says so', () => {
    const world = performFromStart([customerWrites()])
    const joined = performOne(world, campaign)
    expect(answerEvents(joined.answer)).toMatchObject([
      { type: 'message.sent', conversation: currentConversation(world).id, contact: entityIdOf('c1.1') },
    ])
    expect(currentConversation(joined.world).pendingReplies).toHaveLength(1)
    const { answer, world: answered } = performOne(world, agentSends(bot, 'email', { answers: true }))
    expect(answerEventTypes(answer)).toEqual(['message.sent', 'contact.fulfilled'])
    expect(currentConversation(answered)).toMatchObject({
      pendingReplies: [],
      agent: null,
      lastAgentReplyAt: null,
    })
    expect(currentConversation(answered).contacts).toMatchObject([
      { fulfilled: 'responded', lastReplyAt: noon },
    ])
  })

  it('R-3: one that speaks first on purpose starts a conversation, which nobody has', () => {
    const { answer, world } = performOne(nothing, agentSends(bot, 'sms', { starts: true }))
    expect(answerEventTypes(answer)).toEqual([
      'conversation.started',
      'contact.started',
      'message.sent',
      'conversation.status_changed',
    ])
    expect(currentConversation(world).agent).toBeNull()
  })

  it('R-3: it answers nobody by that, unless it says so', () => {
    const world = performFromStart([
      customerWrites(),
      customerWrites('chat'),
      contactEnds('customer', { contact: 0 }),
    ])
    const speaks = (more: object) => performOne(world, agentSends(bot, 'email', { starts: true, ...more }))
    expect(answerEventData(speaks({}).answer, 'message.sent')).toMatchObject({ isReply: false })
    expect(currentConversation(speaks({}).world).pendingReplies).toHaveLength(2)
    expect(currentConversation(speaks({ answers: true }).world).pendingReplies).toHaveLength(0)
  })

  it('R-1, W-2: it continues only inside the window', () => {
    const goesOn = agentSends(bot, 'sms', { starts: true, intent: 'continue' })
    expect(answerEventTypes(performOne(closed, goesOn).answer)).toContain('conversation.reopened')
    expect(performOne(old, goesOn).answer).toEqual(
      refusalMatching('conversation.window_over', 'W-2', { until: noon + days(1) }),
    )
    const never = performFromStart(answeredAndClosed, policyWith({ reopenWindow: 'never' }))
    expect(performOne(never, goesOn).answer).toEqual(
      refusalMatching('conversation.window_over', 'W-2', { until: 'never' }),
    )
  })

  it('A-4: what a program of the host writes is an answer, and owns nothing', () => {
    const { world } = performOne(performFromStart([customerWrites()]), agentSends(host))
    expect(currentConversation(world)).toMatchObject({ agent: null, pendingReplies: [] })
  })
})

describe('a platform that limits replies', () => {
  const wrote = performFromStart([customerWrites('whatsapp', { from: '+4930123456' })])
  const reply = (more: object = {}) => agentSends(sam, 'whatsapp', more)

  it('K-10: inside the window all is well', () => {
    expect(performOne(performAll(wrote, advance(hours(24) - 1)), reply()).answer.ok).toBe(true)
  })

  it('K-10: after it only a template goes', () => {
    const late = performAll(wrote, advance(hours(24)))
    expect(performOne(late, reply()).answer).toEqual(
      refusalMatching('message.reply_window_over', 'K-10', {
        until: noon + hours(24),
        why: 'over',
        message: 'the reply window of whatsapp is over',
      }),
    )
    const { answer } = performOne(late, reply({ template: true }))
    expect(answerEventData(answer, 'message.sent')).toMatchObject({ template: true, isReply: true })
  })

  it('K-10: so is one to somebody who never wrote there', () => {
    expect(
      performOne(performFromStart([customerWrites('sms', { from: '+4930123456' })]), reply()).answer,
    ).toEqual(
      refusalMatching('message.reply_window_over', 'K-10', {
        until: null,
        why: 'no_inbound',
        message: 'the customer has not written on whatsapp yet',
      }),
    )
  })

  it('K-10: the window outlives contacts and conversations', () => {
    const gone = performAll(wrote, reply(), agentCloses(), advance(hours(2)))
    expect(performOne(gone, reply({ intent: 'new' })).answer.ok).toBe(true)
    expect(performOne(performAll(gone, advance(hours(22))), reply({ intent: 'new' })).answer).toEqual(
      refusalMatching('message.reply_window_over', 'K-10', { until: noon + hours(24) }),
    )
  })

  it('K-10: it is the window of the very line', () => {
    const other = { address: 'phone:+4930999999' }
    expect(performOne(wrote, reply(other)).answer).toEqual(
      refusalMatching('message.reply_window_over', 'K-10', { why: 'no_inbound' }),
    )
    expect(performOne(wrote, reply({ endpoint: '+49800' })).answer).toEqual(
      refusalMatching('message.reply_window_over', 'K-10', { why: 'no_inbound' }),
    )
  })

  it('K-10: people may have longer than machines', () => {
    const human = policyWith({
      channels: { messenger: { replyWindow: { agent: { days: 7 }, automation: { hours: 24 } } } },
    })
    const world = performFromStart([customerWrites('messenger', { from: 'ada.m' }), advance(days(3))], human)
    expect(performOne(world, agentSends(sam, 'messenger')).answer.ok).toBe(true)
    for (const by of [bot, host])
      expect(performOne(world, agentSends(by, 'messenger')).answer).toEqual(
        refusalMatching('message.reply_window_over', 'K-10', { why: 'over' }),
      )
  })
})

describe('the echo of a message', () => {
  const echoed = performFromStart([customerWrites(), { do: 'echo', channel: 'email' }])
  const known = agentSends(kim, 'email', { echoed: true })

  it('I-4, I-10: an unknown one is a reply, and takes nobody', () => {
    expect(currentConversation(echoed)).toMatchObject({
      pendingReplies: [],
      agent: null,
      lastAgentReplyAt: noon,
    })
    expect(currentConversation(echoed).contacts).toMatchObject([{ fulfilled: 'responded' }])
  })

  it('I-4: a send with its id is the same message, and its author wins', () => {
    const { answer, world } = performOne(echoed, known)
    const echo = echoed.log.findLast(({ type }) => type === 'message.sent')
    expect(answerEventTypes(answer)).toEqual([
      'conversation.assigned',
      'message.attributed',
      'conversation.status_changed',
    ])
    expect(answerEventData(answer, 'message.attributed')).toEqual({ message: echo?.id })
    expect(currentConversation(world)).toMatchObject({ agent: 'kim', lastAgentReplyAt: noon })
  })

  it('I-4, I-14: it answers what was said before the message, and nothing that came since', () => {
    const since = performAll(echoed, advance(minutes(1)), customerWrites())
    const { answer, world } = performOne(since, known)
    expect(answerEvents(answer).find(({ type }) => type === 'message.attributed')?.occurredAt).toBe(noon)
    expect(currentConversation(world).pendingReplies).toMatchObject([
      { contact: entityIdOf('c1.1'), waitingSince: noon + minutes(1), laterTimes: [] },
    ])
    expect(currentConversation(world)).toMatchObject({ agent: 'kim', lastAgentReplyAt: noon })
    const nowhere = performFromStart([
      customerWrites('email', { from: 'ada@example.com' }),
      { do: 'echo', channel: 'email' },
    ])
    expect(currentConversation(nowhere).pendingReplies).toHaveLength(1)
    expect(currentConversation(performAll(nowhere, known)).pendingReplies).toEqual([])
  })

  it('I-4: elsewhere than in the active conversation it stands in the timeline alone', () => {
    const alone = performFromStart([{ do: 'echo', channel: 'email' }])
    expect(answerEvents(performOne(alone, known).answer)).toMatchObject([
      { type: 'message.attributed', conversation: null, cause: 'send' },
    ])
    const moved = performAll(echoed, agentCloses({ force: true }), advance(days(2)), customerWrites())
    expect(answerEvents(performOne(moved, known).answer)).toMatchObject([{ conversation: null }])
  })

  it('I-4: on another line it is attributed, and answers no open contact', () => {
    const { answer, world } = performOne(echoed, agentSends(kim, 'sms', { echoed: true }))
    expect(answerEvents(answer)[1]).toMatchObject({ type: 'message.attributed', contact: null })
    expect(currentConversation(world).contacts).toHaveLength(1)
  })
})

describe('a conversation that is named', () => {
  it('C-6: a closed one takes no reply, and says the way out', () => {
    const reply = { conversation: 'closed' as const }
    expect(performOne(closed, agentSends(sam, 'email', reply)).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6', {
        conversation: currentConversation(closed).id,
        at: noon,
      }),
    )
    expect(performOne(closed, agentSends(sam, 'email', { ...reply, intent: 'new' })).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
    const goesOn = agentSends(sam, 'email', { ...reply, intent: 'continue' })
    expect(currentConversation(performOne(closed, goesOn).world).id).toBe(currentConversation(closed).id)
  })

  it('C-6: an active one takes it', () => {
    const world = performFromStart([customerWrites()])
    expect(
      performOne(world, agentSends(sam, 'email', { conversation: { id: currentConversation(world).id } }))
        .answer.ok,
    ).toBe(true)
  })
})

describe('laws', () => {
  it('R-1, R-2: an agent’s outbound asks for an intent only where it matters, and opens one thing at most', () => {
    const intent = fc.constantFrom(undefined, 'continue' as const, 'new' as const)
    fc.assert(
      fc.property(operations, anyPolicy, intent, (story, given, meant) => {
        const { world } = runAll(story, given)
        const settled = performAll(world, { do: 'sweep' })
        const { active, closed: past } = settled.situation
        const [last] = past
        const until = last === undefined ? 'never' : reopenableUntil(last, given, { channel: 'sms' })
        const isInside = until === 'always' || (until !== 'never' && settled.now <= until)
        const { answer } = performOne(
          settled,
          agentSends(kim, 'sms', meant === undefined ? {} : { intent: meant }),
        )
        const opened = answer.ok
          ? answerEventTypes(answer).filter((type) => /\.(started|reopened)$/.test(type))
          : []
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
