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
  lawRuns,
} from '../support/world.ts'

const numbers = ['+491111111111', '+492222222222'] as const
const [, numberOfBob] = numbers

/** Ada and Bob, each with a number, on a desk that counts how often it had to wait. */
const twoCustomers = async (options: Partial<DeskOptions> = {}): Promise<DeskWorld & { waits: number }> => {
  const counted = { waits: 0 }
  const wait = async () => {
    counted.waits++
  }
  const w = Object.assign(counted, createWorld({ wait, ...options } as never))
  for (const [n, customer] of ['ada', 'bob'].entries())
    await expectOk(
      w.desk.register({ customer, addresses: [{ channel: 'voice', address: numbers[n] ?? '' }] }),
    )
  return w
}

/** Sam calls Ada at Bob's number and closes while they talk. */
const closeDuringCall = async (w: DeskWorld): Promise<void> => {
  await expectOk(w.desk.dial({ customer: 'ada', agent: 'sam', id: 'call-1', to: numberOfBob }))
  await w.agentCloses()
}

describe('a call to a number of another customer', () => {
  it('is noted as ended at once when its conversation was closed meanwhile (O-4)', async () => {
    const w = await twoCustomers()
    await closeDuringCall(w)
    const ended = await expectOk(w.desk.endCall({ id: 'call-1', by: 'customer', from: numberOfBob }))
    expect(ended).toMatchObject({ customer: 'ada', outcome: 'append_silently', status: 'closed' })
    expect(eventsOfType(ended.events, 'customer.address_conflict')).toMatchObject([
      { data: { owner: 'bob' } },
    ])
    expect(w.waits).toBe(0)
    expect(await expectOk(w.desk.receive({ channel: 'sms', from: numberOfBob, text: 'Hi' }))).toMatchObject({
      customer: 'bob',
    })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('is noted as started at once when its conversation was closed meanwhile (O-4)', async () => {
    const w = await twoCustomers()
    await closeDuringCall(w)
    expect(await expectOk(w.desk.startCall({ id: 'call-1', from: numberOfBob }))).toMatchObject({
      customer: 'ada',
      outcome: 'append_silently',
    })
    expect(w.waits).toBe(0)
  })

  it('keeps news of another endpoint with the customer who called there (I-1, K-3)', async () => {
    const w = createWorld()
    await expectOk(
      w.desk.startCall({ id: 'call-1', customer: 'ada', from: numbers[0], endpoint: '+4930111111' }),
    )
    const ended = await expectOk(
      w.desk.endCall({ id: 'call-1', from: numberOfBob, endpoint: '+4930222222', by: 'customer' }),
    )
    expect(ended.customer).not.toBe('ada')
    expect((await expectOk(w.desk.current('ada'))).customer.addresses).toHaveLength(1)
  })
})

/** A stranger writes from a number; Ada has it at each of so many commits, and at none of the loads between. */
const hearWhileAdaTakesAndFrees = async (times: number) => {
  const w = createWorld()
  const number = { customer: 'ada', channel: 'sms', address: numberOfBob }
  await expectOk(w.desk.register({ customer: 'ada' }))
  let races = 0
  const commit: Store['commit'] = async (changes) => {
    if (races === times) return w.store.commit(changes)
    races++
    await expectOk(w.desk.addAddress(number))
    const committed = await w.store.commit(changes)
    await expectOk(w.desk.removeAddress(number))
    return committed
  }
  const other = w.anotherDesk({ store: { ...w.store, commit }, wait: async () => {} })
  return { w, heard: await other.receive({ channel: 'sms', from: numberOfBob, text: 'Hi', id: 'm1' }) }
}

describe('an address that is claimed and freed while a stranger writes from it', () => {
  it('is tried again: a holder found at a commit may be gone at the next load (O-4)', async () => {
    const { w, heard } = await hearWhileAdaTakesAndFrees(5)
    expect(heard).toMatchObject({ ok: true, outcome: 'start' })
    expect(heard).not.toMatchObject({ customer: 'ada' })
    expect(await findStoreFaults(w)).toEqual([])
  })
})

describe('a conflict that fresh decisions repeat', () => {
  const answering = (conflict: { readonly kind: 'claimed' | 'repeated'; readonly key: string }) => {
    const commit: Store['commit'] = async () => ({ ok: false, conflict })
    return { store: { ...memoryStore(), commit } }
  }

  it.each([
    ['repeated', 2],
    ['claimed', 8],
  ] as const)('is refused early: %s, at attempt %i (O-4)', async (kind, attempts) => {
    const waits: number[] = []
    const wait = async (ms: number) => {
      waits.push(ms)
    }
    const { desk } = createWorld({ ...answering({ kind, key: 'phone:+49222' }), wait })
    const refused = await expectRefusal(desk.receive({ channel: 'sms', from: numberOfBob, text: 'Hi' }))
    expect(refused).toMatchObject({
      code: 'desk.conflict',
      message: expect.stringContaining('phone:+49222'),
      conflict: { kind, key: 'phone:+49222' },
      attempts,
    })
    expect(waits).toHaveLength(attempts - 1)
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(300)
  })

  it('is tried again where the fresh decision asks for other keys (O-4)', async () => {
    const store = memoryStore()
    let refusals = 0
    const w = createWorld({
      store: {
        ...store,
        commit: async (changes) =>
          refusals++ < 12 ? { ok: false, conflict: { kind: 'claimed', key: 'x' } } : store.commit(changes),
        load: async (queries) => {
          const [found, ...rest] = await store.load(queries)
          return [{ ...found, head: refusals < 12 ? refusals : 0 }, ...rest] as never
        },
      },
    })
    expect(await expectOk(w.desk.receive({ channel: 'sms', from: numberOfBob, text: 'Hi' }))).toMatchObject({
      outcome: 'start',
    })
  })
})

const known = fc.option(fc.constantFrom('ada', 'bob'), { nil: undefined })
const heard = {
  id: fc.constantFrom('call-1', 'call-2', 'call-3'),
  customer: known,
  from: fc.option(fc.constantFrom(...numbers, '+493333333333', 'anonymous'), { nil: undefined }),
  endpoint: fc.option(fc.constantFrom('+4930111111', '+4930222222'), { nil: undefined }),
  shared: fc.option(fc.boolean(), { nil: undefined, freq: 1 }),
}
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('start', 'answer', 'end' as const), ...heard }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('dial' as const),
      customer: fc.constantFrom('ada', 'bob'),
      id: heard.id,
      to: fc.constantFrom(...numbers, '+493333333333', undefined),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('close', 'remove', 'move' as const),
      customer: fc.constantFrom('ada', 'bob'),
      number: fc.constantFrom(...numbers),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('text' as const), from: heard.from, quotes: fc.boolean() }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const run = async (w: DeskWorld, one: Step): Promise<{ readonly ok: boolean }> => {
  const { desk } = w
  const calling = (more: { readonly do: string }) => ({ ...more, do: undefined }) as never
  switch (one.do) {
    case 'start':
      return desk.startCall(calling(one))
    case 'answer':
      return desk.answerCall({ ...one, agent: 'sam' })
    case 'end':
      return desk.endCall({ ...one, by: 'customer' })
    case 'dial':
      return desk.dial({ ...one, agent: 'sam', intent: 'continue' })
    case 'close':
      return w.agentCloses(one.customer).catch(() => ({ ok: true }))
    case 'remove':
      return desk.removeAddress({ customer: one.customer, channel: 'voice', address: one.number })
    case 'move':
      return desk.moveAddress({
        customer: one.customer,
        channel: 'voice',
        address: one.number,
        to: one.customer === 'ada' ? 'bob' : 'ada',
      })
    case 'text':
      return desk.receive({
        channel: 'sms',
        from: one.from ?? null,
        text: 'Hi',
        ...(one.quotes ? { inReplyTo: 'call-1' } : {}),
      } as Parameters<Desk['receive']>[0])
  }
}

describe('two customers who share numbers', () => {
  it('never wait on each other when one command follows another (O-4)', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14, size: 'max' }), async (steps) => {
        const w = await twoCustomers()
        for (const each of steps) {
          const answer = await run(w, each)
          if (!answer.ok) expect(answer).not.toMatchObject({ error: { code: 'desk.conflict' } })
        }
        expect(w.waits).toBe(0)
        expect(await findStoreFaults(w)).toEqual([])
      }),
      lawRuns(1_000),
    ))
})
