import fc from 'fast-check'
import type { LogLine } from '../../src/replay/index.ts'
import { agentMessage, customerMessage, hour, line, minute } from './log.ts'

export const people = ['Ada', 'Bob', 'Eve'] as const
const channels = ['email', 'chat'] as const
const person = fc.constantFrom(...people)
const channel = fc.constantFrom(...channels)
const topic = fc.constantFrom('vase', 'address')
const agent = fc.constantFrom('Sam', 'Kim', undefined)
const id = fc.constantFrom('1', '2')
const force = fc.boolean()
const later = fc.integer({ min: -1, max: 80 }).map((n) => n * hour)

type MakeLine = (after: number, customer: string) => LogLine
const start = Date.parse('2026-03-02T09:00:00Z')
const time = (after: number): string => new Date(start + after).toISOString()

const anyLine: fc.Arbitrary<MakeLine> = fc.oneof(
  fc.record({ channel, topic }).map(
    (more): MakeLine =>
      (after, customer) =>
        customerMessage(after, { customer, ...more }),
  ),
  fc.record({ channel, agent }).map(
    (more): MakeLine =>
      (after, customer) =>
        agentMessage(after, { customer, ...more }),
  ),
  fc.record({ agent, force, later: fc.option(later, { nil: undefined }) }).map(
    ({ later: until, ...more }): MakeLine =>
      (after, customer) =>
        line('snooze', {
          after,
          customer,
          ...more,
          until: until === undefined ? until : time(after + until),
        }),
  ),
  fc.record({ id, agent, later: fc.option(later, { nil: undefined }) }).map(
    ({ later: due, ...more }): MakeLine =>
      (after, customer) =>
        line('task.create', { after, customer, ...more, dueAt: due === undefined ? due : time(after + due) }),
  ),
  fc.record({ type: fc.constantFrom('task.close', 'task.reopen'), id }).map(
    ({ type, ...more }): MakeLine =>
      (after, customer) =>
        line(type, { after, customer, ...more }),
  ),
  person.map(
    (into): MakeLine =>
      (after, customer) =>
        line('customer.merge', { after, customer, into }),
  ),
  fc.record({ type: fc.constantFrom('contact.end', 'no_reply_needed'), channel }).map(
    ({ type, channel }): MakeLine =>
      (after, customer) =>
        line(type, { after, customer, channel, agent: 'Sam' }),
  ),
  fc.record({ agent, inbox: fc.constantFrom('support', 'returns') }).map(
    (more): MakeLine =>
      (after, customer) =>
        line('assign', { after, customer, ...more }),
  ),
  fc.record({ channel, topic, agent, force }).map(
    (more): MakeLine =>
      (after, customer) =>
        line('separate', { after, customer, ...more }),
  ),
  fc.record({ type: fc.constantFrom('rejoin', 'close', 'reopen'), agent, force }).map(
    ({ type, ...more }): MakeLine =>
      (after, customer) =>
        line(type, { after, customer, ...more }),
  ),
)

/** Whatever may stand in a log of three people, hours or no time at all apart. */
export const anyLog: fc.Arbitrary<readonly LogLine[]> = fc
  .array(fc.tuple(anyLine, person, fc.constantFrom(0, minute, hour, 30 * hour)), { maxLength: 30 })
  .map((lines) => {
    let after = 0
    return lines.map(([make, customer, pause]) => {
      after += pause
      return make(after, customer)
    })
  })
