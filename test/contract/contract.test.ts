import { describe, expect, it, vi } from 'vitest'
import { defineCase } from '../../src/contract/define.ts'
import { conformance, contract, reportText, type StoreHarness, waiverOf } from '../../src/contract/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { model } from './broken/broken.ts'
import { brokenStores } from './broken/index.ts'
import { harnesses } from './harnesses.ts'

for (const harness of harnesses)
  describe(harness.name, () => {
    for (const one of contract) {
      const waived = waiverOf(one, harness) !== null
      it.skipIf(waived)(`${one.rule}: ${one.id}: ${one.title}`, () => one.run(harness))
    }
  })

describe('broken stores', () => {
  const killed = new Set<string>()

  it('O-4: the model that they are made of keeps every promise, and waives none', async () => {
    const { passed, failed, waived } = await conformance(model)
    expect({ passed, failed, waived }).toEqual({ passed: contract.length, failed: 0, waived: 0 })
  })

  it.each(brokenStores.map((each) => [each.name, each] as const))(
    'O-4: one that %s fails the cases that are meant for it, and no others',
    async (_, { harness, kills }) => {
      const { outcomes } = await conformance(harness)
      const failed = outcomes.filter(({ result }) => result === 'failed')
      for (const { id } of failed) killed.add(id)
      expect(failed.map(({ id }) => id).sort()).toEqual([...kills].sort())
      for (const { why, rule } of failed) expect(why).toContain(`(${rule}): `)
    },
  )

  it('O-4: every case finds out at least one, and every one has a name of its own', () => {
    expect(contract.map(({ id }) => id).filter((id) => !killed.has(id))).toEqual([])
    expect(new Set(brokenStores.map(({ name }) => name)).size).toBe(brokenStores.length)
  })
})

