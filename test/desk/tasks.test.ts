import { describe, expect, it } from 'vitest'
import type { Desk } from '../../src/index.ts'
import { foldTask } from '../../src/task/evolve.ts'
import type { Task } from '../../src/task/task.ts'
import {
  createWorld,
  type DeskWorld,
  day,
  deskOvertakenBy,
  eventsOfType,
  expectOk,
  expectRefusal,
  findStoreFaults,
  hour,
  minute,
  monday,
  readAllPages,
} from '../support/world.ts'

type Creating = Parameters<Desk['createTask']>[0]

/** A task that Sam makes for Ada, due in a day. */
const create = async (w: DeskWorld, more: Partial<Creating> = {}): Promise<Task> => {
  const input = { customer: 'ada', agent: 'sam', text: 'Call back', dueAt: w.now() + day, ...more }
  const { task } = await expectOk(w.desk.createTask(input))
  if (task === null) throw new Error('no task was made')
  return task
}

const known = async (...customers: readonly string[]): Promise<DeskWorld> => {
  const w = createWorld()
  for (const customer of customers.length === 0 ? ['ada'] : customers)
    await expectOk(w.desk.register({ customer }))
  return w
}

const sams = (task: Task) => ({ customer: 'ada', agent: 'sam', task: task.id })
const listed = async (w: DeskWorld, filter: Parameters<Desk['tasks']>[0] = {}): Promise<readonly Task[]> =>
  (await expectOk(w.desk.tasks(filter))).items.map(({ task }) => task)
const texts = async (w: DeskWorld, filter: Parameters<Desk['tasks']>[0] = {}) =>
  (await expectOk(w.desk.tasks(filter))).items.map(({ text }) => text)

