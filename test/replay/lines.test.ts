import { describe, expect, it } from 'vitest'
import { replayLog } from '../../src/replay/index.ts'
import {
  agentMessage,
  customerMessage,
  day,
  entriesOfType,
  entryKeysOf,
  hour,
  line,
  minute,
  replayAda,
} from './log.ts'

describe('messages', () => {
  it('I-12: starts a conversation, and declares channel and topic at first sight', async () => {
    const told = await replayAda([customerMessage(0, { channel: 'forum', topic: 'vase', address: 'ada' })])
    expect(told.report).toMatchObject({
      lines: 1,
      applied: 1,
      conversations: 1,
      byStatus: { new: 1, open: 0, waiting: 0, closed: 0 },
      messages: { in: 1, out: 0 },
      declared: { channels: ['forum'], topics: ['vase'] },
    })
    expect(entriesOfType(told, 'conversation.started')[0]?.event.data).toMatchObject({ topics: ['vase'] })
    expect(entriesOfType(told, 'message.received')[0]?.event.data).toMatchObject({
      address: 'handle:forum:ada',
    })
  })

  it('T-1: two spellings of one name are one topic', async () => {
    const told = await replayAda([
      customerMessage(0, { topic: 'Vase' }),
      customerMessage(minute, { topic: 'vase' }),
    ])
    expect(told.report.declared.topics).toEqual(['Vase'])
    expect(entriesOfType(told, 'conversation.topic_added')).toEqual([])
  })

  it('leaves alone what was declared before', async () => {
    const topics = {
      schema: 1,
      topics: [{ id: 'vase', name: 'Vases', parent: null, disabled: false }],
    } as const
    const { declared } = await replayLog([customerMessage(0, { topic: 'vase' })], { topics })
    expect(declared).toEqual({ channels: [], topics: [] })
  })

  it('I-1: a repeat changes nothing; where the text is gone its length tells', async () => {
    const message = { id: '1', text: undefined, length: 7 }
    const { report } = await replayAda([
      customerMessage(0, message),
      customerMessage(minute, message),
      customerMessage(hour, { ...message, length: 8 }),
    ])
    expect(report).toMatchObject({
      lines: 3,
      applied: 3,
      duplicates: 1,
      messages: { in: 2 },
      violations: 0,
    })
  })

  it('takes an id as one of its customer', async () => {
    const message = { id: '1', text: 'Hello' }
    const { messages, duplicates } = await replayLog([
      customerMessage(0, message),
      customerMessage(0, { ...message, customer: 'Bob' }),
    ])
    expect({ messages, duplicates }).toEqual({ messages: { in: 2, out: 0 }, duplicates: 0 })
  })

  it('I-1: a repeat from beyond the history kept is a message of its own, and no conflict', async () => {
    const lines = Array.from({ length: 12 }, (_, n) =>
      customerMessage(n * minute, { id: `${n % 6}`, text: `${n % 6}` }),
    )
    for (const history of [1, 2, 3, 4, 5, 6, 7])
      expect(await replayLog(lines, { history })).toMatchObject({ applied: 12, rejected: 0, violations: 0 })
    expect(await replayLog(lines, { history: 'all' })).toMatchObject({ duplicates: 6, messages: { in: 6 } })
  })

  it('A-4: who answers has it; the same message of ours again is a repeat', async () => {
    const told = await replayAda([
      customerMessage(),
      agentMessage(minute, { id: 'a' }),
      agentMessage(hour, { id: 'a', text: `answer after ${minute}` }),
    ])
    expect(told.report).toMatchObject({ duplicates: 1, messages: { in: 1, out: 1 }, violations: 0 })
    expect(entriesOfType(told, 'conversation.assigned')[0]?.event.data).toMatchObject({ agent: 'Sam' })
    const other = [
      agentMessage(0, { id: 'a', text: undefined, length: 1 }),
      agentMessage(0, { id: 'a', text: undefined, length: 2 }),
    ]
    expect((await replayAda(other)).report.messages.out).toBe(2)
  })

  it('I-4: an echo and its message are one, whichever comes first', async () => {
    const echo = (after: number) => customerMessage(after, { echo: true, id: 'e', text: 'Hi' })
    const ours = (after: number) => agentMessage(after, { id: 'e', text: 'Hi' })
    for (const lines of [
      [customerMessage(), echo(minute), ours(2 * minute)],
      [customerMessage(), ours(minute), echo(2 * minute)],
    ])
      expect((await replayAda(lines)).report).toMatchObject({ messages: { in: 1, out: 1 }, violations: 0 })
    expect((await replayAda([customerMessage(), echo(minute), echo(hour)])).report).toMatchObject({
      messages: { out: 1 },
    })
  })

  it('I-6: an automatic answer changes nothing', async () => {
    const told = await replayAda([
      customerMessage(),
      line('close', { after: hour }),
      customerMessage(2 * hour, { automated: true }),
    ])
    expect(told.report).toMatchObject({ reopened: 0, messages: { in: 2 }, byStatus: { closed: 1 } })
    expect(entryKeysOf(told).at(-1)).toBe('message.received.quiet')
  })

  it('R-3: a machine opens nothing; a message that names nobody is a person’s', async () => {
    const machine = await replayAda([agentMessage(0, { automated: true, agent: undefined })])
    expect(machine.report).toMatchObject({ conversations: 0, messages: { out: 1 } })
    expect(machine.entries.at(-1)?.event.actor).toEqual({ kind: 'automation', id: 'automation' })
    const nobody = await replayAda([agentMessage(0, { agent: undefined })])
    expect(nobody.report).toMatchObject({ conversations: 1, byStatus: { new: 1 } })
  })

  it('R-1: that an agent wrote is a fact: it was to go on', async () => {
    const inside = await replayAda([customerMessage(), line('close', { after: 1 }), agentMessage(hour)])
    expect(inside.report).toMatchObject({ rejected: 0, conversations: 1, reopened: 1 })
    const fresh = await replayAda([
      customerMessage(),
      line('close', { after: 1 }),
      agentMessage(hour, { intent: 'new' }),
    ])
    expect(fresh.report).toMatchObject({ rejected: 0, conversations: 2, reopened: 0 })
  })

  it('K-10: that it was sent after the window of the platform is a fact: it was a template', async () => {
    const told = await replayAda([
      customerMessage(0, { channel: 'whatsapp' }),
      line('close', { after: hour }),
      agentMessage(2 * day, { channel: 'whatsapp' }),
      agentMessage(3 * day, { channel: 'whatsapp' }),
    ])
    expect(told.report.rejected).toBe(0)
    expect(entriesOfType(told, 'message.sent').map(({ event }) => event.data)).toMatchObject([
      { template: true },
      { template: true },
    ])
    const week = { policy: { reopenWindow: { days: 7 } } }
    const both = [
      customerMessage(0, { channel: 'sms' }),
      customerMessage(0, { channel: 'whatsapp' }),
      line('close'),
    ]
    const out = agentMessage(2 * day, { channel: 'whatsapp' })
    expect((await replayAda([...both, out], week)).report).toMatchObject({ rejected: 0, reopened: 1 })
  })
})

