import { describe, expect, it } from 'vitest'
import { explain } from '../../src/index.ts'
import { dataOf, day, hour, mail, minute, ofType, there, typesOf, world, yes } from '../support/world.ts'

describe('active conversations', () => {
  it('I-7: a message joins the open contact of its key, else starts one beside it', async () => {
    const w = world()
    const first = await w.hear('one')
    const same = await w.hear('two')
    const other = await w.hear('three', { channel: 'sms', from: '+491234567890' })
    expect([same.outcome, other.outcome]).toEqual(['append', 'append'])
    expect(same.reasons).toMatchObject([{ rule: 'I-7', conversation: first.conversation?.id }])
    expect(typesOf(same.events)).toEqual(['message.received'])
    expect(ofType(other.events, 'contact.started')).toHaveLength(1)
    expect(there(other.conversation)).toMatchObject({ id: first.conversation?.id })
    expect(there(other.conversation).contacts).toHaveLength(2)
  })

  it('I-7: it does so when every contact has ended, whatever has passed', async () => {
    const w = world({ policy: { reopenWindow: 'never' } })
    await w.hear('one')
    await w.say('An answer')
    w.pass(400 * day)
    const next = await w.hear('two')
    expect(next).toMatchObject({ outcome: 'append', status: 'open' })
    expect(typesOf(next.events)).toContain('contact.started')
  })

  it('I-7, W-9: another matter makes no second conversation; the topic is added', async () => {
    const w = world()
    await w.hear('one', { topics: ['vase'] })
    const next = await w.hear('two', { topics: ['billing', 'vase', 'past'] })
    expect(there(next.conversation).topics).toEqual(['vase', 'billing'])
    expect(dataOf(ofType(next.events, 'message.received')[0])['topics']).toEqual(['billing', 'vase'])
    expect(next.ignoredTopics).toEqual(['past'])
  })
})

