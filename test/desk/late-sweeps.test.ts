import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desk, Policy, PolicyInput, Store } from '../../src/index.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  eventsOfType,
  expectOk,
  findStoreFaults,
  hour,
  lawRuns,
  minute,
  monday,
  policyOf,
  readAllPages,
} from '../support/world.ts'

/** Every kind of deadline is on, in lengths that fall now and then upon the same instant. */
const full: Partial<PolicyInput> = {
  callTimeout: { hours: 2 },
  autoClose: { hours: 3 },
  firstResponse: {
    byEndpoint: { 'help@shop.com': { minutes: 15 } },
    byInbox: { support: { hours: 1 }, sales: { minutes: 30 } },
  },
  reopenWindow: { hours: 3 },
  reopenGuard: { reopens: 2, within: { hours: 4 } },
}
const policies: readonly Partial<PolicyInput>[] = [
  full,
  {},
  { ...full, messagingIdle: { minutes: 1 }, mailIdle: { days: 2 }, autoClose: { days: 10 } },
  { ...full, messagingIdle: 'off', mailIdle: 'off', callTimeout: 'off', autoClose: { minutes: 15 } },
  { ...full, autoClose: 'off', firstResponse: { byInbox: { support: { days: 1 } } }, reopenWindow: 'always' },
]

/** A world whose policy says what held before it, or does not. */
interface Told extends DeskWorld {
  readonly policy: () => Policy
  readonly change: (to: Partial<PolicyInput>) => void
}

const begin = (keepsBefore: boolean): Told => {
  const w = createWorld({ policy: full })
  let present = policyOf(full)
  return {
    ...w,
    policy: () => present,
    change: (to) => {
      const since = w.now()
      // Two policies cannot take effect at one instant.
      if (present.effectiveFrom >= since) return
      const input = { ...to, effectiveFrom: since, previous: keepsBefore ? present : undefined }
      present = policyOf(input)
      w.setPolicy(input)
    },
  }
}

const refresh = async (desk: Desk): Promise<void> => {
  let after: string | null = null
  do after = (await expectOk(desk.refreshDeadlines({ after }))).next
  while (after !== null)
}

type Regime = (w: Told, ms: number, n: number) => Promise<unknown>

/** At the very instant at which each thing falls due. */
const onTime: Regime = async (w, ms) => {
  const until = w.now() + ms
  await refresh(w.desk)
  for (let n = 0; n < 200; n++) {
    const [next] = (await w.store.due({ by: until, after: null, limit: 1 })).items
    if (next === undefined) {
      w.advance(until - w.now())
      return
    }
    w.advance(Math.max(0, next.dueAt - w.now()))
    await expectOk(w.desk.applyDeadlines())
  }
  throw new Error('what is due stays due, however often it is swept')
}

const faults = [
  'none',
  'no page',
  'page, then gone',
  'not written',
  'written, not told',
  'told late',
] as const

/** A store that fails at the n-th trip and at every third from there: before, between, or after what it was asked. */
const failing = (store: Store, n: number): Store => {
  let trips = n
  const fault = (): (typeof faults)[number] => faults[trips++ % (faults.length + 2)] ?? 'none'
  return {
    ...store,
    due: async (query) => {
      if (fault() === 'no page') throw new Error('the store is gone')
      return store.due(query)
    },
    load: async (queries) => {
      if (fault() === 'page, then gone') throw new Error('the sweeper is gone')
      return store.load(queries)
    },
    commit: async (changes) => {
      const what = fault()
      if (what === 'not written') throw new Error('the connection is gone')
      const committed = await store.commit(changes)
      if (what === 'written, not told') throw new Error('the connection is gone')
      for (let turns = what === 'told late' ? 20 : 0; turns > 0; turns--) await Promise.resolve()
      return committed
    },
  }
}

