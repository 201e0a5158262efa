import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/index.ts'
import { createWorld, day, expectOk, expectRefusal } from '../support/world.ts'

type Answer = { readonly ok: boolean; readonly error?: { readonly code: string; readonly issues?: unknown } }
type Method = (input: unknown) => Promise<Answer>

const names = Object.keys(createWorld().desk) as (keyof Desk)[]
const mayBeLeftOut: readonly string[] = ['applyDeadlines', 'counts', 'refreshDeadlines']
const invalid = /^(command|inbound)\.invalid$/

const call = (desk: Desk, name: keyof Desk, input: unknown): Promise<Answer> => (desk[name] as Method)(input)

const thrower = (): never => {
  throw new Error('read')
}
const cycle: { self?: unknown } = {}
cycle.self = cycle

/** What no method may take in place of its whole input. */
const hostile: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a number', 17],
  ['a list', ['ada']],
  ['a symbol', Symbol('x')],
  ['a function', () => 0],
  [
    'a getter that throws',
    {
      get customer() {
        return thrower()
      },
      channel: 'email',
    },
  ],
  [
    'a getter that throws deep inside',
    {
      customer: 'ada',
      channel: 'email',
      contacts: [
        {
          get id() {
            return thrower()
          },
        },
      ],
    },
  ],
  ['a Proxy that throws', new Proxy({}, { get: thrower, ownKeys: thrower, getPrototypeOf: thrower })],
  [
    'a Proxy that throws nothing of an error',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw cycle
        },
      },
    ),
  ],
  [
    'a revoked Proxy',
    (() => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    })(),
  ],
  ['a cycle', { customer: 'ada', channel: 'email', attributes: cycle, cycle }],
  ['a list with a hole', { customer: 'ada', channel: 'email', topics: new Array(3), contacts: new Array(3) }],
  ['a list without end', { customer: 'ada', channel: 'email', topics: new Array(2 ** 32 - 1) }],
  [
    'a list that lies about its length',
    { customer: 'ada', topics: new Proxy([], { get: (_, key) => (key === 'length' ? -1 : thrower()) }) },
  ],
  ['what only inherits from Date', { customer: 'ada', channel: 'email', at: Object.create(Date.prototype) }],
]

describe('every method of a desk', () => {
  it.each(hostile)('refuses %s by value, and asks the store nothing (B-1)', async (_, input) => {
    const { desk, store } = createWorld()
    for (const name of names) {
      const answer = await call(desk, name, input)
      expect(answer, name).toMatchObject({ ok: false, error: { rule: 'B-1', issues: expect.anything() } })
      expect(answer.error?.code, name).toMatch(invalid)
    }
    expect(store.trips).toEqual({ loads: 0, commits: 0, conflicts: 0 })
  })

  it('refuses nothing at all by value, except where an input is optional (B-1)', async () => {
    const { desk } = createWorld()
    for (const name of names) {
      const { ok, error } = await call(desk, name, undefined)
      expect(ok, name).toBe(mayBeLeftOut.includes(name))
      if (!ok) expect(error?.code, name).toMatch(invalid)
    }
  })

  it('names the path and the reason of what cannot be read (B-1)', async () => {
    const { desk } = createWorld()
    const issueOf = async (input: unknown) => {
      const error = await expectRefusal(desk.separate(input as never))
      return (error as unknown as { readonly issues: readonly unknown[] }).issues
    }
    const at = (path: string, reason: RegExp) => [{ path, message: expect.stringMatching(reason) }]
    const customer = 'ada'
    const file = {
      get id() {
        return thrower()
      },
    }
    expect(await issueOf({ customer, contacts: [file] })).toEqual(
      at('contacts.0.id', /throws when it is read/),
    )
    expect(await issueOf({ customer, contacts: Object.assign([], { 1: 'c' }) })).toEqual(
      at('contacts', /hole at 0/),
    )
    expect(await issueOf({ customer, a: { b: cycle } })).toEqual(
      at(expect.stringMatching(/^a\.b\.self/) as never, /contains itself/),
    )
    expect(await issueOf({ customer, contacts: Array(200_000).fill('c') })).toEqual(
      at('contacts', /more than 100000/),
    )
  })

  it('reads each field once: what an input says later changes nothing (B-1)', async () => {
    const { desk } = createWorld()
    let reads = 0
    const lying = {
      channel: 'email',
      from: 'ada@example.com',
      get text() {
        return reads++ === 0 ? 'first' : thrower()
      },
    }
    const { events } = await expectOk(desk.receive(lying))
    expect(reads).toBe(1)
    expect(events.find(({ type }) => type === 'message.received')?.content?.text).toBe('first')
  })

  it('keeps dates, and takes fields named as prototypes for nothing (B-1, B-4)', async () => {
    const w = createWorld()
    const at = new Date(w.now() - 1_000)
    const input = JSON.parse(
      '{"__proto__":{"text":"no"},"channel":"email","from":"ada@example.com","headers":{"__proto__":"x"}}',
    )
    await call(w.desk, 'receive', input)
    const { events } = await expectOk(
      w.desk.receive({ channel: 'email', from: 'ada@example.com', text: 'yes', at }),
    )
    expect(events.find(({ type }) => type === 'message.received')?.occurredAt).toBe(at.getTime())
    expect({}).not.toHaveProperty('text')
  })
})

