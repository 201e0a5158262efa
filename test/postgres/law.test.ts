import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Store, StoredEvent } from '../../src/index.ts'
import { memoryStore } from '../../src/memory/index.ts'
import { type SnapshotQuery, snapshotQuery } from '../../src/store/ports.ts'
import { performStep, type StoryStep, steps } from '../metrics/story.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  findStoreFaults,
  hour,
  lawRuns,
  readAllPages,
} from '../support/world.ts'
import { databases } from './databases.ts'

type Work = {
  readonly do: 'task' | 'done' | 'tick' | 'erase' | 'topic' | 'merge into' | 'shut'
  readonly who: string
  readonly n: number
}

const ids = ['ada', 'bob', 'cleo', 'nobody']

const work: fc.Arbitrary<Work> = fc.record({
  do: fc.constantFrom(
    'task',
    'task',
    'done',
    'tick',
    'topic',
    'topic',
    'shut',
    'shut',
    'merge into',
    'erase',
  ),
  who: fc.constantFrom('ada', 'bob', 'cleo'),
  n: fc.nat(2),
})

const story: fc.Arbitrary<readonly (StoryStep | Work)[]> = fc
  .tuple(steps, fc.array(fc.tuple(fc.nat(25), work), { maxLength: 16, size: 'max' }))
  .map(([all, more]) => {
    const told: (StoryStep | Work)[] = [...all]
    for (const [at, each] of more) told.splice(at, 0, each)
    return told
  })

const isWork = (step: StoryStep | Work): step is Work =>
  ['task', 'done', 'tick', 'erase', 'topic', 'merge into', 'shut'].includes(step.do)

const labour = async ({ desk, store, now }: DeskWorld, { do: what, who, n }: Work): Promise<unknown> => {
  const by = { customer: who, agent: 'sam' }
  const task = async () =>
    (await store.tasks({ customer: who, after: null, limit: 9 })).items[n]?.task.id ?? 'none'
  if (what === 'task') return desk.createTask({ ...by, text: `work ${n}`, dueAt: now() + (n + 1) * hour })
  if (what === 'done')
    return n === 0
      ? desk.closeTask({ ...by, task: await task() })
      : desk.editTask({ ...by, task: await task(), text: `other ${n}` })
  if (what === 'topic') return desk.addTopic({ ...by, topic: ['vase', 'billing', 'refund'][n] ?? '' })
  if (what === 'merge into') return desk.merge({ ...by, into: ids[n] ?? 'ada' })
  if (what === 'shut') {
    const current = await desk.current(who)
    return current.ok && desk.close({ ...by, version: current.version, force: true })
  }
  return what === 'tick' ? desk.applyDeadlines() : desk.erase({ ...by, force: true })
}

/** Tells a story to a desk; time never stands still, so that no two things happen at once. */
const tell = async (told: readonly (StoryStep | Work)[], store: Store): Promise<DeskWorld> => {
  const w = createWorld({
    store,
    policy: {
      autoClose: { hours: 20 },
      firstResponse: { byInbox: { support: { hours: 1 } } },
      reopenWindow: { sameTopic: { days: 2 }, otherTopic: { hours: 3 }, plain: { hours: 24 } },
    },
  })
  for (const [n, step] of told.entries()) {
    w.advance(1)
    if (isWork(step)) await labour(w, step)
    else if (step.do === 'pass') w.advance(step.for)
    else await performStep(w, step, n)
  }
  return w
}

