import { describe, expect, it } from 'vitest'
import { entityId } from '../../src/kernel/ids.ts'
import { assignTask } from '../../src/task/assign.ts'
import { closeTask } from '../../src/task/close.ts'
import { commentOnTask } from '../../src/task/comment.ts'
import { type CreateTaskInput, createTask } from '../../src/task/create.ts'
import { editTask } from '../../src/task/edit.ts'
import { reopenTask } from '../../src/task/reopen.ts'
import type { Task } from '../../src/task/task.ts'
import { day, hour, minute, monday } from '../support/world.ts'
import { ada, contextAt, createdTask, host, sam, taskInput } from './fixtures.ts'

const { state: open } = createdTask()
const later = contextAt(monday + hour, 2)
const done = (answer: { readonly ok: boolean }): Task => {
  if (!('state' in answer)) throw new Error(JSON.stringify(answer))
  return (answer as { readonly state: Task }).state
}
const closed = done(closeTask(open, later))
const refused = (code: string, rule: string, more: object = {}) => ({
  ok: false,
  error: expect.objectContaining({ code, rule, ...more }),
})

describe('createTask', () => {
  it('TK-1: it belongs to the customer, and the conversation is a remark', () => {
    const conversation = { id: 'm1.1', inbox: 'sales' }
    const { state, events } = createdTask({ conversation })
    expect(state).toMatchObject({ customer: 'ada', conversation: 'm1.1', closed: null, overdueAt: null })
    expect(events).toMatchObject([
      {
        type: 'task.created',
        conversation: null,
        task: state.id,
        assignee: null,
        content: { text: 'Call Ada back' },
      },
    ])
    expect(state.id).toBe(entityId(events[0]?.id ?? '', 'ada'))
    expect(state.textEventId).toBe(events[0]?.id)
    expect(JSON.stringify([state, events[0]?.data])).not.toContain('Call')
  })

  it('TK-2: it is due later than now, to the millisecond, and given in any way that an instant can be', () => {
    for (const dueAt of [monday, monday - 1])
      expect(createTask(ada, taskInput({ dueAt }), contextAt(monday, 1))).toEqual(
        refused('task.due_in_past', 'TK-2', { dueAt }),
      )
    expect(createdTask({ dueAt: monday + 1 }).state.dueAt).toBe(monday + 1)
    expect(createdTask({ dueAt: '2026-01-05T12:00:00+02:00' }).state.dueAt).toBe(monday + hour)
    expect(createdTask({ dueAt: new Date(monday + day) }).state.dueAt).toBe(monday + day)
  })

  it('TK-5: its inbox is its own: the one named, else that of the conversation, else the default', () => {
    const conversation = { id: 'm1.1', inbox: 'sales' }
    expect(createdTask().state).toMatchObject({ inbox: 'support', agent: null })
    expect(createdTask({ conversation }).state).toMatchObject({ inbox: 'sales', agent: null })
    expect(createdTask({ conversation, inbox: 'back office', agent: 'kim' }).state).toMatchObject({
      inbox: 'back office',
      agent: 'kim',
    })
  })

  it.each<[string, object, readonly string[]]>([
    ['no text', { text: '' }, ['text']],
    ['blank text', { text: ' \n' }, ['text']],
    ['no due time', { dueAt: undefined }, ['dueAt']],
    ['seconds', { dueAt: 1_767_600_000 }, ['dueAt']],
    ['not a number', { dueAt: Number.NaN }, ['dueAt']],
    ['a time without a zone', { dueAt: '2026-01-31T09:00' }, ['dueAt']],
    ['everything wrong', { text: 7, dueAt: {}, inbox: '', agent: [] }, ['text', 'dueAt', 'inbox', 'agent']],
    ['null for an inbox', { inbox: null }, ['inbox']],
  ])('B-1: %s is refused with the fields', (_, more, paths) => {
    const answer = createTask(ada, { ...taskInput(), ...more } as CreateTaskInput, contextAt(monday, 1))
    const issues = paths.map((path) => expect.objectContaining({ path }))
    expect(answer).toEqual(refused('task.invalid', 'B-1', { issues }))
  })

  it('B-4: a text may be long, odd or in any script', () => {
    for (const text of ['x'.repeat(100_000), '\ud800', '__proto__', '\u0000a', 'אבג'])
      expect(createdTask({ text }).events[0]?.content?.text).toBe(text)
  })
})