describe('calls', () => {
  const call = (type: string, after: number, fields: object = {}) =>
    line(`call.${type}`, { after, channel: 'voice', id: 'c', direction: 'inbound', ...fields })

  it('K-3: an inbound call begins, is taken and ends', async () => {
    const told = await replayAda([
      call('started', 0),
      call('answered', 1, { agent: 'Sam' }),
      call('ended', minute),
    ])
    expect(entryKeysOf(told)).toContain('contact.ended.customer')
    expect(told.report).toMatchObject({ conversations: 1, byStatus: { waiting: 1 }, rejected: 0 })
  })

  it('K-7: nobody took it, and nobody named means that the customer hung up', async () => {
    const told = await replayAda([call('started', 0), call('ended', minute)])
    expect(entryKeysOf(told)).toContain('conversation.closed.abandoned')
  })

  it('A-4: a call taken has an owner: the one who holds the conversation, else one unknown', async () => {
    const agents = async (...before: readonly ReturnType<typeof line>[]) => {
      const told = await replayAda([...before, call('started', hour), call('answered', hour + 1)])
      return entriesOfType(told, 'call.answered').map(({ event }) => event.actor.id)
    }
    expect(await agents()).toEqual(['unknown'])
    expect(await agents(customerMessage(), agentMessage(1))).toEqual(['Sam'])
  })

  it('R-1: an agent dials, also after a close; told again it is the same call', async () => {
    const dial = (after: number, id: string) =>
      call('started', after, { direction: 'outbound', agent: 'Sam', id })
    const told = await replayAda([
      dial(0, 'a'),
      dial(1, 'a'),
      call('ended', minute, { id: 'a', agent: 'Sam' }),
      line('close', { after: minute }),
      dial(hour, 'b'),
    ])
    expect(told.report).toMatchObject({ rejected: 0, duplicates: 1, conversations: 1, reopened: 1 })
    expect(entryKeysOf(told)).toContain('contact.ended.unanswered')
  })

  it('K-3: the end of a call that nobody knows starts nothing', async () => {
    const { report } = await replayAda([call('ended', 0)])
    expect(report).toMatchObject({ applied: 1, conversations: 0, violations: 0 })
  })
})

