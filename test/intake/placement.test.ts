import { describe, expect, it } from 'vitest'
import { explainReasons } from '../../src/index.ts'
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

describe('active conversations', () => {
  it('I-7: a message joins the open contact of its key, else starts one beside it', async () => {
    const w = createWorld()
    const first = await w.customerWrites('one')
    const same = await w.customerWrites('two')
    const other = await w.customerWrites('three', { channel: 'sms', from: '+491234567890' })
    expect([same.outcome, other.outcome]).toEqual(['append', 'append'])
    expect(same.reasons).toMatchObject([{ rule: 'I-7', conversation: first.conversation?.id }])
    expect(eventTypesOf(same.events)).toEqual(['message.received'])
    expect(eventsOfType(other.events, 'contact.started')).toHaveLength(1)
    expect(requireConversation(other.conversation)).toMatchObject({ id: first.conversation?.id })
    expect(requireConversation(other.conversation).contacts).toHaveLength(2)
  })

  it('I-7: it does so when every contact has ended, whatever has passed', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    w.advance(400 * day)
    const next = await w.customerWrites('two')
    expect(next).toMatchObject({ outcome: 'append', status: 'open' })
    expect(eventTypesOf(next.events)).toContain('contact.started')
  })

  it('I-7, W-9: another matter makes no second conversation; the topic is added', async () => {
    const w = createWorld()
    await w.customerWrites('one', { topics: ['vase'] })
    const next = await w.customerWrites('two', { topics: ['billing', 'vase', 'past'] })
    expect(requireConversation(next.conversation).topics).toEqual(['vase', 'billing'])
    expect(eventDataOf(eventsOfType(next.events, 'message.received')[0])['topics']).toEqual([
      'billing',
      'vase',
    ])
    expect(next.ignoredTopics).toEqual(['past'])
  })
})

