import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PolicyInput } from '../../src/index.ts'
import { faultsOf, hour, minute, pages, policyOf, runs, type World, world, yes } from '../support/world.ts'

const policy: Partial<PolicyInput> = {
  callLost: { hours: 2 },
  reopenWindow: { hours: 3 },
  reopenGuard: { reopens: 2, within: { hours: 4 } },
}

/** The ways to sweep, by how time passes. */
const regimes: { readonly [name: string]: (w: World, ms: number) => Promise<unknown> } = {
  /** At the very instant at which each thing falls due. */
  'on time': async (w, ms) => {
    const until = w.now() + ms
    for (let n = 0; n < 100; n++) {
      const [next] = (await w.store.due({ by: until, after: null, limit: 1 })).items
      if (next === undefined) {
        w.pass(until - w.now())
        return
      }
      w.pass(Math.max(0, next.dueAt - w.now()))
      await yes(w.desk.tick())
    }
    throw new Error('what is due stays due, however often it is swept')
  },
  late: async (w, ms) => {
    w.pass(ms)
    await yes(w.desk.tick())
  },
  partly: async (w, ms) => {
    w.pass(ms)
    if ((w.now() / minute) % 2 === 0) await yes(w.desk.tick({ limit: 1 }))
  },
  twice: async (w, ms) => {
    w.pass(ms)
    await Promise.all([w.desk.tick(), w.another().tick({ limit: 2 }), w.another().tick()])
  },
  never: async (w, ms) => {
    w.pass(ms)
  },
}

const customer = fc.constantFrom('ada', 'bob')
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, minute, 15 * minute, hour, 3 * hour),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receive' as const),
      customer,
      channel: fc.constantFrom('email', 'chat', 'sms'),
      late: fc.constantFrom(0, 0, 0, 30 * minute),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      customer,
      channel: fc.constantFrom('email', 'chat'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'close',
        'force',
        'reopen',
        'assign',
        'noReplyNeeded',
        'endContact',
        'note',
        'block',
        'unblock',
      ),
      customer,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('ring', 'take', 'hang up', 'move'),
      customer,
      id: fc.constantFrom('1', '2'),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const take = async (
  w: World,
  done: Exclude<Step, { do: 'pass' }>,
  n: number,
): Promise<{ readonly ok: boolean }> => {
  const { desk } = w
  const by = { customer: done.customer, agent: 'sam', commandId: `step-${n}` }
  const call = 'id' in done ? { id: `call-${done.id}`, customer: done.customer } : null
  const from = `${done.customer}@example.com`
  if (done.do === 'receive')
    return desk.receive({
      ...done,
      from: done.channel === 'email' ? from : null,
      id: `${n}`,
      at: w.now() - done.late,
    })
  if (done.do === 'send')
    return desk.send({ ...by, channel: done.channel, text: 'x', intent: n % 2 ? 'new' : 'continue' })
  if (done.do === 'close' || done.do === 'force') {
    const found = await desk.current(done.customer)
    return desk.close({ ...by, version: found.ok ? found.version : 0, force: done.do === 'force' })
  }
  if (done.do === 'assign') return desk.assign({ ...by, to: 'kim', expected: 'sam' })
  if (done.do === 'endContact') return desk.endContact({ ...by, by: 'customer' })
  if (done.do === 'note') return desk.note({ ...by, text: 'Hm' })
  if (call !== null && done.do === 'ring') return desk.startCall({ ...call })
  if (call !== null && done.do === 'take') return desk.answerCall({ ...call, agent: 'lou' })
  if (call !== null && done.do === 'hang up') return desk.endCall({ ...call, by: 'customer' })
  if (done.do === 'move')
    return desk.moveAddress({ ...by, key: `email:${from}`, to: done.customer === 'ada' ? 'bob' : 'ada' })
  return desk[done.do as 'reopen' | 'noReplyNeeded' | 'block' | 'unblock'](by)
}

/** What one regime makes of a story: every answer, and in the end every state and every event but for when it was written. */
const tell = async (story: readonly Step[], pass: (w: World, ms: number) => Promise<unknown>) => {
  const w = world({ policy })
  const answers: unknown[] = []
  for (const [n, each] of story.entries()) {
    if (each.do === 'pass') {
      await pass(w, each.ms)
      continue
    }
    const answer = await take(w, each, n)
    const { outcome, reasons, conversation, status, error } = answer as { readonly [field: string]: unknown }
    const code = (error as { code?: string } | undefined)?.code
    answers.push([each.do, answer.ok, outcome, reasons, conversation, status, code])
  }
  w.pass(10 * hour)
  await yes(w.desk.tick())
  const rows = await pages((after) => w.store.list({ after, limit: 100 }))
  const events = (await w.events()).map(({ recordedAt: _, ...event }) => event)
  expect(await faultsOf(w, policyOf(policy))).toEqual([])
  const byPlace = (a: (typeof events)[number], b: typeof a) =>
    a.customer < b.customer ? -1 : a.customer > b.customer ? 1 : a.seq - b.seq
  return { answers, rows, events: events.sort(byPlace) }
}

describe('when, or whether, a sweep runs', () => {
  for (const [name, pass] of Object.entries(regimes))
    if (name !== 'on time')
      it(`D-2: swept ${name}, everything comes out as if it were swept on time`, () =>
        fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }), async (story) => {
            expect(await tell(story, pass)).toEqual(await tell(story, regimes['on time'] ?? pass))
          }),
          runs(120),
        ))

  it('D-2: and what is late is said to be so', async () => {
    const w = world({ policy })
    await w.hear('one')
    await w.say('An answer')
    w.pass(5 * hour)
    await w.hear('two')
    const [ended] = (await w.events()).filter(({ type }) => type === 'contact.ended')
    expect(ended).toMatchObject({ recordedAt: w.now(), occurredAt: w.now() - 4 * hour })
  })
})