describe('editTask', () => {
  it('TK-2: a new due time is later than now, and a deadline of its own', () => {
    const overdue = { ...open, overdueAt: open.dueAt }
    const now = contextAt(monday + 2 * day, 2)
    expect(editTask(overdue, { dueAt: monday + 2 * day }, now)).toEqual(refused('task.due_in_past', 'TK-2'))
    expect(done(editTask(overdue, { dueAt: monday + 3 * day }, now))).toEqual({
      ...open,
      dueAt: monday + 3 * day,
      overdueAt: null,
    })
  })

  it('TK-3: a new text names the event that says it', () => {
    const edited = editTask(open, { text: 'Write to Ada' }, later)
    expect(edited).toMatchObject({
      events: [
        {
          type: 'task.edited',
          data: { text: true, dueAt: open.dueAt },
          content: { text: 'Write to Ada' },
          assignee: { inbox: 'support', agent: null },
        },
      ],
    })
    expect(done(edited)).toEqual({ ...open, textEventId: 'c2.0' })
  })

  it('TK-3: what is there already writes nothing, not even where it has passed', () => {
    for (const same of [{}, { dueAt: open.dueAt }, { text: 'Call Ada back', currentText: 'Call Ada back' }])
      expect(editTask(open, same, later)).toEqual({ ok: true, state: open, events: [] })
    const late = contextAt(open.dueAt + day, 2)
    expect(editTask(open, { dueAt: open.dueAt }, late)).toEqual({ ok: true, state: open, events: [] })
    expect(done(editTask(open, { dueAt: open.dueAt, text: 'Now' }, late)).dueAt).toBe(open.dueAt)
    expect(done(editTask(open, { text: 'Again', currentText: null }, late)).textEventId).toBe('c2.0')
  })

  it('B-1: an empty text and a due time that is none are refused', () => {
    expect(editTask(open, { text: '' }, later)).toEqual(refused('task.invalid', 'B-1'))
    expect(editTask(open, { text: '', currentText: '' }, later)).toEqual(refused('task.invalid', 'B-1'))
    expect(editTask(open, { dueAt: 5 }, later)).toEqual(refused('task.invalid', 'B-1'))
  })
})

describe('assignTask', () => {
  const kims = done(assignTask(open, { agent: 'kim', expected: null }, later))

  it('A-1: it is a compare-and-set, and the refusal names the holder', () => {
    expect(kims).toEqual({ ...open, agent: 'kim' })
    expect(assignTask(kims, { agent: 'lou', expected: null }, later)).toEqual(
      refused('task.assigned_elsewhere', 'A-1', {
        assignee: { inbox: 'support', agent: 'kim' },
        message: 'kim has it',
      }),
    )
    expect(assignTask(open, { agent: null, inbox: 'night', expected: 'kim' }, later)).toEqual(
      refused('task.assigned_elsewhere', 'A-1', {
        assignee: { inbox: 'support', agent: null },
        message: 'nobody has it any more',
      }),
    )
  })

  it('refuses a command that names neither agent nor inbox (A-1)', () => {
    const refused = assignTask(kims, { expected: 'kim' }, later)
    expect(refused).toMatchObject({ ok: false, error: { code: 'task.invalid' } })
  })

  it('A-1: giving it to its present holder writes nothing, whatever was expected', () => {
    for (const same of [{ agent: 'kim' }, { inbox: 'support' }, { agent: 'kim', inbox: 'support' }])
      expect(assignTask(kims, { ...same, expected: 'lou' }, later)).toEqual({
        ok: true,
        state: kims,
        events: [],
      })
  })

  it('A-2: each change carries its reason and the holder before', () => {
    const event = (more: object, actor = sam) => {
      const given = assignTask(kims, { expected: 'kim', ...more }, contextAt(monday + hour, 2, { actor }))
      return given.ok ? given.events[0] : undefined
    }
    const reasonOf = (more: object, actor = sam) =>
      (event(more, actor)?.data as { readonly reason?: string } | undefined)?.reason
    expect(event({ agent: 'lou' })).toMatchObject({
      data: { inbox: 'support', agent: 'lou', reason: 'manual' },
      assignee: { inbox: 'support', agent: 'kim' },
      cause: 'assign',
    })
    expect(reasonOf({ agent: null })).toBe('unassigned')
    expect(reasonOf({ inbox: 'night' })).toBe('moved')
    expect(reasonOf({ inbox: 'night' }, host)).toBe('api')
    expect(reasonOf({ agent: null, reason: 'declined' })).toBe('declined')
  })

  it('B-1: an agent or inbox without a name is refused', () => {
    expect(assignTask(open, { agent: '', expected: null }, later)).toEqual(refused('task.invalid', 'B-1'))
    expect(assignTask(open, { inbox: '', expected: null }, later)).toEqual(refused('task.invalid', 'B-1'))
  })
})