describe('what is only looked at', () => {
  it.each([
    ['current', {}],
    ['current', ''],
    ['current', 'x'.repeat(256)],
    ['timeline', { customer: 17 }],
    ['timeline', { customer: 'ada', order: 'sideways' }],
    ['timeline', { customer: 'ada', limit: 'many' }],
    ['conversations', { status: 'snoozed' }],
    ['conversations', { inbox: {} }],
    ['conversations', { agent: new Date(Number.NaN) }],
    ['counts', { inbox: 5 }],
    ['tasks', { closed: 'no' }],
    ['tasks', { dueBy: new Date(Number.NaN) }],
    ['tasks', { dueBy: Infinity }],
    ['canReply', { customer: [], channel: 'email' }],
    ['refreshDeadlines', { limit: {} }],
    ['applyDeadlines', { limit: '5' }],
  ] as const)('refuses %s(%j) as invalid (B-1)', async (name, input) => {
    const { desk, store } = createWorld()
    expect(await call(desk, name, input)).toMatchObject({ ok: false, error: { code: 'command.invalid' } })
    expect(store.trips.loads).toBe(0)
  })

  it('takes null in a filter for nothing said, except for an agent (B-1)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await expectOk(w.desk.createTask({ customer: 'ada', text: 'x', dueAt: w.now() + day }))
    const none = {
      status: null,
      inbox: null,
      customer: null,
      closed: null,
      dueBy: null,
      limit: null,
      after: null,
    }
    expect((await expectOk(w.desk.conversations(none as never))).items).toHaveLength(1)
    expect((await expectOk(w.desk.conversations({ agent: null }))).items).toHaveLength(1)
    expect((await expectOk(w.desk.tasks(none as never))).items).toHaveLength(1)
    expect((await expectOk(w.desk.counts(none as never))).counts.new).toBe(1)
    expect((await expectOk(w.desk.timeline({ customer: 'ada', order: null } as never))).items).not.toEqual([])
  })

  it('takes the due time of tasks in every form of time (B-4)', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const dueAt = w.now() + day
    await expectOk(w.desk.createTask({ customer: 'ada', text: 'x', dueAt }))
    for (const dueBy of [dueAt, new Date(dueAt), new Date(dueAt).toISOString()])
      expect((await expectOk(w.desk.tasks({ dueBy }))).items).toHaveLength(1)
    expect((await expectOk(w.desk.tasks({ dueBy: dueAt - 1 }))).items).toEqual([])
  })
})
