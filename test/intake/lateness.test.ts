import { describe, expect, it } from 'vitest'
import { explainReasons, type PolicyInput, type StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { replayLog } from '../../src/replay/index.ts'
import {
  createWorld,
  day,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  findStoreFaults,
  hour,
  inboundMail,
  minute,
  monday,
  policyOf,
  requireConversation,
} from '../support/world.ts'

/** Ada wrote, and her conversation was closed so long ago. */
const closedFor = async (milliseconds: number, policy: Partial<PolicyInput>) => {
  const w = createWorld({ policy })
  const { conversation } = await w.customerWrites('one')
  w.advance(minute)
  await w.agentCloses()
  w.advance(milliseconds)
  return { w, id: requireConversation(conversation).id }
}

describe('a provider time that is too old', () => {
  it('counts as the time of recording, and is kept (I-14)', async () => {
    const w = createWorld()
    const at = w.now() - day - 1
    const { events, conversation } = await w.customerWrites('skewed', { at })
    const [received] = eventsOfType(events, 'message.received')
    expect(received).toMatchObject({ occurredAt: w.now(), data: { providerTime: at } })
    expect(requireConversation(conversation)).toMatchObject({
      lastCustomerMessageAt: w.now(),
      pendingReplies: [{ waitingSince: w.now() }],
    })
  })

  it('still counts when it is exactly as old as the limit (I-14)', async () => {
    const w = createWorld({ policy: { maxLateness: { hours: 2 } } })
    const at = w.now() - 2 * hour
    expect(
      eventsOfType((await w.customerWrites('late', { at })).events, 'message.received')[0],
    ).toMatchObject({
      occurredAt: at,
      data: { providerTime: null },
    })
  })

  it('does not reopen what was closed since (I-15)', async () => {
    const { w, id } = await closedFor(400 * day, { reopenWindow: 'never' })
    const told = await w.customerWrites('skewed', { at: monday })
    expect(told).toMatchObject({ outcome: 'start', conversation: { follows: id } })
    expect(explainReasons(told.reasons)).toBe(
      'I-14: the time it gives is too old to count; W-1: there is no window',
    )
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('still reopens it within the limit (I-15)', async () => {
    const { w, id } = await closedFor(hour, { reopenWindow: 'never' })
    expect(await w.customerWrites('late', { at: monday })).toMatchObject({
      outcome: 'reopen',
      conversation: { id },
    })
  })

  it('does not make a response overdue at once (I-14, D-6)', async () => {
    const policy = { firstResponse: { byInbox: { support: { hours: 4 } } } }
    const w = createWorld({ policy })
    await w.customerWrites('skewed', { at: w.now() - 3 * day })
    await expectOk(w.desk.applyDeadlines())
    expect(eventTypesOf(await w.events())).not.toContain('conversation.response_overdue')
    expect(await findStoreFaults(w, policyOf(policy))).toEqual([])
  })

  it('counts whatever its age where the limit is off (I-14)', async () => {
    const { w, id } = await closedFor(400 * day, { reopenWindow: 'never', maxLateness: 'off' })
    expect(await w.customerWrites('late', { at: monday })).toMatchObject({
      outcome: 'reopen',
      conversation: { id },
    })
  })

  it('is kept beside ours for every kind of inbound (I-14)', async () => {
    const w = createWorld()
    const { id: first } = inboundMail('one')
    await w.customerWrites('one')
    w.advance(2 * day)
    const at = monday + minute
    const from = '+491234567890'
    const call = { id: 'call-1', from, customer: 'ada', at }
    const told = [
      await w.customerWrites('an echo', { kind: 'echo', at }),
      await w.customerWrites('a signal', { kind: 'signal', of: first ?? '', signal: 'read', at }),
      await expectOk(w.desk.startCall(call)),
      await expectOk(w.desk.answerCall({ ...call, agent: 'sam' })),
      await expectOk(w.desk.endCall({ ...call, by: 'customer' })),
      await expectOk(w.desk.endCall({ ...call, id: 'call-2', by: 'customer' })),
    ]
    const facts = /^(message\.(sent|signalled)|call\.\w+)$/
    const said: readonly StoredEvent[] = told.flatMap(({ events }) =>
      events.filter(({ type }) => facts.test(type)),
    )
    expect(said.map(({ type, occurredAt }) => [type, occurredAt])).toEqual(
      ['message.sent', 'message.signalled', 'call.started', 'call.answered', 'call.ended', 'call.ended'].map(
        (type) => [type, w.now()],
      ),
    )
    for (const event of said)
      if (event.type !== 'message.signalled') expect(eventDataOf(event)['providerTime'], event.type).toBe(at)
  })
})

describe('a replay', () => {
  it('takes the times of a log as facts, however old they are (I-14)', async () => {
    const store = memoryStore()
    const line = { type: 'message.in', customer: 'ada', channel: 'email', text: 'Broken' } as const
    const policy = { maxLateness: { hours: 1 } }
    await replayLog([{ ...line, id: '2', at: monday + 9 * day }], { store, policy })
    await replayLog([{ ...line, id: '1', at: monday }], { store, policy })
    const { items } = await store.events({ after: null, limit: 100 })
    expect(eventsOfType(items, 'message.received').map(({ occurredAt }) => occurredAt)).toEqual([
      monday + 9 * day,
      monday,
    ])
  })
})
