import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyByHeaders, type Inbound, type PolicyInput, type ReceiveResult } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventDataOf,
  eventsOfType,
  expectOk,
  findStoreFaults,
  hour,
  lawRuns,
  minute,
  policyOf,
} from '../support/world.ts'

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const number = '+491234567890'
const automated = { 'Auto-Submitted': 'auto-replied' }
const bounce = { 'Content-Type': 'multipart/report; report-type=delivery-status' }
const list = { 'List-Id': '<vases>' }

/** Messages of three people by five channels: with ids that meet and times that lie, from hiders and from machines. */
const said = fc.record(
  {
    channel: fc.constantFrom('email', 'sms', 'whatsapp', 'chat', 'voicemail'),
    customer: maybe(fc.constantFrom('ada', 'bob')),
    from: fc.constantFrom(
      'ada@example.com',
      'bob@example.com',
      number,
      'office@example.com',
      '<>',
      'Anonymous',
    ),
    shared: maybe(fc.boolean()),
    id: maybe(fc.constantFrom('1', '2', '3', '')),
    endpoint: maybe(fc.constantFrom('help@shop.example', 'sales@shop.example')),
    session: maybe(fc.constantFrom('s1', 's2')),
    topics: maybe(fc.subarray(['vase', 'billing', 'past'])),
    headers: maybe(fc.constantFrom(automated, bounce, list)),
    thread: maybe(fc.record({ inReplyTo: fc.constantFrom('1', 'a1', 'a2', 'nothing') })),
    call: maybe(fc.constant('call-1')),
    /** The same text may come twice: then it is a duplicate, a copy or a message, as the rules have it. */
    text: fc.constantFrom('', 'Thanks!', 'Hello?'),
  },
  { requiredKeys: ['channel', 'from', 'text'] },
)
const customer = fc.constantFrom('ada', 'bob')
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      said,
      late: maybe(fc.constantFrom(-minute, 0, minute, 2 * hour, 3 * day)),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('block', 'unblock', 'reopen'), customer }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), customer, force: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      customer,
      id: fc.constantFrom('a1', 'a2'),
      intent: fc.constantFrom('new', 'continue'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('ring', 'hang up', 'tick') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(minute, hour, 2 * day) }),
  },
)
interface Heard {
  readonly text: string
  readonly done: ReceiveResult
}
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const take = async (w: DeskWorld, done: Step, at: number, heard: Heard[]): Promise<void> => {
  const by = { agent: 'sam' }
  if (done.do === 'receive') {
    const text = done.said.text === '' ? `text ${at}` : done.said.text
    const time = done.late === undefined ? {} : { at: w.now() - done.late }
    const answer = await w.desk.receive({ ...done.said, ...time, text })
    if (answer.ok) heard.push({ text, done: answer })
    else expect(answer.error).toMatchObject({ code: 'message.unknown', retryable: true })
  } else if (done.do === 'close') {
    const found = await w.desk.current(done.customer)
    if (found.ok) await w.desk.close({ ...done, ...by, version: found.version })
  } else if (done.do === 'send')
    await w.desk.send({ ...done, ...by, channel: 'email', cc: ['bob@example.com'] })
  else if (done.do === 'pass') w.advance(done.ms)
  else if (done.do === 'ring') await w.desk.startCall({ id: 'call-1', from: number })
  else if (done.do === 'hang up') await w.desk.endCall({ id: 'call-1', from: number, by: 'customer' })
  else if (done.do === 'tick') await w.desk.applyDeadlines()
  else if ('customer' in done) await w.desk[done.do]({ ...by, customer: done.customer })
}