describe('contacts and remarks', () => {
  it('K-7: a contact ends by the agent, or by the customer who left', async () => {
    const end = (reason?: string) => line('contact.end', { after: minute, channel: 'chat', reason })
    const chat = customerMessage(0, { channel: 'chat' })
    expect(entryKeysOf(await replayAda([chat, end()]))).toContain('contact.ended.agent')
    expect(entryKeysOf(await replayAda([chat, end('abandoned')]))).toContain('conversation.closed.abandoned')
  })

  it('K-6: where several contacts are meant, each of them', async () => {
    const two = [
      customerMessage(0, { channel: 'chat', address: 'a' }),
      customerMessage(0, { channel: 'chat', address: 'b' }),
    ]
    const ended = await replayAda([...two, line('contact.end', { after: minute, channel: 'chat' })])
    expect(entriesOfType(ended, 'contact.ended')).toHaveLength(2)
    const noReply = await replayAda([...two, line('no_reply_needed', { after: minute, agent: 'Sam' })])
    expect(entriesOfType(noReply, 'conversation.no_reply_needed')).toHaveLength(2)
    expect(noReply.report).toMatchObject({ rejected: 0, byStatus: { waiting: 1 } })
  })

  it('N-1, C-6: a note stands in the active conversation, else beside', async () => {
    const note = (after: number, text?: string) => line('note', { after, agent: 'Sam', text })
    const told = await replayAda([customerMessage(), note(1, 'a'), line('close', { after: 2 }), note(3)])
    expect(entriesOfType(told, 'note.added').map(({ conversation }) => conversation !== null)).toEqual([
      true,
      false,
    ])
  })
})

describe('assignment, topics and state', () => {
  it('A-1: whoever holds it when the line comes is whom the log expects', async () => {
    const told = await replayAda([
      customerMessage(),
      line('assign', { after: 1, agent: 'Sam', inbox: 'returns' }),
      line('assign', { after: 2, agent: 'Kim' }),
      line('assign', { after: 3, inbox: 'night' }),
      line('unassign', { after: 4 }),
    ])
    expect(told.report.rejected).toBe(0)
    expect(entriesOfType(told, 'conversation.assigned').map(({ event }) => event.data)).toMatchObject([
      { agent: 'Sam', inbox: 'returns' },
      { agent: 'Kim', inbox: 'returns' },
      { agent: 'Kim', inbox: 'night' },
      { agent: null, inbox: 'night' },
    ])
  })

  it('T-1: topics come and go', async () => {
    const told = await replayAda([
      customerMessage(),
      line('topic.add', { after: 1, topic: 'vase' }),
      line('topic.remove', { after: 2, topic: 'vase' }),
    ])
    expect(entryKeysOf(told)).toEqual(
      expect.arrayContaining(['conversation.topic_added', 'conversation.topic_removed']),
    )
  })

  it('C-3: an imported close asks for nothing and is the system’s, a reopening too', async () => {
    const told = await replayAda([
      customerMessage(),
      line('close', { after: 1 }),
      line('reopen', { after: 90 * day }),
    ])
    expect(told.report).toMatchObject({ rejected: 0, reopened: 1, byStatus: { waiting: 1 } })
    expect(entriesOfType(told, 'conversation.closed')[0]?.event).toMatchObject({
      actor: { kind: 'system' },
      cause: 'imported',
    })
    expect(entriesOfType(told, 'conversation.reopened')[0]?.event.actor.kind).toBe('system')
  })

  it('C-1, C-8: an agent’s close has seen what it meets, and is forced only if the log says so', async () => {
    const close = (fields: object) => line('close', { after: minute, agent: 'Sam', ...fields })
    expect((await replayAda([customerMessage(), close({})])).report).toMatchObject({
      rejected: 1,
      rejections: [{ number: 2, code: 'conversation.awaiting_reply' }],
    })
    expect((await replayAda([customerMessage(), close({ force: true })])).report).toMatchObject({
      rejected: 0,
    })
    expect((await replayAda([customerMessage(), agentMessage(1), close({})])).report).toMatchObject({
      rejected: 0,
    })
  })

  it('A-4: the agent who reopens has it', async () => {
    const told = await replayAda([
      customerMessage(),
      line('close', { after: 1 }),
      line('reopen', { after: 2, agent: 'Kim' }),
    ])
    expect(entriesOfType(told, 'conversation.assigned')[0]?.event.data).toMatchObject({ agent: 'Kim' })
  })
})

describe('time', () => {
  it('K-4, K-5: silence ends contacts by the log’s last line, unless the timers are off', async () => {
    const lines = [
      customerMessage(),
      agentMessage(minute),
      line('note', { after: 2 * hour, customer: 'Bob', agent: 'Sam' }),
    ]
    const statuses = async (contactTimers: 'on' | 'off') =>
      (await replayLog(lines, { contactTimers })).byStatus
    expect(await statuses('on')).toMatchObject({ waiting: 1, open: 0 })
    expect(await statuses('off')).toMatchObject({ waiting: 0, open: 1 })
  })

  it('K-3: a call is given up also without contact timers', async () => {
    const call = line('call.started', { channel: 'voice', id: 'c', direction: 'inbound' })
    const lines = [call, line('note', { after: 2 * day, agent: 'Sam' })]
    expect((await replayLog(lines, { contactTimers: 'off' })).byStatus).toMatchObject({ waiting: 1 })
  })

  it('W-1: the window given is the one that holds, its end included', async () => {
    const lines = [customerMessage(), line('close', { after: hour }), customerMessage(2 * hour)]
    const reopened = async (minutes: number) =>
      (await replayLog(lines, { policy: { reopenWindow: { minutes } } })).reopened
    expect([await reopened(59), await reopened(60)]).toEqual([0, 1])
  })
})
