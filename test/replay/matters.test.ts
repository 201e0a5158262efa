import { describe, expect, it } from 'vitest'
import { replayLog, replayTimeline, timelineText } from '../../src/replay/index.ts'
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

const dueAt = '2026-03-03T09:00:00Z'
const made = (after: number, fields: object = {}) =>
  line('task.create', { after, id: 't', text: 'call back', dueAt, ...fields })
const merge = (after: number, from: string, into: string) =>
  line('customer.merge', { after, customer: from, into, agent: 'Sam' })

describe('tasks', () => {
  it('TK-1, TK-2: are made for whoever the log names, and change no conversation', async () => {
    const told = await replayAda([customerMessage(), made(1, { agent: 'Sam', inbox: 'calls' })])
    expect(told.report).toMatchObject({ applied: 2, tasks: 1, byStatus: { new: 1 }, violations: 0 })
    const [{ event } = { event: null }] = entriesOfType(told, 'task.created')
    expect(event).toMatchObject({
      actor: { kind: 'agent', id: 'Sam' },
      content: { text: 'call back' },
      data: { agent: 'Sam', inbox: 'calls', dueAt: Date.parse(dueAt) },
    })
  })

  it('TK-2: a customer who was never heard of comes to be', async () => {
    const told = await replayAda([made(0, { text: undefined })])
    expect(told.report).toMatchObject({ applied: 1, customers: 1, conversations: 0, tasks: 1 })
    expect(entriesOfType(told, 'task.created')[0]?.event.content?.text).toBe('(no text in the log)')
  })

  it('TK-3: are done and taken up again', async () => {
    const told = await replayAda([
      made(0),
      line('task.close', { after: hour, id: 't', agent: 'Sam' }),
      line('task.reopen', { after: 2 * hour, id: 't', dueAt: '2026-03-04T09:00:00Z' }),
    ])
    expect(entryKeysOf(told)).toEqual(expect.arrayContaining(['task.closed', 'task.reopened']))
    expect(entryKeysOf(told)).not.toContain('task.overdue')
    expect(told.report).toMatchObject({ rejected: 0, violations: 0 })
  })

  it('TK-6: fall overdue at their own time', async () => {
    const told = await replayAda([made(0), line('note', { after: 3 * day, agent: 'Sam' })])
    expect(entriesOfType(told, 'task.overdue').map(({ at }) => at)).toEqual([Date.parse(dueAt)])
  })

  it('I-1: one that is told of again is the same, also when the store has forgotten it', async () => {
    const words = Array.from({ length: 9 }, (_, n) => customerMessage(n * minute))
    const lines = [made(0), ...words, line('task.close', { after: hour, id: 't' }), made(hour)]
    for (const history of [1, 8, 'all'] as const)
      expect(await replayLog(lines, { history })).toMatchObject({
        tasks: 1,
        duplicates: 1,
        rejected: 0,
        violations: 0,
      })
  })

  it('TK-1: an id is one of its customer; after a merge the survivor may name it', async () => {
    const bobs = { customer: 'Bob' }
    const done = (after: number, customer: string, id = 't') => line('task.close', { after, customer, id })
    const both = [made(0), made(0, bobs)]
    expect((await replayAda([...both, done(1, 'Ada'), done(1, 'Ada')])).report).toMatchObject({
      tasks: 2 - 1,
    })
    const told = await replayAda([
      ...both,
      made(0, { ...bobs, id: 'u' }),
      merge(1, 'Bob', 'Ada'),
      made(2, { ...bobs, id: 'v' }),
      ...['t', 'u', 'v'].map((id) => done(3, 'Ada', id)),
      done(4, 'Bob'),
    ])
    expect(told.report).toMatchObject({ rejected: 0, violations: 0, tasks: 4 })
    expect(new Set(entriesOfType(told, 'task.closed').map(({ event }) => event.task)).size).toBe(4)
  })
})