const policy: fc.Arbitrary<Partial<PolicyInput>> = fc.record(
  {
    reopenWindow: fc.constantFrom(
      'never' as const,
      'always' as const,
      { hours: 1 },
      { sameTopic: { days: 3 } },
    ),
    onAcknowledgement: fc.constantFrom('silent', 'message'),
    onLateMessage: fc.constantFrom('append', 'reopen'),
    reopenGuard: fc.constant({ reopens: 1, within: { hours: 1 } }),
    onBouncedReply: fc.constantFrom('reopen', 'record'),
    listEndpoints: fc.constant(['help@shop.example']),
  },
  { requiredKeys: [] },
)

/** A mere "Thanks!" is an acknowledgement, everything else is what its headers say. */
const classify = (inbound: Inbound) =>
  inbound.text === 'Thanks!' && inbound.headers === undefined
    ? ({ kind: 'acknowledgement', strength: null, evidence: 'thanks' } as const)
    : classifyByHeaders(inbound)

const story = fc.array(step, { minLength: 1, maxLength: 25, size: 'max' })

/** Tells the story and gives back what was heard and all that was written. */
const tell = async (steps: readonly Step[], by: Partial<PolicyInput>) => {
  const w = createWorld({ policy: by, classify })
  const heard: Heard[] = []
  for (const [at, each] of steps.entries()) await take(w, each, at, heard)
  expect(await findStoreFaults(w, policyOf(by))).toEqual([])
  return { heard, events: await w.events() }
}

describe('no customer message is ever lost', () => {
  it('I-13: whatever comes between, every message that is no duplicate stands in a timeline exactly once', () =>
    fc.assert(
      fc.asyncProperty(story, policy, async (steps, by) => {
        const { heard, events } = await tell(steps, by)
        for (const { done, text } of heard) {
          const found = events.filter(({ id, customer }) => id === done.message && customer === done.customer)
          expect(found.map(({ content }) => content?.text)).toEqual([text])
        }
        const kept = heard.filter(({ done }) => !['duplicate', 'delivery_failed'].includes(done.outcome))
        const places = new Set(kept.map(({ done }) => `${done.customer} ${done.message}`))
        expect(places.size).toBe(kept.length)
        expect(eventsOfType(events, 'message.received')).toHaveLength(kept.length)
      }),
      lawRuns(300),
    ))

  it('I-13: only quiet outcomes keep it from an agent’s view, and each says why', () =>
    fc.assert(
      fc.asyncProperty(story, policy, async (steps, by) => {
        const { heard, events } = await tell(steps, by)
        for (const { done } of heard) {
          expect(done.reasons.length).toBeGreaterThan(0)
          const event = events.find(({ id, customer }) => id === done.message && customer === done.customer)
          if (done.outcome === 'duplicate' || event?.type !== 'message.received') continue
          // Automated mail may start a conversation: it waits for no reply there.
          const isAutomated = done.outcome === 'start' && done.reasons[0]?.rule === 'I-6'
          const isQuiet =
            isAutomated || done.outcome === 'timeline_only' || done.outcome === 'append_silently'
          expect(eventDataOf(event)).toMatchObject({ silent: isQuiet, reasons: done.reasons })
          expect(event.conversation).toBe(done.conversation?.id ?? null)
        }
      }),
      lawRuns(100),
    ))

  it('I-13: a message kept from view leaves an event that says why', async () => {
    const w = createWorld({ policy: { reopenGuard: { reopens: 1, within: { days: 1 } } } })
    await w.customerWrites('one')
    await w.agentCloses()
    await w.customerWrites('two')
    await w.agentCloses()
    await w.customerWrites('three')
    await expectOk(w.desk.block({ customer: 'ada' }))
    await w.customerWrites('four')
    const { items } = await expectOk(w.desk.timeline({ customer: 'ada' }))
    const quiet = items.filter(({ key }) => key === 'message.received.quiet').map(({ phrase }) => phrase)
    expect(quiet).toEqual([
      expect.stringMatching(/kept quietly.*I-10: reopened too often/),
      expect.stringMatching(/kept quietly.*I-5: the customer is blocked/),
    ])
  })
})