describe('closed conversations', () => {
  /** Two conversations: about the vase, and later about the bill; both closed. */
  const two = async (policy = {}) => {
    const w = world({ policy: { reopenWindow: { plain: 'always', sameTopic: 'always' }, ...policy } })
    const vase = await w.hear('vase', { topics: ['vase'] })
    await w.say('About the vase', { id: '<vase@us>' })
    await w.close()
    w.pass(hour)
    const bill = await w.say('About your bill', { intent: 'new', id: '<bill@us>' })
    await yes(w.desk.addTopic({ customer: 'ada', topic: 'billing' }))
    await w.close()
    w.pass(hour)
    return { w, vase: there(vase.conversation).id, bill: there(bill.conversation).id }
  }

  it('I-9: inside the window the last closed one is reopened', async () => {
    const { w, bill } = await two()
    const told = await w.hear('Hello?')
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: bill } })
    expect(explain(told.reasons)).toBe('W-1: the window never ends')
    expect(typesOf(told.events)).toEqual([
      'conversation.reopened',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
    expect(dataOf(told.events[0])['reasons']).toEqual(told.reasons)
  })

  it('I-9, I-16: before it the one whose thread it answers', async () => {
    const { w, vase } = await two()
    const told = await w.hear('Thanks', { thread: { inReplyTo: '<vase@us>' } })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: vase } })
    expect(told.reasons[0]).toMatchObject({ rule: 'I-16', found: 'answers_thread', conversation: vase })
  })

  it('I-9: of several threads the most telling reference counts', async () => {
    const { w, bill } = await two()
    const references = '<vase@us> <bill@us>'
    expect((await w.hear('Thanks', { thread: { references } })).conversation?.id).toBe(bill)
  })

  it('I-9: the thread comes before the topic', async () => {
    const { w, vase } = await two({ reopenWindow: { plain: 'always', sameTopic: { weeks: 9 } } })
    const told = await w.hear('Thanks', { thread: { inReplyTo: '<vase@us>' }, topics: ['billing'] })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: vase } })
  })

  it('I-9: then, with windows by topic, the last closed of the same topic', async () => {
    const { w, vase } = await two({ reopenWindow: { plain: 'never', sameTopic: 'always' } })
    const told = await w.hear('The vase again', { topics: ['vase'] })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: vase } })
    expect(told.reasons[0]).toMatchObject({ rule: 'W-6', found: 'same_topic' })
  })

  it('I-9: without windows by topic a topic is no reason', async () => {
    const { w, bill } = await two({ reopenWindow: 'always' })
    expect((await w.hear('The vase again', { topics: ['vase'] })).conversation?.id).toBe(bill)
  })

  it('I-9: a candidate whose window is over is passed by', async () => {
    const { w, bill } = await two({ reopenWindow: { hours: 1 } })
    const told = await w.hear('Thanks', { thread: { inReplyTo: '<vase@us>' } })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: bill } })
    expect(told.reasons.map(({ rule, found }) => `${rule} ${found}`)).toEqual([
      'I-16 answers_thread',
      'W-1 outside_window',
      'W-1 inside_window',
      'I-9 reopen',
    ])
  })

  it('I-9, A-4: who is assigned stays so: Open with an agent, New without', async () => {
    const w = world()
    await w.hear('one')
    await w.say('An answer')
    await w.close()
    expect(await w.hear('two')).toMatchObject({ status: 'open', conversation: { agent: 'sam' } })
    await yes(w.desk.unassign({ customer: 'ada', agent: 'sam', expected: 'sam' }))
    await w.close()
    expect(await w.hear('three')).toMatchObject({ status: 'new', conversation: { agent: null } })
  })

  it('I-11: when none holds a new one starts, and follows the first candidate', async () => {
    const { w, vase, bill } = await two({ reopenWindow: 'never' })
    const next = await w.hear('Hello?')
    expect(next).toMatchObject({ outcome: 'start', conversation: { follows: bill } })
    expect(next.reasons.at(-1)).toMatchObject({ rule: 'I-11', found: 'follows', conversation: bill })
    await w.close()
    const answer = await w.hear('Thanks', { thread: { inReplyTo: '<vase@us>' } })
    expect(answer).toMatchObject({ outcome: 'start', conversation: { follows: vase } })
  })

  it('I-12: the first word of all starts a conversation that follows none', async () => {
    const w = world()
    const first = await w.hear('one', { topics: ['vase', 'vase'] })
    expect(first).toMatchObject({
      outcome: 'start',
      status: 'new',
      reasons: [{ rule: 'I-12', found: 'no_conversation' }],
      conversation: { follows: null, topics: ['vase'], inbox: 'support', agent: null },
    })
    expect(typesOf(first.events)).toEqual([
      'customer.registered',
      'conversation.started',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
  })

  it('I-12: so does the first word of a customer who was known before', async () => {
    const w = world()
    await yes(w.desk.register({ customer: 'ada' }))
    expect((await w.hear('one')).outcome).toBe('start')
  })
})