/** The ways to sweep, by how time passes. */
const regimes: { readonly [name: string]: Regime } = {
  late: async (w, ms) => {
    w.advance(ms)
    await expectOk(w.desk.applyDeadlines())
  },
  partly: async (w, ms) => {
    w.advance(ms)
    if ((w.now() / minute) % 2 === 0) await expectOk(w.desk.applyDeadlines({ limit: 1 }))
  },
  twice: async (w, ms) => {
    w.advance(ms)
    await Promise.all([
      w.desk.applyDeadlines(),
      w.anotherDesk().applyDeadlines({ limit: 2 }),
      w.anotherDesk().applyDeadlines(),
    ])
  },
  'by sweepers that crash': async (w, ms, n) => {
    w.advance(ms)
    const crashing = w.anotherDesk({ store: failing(w.store, n) })
    await Promise.allSettled([
      crashing.applyDeadlines(),
      w.anotherDesk().applyDeadlines({ limit: 1 }),
      crashing.applyDeadlines({ limit: 2 }),
    ])
  },
  never: async (w, ms) => {
    w.advance(ms)
  },
}

const customer = fc.constantFrom('ada', 'ada', 'ada', 'ada', 'bob')
const nth = fc.nat(3)
const time = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, minute, 15 * minute, 30 * minute, hour, 3 * hour) },
  { weight: 2, arbitrary: fc.constantFrom(day, 10 * day, 30 * day) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 * day }) },
)
const until = fc.option(fc.constantFrom(minute, 15 * minute, hour, 3 * hour, 2 * day), { nil: undefined })
const doing = <Do extends string, Fields extends object>(
  weight: number,
  names: readonly [Do, ...Do[]],
  fields: { readonly [F in keyof Fields]: fc.Arbitrary<Fields[F]> },
) => ({
  weight,
  arbitrary: fc.record({ do: fc.constantFrom(...names), ...fields }) as never as fc.Arbitrary<
    { readonly do: Do } & Fields
  >,
})

const everyday = [
  doing(6, ['pass'], { ms: time }),
  doing(5, ['receive'], {
    customer,
    channel: fc.constantFrom('email', 'chat', 'sms'),
    endpoint: fc.constantFrom(undefined, 'help@shop.com'),
    late: fc.constantFrom(0, 0, 0, 30 * minute),
  }),
  doing(4, ['send'], { customer, channel: fc.constantFrom('email', 'chat') }),
  doing(4, ['close', 'force', 'reopen', 'assign', 'noReplyNeeded', 'endContact', 'note'], { customer }),
  doing(1, ['block', 'unblock'], { customer }),
  doing(2, ['ring', 'take', 'hang up', 'moveAddress'], { customer, id: fc.constantFrom('1', '2') }),
  doing(3, ['snooze'], {
    customer,
    until,
    onReply: fc.constantFrom('wake' as const, 'keep' as const),
    force: fc.boolean(),
  }),
  doing(3, ['wake', 'rejoin', 'rejoin', 'moveInbox'], { customer }),
  doing(3, ['separate'], { customer, nth }),
  doing(2, ['merge'], { customer, into: customer }),
  // A command of before is given again, by the same name.
  doing(2, ['again'], { customer, nth: fc.nat(9) }),
]
const change = doing(2, ['change'], { to: nth })
const task = [
  doing(4, ['createTask'], { customer, after: time }),
  doing(3, ['closeTask', 'reopenTask', 'commentOnTask'], { customer, nth }),
  doing(1, ['editTask'], { customer, nth, after: time }),
]
const decent = fc.oneof(...everyday)
const changing = fc.oneof(...everyday, change)
const whole = fc.oneof(...everyday, change, ...task)
type Step = typeof whole extends fc.Arbitrary<infer S> ? S : never
type Asked = Exclude<Step, { do: 'pass' | 'change' | 'again' }>
const stories = (step: fc.Arbitrary<Step>) => fc.array(step, { minLength: 1, maxLength: 25, size: 'max' })

/** What one regime does in a story besides sweeping. */
interface Telling {
  readonly pass: Regime
  /** Whether a policy says what held before it. */
  readonly before?: boolean
  /** The desk of the n-th command: one that crashes is asked again, by the same name. */
  readonly crashes?: boolean
}

