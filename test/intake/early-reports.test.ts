import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createWorld,
  type DeskWorld,
  eventDataOf,
  eventsOfType,
  eventTypesOf,
  expectOk,
  expectRefusal,
  findStoreFaults,
  inboundMail,
  lawRuns,
  minute,
  monday,
  requireConversation,
} from '../support/world.ts'

const from = 'ada@example.com'
const of = '<answer@us>'
const bounce = { channel: 'email', kind: 'bounce', from, of, id: 'r1', at: monday - minute } as const
const signal = { channel: 'email', kind: 'signal', from, of, id: 'r2', at: monday - minute } as const

/** Ada asked; what follows is told in one order or the other. */
const asked = async (): Promise<DeskWorld> => {
  const w = createWorld()
  await w.customerWrites('Where is it?', { at: monday - 5 * minute })
  return w
}

describe('a delivery report that comes before its message is known', () => {
  it('is kept with the customer, and applied when the message is sent with that id (I-19)', async () => {
    const w = await asked()
    const kept = await expectOk(w.desk.receive(bounce))
    expect(kept).toMatchObject({ outcome: 'timeline_only', customer: 'ada', conversation: null })
    expect(eventTypesOf(kept.events)).toEqual(['delivery_report.received'])
    expect(kept.message).toBe(kept.events[0]?.id)
    expect((await expectOk(w.desk.receive(bounce))).outcome).toBe('duplicate')
    const { events, conversation } = await w.agentWrites('On its way', { id: of, at: monday - 2 * minute })
    const [failed] = eventsOfType(events, 'delivery.failed')
    expect(eventDataOf(failed)).toMatchObject({
      message: eventsOfType(events, 'message.sent')[0]?.id,
      pendingAgain: true,
    })
    expect(failed).toMatchObject({ occurredAt: monday - minute, actor: { kind: 'system' } })
    expect(requireConversation(conversation).pendingReplies).toHaveLength(1)
    expect(eventTypesOf((await w.agentWrites('Again', { id: of })).events)).not.toContain('delivery.failed')
    expect((await expectOk(w.desk.receive(bounce))).outcome).toBe('duplicate')
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('is applied once, and to a message that only its echo tells of (I-19, I-4)', async () => {
    const w = await asked()
    await expectOk(w.desk.receive({ ...signal, signal: 'delivered' }))
    const echo = inboundMail('On its way', { kind: 'echo', customer: 'ada', id: of, at: monday - 2 * minute })
    const echoed = await expectOk(w.desk.receive(echo))
    expect(eventsOfType(echoed.events, 'message.signalled').map(eventDataOf)).toMatchObject([
      { message: echoed.message, signal: 'delivered' },
    ])
    const { events } = await w.agentWrites('On its way', { id: of })
    expect(eventTypesOf(events)).not.toContain('message.signalled')
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('is refused as retryable where no customer is known by its address (I-19)', async () => {
    const w = await asked()
    for (const report of [
      { ...bounce, from: 'eve@example.net' },
      { ...bounce, from: null },
      { ...signal, signal: 'read', from: null } as const,
      { ...signal, signal: 'reaction' } as const,
    ])
      expect(await expectRefusal(w.desk.receive(report))).toMatchObject({
        code: 'message.unknown',
        retryable: true,
      })
    const before = await w.events()
    await w.agentWrites('On its way', { id: of })
    expect((await w.events()).length).toBeGreaterThan(before.length)
    expect((await expectOk(w.desk.receive({ ...bounce, from: null }))).outcome).toBe('delivery_failed')
  })

  it('leads nobody astray who quotes the id (I-16, I-19)', async () => {
    const w = await asked()
    await expectOk(w.desk.receive(bounce))
    const quoting = inboundMail('Hm', { from: 'eve@example.net', thread: { inReplyTo: of } })
    const told = await expectOk(w.desk.receive(quoting))
    expect(told).toMatchObject({ outcome: 'start' })
    expect(told.customer).not.toBe('ada')
  })

  it('comes to the same in either order (I-19)', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          report: fc.constantFrom('bounce', 'delivered', 'read'),
          by: fc.constantFrom('agent', 'machine', 'bot', 'echo'),
          sentAt: fc.constantFrom(-4, -3, -2, 0),
          reportedAt: fc.constantFrom(-3, -1, 0),
          active: fc.boolean(),
          to: fc.constantFrom(undefined, 'ada@work.example'),
        }),
        async ({ report, by, sentAt, reportedAt, active, to }) => {
          const at = monday + sentAt * minute
          const say = (w: DeskWorld) =>
            by === 'echo'
              ? expectOk(
                  w.desk.receive(
                    inboundMail('x', { kind: 'echo', customer: 'ada', from: to ?? from, id: of, at }),
                  ),
                )
              : w.agentWrites('x', {
                  ...(by === 'agent' ? {} : { agent: undefined, automation: 'bot', answers: by === 'bot' }),
                  intent: active ? undefined : 'new',
                  commandId: 'say',
                  id: of,
                  at,
                  to,
                })
          const told = { from, of, id: 'r', at: monday + reportedAt * minute, channel: 'email' }
          const tell = (w: DeskWorld) =>
            expectOk(
              w.desk.receive(
                report === 'bounce'
                  ? { ...told, kind: 'bounce' }
                  : { ...told, kind: 'signal', signal: report as 'read' },
              ),
            )
          const states: string[] = []
          for (const order of [
            [say, tell],
            [tell, say],
          ]) {
            const w = await asked()
            if (!active) await w.agentCloses()
            for (const step of order) await step(w)
            expect(await findStoreFaults(w)).toEqual([])
            const { conversation, customer, status } = await expectOk(w.desk.current('ada'))
            const about = (type: string) =>
              w
                .events()
                .then((all) => eventsOfType(all, type).map(({ contact, data }) => ({ contact, data })))
            const events = [await about('delivery.failed'), await about('message.signalled')]
            const state = JSON.stringify({ conversation, customer, status, events })
            // A contact that had to begin anew is named after the command that began it.
            const own = conversation?.contacts.map(({ id }) => id) ?? []
            states.push(own.reduce((text, id, n) => text.replaceAll(id, `contact ${n}`), state))
          }
          const [one, other] = states
          expect(other).toEqual(one)
        },
      ),
      lawRuns(200),
    ))
})
