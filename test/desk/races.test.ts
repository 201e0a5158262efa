import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desk, DeskOptions, Store } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import {
  createWorld,
  type DeskWorld,
  eventsOfType,
  expectOk,
  expectRefusal,
  findStoreFaults,
  hour,
  inboundMail,
  lawRuns,
} from '../support/world.ts'

/** A store whose every trip waits until the scheduler lets it go. */
const scheduled = (s: fc.Scheduler, store: Store): Store => ({
  ...store,
  load: s.scheduleFunction(store.load),
  commit: s.scheduleFunction(store.commit),
})

/** Desks of several servers on one store, in whatever order their trips are made. */
const servers = (s: fc.Scheduler, size: number) => {
  const w = createWorld()
  const settings: Partial<DeskOptions> = {
    store: scheduled(s, w.store),
    wait: () => s.schedule(Promise.resolve()),
    random: () => 0,
  }
  const desks = Array.from({ length: size }, () => w.anotherDesk(settings))
  return { w, desks, at: (n: number): Desk => desks[n % size] ?? w.desk }
}

const texts = (size: number) => Array.from({ length: size }, (_, n) => `text ${n}`)

describe('first messages', () => {
  it('O-4: 64 at once, of one new customer, through one desk: one conversation, 64 finds and 64 commits', async () => {
    const w = createWorld()
    const heard = await Promise.all(texts(64).map((text) => expectOk(w.desk.receive(inboundMail(text)))))
    expect(w.store.trips).toEqual({ loads: 64, commits: 64, conflicts: 0 })
    expect(new Set(heard.map(({ conversation }) => conversation?.id)).size).toBe(1)
    expect(heard.map(({ outcome }) => outcome).sort()).toEqual([...Array(63).fill('append'), 'start'])
    expect(eventsOfType(await w.events(), 'message.received')).toHaveLength(64)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('O-4: 64 at once through 8 desks on one store lose none, in whatever order they are served', () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const { w, at } = servers(s, 8)
        const jobs = texts(64).map((text, n) => expectOk(at(n).receive(inboundMail(text))))
        const heard = await s.waitFor(Promise.all(jobs))
        const events = await w.events()
        expect(eventsOfType(events, 'conversation.started')).toHaveLength(1)
        expect(
          eventsOfType(events, 'message.received')
            .map(({ content }) => content?.text)
            .sort(),
        ).toEqual(texts(64).sort())
        expect(new Set(heard.map(({ message }) => message)).size).toBe(64)
        expect(await findStoreFaults(w)).toEqual([])
      }),
      lawRuns(40),
    ))

  it('I-1, O-4: a message that many servers are told of at once is one message', () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.boolean(), async (s, hidden) => {
        const { w, desks } = servers(s, 5)
        const told = { ...inboundMail('one'), from: hidden ? '<>' : 'ada@example.com' }
        const heard = await s.waitFor(Promise.all(desks.map((desk) => expectOk(desk.receive(told)))))
        expect(heard.map(({ outcome }) => outcome).sort()).toEqual([...Array(4).fill('duplicate'), 'start'])
        expect(new Set(heard.map(({ message }) => message)).size).toBe(1)
        expect(await findStoreFaults(w)).toEqual([])
      }),
      lawRuns(40),
    ))
})

/** What a server may be told or asked to do, each with what it is known by. */
const job = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('receive' as const), id: fc.integer({ min: 0, max: 5 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('claim' as const), id: fc.integer({ min: 0, max: 5 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'close',
        'reopen',
        'assign',
        'send',
        'note',
        'addAddress',
        'removeAddress',
        'block',
      ),
      id: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('unblock', 'tick', 'call', 'hang up'), id: fc.constant(0) }),
  },
)
type Job = typeof job extends fc.Arbitrary<infer J> ? J : never

const address = { channel: 'email', address: 'ada@home.example' } as const