const take = async (w: DeskWorld, desk: Desk, done: Asked, n: number): Promise<{ readonly ok: boolean }> => {
  const name = done.customer
  const by = { customer: name, agent: 'sam', commandId: `step-${n}` }
  const from = `${name}@example.com`
  const present = async () => {
    const found = await w.desk.current(name)
    return found.ok ? { version: found.version, c: found.conversation } : { version: 0, c: null }
  }
  const taskAt = async (at: number): Promise<string> => {
    const { items } = await w.store.tasks({ customer: name, after: null, limit: 9 })
    return items[at % Math.max(items.length, 1)]?.task.id ?? 'none'
  }
  switch (done.do) {
    case 'receive': {
      const { channel, endpoint, late } = done
      const writer = channel === 'email' ? from : null
      return desk.receive({
        customer: name,
        channel,
        endpoint,
        from: writer,
        id: `${n}`,
        at: w.now() - late,
        text: 'x',
      })
    }
    case 'send':
      return desk.send({ ...by, channel: done.channel, text: 'x', intent: n % 2 ? 'new' : 'continue' })
    case 'close':
    case 'force':
      return desk.close({ ...by, version: (await present()).version, force: done.do === 'force' })
    case 'assign':
      return desk.assign({ ...by, to: 'kim', expected: 'sam' })
    case 'moveInbox':
      return desk.assign({ ...by, inbox: n % 2 ? 'sales' : 'support', expected: 'sam' })
    case 'endContact':
      return desk.endContact({ ...by, by: 'customer' })
    case 'note':
      return desk.note({ ...by, text: 'Hm' })
    case 'ring':
      return desk.startCall({ id: `call-${done.id}`, customer: name })
    case 'take':
      return desk.answerCall({ id: `call-${done.id}`, customer: name, agent: 'lou' })
    case 'hang up':
      return desk.endCall({ id: `call-${done.id}`, customer: name, by: 'customer' })
    case 'moveAddress':
      return desk.moveAddress({ ...by, channel: 'email', address: from, to: name === 'ada' ? 'bob' : 'ada' })
    case 'snooze': {
      const { onReply, force } = done
      const at = done.until === undefined ? undefined : w.now() + done.until
      return desk.snooze({ ...by, onReply, force, until: at })
    }
    case 'separate': {
      const { c } = await present()
      const known = [
        ...(c?.contacts.map(({ id }) => id) ?? []),
        ...(c?.pendingReplies ?? []).map((o) => o.contact),
      ]
      const one = known[done.nth % Math.max(known.length, 1)]
      return desk.separate({ ...by, contacts: one === undefined ? [] : [one], force: n % 2 === 0 })
    }
    case 'merge':
      return desk.merge({ ...by, into: done.into })
    case 'createTask':
      return desk.createTask({ ...by, text: 'Call back', dueAt: w.now() + done.after })
    case 'editTask':
      return desk.editTask({ ...by, task: await taskAt(done.nth), dueAt: w.now() + done.after })
    case 'commentOnTask':
      return desk.commentOnTask({ ...by, task: await taskAt(done.nth), text: 'Nobody there' })
    case 'closeTask':
    case 'reopenTask':
      return desk[done.do]({ ...by, task: await taskAt(done.nth) })
    default:
      return desk[done.do](by)
  }
}

/** What a command that fails in between does: it is given again, by the same name, until somebody answers. */
const insist = async (w: DeskWorld, done: Asked, n: number) => {
  try {
    return await take(w, w.anotherDesk({ store: failing(w.store, n), retryFor: 0 }), done, n)
  } catch {
    return take(w, w.desk, done, n)
  }
}

/** The command that a step gives, and the name it has. */
const askedAt = (
  story: readonly Step[],
  n: number,
): { readonly asked: Asked; readonly at: number } | null => {
  const step = story[n]
  const at = step?.do === 'again' ? n - 1 - step.nth : n
  const asked = story[at]
  if (asked === undefined || asked.do === 'pass' || asked.do === 'change' || asked.do === 'again') return null
  return { asked, at }
}

/** What whoever looks sees of a customer. */
const shown = async (w: DeskWorld, name: string): Promise<unknown> => {
  const found = await w.desk.current(name)
  return found.ok ? [found.customer, found.conversation, found.status, found.reopenable] : found.error.code
}