describe('two clocks', () => {
  it('I-14: the provider’s time counts, ours is kept beside it', async () => {
    const w = world()
    const at = w.now() - hour
    const { events, conversation } = await w.hear('late', { at })
    const [received] = ofType(events, 'message.received')
    expect(received).toMatchObject({ occurredAt: at, recordedAt: w.now() })
    expect(dataOf(received)['givenAt']).toBeNull()
    expect(conversation).toMatchObject({ heardAt: at, owed: [{ since: at }], startedAt: w.now() })
  })

  it('I-14: but never later than ours; what was given is kept', async () => {
    const w = world()
    const at = w.now() + 1
    const { events, conversation } = await w.hear('from the future', { at })
    const [received] = ofType(events, 'message.received')
    expect(received).toMatchObject({ occurredAt: w.now(), recordedAt: w.now() })
    expect(dataOf(received)['givenAt']).toBe(at)
    expect(conversation?.heardAt).toBe(w.now())
  })

  it('I-14: "last" times are maxima and the first unanswered word a minimum, in whatever order they come', async () => {
    const w = world()
    const at = w.now()
    await w.hear('second', { at })
    w.pass(minute)
    const { conversation } = await w.hear('first', { at: at - hour })
    expect(conversation).toMatchObject({ heardAt: at, activeAt: at, owed: [{ since: at - hour }] })
    expect((await w.hear('third', { at: at + 1 })).conversation).toMatchObject({
      heardAt: at + 1,
      owed: [{ since: at - hour }],
    })
  })

  it('I-14: the timeline is in the order of counted time, then of the stream', async () => {
    const w = world()
    const at = w.now()
    await w.hear('second', { at })
    await w.hear('first', { at: at - hour })
    await w.hear('third', { at })
    const { items } = await yes(w.desk.timeline({ customer: 'ada' }))
    const said = items.flatMap(({ event }) => (event.content === null ? [] : [event.content.text]))
    expect(said).toEqual(['first', 'second', 'third'])
  })

  it('I-14, W-1: windows compare counted times: what was sent in time is in time', async () => {
    const w = world({ policy: { maxLateness: { days: 2 } } })
    await w.hear('one')
    await w.close()
    const at = w.now() + day
    w.pass(3 * day)
    expect((await w.hear('two', { at })).outcome).toBe('reopen')
    await w.close()
    w.pass(day + 1)
    expect((await w.hear('three', { at: w.now() + 400 * day })).outcome).toBe('start')
    await w.close()
    expect((await w.hear('four', { at: w.now() + 400 * day })).outcome).toBe('reopen')
  })

  it('I-15: what was said before the close and comes after it has been seen by nobody: it reopens', async () => {
    const w = world({ policy: { reopenWindow: 'never' } })
    await w.hear('one')
    w.pass(hour)
    await w.close()
    w.pass(20 * hour)
    const at = w.now() - 20 * hour - 1
    const told = await w.hear('in time', { at })
    expect(told).toMatchObject({ outcome: 'reopen' })
    expect(told.reasons.map(({ rule, found }) => `${rule} ${found}`)).toEqual([
      'W-1 outside_window',
      'I-15 before_close',
      'I-9 reopen',
    ])
    expect(told.reasons[1]?.elapsed).toBe(-1)
    await w.close()
    w.pass(1)
    expect((await w.hear('not in time', { at: w.now() })).outcome).toBe('start')
  })

  it('I-15: also when it is older than an earlier close', async () => {
    const w = world({ policy: { reopenWindow: 'never' } })
    const at = w.now()
    const { conversation } = await w.hear('one')
    w.pass(hour)
    await w.close()
    await yes(w.desk.reopen({ customer: 'ada', agent: 'sam' }))
    w.pass(hour)
    await w.close()
    const told = await w.hear('from before both', { at })
    expect(told).toMatchObject({ outcome: 'reopen', conversation: { id: conversation?.id } })
  })

  it('I-15: where policy says append it is stored in the closed conversation', async () => {
    const w = world({ policy: { lateMessage: 'append', reopenWindow: 'always' } })
    await w.hear('one')
    w.pass(hour)
    const { conversation } = await w.close()
    const told = await w.hear('in time', { at: w.now() - 1 })
    expect(told).toMatchObject({ outcome: 'append-quietly', status: 'closed', conversation })
    expect(told.reasons.at(-1)).toMatchObject({ rule: 'I-15', found: 'append' })
    expect((await w.hear('at the close', { at: w.now() })).outcome).toBe('reopen')
  })

  it('I-15, C-8: a late word is news to a close that has not seen it', async () => {
    const w = world()
    const { version } = await w.hear('one')
    await w.hear('before it', { at: w.now() - hour })
    const closed = await w.desk.close({ customer: 'ada', agent: 'sam', version, force: true })
    expect(closed).toMatchObject({ ok: false, error: { code: 'conversation.unseen_message' } })
  })
})

describe('explanations', () => {
  it('I-11: the chain of reasons says what was compared with what', async () => {
    const w = world({ policy: { reopenWindow: { days: 7 } } })
    await w.hear('one')
    await w.close()
    w.pass(8 * day + 3 * hour)
    const { reasons, customer } = await yes(w.desk.receive(mail('two')))
    expect(customer).toBe('ada')
    expect(explain(reasons)).toBe('W-1: after 8 d 3 h, outside the 7 d window')
    expect(reasons[0]).toMatchObject({ elapsed: 8 * day + 3 * hour, window: 7 * day })
  })
})