describe('a snooze', () => {
  const until = '2026-03-04T09:00:00Z'

  it('Z-1: is over at its time', async () => {
    const told = await replayAda([
      customerMessage(),
      agentMessage(1),
      line('snooze', { after: 2, until, agent: 'Sam' }),
      line('note', { after: 5 * day, agent: 'Sam' }),
    ])
    expect(entriesOfType(told, 'conversation.woken').map(({ at, key }) => [at, key])).toEqual([
      [Date.parse(until), 'conversation.woken.time'],
    ])
    expect(told.report).toMatchObject({ rejected: 0, violations: 0, byStatus: { waiting: 1 } })
    const text = timelineText(told.entries, { timeZone: 'UTC' })
    expect(text).toContain('Sam  puts it aside until Wednesday 4 March, 09:00, or a message')
    expect(text).toContain('Woken: its time has come')
  })

  it('Z-1: is over when the customer writes, with or without a time', async () => {
    for (const fields of [{}, { until }]) {
      const told = await replayAda([
        customerMessage(),
        agentMessage(1),
        line('snooze', { after: 2, ...fields }),
        customerMessage(hour),
      ])
      expect(entryKeysOf(told)).toContain('conversation.woken.reply')
      expect(told.report).toMatchObject({ byStatus: { open: 1 }, violations: 0 })
    }
  })

  it('Z-1: is forced only if the log says so; the same again is applied and writes nothing', async () => {
    const snooze = line('snooze', { after: 1, until, force: true })
    const told = await replayAda([customerMessage(), snooze, snooze])
    expect(told.report).toMatchObject({ applied: 3, rejected: 0, violations: 0 })
    expect(entriesOfType(told, 'conversation.snoozed')).toHaveLength(1)
  })
})

describe('deadlines of a policy', () => {
  it('D-4, D-6: are told with their rules', async () => {
    const { entries, report } = await replayAda(
      [
        customerMessage(),
        agentMessage(2 * hour),
        line('note', { after: 9 * day, agent: 'Sam', customer: 'Ada' }),
      ],
      { policy: { autoClose: { days: 3 }, firstResponse: { byInbox: { support: { hours: 1 } } } } },
    )
    expect(report).toMatchObject({ rejected: 0, violations: 0, byStatus: { closed: 1 } })
    const text = timelineText(entries, { timeZone: 'UTC' })
    expect(text).toContain('10:00  email       The first response is overdue')
    expect(text).toContain('↳ D-6: an answer was due by now; that changes no status')
    expect(text).toContain('Closed by itself after silence')
    expect(text).toContain('↳ D-4: it has waited long enough, and nothing is owed')
  })
})

describe('a merge', () => {
  const bob = (after: number, fields: object = {}) =>
    customerMessage(after, { customer: 'Bob', channel: 'chat', ...fields })

  it('CU-4, CU-5, CU-8: two active conversations become one, and one timeline shows both', async () => {
    const told = await replayAda([customerMessage(), bob(1), merge(2, 'Bob', 'Ada'), bob(3), agentMessage(4)])
    expect(told.report).toMatchObject({
      customers: 1,
      merged: 1,
      conversations: 2,
      byStatus: { open: 1, closed: 1 },
      messages: { in: 3, out: 1 },
      violations: 0,
    })
    expect(entriesOfType(told, 'message.received')).toHaveLength(3)
    expect(entryKeysOf(told)).toContain('conversation.joined.merged')
    const silent = [
      customerMessage(),
      agentMessage(1),
      bob(2),
      agentMessage(3, { customer: 'Bob', channel: 'chat' }),
    ]
    const quiet = await replayAda([...silent, merge(4, 'Bob', 'Ada')])
    expect(timelineText(quiet.entries)).toContain('CU-4: that one leads here from now on')
  })

  it('CU-4: the only active conversation changes its customer', async () => {
    const told = await replayAda([
      customerMessage(),
      line('close', { after: 1 }),
      bob(2),
      merge(3, 'Bob', 'Ada'),
      agentMessage(4, { channel: 'chat' }),
    ])
    expect(told.report).toMatchObject({ byStatus: { open: 1, closed: 1 }, violations: 0, rejected: 0 })
    expect(entryKeysOf(told)).toContain('conversation.adopted')
    const text = timelineText(told.entries, { timeZone: 'UTC' })
    expect(text).toContain('The conversation is Ada’s now')
    expect(text).toContain('CU-4: it was the only active one, and goes on as it is')
  })

  it('CU-3: one that is done already, or of people never heard of, is applied', async () => {
    const { report } = await replayAda([
      merge(0, 'Bob', 'Ada'),
      merge(1, 'Bob', 'Ada'),
      merge(2, 'Ada', 'Bob'),
    ])
    expect(report).toMatchObject({
      lines: 3,
      applied: 3,
      rejected: 0,
      customers: 1,
      merged: 1,
      violations: 0,
    })
  })

  it('CU-3, CU-8: a timeline takes the lines of everybody along the chain, from both ends', async () => {
    const eve = (after: number) => customerMessage(after, { customer: 'Eve', channel: 'sms' })
    const zoe = (after: number) => customerMessage(after, { customer: 'Zoe' })
    const lines = [
      eve(0),
      bob(0),
      customerMessage(0),
      zoe(0),
      merge(1, 'Eve', 'Bob'),
      merge(2, 'Bob', 'Ada'),
      eve(3),
      zoe(4),
    ]
    for (const customer of ['Ada', 'Bob', 'Eve']) {
      const { entries, report } = await replayTimeline(() => lines, customer)
      expect(report).toMatchObject({
        lines: 6,
        customers: 1,
        merged: 2,
        messages: { in: 4 },
        violations: 0,
      })
      expect(entries.filter(({ key }) => key === 'message.received')).toHaveLength(4)
    }
    expect((await replayTimeline(() => lines, 'Zoe')).report).toMatchObject({ lines: 2, customers: 1 })
  })

  it('CU-7: is told once, the one merged away first, though it is written in two streams', async () => {
    const long = Array.from({ length: 9 }, (_, n) => bob(n))
    const told = await replayAda([...long, customerMessage(20), merge(minute, 'Bob', 'Ada')])
    const text = timelineText(told.entries, { timeZone: 'UTC' })
    expect(text.match(/merges two customers: Bob is Ada/g)).toHaveLength(1)
    expect(text.indexOf('merges two customers')).toBeLessThan(text.indexOf('Takes over the chat contact'))
    expect(text).not.toContain('merged into this one')
  })

  it('CU-3: without conversations it is one line', async () => {
    const told = await replayAda([line('customer.merge', { customer: 'Bob', into: 'Ada' })])
    const text = timelineText(told.entries, { timeZone: 'UTC' })
    expect(text).toContain('Two customers are merged: Bob is Ada')
    expect(text).toContain('CU-2: no likeness merges by itself; somebody says so')
    expect(text).not.toContain('merged into this one')
  })
})