describe('closed conversations', () => {
  /** Two conversations: about the vase, and later about the bill; both closed. */
  const two = async (policy = {}) => {
    const w = createWorld({ policy: { reopenWindow: { plain: 'always', sameTopic: 'always' }, ...policy } })
    const vase = await w.customerWrites('vase', { topics: ['vase'] })
    await w.agentWrites('About the vase', { id: '<vase@us>' })
    await w.agentCloses()
    w.advance(hour)
    const bill = await w.agentWrites('About your bill', { intent: 'new', id: '<bill@us>' })
    await expectOk(w.desk.addTopic({ customer: 'ada', topic: 'billing' }))
    await w.agentCloses()
    w.advance(hour)
    return {
      w,
      vase: requireConversation(vase.conversation).id,
      bill: requireConversation(bill.conversation).id,
    }
  }

  it('I-9: inside the window the last closed one is reopened', async () => {
    const { w, bill } = await two()
    const told = await w.customerWrites('Hello?')
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: bill } })
    expect(explainReasons(told.reasons)).toBe('W-1: the window never ends')
    expect(eventTypesOf(told.events)).toEqual([
      'conversation.reopened',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
    expect(eventDataOf(told.events[0])['reasons']).toEqual(told.reasons)
  })

  it('I-9, I-16: before it the one whose thread it answers', async () => {
    const { w, vase } = await two()
    const told = await w.customerWrites('Thanks', { thread: { inReplyTo: '<vase@us>' } })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: vase } })
    expect(told.reasons[0]).toMatchObject({ rule: 'I-16', found: 'answers_thread', conversation: vase })
  })

  it('I-9: of several threads the most telling reference counts', async () => {
    const { w, bill } = await two()
    const references = '<vase@us> <bill@us>'
    expect((await w.customerWrites('Thanks', { thread: { references } })).conversation?.id).toBe(bill)
  })

  it('I-9: the thread comes before the topic', async () => {
    const { w, vase } = await two({ reopenWindow: { plain: 'always', sameTopic: { weeks: 9 } } })
    const told = await w.customerWrites('Thanks', { thread: { inReplyTo: '<vase@us>' }, topics: ['billing'] })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: vase } })
  })

  it('I-9: then, with windows by topic, the last closed of the same topic', async () => {
    const { w, vase } = await two({ reopenWindow: { plain: 'never', sameTopic: 'always' } })
    const told = await w.customerWrites('The vase again', { topics: ['vase'] })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: vase } })
    expect(told.reasons[0]).toMatchObject({ rule: 'W-6', found: 'same_topic' })
  })

  it('I-9: without windows by topic a topic is no reason', async () => {
    const { w, bill } = await two({ reopenWindow: 'always' })
    expect((await w.customerWrites('The vase again', { topics: ['vase'] })).conversation?.id).toBe(bill)
  })

  it('I-9: a candidate whose window is over is passed by', async () => {
    const { w, bill } = await two({ reopenWindow: { hours: 1 } })
    const told = await w.customerWrites('Thanks', { thread: { inReplyTo: '<vase@us>' } })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: bill } })
    expect(told.reasons.map(({ rule, found }) => `${rule} ${found}`)).toEqual([
      'I-16 answers_thread',
      'W-1 outside_window',
      'W-1 inside_window',
      'I-9 reopen',
    ])
  })

  it('I-9, A-4: who is assigned stays so: Open with an agent, New without', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    await w.agentCloses()
    expect(await w.customerWrites('two')).toMatchObject({ status: 'open', conversation: { agent: 'sam' } })
    await expectOk(w.desk.unassign({ customer: 'ada', agent: 'sam', expected: 'sam' }))
    await w.agentCloses()
    expect(await w.customerWrites('three')).toMatchObject({ status: 'new', conversation: { agent: null } })
  })

  it('I-11: when none holds a new one starts, and follows the first candidate', async () => {
    const { w, vase, bill } = await two({ reopenWindow: 'never' })
    const next = await w.customerWrites('Hello?')
    expect(next).toMatchObject({ outcome: 'start', conversation: { follows: bill } })
    expect(next.reasons.at(-1)).toMatchObject({ rule: 'I-11', found: 'follows', conversation: bill })
    await w.agentCloses()
    const answer = await w.customerWrites('Thanks', { thread: { inReplyTo: '<vase@us>' } })
    expect(answer).toMatchObject({ outcome: 'start', conversation: { follows: vase } })
  })

  it('I-12: the first word of all starts a conversation that follows none', async () => {
    const w = createWorld()
    const first = await w.customerWrites('one', { topics: ['vase', 'vase'] })
    expect(first).toMatchObject({
      outcome: 'start',
      status: 'new',
      reasons: [{ rule: 'I-12', found: 'no_conversation' }],
      conversation: { follows: null, topics: ['vase'], inbox: 'support', agent: null },
    })
    expect(eventTypesOf(first.events)).toEqual([
      'customer.registered',
      'conversation.started',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
  })

  it('I-12: so does the first word of a customer who was known before', async () => {
    const w = createWorld()
    await expectOk(w.desk.register({ customer: 'ada' }))
    expect((await w.customerWrites('one')).outcome).toBe('start')
  })
})

