import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { taskRowOf } from '../../src/index.ts'
import { foldTask } from '../../src/task/evolve.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  expectOk,
  findStoreFaults,
  hour,
  lawRuns,
  minute,
  monday,
  policyOf,
  readAllPages,
} from '../support/world.ts'

/** The ways to sweep, by how time passes. */
const regimes: { readonly [name: string]: (w: DeskWorld, ms: number) => Promise<unknown> } = {
  'on time': async (w, ms) => {
    const until = w.now() + ms
    for (let n = 0; n < 200; n++) {
      const [next] = (await w.store.due({ by: until, after: null, limit: 1 })).items
      if (next === undefined) return w.advance(until - w.now())
      w.advance(Math.max(0, next.dueAt - w.now()))
      await expectOk(w.desk.applyDeadlines())
    }
    throw new Error('what is due stays due, however often it is swept')
  },
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
    await expectOk(w.desk.refreshDeadlines({ limit: 2 }))
  },
  never: async (w, ms) => {
    w.advance(ms)
  },
}

const customer = fc.constantFrom('ada', 'bob')
const task = fc.constantFrom('t0', 't1', 't2')
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, minute, 15 * minute, hour, day),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('createTask' as const),
      customer,
      task,
      due: fc.constantFrom(0, 1, hour, 2 * hour),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('editTask' as const, 'reopenTask' as const),
      customer,
      task,
      due: fc.constantFrom(undefined, 0, hour),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('closeTask' as const, 'commentOnTask' as const, 'assignTask' as const),
      customer,
      task,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('hear' as const, 'say' as const, 'close' as const, 'releaseAgent' as const),
      customer,
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never
type Other = Exclude<Step, { do: 'pass' }>

const rowsOf = (w: DeskWorld) => readAllPages((after) => w.store.conversations({ after, limit: 50 }))
const tasksOf = (w: DeskWorld) => readAllPages((after) => w.store.tasks({ after, limit: 2 }))

const take = async (w: DeskWorld, done: Other, n: number): Promise<{ readonly ok: boolean }> => {
  const { desk } = w
  const by = { customer: done.customer, agent: 'sam', commandId: `step-${n}` }
  const dueAt = 'due' in done && done.due !== undefined ? w.now() + done.due : undefined
  if (done.do === 'hear')
    return desk.receive({
      customer: done.customer,
      channel: 'chat',
      from: done.customer,
      id: `${n}`,
      text: 'Hm',
    })
  if (done.do === 'say') return desk.send({ ...by, channel: 'chat', text: 'x', intent: 'new' })
  if (done.do === 'releaseAgent') return desk.releaseAgent({ from: 'sam', limit: 3 })
  if (done.do === 'close') {
    const found = await desk.current(done.customer)
    return desk.close({ ...by, version: found.ok ? found.version : 0, force: true })
  }
  if (!('task' in done)) return { ok: true }
  const at = { ...by, task: `${done.task}-${done.customer}.0` }
  if (done.do === 'createTask')
    return desk.createTask({
      ...by,
      commandId: `${done.task}-${done.customer}`,
      text: `${n}`,
      to: 'sam',
      dueAt: dueAt ?? 0,
    })
  if (done.do === 'editTask') return desk.editTask({ ...at, dueAt, text: n % 2 ? `${n}` : undefined })
  if (done.do === 'reopenTask') return desk.reopenTask({ ...at, dueAt })
  if (done.do === 'assignTask') return desk.assignTask({ ...at, to: n % 2 ? 'sam' : 'kim', expected: 'sam' })
  return done.do === 'closeTask' ? desk.closeTask(at) : desk.commentOnTask({ ...at, text: 'Hm' })
}

/** No task command changes a conversation, its status or its events (TK-1). */
const isApart = async (w: DeskWorld, done: Other, n: number): Promise<{ readonly ok: boolean }> => {
  if (!done.do.endsWith('Task')) return take(w, done, n)
  const [before, had] = [await rowsOf(w), (await w.events()).length]
  const answer = await take(w, done, n)
  expect(await rowsOf(w)).toEqual(before)
  for (const event of (await w.events()).slice(had)) {
    expect(event).toMatchObject({ conversation: null, contact: null })
    expect(event.task).not.toBeNull()
  }
  return answer
}

/** Every stored task is the fold of its events, and its due time that of the policy (E-1). */
const isFolded = async (w: DeskWorld): Promise<void> => {
  const events = await w.events()
  const due = await readAllPages((after) => w.store.due({ by: Number.MAX_SAFE_INTEGER, after, limit: 5 }))
  for (const { task: stored, text } of await tasksOf(w)) {
    const theirs = events.filter((event) => event.task === stored.id)
    expect(foldTask(theirs)).toEqual(stored)
    expect(text).toBe(theirs.find(({ id }) => id === stored.textEventId)?.content?.text)
    const decideInbound = due.find((one) => one.task === stored.id)?.dueAt ?? null
    expect(decideInbound).toBe(taskRowOf(stored, policyOf()).dueAt)
  }
}