/** Some jobs are given to two servers under one command id: they may have one effect. */
const give = (
  desk: Desk,
  w: DeskWorld,
  { do: what, id }: Job,
  version: number,
): Promise<{ readonly ok: boolean }> => {
  const by = { customer: 'ada', agent: 'sam', commandId: `${what}-${id}` }
  if (what === 'receive') return desk.receive(inboundMail(`text ${id}`, { customer: 'ada' }))
  if (what === 'claim') return desk.receive(inboundMail(`claim ${id}`, { from: address.address }))
  if (what === 'close') return desk.close({ ...by, version: version + id, force: true })
  if (what === 'assign') return desk.assign({ ...by, to: `agent-${id}`, expected: null })
  if (what === 'send')
    return desk.send({ ...by, channel: 'email', text: 'Hi', intent: id > 1 ? 'new' : 'continue' })
  if (what === 'note') return desk.note({ ...by, text: 'Hm' })
  if (what === 'addAddress') return desk.addAddress({ ...by, ...address })
  if (what === 'removeAddress')
    return desk.removeAddress({ ...by, channel: 'email', address: 'ada@home.example' })
  if (what === 'tick') return desk.applyDeadlines({ now: w.now() })
  if (what === 'call') return desk.startCall({ id: 'call', customer: 'ada' })
  if (what === 'hang up') return desk.endCall({ id: 'call', customer: 'ada', by: 'customer' })
  return desk[what](by)
}

describe('everything at once', () => {
  it('O-1, O-7, E-1: whatever several servers do at once, in whatever order, the store stays right', () =>
    fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(job, { minLength: 2, maxLength: 20, size: 'max' }),
        fc.boolean(),
        async (s, jobs, isOld) => {
          const { w, at } = servers(s, 3)
          const { version } = await w.customerWrites('first')
          await w.agentWrites('An answer')
          if (isOld) w.advance(2 * hour)
          const done = await s.waitFor(Promise.all(jobs.map((each, n) => give(at(n), w, each, version))))
          const events = await w.events()
          expect(await findStoreFaults(w)).toEqual([])
          for (const answer of done)
            if (!answer.ok)
              expect((answer as unknown as { error: { code: string } }).error.code).not.toBe('desk.conflict')
          for (const prefix of ['text', 'claim']) {
            const told = jobs.filter((each) => each.do === (prefix === 'text' ? 'receive' : 'claim'))
            const ids = [...new Set(told.map(({ id }) => `${prefix} ${id}`))]
            const stored = eventsOfType(events, 'message.received').map(({ content }) => content?.text ?? '')
            expect(stored.filter((text) => text.startsWith(`${prefix} `)).sort()).toEqual(ids.sort())
          }
          for (const [type, what] of [
            ['note.added', 'note'],
            ['message.sent', 'send'],
          ] as const) {
            const asked = new Set(jobs.filter((each) => each.do === what).map(({ id }) => id)).size
            const made = eventsOfType(events, type).length - (what === 'send' ? 1 : 0)
            expect(made).toBeLessThanOrEqual(asked)
            if (what === 'note') expect(made).toBe(asked)
          }
        },
      ),
      lawRuns(400),
    ))

  it('D-5: sweepers and commands at once end each contact once', () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const { w, desks, at } = servers(s, 4)
        for (const customer of ['ada', 'bob', 'cyd']) {
          await w.customerWrites(customer, { customer, from: null })
          await w.agentWrites('An answer', { customer })
        }
        w.advance(2 * hour)
        await s.waitFor(
          Promise.all([
            ...desks.map((desk) => desk.applyDeadlines()),
            at(1).receive(inboundMail('later', { customer: 'bob' })),
          ]),
        )
        expect(eventsOfType(await w.events(), 'contact.ended')).toHaveLength(3)
        expect(await findStoreFaults(w)).toEqual([])
      }),
      lawRuns(40),
    ))

  it('CU-11: a number that is moved while it is written from belongs to one of the two', () =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (s) => {
        const { w, at } = servers(s, 3)
        await expectOk(w.desk.register({ customer: 'ada', addresses: [address] }))
        await expectOk(w.desk.register({ customer: 'bob' }))
        const move = { channel: 'email', address: 'ada@home.example', commandId: 'move' }
        const [one, two, heard] = await s.waitFor(
          Promise.all([
            at(0).moveAddress({ ...move, customer: 'ada', to: 'bob' }),
            at(1).moveAddress({ ...move, customer: 'bob', to: 'ada', commandId: 'back' }),
            expectOk(at(2).receive(inboundMail('x', { from: address.address }))),
          ]),
        )
        expect(one.ok).toBe(true)
        expect(['ada', 'bob']).toContain(heard.customer)
        const { customer } = await expectOk(w.desk.receive(inboundMail('y', { from: address.address })))
        expect(customer).toBe(two.ok ? 'ada' : 'bob')
        expect(await findStoreFaults(w)).toEqual([])
      }),
      lawRuns(40),
    ))
})