describe('a closed task', () => {
  it('TK-3: it says when and by whom, once', () => {
    expect(closed).toEqual({ ...open, closed: { at: monday + hour, by: sam } })
    expect(closeTask(closed, later)).toEqual(refused('task.already_closed', 'TK-3', { at: monday + hour }))
  })

  it('TK-4: it takes no comment, no edit and no other holder, and says that it can be reopened', () => {
    const naming = { remedy: expect.stringContaining('reopenTask'), at: monday + hour, task: open.id }
    for (const answer of [
      commentOnTask(closed, { text: 'Too late' }, later),
      editTask(closed, { text: 'Too late' }, later),
      assignTask(closed, { agent: 'kim', expected: null }, later),
    ])
      expect(answer).toEqual(refused('task.closed', 'TK-4', naming))
  })

  it('TK-3: reopened it is what it was, due time and all', () => {
    expect(done(reopenTask(closed, {}, later))).toEqual(open)
    expect(reopenTask(open, {}, later)).toEqual(refused('task.not_closed', 'TK-3'))
  })

  it('TK-3: it may be given a new due time, which is later than now', () => {
    const overdue = { ...closed, overdueAt: closed.dueAt }
    const now = contextAt(monday + 2 * day, 3)
    expect(reopenTask(overdue, { dueAt: monday + 2 * day }, now)).toEqual(refused('task.due_in_past', 'TK-2'))
    expect(done(reopenTask(overdue, { dueAt: open.dueAt }, now)).overdueAt).toBe(open.dueAt)
    expect(reopenTask(overdue, { dueAt: 'soon' }, now)).toEqual(refused('task.invalid', 'B-1'))
    expect(done(reopenTask(overdue, { dueAt: monday + 3 * day }, now))).toEqual({
      ...open,
      dueAt: monday + 3 * day,
    })
  })

  it('TK-6: overdue it was, overdue it is', () => {
    const overdue = { ...closed, overdueAt: closed.dueAt }
    const reopened = reopenTask(overdue, {}, contextAt(monday + 2 * day, 3))
    expect(reopened).toMatchObject({ events: [{ type: 'task.reopened' }] })
    expect(done(reopened).overdueAt).toBe(open.dueAt)
  })

  it('TK-6: reopened after its due time it is overdue from that moment, in the same write', () => {
    const at = (now: number, since = 0) =>
      reopenTask(closed, {}, contextAt(now, 3, { policy: { ...later.policy, effectiveFrom: since } }))
    expect(at(open.dueAt)).toMatchObject({
      state: { closed: null, overdueAt: open.dueAt },
      events: [
        { type: 'task.reopened', actor: sam, cause: 'task' },
        {
          type: 'task.overdue',
          actor: { kind: 'system' },
          cause: 'task_due',
          occurredAt: open.dueAt,
          seq: 5,
        },
      ],
    })
    expect(done(at(open.dueAt - 1)).overdueAt).toBeNull()
    expect(done(at(open.dueAt + minute, open.dueAt + hour)).overdueAt).toBeNull()
  })
})

describe('commentOnTask', () => {
  it('TK-4: it stands in the timeline and changes nothing', () => {
    const said = commentOnTask(open, { text: 'Nobody there' }, later)
    expect(said).toMatchObject({
      events: [{ type: 'task.commented', task: open.id, content: { text: 'Nobody there' } }],
    })
    expect(done(said)).toEqual(open)
    expect(commentOnTask(open, { text: ' ' }, later)).toEqual(refused('task.invalid', 'B-1'))
  })
})