/** Every question that a store can be asked of three people, with what it answers. */
const answers = async (
  w: DeskWorld,
  model: readonly StoredEvent[],
): Promise<{ readonly [asked: string]: unknown }> => {
  const { store } = w
  const refs = [...new Set(model.flatMap((event) => (event.data as { refs?: readonly string[] }).refs ?? []))]
  const commands = [...new Set(model.map(({ id }) => id.slice(0, id.lastIndexOf('.'))))]
  const conversations = [...new Set(model.map(({ conversation }) => conversation))]
  const queries: Partial<SnapshotQuery>[] = [
    ...ids.flatMap((customer) => [
      { customer },
      { customer, topics: ['vase', 'refund'] },
      { customer, commands: commands.slice(0, 7), topics: ['billing'] },
      ...conversations.slice(0, 5).map((conversation) => ({ customer, conversation })),
      ...model.flatMap(({ task }) => (task === null ? [] : [{ customer, task }])).slice(0, 4),
      { address: `email:${customer}@example.com` },
      { address: `email:${customer}@example.com`, refs: refs.slice(-3) },
    ]),
    ...refs.slice(0, 5).map((ref) => ({ refs: ['unknown', ref] })),
  ]
  const all: { [asked: string]: unknown } = {}
  // One by one, so that the plain ones among them are asked by the short statement; and two at once, as a desk asks.
  for (const [at, query] of queries.entries()) {
    const two = [query, queries[at + 1] ?? query].map(snapshotQuery)
    all[`find ${JSON.stringify(query)}`] = await store.load(at % 8 === 0 ? two : two.slice(0, 1))
  }
  for (const customer of ids) {
    for (const order of ['oldest_first', 'newest_first'] as const)
      for (const recordedBy of [undefined, model[Math.floor(model.length / 2)]?.recordedAt])
        all[`timeline ${customer} ${order} ${recordedBy}`] = await readAllPages((after) =>
          store.timeline({ customer, order, recordedBy, after, limit: 7 }),
        )
    all[`tasks ${customer}`] = await readAllPages((after) => store.tasks({ customer, after, limit: 2 }))
  }
  for (const filter of [
    {},
    { status: 'closed' },
    { agent: null },
    { agent: 'sam', status: 'open' },
    { inbox: 'support' },
  ] as const) {
    all[`list ${JSON.stringify(filter)}`] = await readAllPages((after) =>
      store.conversations({ ...filter, after, limit: 2 }),
    )
    all[`counts ${JSON.stringify(filter)}`] = await store.counts(filter)
  }
  for (const filter of [
    { closed: false },
    { closed: true, agent: 'sam' },
    { agent: null },
    { dueBy: w.now(), inbox: 'support' },
  ])
    all[`tasks ${JSON.stringify(filter)}`] = await readAllPages((after) =>
      store.tasks({ ...filter, after, limit: 2 }),
    )
  for (const by of [w.now(), w.now() + 30 * day])
    all[`due ${by}`] = await readAllPages((after) => store.due({ by, after, limit: 2 }))
  const feed = await w.events()
  for (const customer of ids) all[`feed ${customer}`] = feed.filter((event) => event.customer === customer)
  all['places'] = feed.length
  return all
}

/** Moves a few due times, some of them on heads that are no more. */
const refresh = async (w: DeskWorld): Promise<void> => {
  const { items } = await w.store.due({ by: w.now() + 30 * day, after: null, limit: 4 })
  const heads = await w.store.load(items.map(({ customer }) => snapshotQuery({ customer })))
  await w.store.updateDeadlines(
    items.map(({ customer, conversation, task }, n) => ({
      customer,
      conversation,
      task,
      head: (heads[n]?.head ?? 0) - (n === 2 ? 1 : 0),
      dueAt: n === 3 ? null : w.now() + n,
    })),
  )
}

describe.each(await databases())('$name', (database) => {
  it('W, O-7, CU-8, E-1, E-4, E-6, S-4, D-5: whatever happens, it answers as the memory store does', async () => {
    const { store } = await database.fresh()
    let tenants = 0
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const [model, real] = [await tell(told, memoryStore()), await tell(told, store(`${tenants++}`))]
        const events = await model.events()
        for (const again of [false, true]) {
          if (again) for (const w of [model, real]) await refresh(w)
          const [expected, given] = [await answers(model, events), await answers(real, events)]
          for (const asked of Object.keys(expected))
            expect([asked, given[asked]]).toEqual([asked, expected[asked]])
          if (!again)
            expect(await findStoreFaults(real, real.policy())).toEqual(
              await findStoreFaults(model, model.policy()),
            )
        }
      }),
      lawRuns(15),
    )
  }, 600_000)
})
