import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDueTaskDeadline, taskDeadline } from '../../src/deadline/task-deadline.ts'
import type { Context, StoredEvent } from '../../src/index.ts'
import { assignTask } from '../../src/task/assign.ts'
import type { TaskChanged } from '../../src/task/change.ts'
import { closeTask } from '../../src/task/close.ts'
import { commentOnTask } from '../../src/task/comment.ts'
import { editTask } from '../../src/task/edit.ts'
import { evolveTask, foldTask } from '../../src/task/evolve.ts'
import { reopenTask } from '../../src/task/reopen.ts'
import type { Task } from '../../src/task/task.ts'
import { deepFreeze } from '../conversation/deep-freeze.ts'
import { day, hour, lawRuns, minute, monday } from '../support/world.ts'
import { contextAt, createdTask } from './fixtures.ts'

const wait = fc.constantFrom(0, 1, minute, 6 * hour, day, 3 * day)
const agent = fc.constantFrom(null, 'sam', 'kim')
const due = fc.option(fc.constantFrom(-hour, 0, 1, hour, 2 * day), { nil: undefined })
const text = fc.option(fc.constantFrom('', 'Call', 'Write'), { nil: undefined })
const step = fc.oneof(
  fc.record({ do: fc.constant('edit' as const), wait, due, text }),
  fc.record({ do: fc.constant('assign' as const), wait, agent, expected: agent }),
  fc.record({ do: fc.constant('reopen' as const), wait, due }),
  fc.record({ do: fc.constantFrom('comment' as const, 'close' as const, 'settle' as const), wait }),
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const take = (task: Task, each: Step, context: Context): { readonly ok: boolean } => {
  const dueAt = 'due' in each && each.due !== undefined ? context.now + each.due : undefined
  if (each.do === 'edit') return editTask(task, { dueAt, text: each.text }, context)
  if (each.do === 'reopen') return reopenTask(task, { dueAt }, context)
  if (each.do === 'assign') return assignTask(task, each, context)
  if (each.do === 'comment') return commentOnTask(task, { text: 'Hm' }, context)
  return each.do === 'close' ? closeTask(task, context) : applyDueTaskDeadline(task, context)
}

/** A task's life, what was due applied before every step; calls back after each change. */
const live = (story: readonly Step[], see: (before: Task, after: TaskChanged, context: Context) => void) => {
  let { state, events } = deepFreeze(createdTask())
  let now = monday
  for (const each of story) {
    now += each.wait
    for (const act of [applyDueTaskDeadline, (task: Task, context: Context) => take(task, each, context)]) {
      const context = contextAt(now, 1 + events.length, { commandId: `s${events.length}` })
      const answer = act(state, context)
      if (!('events' in answer)) continue
      const changed = deepFreeze(answer as TaskChanged)
      see(state, changed, context)
      state = changed.state
      events = [...events, ...changed.events]
    }
  }
  return { state, events, now }
}

const story = fc.array(step, { maxLength: 20, size: 'max' })

describe('whatever happens to a task', () => {
  it('E-1: it is the fold of its events, which evolve agrees with', () =>
    fc.assert(
      fc.property(story, (steps) => {
        const { state, events } = live(steps, () => undefined)
        expect(foldTask(events)).toEqual(state)
        const evolved = events.reduce<Task | null>(
          (task, event: StoredEvent) => evolveTask(task, event),
          null,
        )
        expect(evolved).toEqual(state)
        expect(JSON.parse(JSON.stringify(state))).toEqual(state)
      }),
      lawRuns(300),
    ))

  it('TK-2, TK-6: a due time that changes lies ahead, and an open task is overdue once its due time has come', () =>
    fc.assert(
      fc.property(story, (steps) => {
        live(steps, (before, { state, events }, { now, policy }) => {
          if (state.dueAt !== before.dueAt) expect(state.dueAt).toBeGreaterThan(now)
          const settled = applyDueTaskDeadline(state, contextAt(now, 50)).state
          if (settled.closed === null)
            expect(settled.overdueAt).toBe(settled.dueAt <= now ? settled.dueAt : null)
          if (state.closed !== null) expect(taskDeadline(state, policy)).toBeNull()
          expect(events.filter(({ type }) => type === 'task.overdue').length).toBeLessThan(2)
        })
      }),
      lawRuns(300),
    ))

  it('TK-4: while it is closed nothing happens to it but a reopening', () =>
    fc.assert(
      fc.property(story, (steps) => {
        live(steps, (before, { events }) => {
          if (before.closed !== null && events.length > 0) expect(events[0]?.type).toBe('task.reopened')
        })
      }),
      lawRuns(300),
    ))

  it('TK-1: its events stand in no conversation and carry its id and its holder before', () =>
    fc.assert(
      fc.property(story, (steps) => {
        live(steps, (before, { state, events }) => {
          if (events.length === 0) expect(state).toBe(before)
          const [first] = events
          for (const event of events)
            expect(event).toMatchObject({ conversation: null, contact: null, task: state.id })
          if (first) expect(first.assignee).toEqual({ inbox: before.inbox, agent: before.agent })
          expect(state).toMatchObject({ conversation: before.conversation, customer: before.customer })
        })
      }),
      lawRuns(300),
    ))
})

describe('settleTask', () => {
  it('TK-6, D-2: it says at the due time that the task is overdue, once, however late', () => {
    const { state } = createdTask()
    expect(applyDueTaskDeadline(state, contextAt(state.dueAt - 1, 2))).toEqual({
      ok: true,
      state,
      events: [],
    })
    for (const late of [0, 1, 30 * day]) {
      const { state: overdue, events } = applyDueTaskDeadline(state, contextAt(state.dueAt + late, 2))
      expect(events).toMatchObject([
        { type: 'task.overdue', occurredAt: state.dueAt, recordedAt: state.dueAt + late, cause: 'task_due' },
      ])
      expect(overdue).toEqual({ ...state, overdueAt: state.dueAt })
      expect(applyDueTaskDeadline(overdue, contextAt(state.dueAt + 60 * day, 3)).events).toEqual([])
    }
  })

  it('D-2: nothing is due before the policy took effect', () => {
    const { state } = createdTask()
    const policy = { ...contextAt(monday, 0).policy, effectiveFrom: state.dueAt + hour }
    expect(applyDueTaskDeadline(state, contextAt(state.dueAt, 2, { policy })).events).toEqual([])
    expect(applyDueTaskDeadline(state, contextAt(state.dueAt + day, 2, { policy })).events).toMatchObject([
      { occurredAt: state.dueAt + hour, data: { dueAt: state.dueAt } },
    ])
  })
})