describe('two clocks', () => {
  it('I-14: the provider’s time counts, ours is kept beside it', async () => {
    const w = createWorld()
    const at = w.now() - hour
    const { events, conversation } = await w.customerWrites('late', { at })
    const [received] = eventsOfType(events, 'message.received')
    expect(received).toMatchObject({ occurredAt: at, recordedAt: w.now() })
    expect(eventDataOf(received)['providerTime']).toBeNull()
    expect(conversation).toMatchObject({
      lastCustomerMessageAt: at,
      pendingReplies: [{ waitingSince: at }],
      startedAt: w.now(),
    })
  })

  it('I-14: but never later than ours; what was given is kept', async () => {
    const w = createWorld()
    const at = w.now() + 1
    const { events, conversation } = await w.customerWrites('from the future', { at })
    const [received] = eventsOfType(events, 'message.received')
    expect(received).toMatchObject({ occurredAt: w.now(), recordedAt: w.now() })
    expect(eventDataOf(received)['providerTime']).toBe(at)
    expect(conversation?.lastCustomerMessageAt).toBe(w.now())
  })

  it('I-14: "last" times are maxima and the first unanswered word a minimum, in whatever order they come', async () => {
    const w = createWorld()
    const at = w.now()
    await w.customerWrites('second', { at })
    w.advance(minute)
    const { conversation } = await w.customerWrites('first', { at: at - hour })
    expect(conversation).toMatchObject({
      lastCustomerMessageAt: at,
      lastActivityAt: at,
      pendingReplies: [{ waitingSince: at - hour }],
    })
    expect((await w.customerWrites('third', { at: at + 1 })).conversation).toMatchObject({
      lastCustomerMessageAt: at + 1,
      pendingReplies: [{ waitingSince: at - hour }],
    })
  })

  it('I-14: the timeline is in the order of counted time, then of the stream', async () => {
    const w = createWorld()
    const at = w.now()
    await w.customerWrites('second', { at })
    await w.customerWrites('first', { at: at - hour })
    await w.customerWrites('third', { at })
    const { items } = await expectOk(w.desk.timeline({ customer: 'ada' }))
    const said = items.flatMap(({ event }) => (event.content === null ? [] : [event.content.text]))
    expect(said).toEqual(['first', 'second', 'third'])
  })

  it('I-14, W-1: windows compare counted times: what was sent in time is in time', async () => {
    const w = createWorld({ policy: { maxLateness: { days: 2 } } })
    await w.customerWrites('one')
    await w.agentCloses()
    const at = w.now() + day
    w.advance(3 * day)
    expect((await w.customerWrites('two', { at })).outcome).toBe('reopen')
    await w.agentCloses()
    w.advance(day + 1)
    expect((await w.customerWrites('three', { at: w.now() + 400 * day })).outcome).toBe('start')
    await w.agentCloses()
    expect((await w.customerWrites('four', { at: w.now() + 400 * day })).outcome).toBe('reopen')
  })

  it('I-15: what was said before the close and comes after it has been seen by nobody: it reopens', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    await w.customerWrites('one')
    w.advance(hour)
    await w.agentCloses()
    w.advance(20 * hour)
    const at = w.now() - 20 * hour - 1
    const told = await w.customerWrites('in time', { at })
    expect(told).toMatchObject({ outcome: 'reopen' })
    expect(told.reasons.map(({ rule, found }) => `${rule} ${found}`)).toEqual([
      'W-1 outside_window',
      'I-15 before_close',
      'I-9 reopen',
    ])
    expect(told.reasons[1]?.elapsed).toBe(-1)
    await w.agentCloses()
    w.advance(1)
    expect((await w.customerWrites('not in time', { at: w.now() })).outcome).toBe('start')
  })

  it('I-15: also when it is older than an earlier close', async () => {
    const w = createWorld({ policy: { reopenWindow: 'never' } })
    const at = w.now()
    const { conversation } = await w.customerWrites('one')
    w.advance(hour)
    await w.agentCloses()
    await expectOk(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    w.advance(hour)
    await w.agentCloses()
    const told = await w.customerWrites('from before both', { at })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: conversation?.id } })
  })

  it('I-15: where policy says append it is stored in the closed conversation', async () => {
    const w = createWorld({ policy: { onLateMessage: 'append', reopenWindow: 'always' } })
    await w.customerWrites('one')
    w.advance(hour)
    const { conversation } = await w.agentCloses()
    const told = await w.customerWrites('in time', { at: w.now() - 1 })
    expect(told).toMatchObject({ outcome: 'append_silently', status: 'closed', conversation })
    expect(told.reasons.at(-1)).toMatchObject({ rule: 'I-15', found: 'append' })
    expect((await w.customerWrites('at the close', { at: w.now() })).outcome).toBe('reopen')
  })

  it('I-15, C-8: a late word is news to a close that has not seen it', async () => {
    const w = createWorld()
    const { version } = await w.customerWrites('one')
    await w.customerWrites('before it', { at: w.now() - hour })
    const closed = await w.desk.close({ customer: 'ada', agent: 'sam', version, force: true })
    expect(closed).toMatchObject({ ok: false, error: { code: 'conversation.unseen_message' } })
  })
})

describe('explanations', () => {
  it('I-11: the chain of reasons says what was compared with what', async () => {
    const w = createWorld({ policy: { reopenWindow: { days: 7 } } })
    await w.customerWrites('one')
    await w.agentCloses()
    w.advance(8 * day + 3 * hour)
    const { reasons, customer } = await expectOk(w.desk.receive(inboundMail('two')))
    expect(customer).toBe('ada')
    expect(explainReasons(reasons)).toBe('W-1: after 8 d 3 h, outside the 7 d window')
    expect(reasons[0]).toMatchObject({ elapsed: 8 * day + 3 * hour, window: 7 * day })
  })
})