/** A late overdue takes a later place in the stream than one in time: what names a place tells when it was written. */
const placeless = (conversation: unknown) =>
  conversation === null ? null : { ...(conversation as object), lastCustomerMessageSeq: 0 }

/** What one regime makes of a story: the answers, the tasks, and what happened to them, but for when it was written. */
const tell = async (story: readonly Step[], pass: (w: DeskWorld, ms: number) => Promise<unknown>) => {
  const w = createWorld()
  for (const id of ['ada', 'bob']) await expectOk(w.desk.register({ customer: id }))
  const answers: unknown[] = []
  for (const [n, each] of story.entries()) {
    if (each.do === 'pass') await pass(w, each.ms)
    else {
      const answer = (await isApart(w, each, n)) as { readonly [field: string]: unknown }
      const code = (answer['error'] as { readonly code?: string } | undefined)?.code
      answers.push([each.do, answer['ok'], code, answer['task'], placeless(answer['conversation'])])
    }
  }
  w.advance(10 * day)
  for (let n = 0; n < 50; n++) if (!(await expectOk(w.desk.applyDeadlines({ limit: 5 }))).more) break
  await isFolded(w)
  expect(await findStoreFaults(w)).toEqual([])
  const events = (await w.events())
    .filter((event) => event.task !== null)
    .map(({ task: of, type, occurredAt, data, content, actor }) => ({
      of,
      type,
      occurredAt,
      data,
      content,
      actor,
    }))
  const inOrder = (a: (typeof events)[number], b: typeof a) =>
    `${a.of}` < `${b.of}` ? -1 : `${a.of}` > `${b.of}` ? 1 : a.occurredAt - b.occurredAt
  return { answers, tasks: await tasksOf(w), events: events.sort(inOrder) }
}

describe('tasks, whenever somebody sweeps', () => {
  for (const [name, pass] of Object.entries(regimes))
    if (name !== 'on time')
      it(`D-2, D-5, TK-1, TK-6: swept ${name}, the tasks are what they are when swept on time`, () =>
        fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25, size: 'max' }), async (story) => {
            expect(await tell(story, pass)).toEqual(await tell(story, regimes['on time'] ?? pass))
          }),
          lawRuns(60),
        ))

  it('O-7, TK-5: many desks at once lose and double nothing', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 30, size: 'max' }), async (story) => {
        const w = createWorld({ retryFor: 1_000_000 })
        for (const id of ['ada', 'bob']) await expectOk(w.desk.register({ customer: id }))
        const others = story.flatMap((each) => (each.do === 'pass' ? [] : [each]))
        const sweeps = story.flatMap((each) => (each.do === 'pass' ? [each] : []))
        w.advance(sweeps.reduce((sum, { ms }) => sum + ms, 0))
        await Promise.all([
          ...others.map((each, n) => take({ ...w, desk: n % 2 ? w.desk : w.anotherDesk() }, each, n)),
          ...sweeps.map(() => w.anotherDesk().applyDeadlines()),
        ])
        await isFolded(w)
        expect(await findStoreFaults(w)).toEqual([])
        const created = (await w.events()).filter(({ type }) => type === 'task.created')
        expect(new Set(created.map(({ task }) => task))).toEqual(
          new Set((await tasksOf(w)).map(({ task: { id } }) => id)),
        )
        expect(new Set(created.map(({ task }) => task)).size).toBe(created.length)
      }),
      lawRuns(60),
    ))
})

describe('whatever is given', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.constantFrom(
      '',
      '__proto__',
      '\ud800',
      monday + hour,
      1_767_600_000,
      Number.NaN,
      null,
      undefined,
      'ada',
      't.0',
    ),
  )
  it('B-1, B-4: no command on a task throws, and none leaves half of one', () =>
    fc.assert(
      fc.asyncProperty(
        anything,
        anything,
        anything,
        anything,
        anything,
        async (text, dueAt, to, inbox, after) => {
          const w = createWorld()
          await expectOk(w.desk.register({ customer: 'ada' }))
          await expectOk(
            w.desk.createTask({ customer: 'ada', text: 'x', dueAt: monday + day, commandId: 't' }),
          )
          const odd = { customer: 'ada', task: 't.0', text, dueAt, to, inbox, expected: to } as never
          for (const name of [
            'createTask',
            'editTask',
            'assignTask',
            'commentOnTask',
            'closeTask',
            'reopenTask',
          ] as const) {
            const answer = await w.desk[name](odd)
            if (!answer.ok) expect(answer.error.code).toMatch(/^(task|command)\.\w+$/)
          }
          for (const id of [text, to]) await w.desk.closeTask({ customer: 'ada', task: id } as never)
          await w.desk.tasks({ after, limit: to } as never)
          await w.desk.refreshDeadlines({ after, limit: to } as never)
          await isFolded(w)
          for (const { task: stored } of await tasksOf(w)) {
            expect(typeof stored.inbox).toBe('string')
            expect(stored.agent === null || typeof stored.agent === 'string').toBe(true)
            expect(stored.dueAt).toBeGreaterThan(monday)
          }
        },
      ),
      lawRuns(200),
    ))
})