/** What one regime makes of a story: every answer, and in the end every state and every event. */
const tell = async (story: readonly Step[], { pass, before = true, crashes = false }: Telling) => {
  const w = begin(before)
  const answers: unknown[] = []
  for (const [n, each] of story.entries()) {
    if (each.do === 'change') w.change(policies[each.to] ?? {})
    if (each.do === 'pass') await pass(w, each.ms, n)
    if (each.do === 'pass') answers.push(await shown(w, 'ada'), await shown(w, 'bob'))
    const given = askedAt(story, n)
    if (given === null) continue
    const { asked, at } = given
    const answer = await (crashes ? insist(w, asked, at) : take(w, w.desk, asked, at))
    const { outcome, reasons, conversation, status, task, error } = answer as {
      readonly [f: string]: unknown
    }
    const code = (error as { code?: string } | undefined)?.code
    answers.push([asked.do, answer.ok, outcome, reasons, conversation, status, task, code])
  }
  w.advance(60 * day)
  await refresh(w.desk)
  while ((await expectOk(w.desk.applyDeadlines())).more);
  const rows = await readAllPages((after) => w.store.conversations({ after, limit: 100 }))
  const tasks = await readAllPages((after) => w.store.tasks({ after, limit: 100 }))
  expect(await findStoreFaults(w, w.policy())).toEqual([])
  expect((await w.store.due({ by: w.now(), after: null, limit: 1 })).items).toEqual([])
  const written = await w.events()
  const events = written.map(({ recordedAt: _, ...event }) => event)
  // What was done to a task goes on in the survivor's stream, so the one that ended comes first (CU-8).
  const ended = new Set(eventsOfType(written, 'customer.merged').map((event) => event.customer))
  const streamOf = (name: string) => `${ended.has(name) ? 0 : 1} ${name}`
  const byPlace = (a: (typeof events)[number], b: typeof a) =>
    streamOf(a.customer).localeCompare(streamOf(b.customer)) || a.seq - b.seq
  return { answers, rows, tasks, events: events.sort(byPlace) }
}

type InboundOutcome = Awaited<ReturnType<typeof tell>>

/**
 * What must come out the same though tasks fall due between: everything but places in the stream. What falls due to a
 * task and what falls due to a conversation are written by whoever looks at the one or the other, so which comes first
 * in the stream is open, and in which stream, where a merge comes between: timelines cover both. Each has its own order.
 */
const withoutPlaces = ({ answers, rows, tasks, events }: InboundOutcome) => {
  // A contact that begins when a snooze wakes is named after the place of its event.
  const named = (text: string): string => text.replaceAll(/\.wake\.(\d+)\.\d+\.(\d+)~/g, '.wake.$1.$2~')
  const plain = (value: unknown): unknown =>
    JSON.parse(named(JSON.stringify(value)), (key, part) =>
      key === 'lastCustomerMessageSeq' ? undefined : part,
    )
  const streams = new Map<string, unknown[]>()
  for (const { seq: _, id, customer, ...event } of events) {
    const key = event.task ?? `${customer} ${event.conversation}`
    const own = id.replace(/\.(wake|first_response|auto_close|task_due)\.(\d+)\.\d+\.(\d+)$/, '.$1.$2.$3')
    streams.set(key, [...(streams.get(key) ?? []), plain({ ...event, id: own })])
  }
  const byId = (a: InboundOutcome['rows'][number], b: typeof a): number =>
    a.conversation.id < b.conversation.id ? -1 : 1
  return { answers: plain(answers), rows: plain([...rows].sort(byId)), tasks, streams }
}

const law = (
  step: fc.Arbitrary<Step>,
  usual: number,
  holds: (story: readonly Step[]) => Promise<void>,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(stories(step), (story) => holds(story)),
    lawRuns(usual),
  )