describe('tasks at the desk', () => {
  it('TK-1: a task notes the active conversation, takes its inbox, and changes nothing about it', async () => {
    const w = createWorld({ policy: { inbox: { default: 'support', byChannel: { email: 'mail' } } } })
    const { conversation } = await w.customerWrites('one')
    const { task, events, ...done } = await expectOk(
      w.desk.createTask({
        customer: 'ada',
        agent: 'sam',
        text: 'Look it up',
        dueAt: w.now() + hour,
        to: 'kim',
      }),
    )
    expect(task).toMatchObject({
      conversation: conversation?.id,
      inbox: 'mail',
      agent: 'kim',
      customer: 'ada',
    })
    expect(done).toMatchObject({ conversation: null, status: null, repeated: false, version: events[0]?.seq })
    expect(events).toMatchObject([{ type: 'task.created', actor: { kind: 'agent', id: 'sam' } }])
    expect((await expectOk(w.desk.current('ada'))).conversation).toEqual(conversation)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('TK-1: no task without a customer, no command without a task', async () => {
    const w = await known('ada', 'bob')
    expect(
      await expectRefusal(w.desk.createTask({ customer: 'eve', text: 'x', dueAt: w.now() + 1 })),
    ).toMatchObject({
      code: 'customer.unknown',
    })
    const task = await create(w)
    expect(await expectRefusal(w.desk.closeTask({ customer: 'eve', task: task.id }))).toMatchObject({
      code: 'customer.unknown',
    })
    for (const [customer, id] of [
      ['bob', task.id],
      ['ada', 'nothing'],
    ] as const)
      expect(await expectRefusal(w.desk.closeTask({ customer, task: id }))).toMatchObject({
        code: 'task.unknown',
        rule: 'TK-1',
        task: id,
      })
  })

  it('TK-1: a blocked customer and one whose conversations are closed have tasks too', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    await w.agentCloses()
    expect((await create(w)).conversation).toBeNull()
    await expectOk(w.desk.block({ customer: 'ada' }))
    expect(await create(w, { text: 'Report him' })).toMatchObject({ conversation: null, inbox: 'support' })
    expect((await expectOk(w.desk.current('ada'))).status).toBe('closed')
  })

  it('TK-1: after a merge the commands, the reading and the sweep follow to the survivor', async () => {
    const w = await known('ada', 'bob')
    const task = await create(w, { customer: 'bob', text: 'Bring a vase' })
    await expectOk(w.desk.merge({ customer: 'bob', into: 'ada', agent: 'sam' }))
    for (const customer of ['ada', 'bob']) expect(await texts(w, { customer })).toEqual(['Bring a vase'])
    w.advance(2 * day)
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 1, more: false })
    await expectOk(w.desk.editTask({ ...sams(task), text: 'Bring two', commandId: 'edit' }))
    const { events } = await expectOk(w.desk.closeTask({ ...sams(task), customer: 'bob' }))
    expect(events).toMatchObject([{ type: 'task.closed', customer: 'ada', task: task.id }])
    expect(await listed(w)).toEqual([
      { ...task, textEventId: 'edit.0', overdueAt: task.dueAt, closed: expect.anything() },
    ])
    expect(await texts(w, { customer: 'ada' })).toEqual(['Bring two'])
    const theirs = (await w.events()).filter((event) => event.task === task.id)
    expect(foldTask(theirs)).toEqual((await listed(w))[0])
  })

  it('TK-2: it is refused without a due time to come, and nothing is written', async () => {
    const w = await known()
    const more = { customer: 'ada', text: 'x' }
    expect(await expectRefusal(w.desk.createTask({ ...more, dueAt: w.now() }))).toMatchObject({
      code: 'task.due_in_past',
    })
    expect(await expectRefusal(w.desk.createTask({ ...more, dueAt: 12 }))).toMatchObject({
      code: 'task.invalid',
    })
    expect(await listed(w)).toEqual([])
    expect(w.store.trips.commits).toBe(1)
  })

  it('TK-3: edited, given away, commented on, closed and reopened, it says so in the timeline', async () => {
    const w = await known()
    const task = await create(w)
    await expectOk(w.desk.editTask({ ...sams(task), text: 'Write', dueAt: w.now() + 2 * day }))
    await expectOk(w.desk.assignTask({ ...sams(task), to: 'kim', expected: null }))
    await expectOk(w.desk.commentOnTask({ ...sams(task), text: 'No answer' }))
    await expectOk(w.desk.closeTask(sams(task)))
    const { task: reopened } = await expectOk(w.desk.reopenTask(sams(task)))
    expect(reopened).toMatchObject({ agent: 'kim', dueAt: w.now() + 2 * day, closed: null })
    const { items } = await expectOk(w.desk.timeline({ customer: 'ada' }))
    expect(items.slice(1).map(({ phrase }) => phrase)).toEqual([
      'Task made for support by sam',
      'Task edited by sam',
      'Task given to kim',
      'Comment on the task by sam',
      'Task done by sam',
      'Task reopened by sam',
    ])
    expect(await texts(w)).toEqual(['Write'])
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('TK-3: the text and the due time that it has already write nothing', async () => {
    const w = await known()
    const task = await create(w)
    const { commits } = w.store.trips
    for (const same of [{ text: 'Call back' }, { dueAt: task.dueAt }, {}])
      expect(await expectOk(w.desk.editTask({ ...sams(task), ...same }))).toMatchObject({ events: [], task })
    expect(w.store.trips.commits).toBe(commits)
    await expectOk(w.desk.editTask({ ...sams(task), text: 'Call' }))
    expect(await expectOk(w.desk.editTask({ ...sams(task), text: 'Call' }))).toMatchObject({ events: [] })
    expect(await expectOk(w.desk.editTask({ ...sams(task), text: 'Call back' }))).toMatchObject({
      events: [{ type: 'task.edited' }],
    })
  })

  it('TK-3: a command that is given again has no second effect', async () => {
    const w = await known()
    const first = await create(w, { commandId: 'make' })
    const again = await expectOk(
      w.desk.createTask({ customer: 'ada', text: 'Other', dueAt: w.now() + hour, commandId: 'make' }),
    )
    expect(again).toMatchObject({ repeated: true, task: first, events: [{ id: 'make.0' }] })
    const close = { ...sams(first), commandId: 'end' }
    await expectOk(w.desk.closeTask(close))
    expect(await expectOk(w.desk.closeTask(close))).toMatchObject({ repeated: true, task: { closed: {} } })
    expect(await listed(w)).toHaveLength(1)
  })

  it('TK-5: of two who take it at once one has it, and the other is told who', async () => {
    const w = await known()
    const task = await create(w)
    const desk = deskOvertakenBy(w, () =>
      expectOk(w.desk.assignTask({ ...sams(task), to: 'kim', expected: null })),
    )
    expect(await expectRefusal(desk.assignTask({ ...sams(task), to: 'lou', expected: null }))).toMatchObject({
      code: 'task.assigned_elsewhere',
      assignee: { inbox: 'support', agent: 'kim' },
    })
    expect(w.store.trips.conflicts).toBe(1)
  })

  it('TK-5: its inbox and agent are its own: a conversation handed over takes no task along', async () => {
    const w = createWorld()
    await w.customerWrites('one')
    const task = await create(w, { to: 'kim' })
    await expectOk(w.desk.assign({ customer: 'ada', to: 'sam', inbox: 'vip', expected: null }))
    expect(await listed(w)).toEqual([task])
  })
})

describe('due times', () => {
  it('TK-6, D-2: what was due to a task happens first, at its time, and in the same write', async () => {
    const w = await known()
    const task = await create(w)
    w.advance(3 * day)
    const { events, task: closed } = await expectOk(w.desk.closeTask(sams(task)))
    expect(events).toMatchObject([
      { type: 'task.overdue', occurredAt: task.dueAt, recordedAt: w.now(), actor: { kind: 'system' } },
      { type: 'task.closed', occurredAt: w.now() },
    ])
    expect(closed?.overdueAt).toBe(task.dueAt)
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 0, more: false })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('D-2: whoever looks sees it overdue, whether or not a sweep came by', async () => {
    const w = await known()
    const task = await create(w)
    w.advance(day)
    expect(await listed(w)).toEqual([{ ...task, overdueAt: task.dueAt }])
    expect(await expectOk(w.desk.editTask(sams(task)))).toMatchObject({
      events: [],
      task: { overdueAt: task.dueAt },
    })
    expect(eventsOfType(await w.events(), 'task.overdue')).toEqual([])
  })

  it('D-2: a conversation that silence has closed is not noted, and stays as it was stored', async () => {
    const w = createWorld({ policy: { autoClose: { hours: 1 } } })
    await w.customerWrites('one', { channel: 'chat', from: 'ada' })
    await w.agentWrites('Yes', { channel: 'chat' })
    w.advance(day)
    const before = await readAllPages((after) => w.store.conversations({ after, limit: 9 }))
    expect((await create(w)).conversation).toBeNull()
    expect(await readAllPages((after) => w.store.conversations({ after, limit: 9 }))).toEqual(before)
  })

  it('D-5: a sweep says what is overdue, in bounded pages, beside what is due to conversations', async () => {
    const w = createWorld()
    await w.customerWrites('one', { channel: 'chat', from: 'ada' })
    await w.agentWrites('Yes', { channel: 'chat' })
    for (let n = 1; n <= 4; n++) await create(w, { dueAt: w.now() + n * hour, text: `${n}` })
    w.advance(3 * hour)
    const swept: boolean[] = []
    for (let more = true; more && swept.length < 9; swept.push(more)) {
      const { done, more: left } = await expectOk(w.desk.applyDeadlines({ limit: 2 }))
      expect(done).toBeLessThanOrEqual(2)
      more = left
    }
    const overdue = eventsOfType(await w.events(), 'task.overdue')
    expect(overdue.map(({ occurredAt }) => occurredAt - monday)).toEqual([hour, 2 * hour, 3 * hour])
    expect(eventsOfType(await w.events(), 'contact.ended')).toHaveLength(1)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('D-5: several sweepers and a command at once say it once', async () => {
    const w = await known()
    const task = await create(w)
    w.advance(2 * day)
    await Promise.all([
      w.desk.applyDeadlines(),
      w.anotherDesk().applyDeadlines(),
      w.anotherDesk().commentOnTask({ ...sams(task), text: 'Late' }),
      w.anotherDesk().applyDeadlines({ limit: 1 }),
    ])
    expect(eventsOfType(await w.events(), 'task.overdue')).toHaveLength(1)
    expect(eventsOfType(await w.events(), 'task.commented')).toHaveLength(1)
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('D-5: a task of nobody in the index holds up nobody', async () => {
    const w = await known()
    const task = await create(w)
    w.advance(2 * day)
    const due: DeskWorld['store']['due'] = async (query) => {
      const page = await w.store.due(query)
      const ghosts = ['ghost', 'ada'].map((customer) => ({
        customer,
        conversation: null,
        task: 'x',
        dueAt: 0,
      }))
      return { ...page, items: [...ghosts, ...page.items] }
    }
    expect(await expectOk(w.anotherDesk({ store: { ...w.store, due } }).applyDeadlines())).toMatchObject({
      done: 1,
      refused: [],
    })
    expect((await w.store.tasks({ after: null, limit: 9 })).items).toMatchObject([
      { task: { id: task.id, overdueAt: task.dueAt } },
    ])
  })

  it('D-5: a policy that takes effect later moves the due times of tasks when the index is refreshed', async () => {
    const w = await known()
    for (let n = 0; n < 5; n++) await create(w, { text: `${n}` })
    await expectOk(w.desk.closeTask(sams((await listed(w))[0] as Task)))
    w.setPolicy({ effectiveFrom: new Date(w.now() + 2 * day).toISOString() })
    w.advance(day + hour)
    expect(await expectOk(w.desk.applyDeadlines({ limit: 3 }))).toMatchObject({ done: 0, more: true })
    const dueAt = async () =>
      (await w.store.due({ by: w.now() + 9 * day, after: null, limit: 9 })).items.map((due) => due.dueAt)
    expect(new Set(await dueAt())).toEqual(new Set([monday + day, monday + 2 * day]))
    await readAllPages(async (after) => {
      const { next } = await expectOk(w.desk.refreshDeadlines({ after, limit: 2 }))
      return { items: [next], next }
    })
    expect(await dueAt()).toEqual(Array(4).fill(monday + 2 * day))
    w.advance(day)
    expect(await expectOk(w.desk.applyDeadlines())).toMatchObject({ done: 4, more: false })
  })
})

describe('lists of tasks', () => {
  const office = async () => {
    const w = await known('ada', 'bob')
    const at = (n: number) => monday + n * hour
    await create(w, { text: 'c', dueAt: at(3), to: 'kim' })
    await create(w, { text: 'a', dueAt: at(1), to: 'sam', customer: 'bob' })
    await create(w, { text: 'b', dueAt: at(2), inbox: 'night' })
    await create(w, { text: 'd', dueAt: at(4), inbox: 'night', to: 'kim', customer: 'bob' })
    const done = await create(w, { text: 'z', dueAt: at(1) })
    await expectOk(w.desk.closeTask(sams(done)))
    return w
  }

  it.each<[string, Parameters<Desk['tasks']>[0], string]>([
    ['a customer', { customer: 'ada' }, 'zbc'],
    ['a customer never heard of', { customer: 'eve' }, ''],
    ['an inbox', { inbox: 'night' }, 'bd'],
    ['an agent', { agent: 'kim' }, 'cd'],
    ['nobody', { agent: null, closed: false }, 'b'],
    ['those that are open', { closed: false }, 'abcd'],
    ['those that are closed', { closed: true }, 'z'],
    ['what is due', { dueBy: monday + 2 * hour, closed: false }, 'ab'],
    ['one inbox and agent', { inbox: 'night', agent: 'kim' }, 'd'],
  ])('TK-5: of %s, the first due first, with their texts', async (_, filter, found) => {
    const w = await office()
    expect((await texts(w, filter)).join('')).toBe(found)
  })

  it('E-4: in pages, which tasks that come meanwhile do not shift', async () => {
    const w = await office()
    const seen = await readAllPages(async (after) => {
      const page = await expectOk(w.desk.tasks({ after, limit: 2, closed: false }))
      await create(w, { text: 'early', dueAt: w.now() + minute })
      return page
    })
    expect(seen.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('E-4: a store without them says so', async () => {
    const w = await office()
    const { load, commit, conversations, updateDeadlines } = w.store
    const bare = w.anotherDesk({ store: { load, commit, conversations, updateDeadlines } })
    for (const refused of [
      await expectRefusal(bare.tasks({})),
      await expectRefusal(bare.releaseAgent({ from: 'sam' })),
      await expectRefusal(bare.refreshDeadlines()),
    ])
      expect(refused).toMatchObject({ code: 'store.unsupported', message: 'this store brings no tasks()' })
  })

  it.each([
    '',
    'x',
    '[]',
    '{}',
    'null',
    '"a"',
    '[1,2]',
    '[1,2,3]',
    '[1,2,"a",3]',
    '[1,null,"a"]',
    '4:',
    '0:x',
    '3:[',
    '\ud800',
  ])('B-1: %j is no cursor, and that is a refusal', async (after) => {
    const w = await office()
    for (const answer of [
      w.desk.tasks({ after }),
      w.desk.conversations({ after }),
      w.desk.timeline({ customer: 'ada', after }),
      w.desk.refreshDeadlines({ after }),
    ])
      expect(await expectRefusal<{ readonly ok: boolean }>(answer)).toMatchObject({
        code: 'page.cursor_invalid',
        rule: 'B-1',
        remedy: expect.any(String),
      })
    const nothing = { items: [], next: null, invalid: true }
    expect(await w.store.due({ by: w.now(), after, limit: 1 })).toEqual(nothing)
    expect(await w.store.events({ after, limit: 1 })).toEqual(nothing)
  })

  it('B-4: a cursor of another kind of thing and an odd limit are no reason to throw', async () => {
    const w = await office()
    expect(await expectRefusal(w.desk.conversations({ after: 7 as never }))).toMatchObject({
      code: 'page.cursor_invalid',
    })
    for (const limit of [0, -3, 0.5, 1.9]) expect(await texts(w, { limit })).toHaveLength(1)
    for (const limit of [Number.NaN, Number.POSITIVE_INFINITY])
      expect(await texts(w, { limit })).toHaveLength(5)
    expect(await expectOk(w.desk.releaseAgent({ from: 'kim', limit: 0 }))).toMatchObject({
      done: 1,
      more: true,
    })
  })
})

describe('bulk commands', () => {
  const office = async () => {
    const w = createWorld()
    for (const customer of ['c1', 'c2', 'c3']) {
      await w.customerWrites('one', { customer, from: `${customer}@example.com`, id: customer })
      await w.agentWrites('An answer', { customer })
      await create(w, { customer, text: customer, to: 'sam' })
      await create(w, { customer, text: `${customer} too`, to: 'sam', inbox: 'vip' })
    }
    const done = await create(w, { customer: 'c1', to: 'sam' })
    await expectOk(w.desk.closeTask({ ...sams(done), customer: 'c1' }))
    await create(w, { customer: 'c1', to: 'kim' })
    return w
  }
  const holders = async (w: DeskWorld) =>
    (await listed(w)).map(
      ({ agent, inbox, closed }) => `${closed === null ? '' : 'closed '}${agent} ${inbox}`,
    )

  it('A-6: releaseAgent takes an agent off his open tasks too, in bounded pages', async () => {
    const w = await office()
    const done: number[] = []
    for (let more = true; more && done.length < 20; ) {
      const swept = await expectOk(w.desk.releaseAgent({ from: 'sam', limit: 2, api: 'directory' }))
      expect(swept.refused).toEqual([])
      done.push(swept.done)
      more = swept.more
    }
    expect(done).toEqual([2, 2, 2, 2, 1])
    expect((await holders(w)).sort()).toEqual([
      'closed sam support',
      'kim support',
      'null support',
      'null support',
      'null support',
      'null vip',
      'null vip',
      'null vip',
    ])
    for (const event of eventsOfType(await w.events(), 'task.assigned'))
      expect(event).toMatchObject({
        data: { reason: 'deactivated', agent: null },
        assignee: { agent: 'sam' },
        actor: { kind: 'api', id: 'directory' },
      })
    expect(await findStoreFaults(w)).toEqual([])
  })

  it('A-6: moveInbox moves open tasks with their agents', async () => {
    const w = await office()
    expect(await expectOk(w.desk.moveInbox({ from: 'support', to: 'night' }))).toMatchObject({
      done: 7,
      more: false,
    })
    expect((await holders(w)).sort()).toEqual([
      'closed sam support',
      'kim night',
      ...Array(3).fill('sam night'),
      ...Array(3).fill('sam vip'),
    ])
    expect(eventsOfType(await w.events(), 'task.assigned').map(({ data }) => data)).toContainEqual({
      inbox: 'night',
      agent: 'sam',
      reason: 'moved',
    })
  })

  it('A-6: an inbox moved to itself is moved already, however full it is', async () => {
    const w = await office()
    const { loads, commits } = w.store.trips
    expect(await expectOk(w.desk.moveInbox({ from: 'support', to: 'support', limit: 1 }))).toEqual({
      ok: true,
      done: 0,
      refused: [],
      more: false,
    })
    expect(w.store.trips).toMatchObject({ loads: loads, commits })
  })

  it('A-6: with one name it still reaches every task, and given again has no second effect', async () => {
    const w = await office()
    const release = () => expectOk(w.desk.releaseAgent({ from: 'sam', commandId: 'leave' }))
    expect(await release()).toMatchObject({ done: 9, more: false })
    expect(await release()).toMatchObject({ done: 0, more: false })
    expect(await listed(w, { agent: 'sam', closed: false })).toEqual([])
  })

  it.each<
    [string, (w: DeskWorld, task: { customer: string; task: string }) => Promise<unknown>, string | null]
  >([
    ['closed', (w, task) => w.desk.closeTask(task), 'sam'],
    ['given to Kim', (w, task) => w.desk.assignTask({ ...task, to: 'kim', expected: 'sam' }), 'kim'],
    ['commented on', (w, task) => w.desk.commentOnTask({ ...task, text: 'Hm' }), null],
  ])('A-6: since the page was read one was %s', async (_, meanwhile, holder) => {
    const w = await known()
    const { id } = await create(w, { to: 'sam' })
    const tasks: DeskWorld['store']['tasks'] = async (query) => {
      const page = await w.store.tasks(query)
      await meanwhile(w, { customer: 'ada', task: id })
      return page
    }
    const desk = w.anotherDesk({ store: { ...w.store, tasks } })
    expect(await expectOk(desk.releaseAgent({ from: 'sam' }))).toMatchObject({ refused: [], more: false })
    expect((await listed(w))[0]?.agent).toBe(holder)
  })
})
