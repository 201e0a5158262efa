import { describe, expect, it } from 'vitest'
import { type LogLine, replayLog } from '../../src/replay/index.ts'
import { agentMessage, customerMessage, hour, line } from './log.ts'

const refused = async (...lines: readonly LogLine[]) => {
  const report = await replayLog(lines)
  expect(report.violations).toBe(0)
  return report.rejections
}

describe('a refused line', () => {
  it.each<readonly [string, number, string, readonly LogLine[]]>([
    [
      'C-5: a second close',
      3,
      'conversation.already_closed',
      [customerMessage(), line('close'), line('close')],
    ],
    [
      'O-3: a reopening of what is not closed',
      2,
      'conversation.not_closed',
      [customerMessage(), line('reopen')],
    ],
    [
      'O-3: a reopening while another is active',
      4,
      'conversation.another_active',
      [
        customerMessage(),
        line('close'),
        agentMessage(hour, { intent: 'new' }),
        line('reopen', { after: hour }),
      ],
    ],
    [
      'R-2: a new one while another is active',
      2,
      'outbound.conversation_active',
      [customerMessage(), agentMessage(1, { intent: 'new' })],
    ],
    [
      'C-6: an assignment after the close',
      3,
      'conversation.closed',
      [customerMessage(), line('close'), line('assign', { agent: 'Sam' })],
    ],
    [
      'C-6: a topic after the close',
      3,
      'conversation.closed',
      [customerMessage(), line('close'), line('topic.add', { topic: 'a' })],
    ],
    ['I-0: a close for a stranger', 1, 'customer.unknown', [line('close')]],
    ['I-0: an agent’s close for a stranger', 1, 'customer.unknown', [line('close', { agent: 'Sam' })]],
    [
      'O-1: a close where there is no conversation',
      2,
      'conversation.none',
      [agentMessage(0, { automated: true }), line('close')],
    ],
    [
      'K-6: the end of a contact that is not open',
      2,
      'contact.none',
      [customerMessage(), line('contact.end', { channel: 'chat' })],
    ],
    ['TK-2: a task without a due time', 1, 'task.due_missing', [line('task.create', { id: 't' })]],
    [
      'TK-2: a task that is due already',
      2,
      'task.due_in_past',
      [customerMessage(), line('task.create', { id: 't', after: hour, dueAt: '2026-03-02T10:00:00Z' })],
    ],
    [
      'TK-1: a task that was never made',
      2,
      'task.unknown',
      [customerMessage(), line('task.close', { id: 't' })],
    ],
    ['I-0: a task of a stranger that is done', 1, 'customer.unknown', [line('task.close', { id: 't' })]],
    ['CU-3: a merge with oneself', 1, 'merge.same_customer', [line('customer.merge', { into: 'Ada' })]],
    [
      'Z-1: a snooze that is over already',
      3,
      'snooze.until_past',
      [customerMessage(), agentMessage(1), line('snooze', { after: hour, until: '2026-03-02T10:00:00Z' })],
    ],
    [
      'Z-1: a snooze while an answer is owed',
      2,
      'conversation.awaiting_reply',
      [customerMessage(), line('snooze', { until: '2026-03-05T09:00:00Z' })],
    ],
    [
      'Z-1: a snooze of what is closed',
      3,
      'conversation.closed',
      [customerMessage(), line('close'), line('snooze')],
    ],
    [
      'W-10: a separation where nothing is open on that channel',
      2,
      'separate.no_contact',
      [customerMessage(), line('separate', { channel: 'chat' })],
    ],
    [
      'C-1: a separation that leaves behind what is owed',
      3,
      'conversation.awaiting_reply',
      [customerMessage(), customerMessage(1, { channel: 'chat' }), line('separate', { channel: 'chat' })],
    ],
    [
      'C-6: a separation of what is closed',
      3,
      'conversation.closed',
      [customerMessage(), line('close'), line('separate', { channel: 'email' })],
    ],
    [
      'T-1: a separation for a topic without a name',
      2,
      'topic.name_empty',
      [customerMessage(), line('separate', { channel: 'email', topic: ' ' })],
    ],
    ['I-0: a separation for a stranger', 1, 'customer.unknown', [line('separate', { channel: 'email' })]],
    [
      'W-10: a separation taken back that never was',
      2,
      'rejoin.not_separated',
      [customerMessage(), line('rejoin')],
    ],
    ['T-1: a topic without a name', 1, 'topic.name_empty', [customerMessage(0, { topic: ' ' })]],
    [
      'T-1: the same on a conversation',
      2,
      'topic.name_empty',
      [customerMessage(), line('topic.add', { topic: ' ' })],
    ],
  ])('%s', async (_, number, code, lines) => {
    expect(await refused(...lines)).toMatchObject([
      { number, code, message: expect.stringMatching(/\w/), remedy: expect.stringMatching(/\w/) },
    ])
  })

  it('counts all and keeps the first 20', async () => {
    const closes = Array.from({ length: 25 }, () => line('close'))
    const report = await replayLog(closes)
    expect(report).toMatchObject({ lines: 25, applied: 0, rejected: 25 })
    expect(report.rejections.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
  })

  it.each([
    line('task.create', { id: 't' }),
    line('task.create', { id: 't', dueAt: '2026-03-02T09:00:00Z' }),
    line('customer.merge', { into: 'Ada' }),
    line('separate', { channel: 'chat', topic: 'vase' }),
    line('snooze'),
    line('rejoin'),
  ])('B-2: applies nothing of it: $type', async (refusedLine) => {
    const report = await replayLog([refusedLine])
    expect(report).toMatchObject({ customers: 0, conversations: 0, rejected: 1 })
  })

  it('B-2: applies nothing of it', async () => {
    const { conversations, messages, customers } = await replayLog([customerMessage(0, { topic: ' ' })])
    expect({ conversations, messages, customers }).toEqual({
      conversations: 0,
      messages: { in: 0, out: 0 },
      customers: 0,
    })
  })

  it('keeps the numbers of a reader', async () => {
    const { rejections } = await replayLog([{ number: 7, line: line('close') }])
    expect(rejections[0]?.number).toBe(7)
  })
})
