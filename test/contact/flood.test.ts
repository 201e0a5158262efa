import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldConversation } from '../../src/index.ts'
import { foldMetrics } from '../../src/metrics/fold.ts'
import { performAll, performFromStart, runAll } from '../conversation/operation-world.ts'
import {
  advance,
  agentDials,
  agentSends,
  callEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  policyWith,
} from '../conversation/operations.ts'
import { minutes, type Operation, sam } from '../support/operations.ts'

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

const floods: { readonly [name: string]: (n: number) => Operation } = {
  endpoints: (n) => customerWrites('email', { endpoint: `help+${n}@shop.com` }),
  sessions: (n) => customerWrites('chat', { session: `s${n}` }),
  addresses: (n) => customerWrites('email', { from: `ada+${n}@example.com` }),
  calls: (n) => customerCalls(`s${n}`, { from: `+49301${1000 + n}` }),
  topics: (n) => customerWrites('email', { topics: ['vase', 'orders', `unknown ${n}`] }),
}

describe('a flood', () => {
  it.each(Object.entries(floods))(
    'of %s leaves a bounded conversation with all of it pending (K-1, C-1)',
    (_, next) => {
      const world = performFromStart(numbers(200).map(next))
      const c = currentConversation(world)
      expect(c.contacts.length).toBeLessThanOrEqual(32)
      expect(c.pendingReplies.length).toBeLessThanOrEqual(32 + 16)
      expect(c.topics.length).toBeLessThanOrEqual(2)
      expect(JSON.stringify(c).length).toBeLessThan(40_000)
      const last = world.log.findLast(({ type }) => type === 'message.received' || type === 'call.started')
      expect(c.pendingReplies.at(-1)?.contact).toBe(last?.contact)
    },
  )

  it('supersedes the oldest contact on which nothing is pending, else the oldest, calls last (K-1)', () => {
    const three = performFromStart(
      [customerCalls('call'), ...['s0', 's1'].map((session) => customerWrites('chat', { session }))],
      policyWith({ maxOpenContacts: 3 }),
    )
    const sessions = (more: readonly Operation[]) =>
      currentConversation(performAll(three, ...more)).contacts.map(({ session }) => session)
    expect(sessions([])).toEqual(['call', 's0', 's1'])
    expect(sessions([customerWrites('chat', { session: 's2' })])).toEqual(['call', 's1', 's2'])
    const replied = agentSends(sam, 'chat', { session: 's1' })
    expect(sessions([replied, customerWrites('chat', { session: 's2' })])).toEqual(['call', 's0', 's2'])
    const ends = performAll(three, customerWrites('chat', { session: 's2' })).log.filter(
      ({ type }) => type === 'contact.ended',
    )
    expect(ends.map(({ data }) => data)).toEqual([{ reason: 'superseded' }])
  })

  it('keeps the pending reply of a superseded contact, and any reply settles it (K-1, C-1)', () => {
    const world = performFromStart(
      [customerWrites(), customerWrites('chat')],
      policyWith({ maxOpenContacts: 1 }),
    )
    expect(currentConversation(world).contacts.map(({ channel }) => channel)).toEqual(['chat'])
    expect(currentConversation(world).pendingReplies.map(({ channel }) => channel)).toEqual(['email', 'chat'])
    expect(currentConversation(performAll(world, agentSends(sam, 'chat'))).pendingReplies).toEqual([])
  })

  it('never passes the bound, never loses sight of a pending reply, and metrics follow (K-1, C-1, E-5)', () => {
    const who = fc.nat(40)
    const operation = fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(...Object.values(floods)).chain((next) => who.map(next)) },
      { weight: 2, arbitrary: who.map((n) => agentSends(sam, 'chat', { session: `s${n}` })) },
      { weight: 1, arbitrary: who.map((n) => callEnds('agent', `s${n}`)) },
      { weight: 1, arbitrary: who.map((n) => agentDials({ session: `d${n}` })) },
      { weight: 1, arbitrary: fc.nat(20).map((n) => advance(minutes(n))) },
    )
    fc.assert(
      fc.property(
        fc.array(operation, { maxLength: 80, size: 'max' }),
        fc.integer({ min: 1, max: 5 }),
        (story, most) => {
          const { world, runs } = runAll(story, policyWith({ maxOpenContacts: most }))
          for (const { after } of runs) {
            const c = after.situation.active
            if (c === null) continue
            const open = new Set(c.contacts.map(({ id }) => id))
            expect(open.size).toBeLessThanOrEqual(most)
            expect(c.pendingReplies.filter(({ contact }) => !open.has(contact)).length).toBeLessThanOrEqual(
              16,
            )
          }
          const c = world.situation.active
          if (c === null) return
          expect(foldConversation(world.log.filter(({ conversation }) => conversation === c.id))).toEqual(c)
          const [metrics] = foldMetrics(world.log)
          const measured = metrics?.clocks.pendingReplies.flatMap(({ contact, pending }) =>
            pending === null ? [] : [contact],
          )
          expect(measured).toEqual(c.pendingReplies.map(({ contact }) => contact))
          const lastReply = world.log.findLastIndex(({ type }) => type === 'message.sent')
          const isHeard = ({ type }: { type: string }) =>
            type === 'message.received' || type === 'call.started'
          const isUnanswered = world.log
            .slice(lastReply + 1)
            .some((event) => isHeard(event) && event.actor.kind === 'customer')
          if (isUnanswered) expect(c.pendingReplies.length).toBeGreaterThan(0)
        },
      ),
    )
  })
})