describe('a separation', () => {
  const other = customerMessage(minute, { channel: 'chat', topic: 'address' })
  const separate = (after: number, fields: object = {}) =>
    line('separate', { after, agent: 'Sam', channel: 'chat', topic: 'address', ...fields })

  it('W-10: gives the open contacts of a channel a conversation of their own', async () => {
    const told = await replayAda([
      customerMessage(0, { topic: 'vase' }),
      agentMessage(1),
      other,
      separate(hour),
    ])
    expect(told.report).toMatchObject({
      rejected: 0,
      conversations: 2,
      separated: 1,
      byStatus: { open: 1, closed: 1 },
      messages: { in: 2, out: 1 },
      violations: 0,
    })
    const [, started] = entriesOfType(told, 'conversation.started')
    expect(started?.event.data).toMatchObject({ topics: ['address'], follows: null })
    expect(timelineText(told.entries)).toContain('Conversation 2, separated from conversation 1')
  })

  it('W-10: needs no topic and no agent, and is forced only if the log says so', async () => {
    const told = await replayAda([
      customerMessage(),
      other,
      separate(hour, { agent: undefined, topic: undefined, force: true }),
    ])
    expect(told.report).toMatchObject({ rejected: 0, separated: 1, byStatus: { new: 1 }, violations: 0 })
    const text = timelineText(told.entries)
    expect(text).toContain('Another matter: the chat contact goes to conversation 2')
    expect(text).toContain('C-1: forced, though the customer waits for an answer')
  })

  it('W-10: several contacts of the channel go together', async () => {
    const two = [
      customerMessage(1, { channel: 'chat', address: 'a' }),
      customerMessage(2, { channel: 'chat', address: 'b' }),
    ]
    const told = await replayAda([customerMessage(), agentMessage(0), ...two, separate(hour)])
    expect(told.report).toMatchObject({ rejected: 0, violations: 0 })
    expect(timelineText(told.entries)).toContain('2 contacts go to conversation 2')
  })

  it('W-10: is refused a second time, since nothing is left', async () => {
    const told = await replayAda([customerMessage(), agentMessage(0), other, separate(hour), separate(hour)])
    expect(told.report).toMatchObject({ rejected: 0, separated: 2 })
    const closed = [line('close', { after: hour, force: true }), separate(hour)]
    expect((await replayAda([customerMessage(), other, ...closed])).report.rejections).toMatchObject([
      { number: 4, code: 'conversation.closed' },
    ])
  })

  it('W-10: is taken back, once', async () => {
    const back = line('rejoin', { after: 2 * hour, agent: 'Kim' })
    const told = await replayAda([customerMessage(), agentMessage(0), other, separate(hour), back, back])
    expect(told.report).toMatchObject({
      rejected: 1,
      rejections: [{ number: 6, code: 'rejoin.not_separated' }],
      conversations: 2,
      reopened: 1,
      byStatus: { open: 1, closed: 1 },
      violations: 0,
    })
    const text = timelineText(told.entries)
    expect(text).toContain('Kim  leads it back into conversation 1')
    expect(text).toContain('W-10: a separation can be taken back')
    expect(text).toContain('Conversation 1, continued')
    expect(text).toContain('W-10: which reopens it, whatever the window')
    expect(text).toContain('A-3: Kim has it now')
    expect(text).toContain('W-10: what was owed there is owed here now')
  })
})