describe('when, or whether, a sweep runs', () => {
  for (const [name, pass] of Object.entries(regimes)) {
    it(`D-2: swept ${name}, everything comes out as if it were swept on time`, () =>
      law(decent, 120, async (story) => {
        expect(await tell(story, { pass })).toEqual(await tell(story, { pass: onTime }))
      }))

    it(`D-2: swept ${name}, also when policies change that say what held before them`, () =>
      law(changing, 120, async (story) => {
        expect(await tell(story, { pass })).toEqual(await tell(story, { pass: onTime }))
      }))

    it(`D-2, TK-6: swept ${name}, also when tasks fall due; but for places in the stream`, () =>
      law(whole, 120, async (story) => {
        const told = withoutPlaces(await tell(story, { pass }))
        expect(told).toEqual(withoutPlaces(await tell(story, { pass: onTime })))
      }))
  }

  it('D-2, D-5: with desks that crash as well, all comes out the same but for what they answered', () =>
    law(whole, 120, async (story) => {
      const crashing = await tell(story, { pass: regimes['by sweepers that crash'] ?? onTime, crashes: true })
      const calm = await tell(story, { pass: onTime })
      expect(withoutPlaces({ ...crashing, answers: [] })).toEqual(withoutPlaces({ ...calm, answers: [] }))
    }))

  it('D-2: the stories reach every kind of deadline', async () => {
    const causes = new Set<string>()
    for (const story of fc.sample(stories(whole), { numRuns: 150, seed: 1 }))
      for (const { cause } of (await tell(story, { pass: onTime })).events) causes.add(cause)
    const kinds = ['idle', 'mail_idle', 'call_timeout', 'wake', 'first_response', 'auto_close', 'task_due']
    expect([...causes]).toEqual(expect.arrayContaining([...kinds, 'separate', 'rejoin', 'merge', 'snooze']))
  })

  it('D-2: and what is late is said to be so', async () => {
    const w = createWorld({ policy: { reopenWindow: { hours: 3 } } })
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    w.advance(5 * hour)
    await w.customerWrites('two')
    const [ended] = eventsOfType(await w.events(), 'contact.ended')
    expect(ended).toMatchObject({ recordedAt: w.now(), occurredAt: w.now() - 4 * hour })
  })
})

describe('a policy that does not say what held before it', () => {
  const deadlines: readonly string[] = ['idle', 'mail_idle', 'first_response', 'auto_close']
  const fell = async (w: DeskWorld) => (await w.events()).filter(({ cause }) => deadlines.includes(cause))

  it('D-2: nothing is due before it took effect, literally: what nobody swept in time happens then', async () => {
    const w = begin(false)
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    w.advance(30 * day)
    const since = w.now()
    w.change({ ...full, autoClose: 'off' })
    w.advance(day)
    await expectOk(w.desk.applyDeadlines())
    expect((await fell(w)).map(({ type, occurredAt }) => [type, occurredAt - since])).toEqual([
      ['contact.ended', 0],
      ['conversation.status_changed', 0],
    ])
  })

  it('D-2: with the one before it, what was due by that happens by that, at its time', async () => {
    const w = begin(true)
    await w.customerWrites('one')
    await w.agentWrites('An answer')
    w.advance(30 * day)
    w.change({ ...full, autoClose: 'off' })
    w.advance(day)
    await refresh(w.desk)
    await expectOk(w.desk.applyDeadlines())
    expect((await fell(w)).map(({ type, occurredAt }) => [type, occurredAt - monday])).toEqual([
      ['contact.ended', hour],
      ['conversation.status_changed', hour],
      ['conversation.closed', 4 * hour],
      ['conversation.status_changed', 4 * hour],
    ])
  })

  it('D-2: as long as it does not change it is the same whenever it is swept', () =>
    law(changing, 120, async (story) => {
      const last = story.findLastIndex((each) => each.do === 'change')
      const [first, rest] = [story.slice(0, last + 1), story.slice(last + 1)]
      // Until the last change both are swept alike; after it one is and one is not.
      const either = async (pass: Regime) => {
        const w: { passed: number } = { passed: 0 }
        const passes = first.filter((each) => each.do === 'pass').length
        const both: Regime = (here, ms, n) => (w.passed++ < passes ? onTime(here, ms, n) : pass(here, ms, n))
        return tell([...first, ...rest], { pass: both, before: false })
      }
      expect(await either(regimes['never'] ?? onTime)).toEqual(await either(onTime))
    }))
})