describe('the kit', () => {
  const open: StoreHarness['open'] = async () => ({ store: memoryStore() })
  const only = (needs: string) => contract.filter((one) => (one.needs as readonly string[]).includes(needs))

  it('B-2: cases have ids of their own, a rule, a title, and say what a store must do', () => {
    expect(new Set(contract.map(({ id }) => id)).size).toBe(contract.length)
    for (const { rule, title, promise } of contract) {
      expect(rule).toMatch(/^[A-Z]+-\d+(, [A-Z]+-\d+)*$/)
      expect(title.length * promise.length).toBeGreaterThan(0)
    }
  })

  it('B-2: a capability that is neither declared nor waived fails, and is never skipped in silence', async () => {
    const silent: StoreHarness = { name: 'silent', capabilities: [], open }
    const { failed, waived } = await conformance(silent)
    const needing = contract.filter(({ needs }) => needs.length > 0)
    expect([failed, waived]).toEqual([needing.length, 0])
    await expect(only('timeline')[0]?.run(silent)).rejects.toThrow(
      /'timeline', which .* neither declares nor waives/,
    )
  })

  it('B-2: a capability that is declared and not there fails, of ports and of harnesses', async () => {
    const { load, commit } = memoryStore()
    const boasting: StoreHarness = { ...model, open: async () => ({ store: { load, commit } }) }
    await expect(only('events')[0]?.run(boasting)).rejects.toThrow(/declared to have 'events' and has not/)
    for (const [capability, name] of [
      ['siblings', 'sibling'],
      ['durable', 'reopen'],
      ['tenants', 'tenant'],
    ] as const)
      await expect(only(capability)[0]?.run({ ...model, open })).rejects.toThrow(
        `declares '${capability}' and opens no '${name}'`,
      )
  })

  it('B-2: one that is waived is listed with its reason, and its cases do nothing', async () => {
    const waiving: StoreHarness = { ...model, waived: { tenants: 'one database each' }, open }
    const [first] = only('tenants')
    await expect(first?.run(waiving)).resolves.toBeUndefined()
    const report = await conformance(waiving, { cases: only('tenants') })
    expect(report).toMatchObject({
      passed: 0,
      failed: 0,
      waived: 1,
      outcomes: [{ why: 'one database each' }],
    })
    expect(reportText(report)).toMatch(
      /^model: 0 passed, 0 failed, 1 waived, of 1\n {2}waived {2}tenants\.isolated .*\n +→ one database each$/,
    )
  })

  it('B-3: what a store throws is told with the case, the rule and the promise', async () => {
    const away: StoreHarness = {
      ...model,
      open: async () => ({
        store: { ...memoryStore(), load: () => Promise.reject(new Error('no such table')) },
      }),
    }
    const told: string[] = []
    const { failed, outcomes } = await conformance(away, {
      cases: contract.slice(0, 2),
      onOutcome: ({ id, result }) => told.push(`${id} ${result}`),
    })
    expect(failed).toBe(2)
    expect(told).toEqual(['commit.read_back failed', 'commit.leaves_input failed'])
    expect(outcomes[0]?.why).toBe(
      'commit.read_back (O-7, E-1): something threw that should have been answered: no such table. A store must: give back what it was given, every field of it, and the place of the last event as the head.',
    )
  })

  it('B-3: a store is closed after each case, and a failure to close hides no broken promise', async () => {
    let [openings, closings] = [0, 0]
    const [first] = contract
    const closing = (store = memoryStore()): StoreHarness => ({
      ...model,
      open: async () => {
        openings++
        const close = async () => {
          closings++
          throw new Error('cannot close')
        }
        return { store, close }
      },
    })
    await expect(first?.run(closing())).rejects.toThrow('cannot close')
    const forgetful = { ...memoryStore(), load: memoryStore().load }
    await expect(first?.run(closing(forgetful))).rejects.toThrow('the customer: expected { ')
    expect([openings, closings]).toEqual([2, 2])
  })

  it('ends a case that a store would keep going for ever, and names it (B-3)', async () => {
    const endless = defineCase({
      id: 'feed.endless',
      rule: 'E-6',
      title: 'reads the feed to its end',
      needs: ['events'],
      promise: 'have an end',
      prove: async ({ store }) => {
        while (!(await store.events({ after: null, limit: 1 })).invalid);
      },
    })
    await expect(endless.run(model)).rejects.toThrow(
      /^feed\.endless \(E-6\): the store was called 20000 times, the last time 'events': there is no end/,
    )
  })

  describe('given what never answers', () => {
    const never = () => new Promise<never>(() => {})
    const [first] = contract
    const silent = (name: 'load' | 'commit'): StoreHarness => ({
      ...model,
      open: async () => ({ store: { ...memoryStore(), [name]: never } }),
    })

    it.each(['load', 'commit'] as const)(
      'fails each case of a store whose %s never settles, and goes on with the next (B-3)',
      async (name) => {
        const { failed, outcomes } = await conformance(
          { ...silent(name), timeLimit: 20 },
          { cases: contract.slice(0, 3) },
        )
        expect(failed).toBe(3)
        for (const { id, why } of outcomes) {
          expect(why).toContain(`${id} (`)
          expect(why).toContain(`it was not over after 20 milliseconds, and no answer came from '${name}': `)
        }
      },
    )

    it('ends a case after 30 seconds unless the harness says otherwise, and leaves no timer behind (B-3)', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      try {
        await first?.run(model)
        expect(vi.getTimerCount()).toBe(0)
        let why = ''
        const run = first?.run(silent('load')).catch((error: Error) => {
          why = error.message
        })
        await vi.advanceTimersByTimeAsync(29_999)
        expect(why).toBe('')
        await vi.advanceTimersByTimeAsync(1)
        await run
        expect(why).toMatch(/^commit\.read_back \(.*\): it was not over after 30000 milliseconds/)
        expect(vi.getTimerCount()).toBe(0)
      } finally {
        vi.useRealTimers()
      }
    })

    it('ends a case whose harness never opens, opens another connection, or closes (B-3)', async () => {
      const opened = async () => ({ store: memoryStore() })
      const sibling = contract.find(({ needs }) => needs.includes('siblings'))
      for (const [one, open, name] of [
        [first, never, 'open()'],
        [first, async () => ({ ...(await opened()), close: never }), 'close()'],
        [sibling, async () => ({ ...(await opened()), sibling: never }), 'sibling()'],
      ] as const)
        await expect(one?.run({ ...model, open, timeLimit: 20 })).rejects.toThrow(
          `no answer came from '${name}'`,
        )
    })

    it('closes what was opened too late, and calls nothing for a case that is over (B-3)', async () => {
      let open = (): void => {}
      let [calls, closings] = [0, 0]
      const store = memoryStore()
      const find: typeof store.load = async (queries) => {
        calls++
        return store.load(queries)
      }
      const close = async (): Promise<void> => {
        closings++
      }
      const late: StoreHarness['open'] = () =>
        new Promise((done) => {
          open = () => done({ store: { ...store, load: find }, close })
        })
      await expect(first?.run({ ...model, open: late, timeLimit: 20 })).rejects.toThrow("'open()'")
      open()
      await new Promise((done) => setTimeout(done))
      expect([calls, closings]).toEqual([0, 1])
    })

    it.each([0, Number.NaN, -1])('refuses the limit %d, and names the case (B-1)', async (timeLimit) => {
      await expect(first?.run({ ...model, timeLimit })).rejects.toThrow(
        `commit.read_back (O-7, E-1): timeLimit of the harness must be at least 1 millisecond, not ${timeLimit}`,
      )
    })

    it('takes a limit that is longer than any timer (B-1)', async () => {
      await expect(first?.run({ ...model, timeLimit: Number.POSITIVE_INFINITY })).resolves.toBeUndefined()
    })
  })

  it('ends what reads on while others write when one of the writers is refused (B-3)', async () => {
    const refusing: StoreHarness = {
      ...model,
      open: async () => {
        const store = memoryStore()
        let commits = 0
        const commit: typeof store.commit = async (changes) =>
          ++commits > 3 ? { ok: false, conflict: { kind: 'stale', key: 'ada' } } : store.commit(changes)
        let reads = 0
        const counted =
          <A extends readonly unknown[], R>(read: (...given: A) => R) =>
          (...given: A): R => {
            reads++
            return read(...given)
          }
        after.push(() => reads)
        return { store: { ...store, commit, load: counted(store.load), events: counted(store.events) } }
      },
    }
    const after: (() => number)[] = []
    for (const id of ['events.parallel', 'races.consistent_read']) {
      const one = contract.find((each) => each.id === id)
      const waived = { ...refusing, capabilities: ['events'] as const, waived: { siblings: 'one' } }
      await expect(one?.run(waived)).rejects.toThrow(`${id} (`)
      // A reader that went on behind the case would be at the bound by now.
      for (let n = 0; n < 50_000; n++) await Promise.resolve()
      expect(after.at(-1)?.()).toBeLessThan(1_000)
    }
  })
})