describe('patience', () => {
  /** A store that always answers that somebody else was first. */
  const contended = (patience: number) => {
    const waits: number[] = []
    const store = memoryStore()
    const commit: Store['commit'] = async () => ({ ok: false, conflict: { kind: 'stale', key: 'ada' } })
    const w = createWorld({
      store: { ...store, commit },
      retryFor: patience,
      random: () => 0,
      wait: async (ms) => {
        waits.push(ms)
      },
    })
    return { w, waits }
  }

  it('O-4: after so much waiting a command is refused, and nothing was written', async () => {
    const { w, waits } = contended(1_000)
    const refused = await expectRefusal(w.desk.receive(inboundMail('one')))
    expect(refused).toEqual({
      code: 'desk.conflict',
      rule: 'O-4',
      message: expect.stringContaining(String(waits.length + 1)),
      remedy: expect.stringMatching(/again.*nothing was written/),
      conflict: { kind: 'stale', key: 'ada' },
      attempts: waits.length + 1,
    })
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(1_000)
    expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8])
    expect(Math.max(...waits)).toBe(100)
    expect(await w.events()).toEqual([])
  })

  it('O-4: every command says so in the same way', async () => {
    const { w } = contended(0)
    const by = { customer: 'ada', agent: 'sam' }
    const send = { ...by, channel: 'email', text: 'x', to: 'ada@example.com' }
    for (const refused of [
      await expectRefusal(w.desk.send(send)),
      await expectRefusal(w.desk.register({ customer: 'ada' })),
      await expectRefusal(w.desk.startCall({ id: 'c', customer: 'ada' })),
    ])
      expect(refused).toMatchObject({ code: 'desk.conflict', attempts: 1 })
    const filled = createWorld()
    for (const customer of ['ada', 'bob'])
      await expectOk(filled.desk.register({ customer, addresses: [{ channel: 'chat', address: customer }] }))
    const commit: Store['commit'] = async () => ({ ok: false, conflict: { kind: 'stale', key: 'ada' } })
    const stuck = filled.anotherDesk({ store: { ...filled.store, commit }, retryFor: 0 })
    const move = { customer: 'ada', channel: 'chat', address: 'ada', to: 'bob' }
    expect(await expectRefusal(stuck.moveAddress(move))).toMatchObject({ code: 'desk.conflict' })
  })

  it('O-4: the pause is never the same for all: chance spreads it from a half to the whole', async () => {
    for (const [chance, first] of [
      [0, 1],
      [0.5, 1.5],
      [1, 2],
    ] as const) {
      const waits: number[] = []
      const { w } = contended(100)
      const commit: Store['commit'] = async () => ({ ok: false, conflict: { kind: 'stale', key: 'ada' } })
      const wait = async (ms: number) => {
        waits.push(ms)
      }
      const desk = w.anotherDesk({ store: { ...w.store, commit }, random: () => chance, wait })
      await expectRefusal(desk.receive(inboundMail('one')))
      expect(waits[0]).toBe(first)
    }
  })

  it('O-4: without being told how, a desk waits by the clock and draws by lot', async () => {
    const w = createWorld()
    const other = () => w.customerWrites('two')
    let first = true
    const commit: Store['commit'] = async (changes) => {
      if (first) {
        first = false
        await other()
      }
      return w.store.commit(changes)
    }
    const desk = w.anotherDesk({
      store: { ...w.store, commit },
      wait: undefined,
      random: undefined,
      newId: undefined,
      clock: undefined,
      topics: undefined,
    })
    expect(await expectOk(desk.receive(inboundMail('one', { customer: 'ada', id: null })))).toMatchObject({
      outcome: 'append',
    })
  })
})
