import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decide,
  definePolicy,
  emptySnapshot,
  evolve,
  foldTask,
  parseCommand,
  type Snapshot,
} from '../../src/index.ts'
import { given } from '../../src/testing/index.ts'
import { runAll } from '../conversation/operation-world.ts'
import { anyPolicy, operations } from '../support/operations.ts'

const policy = definePolicy({ inbox: 'support', reopenWindow: { days: 7 } })
const mail = { channel: 'email', from: 'ada@example.com' }
const stateOf = ({ customer, active, closed, head }: Snapshot) => ({ customer, active, closed, head })

describe('evolve', () => {
  it('comes to the state that each command wrote, and to no other (E-1)', () => {
    fc.assert(
      fc.property(operations, anyPolicy, (story, under) => {
        for (const { answer, before, after } of runAll(story, under).runs) {
          const next = evolve(before.situation, answer.ok ? answer.events : [])
          expect(stateOf({ ...next, closed: next.closed.slice(0, 4) })).toEqual(stateOf(after.situation))
        }
      }),
    )
  })

  it('comes from nothing to what a store has, in one go (E-1)', () => {
    const story = given({ policy })
      .receive({ ...mail, text: 'Broken' })
      .close({ agent: 'sam', force: true })
      .after({ days: 8 })
      .receive({ ...mail, text: 'Another one' })
      .createTask({ agent: 'sam', text: 'Call', dueAt: '2026-02-01T09:00:00Z', inbox: 'support' })
    expect(stateOf(evolve(emptySnapshot, story.events()))).toEqual(stateOf(story.snapshot()))
  })

  it('has the conversation first that was closed last (I-9)', () => {
    const story = given({ policy })
      .receive({ ...mail, text: 'Broken' })
      .close({ agent: 'sam', force: true })
      .after({ days: 8 })
      .receive({ ...mail, text: 'Another one' })
      .close({ agent: 'sam', force: true })
    const { closed } = evolve(emptySnapshot, story.events())
    expect(closed).toHaveLength(2)
    expect(closed[0]).toEqual(story.snapshot().closed[0])
  })

  it('follows a task that the snapshot is about (TK-1)', () => {
    const story = given({ policy })
      .receive({ ...mail, text: 'Broken' })
      .createTask({ agent: 'sam', text: 'Call', dueAt: '2026-02-01T09:00:00Z', inbox: 'support' })
    const created = story.events().findLast(({ task }) => task !== null)
    const task = created?.task ?? ''
    const closing = story.closeTask({ agent: 'sam', task }).events().slice(story.events().length)
    const open = foldTask(story.events().filter((event) => event.task === task))
    expect(open?.closed).toBeNull()
    expect(evolve({ ...emptySnapshot, task: open }, closing).task?.closed).not.toBeNull()
  })

  it('lets an app decide one command after another without a store', () => {
    let ids = 0
    const context = { policy, newId: () => `c${ids++}` }
    let snapshot: Snapshot = emptySnapshot
    const outcomes = ['Hello', 'Are you there?'].map((text) => {
      const command = parseCommand({ type: 'receive', ...mail, text }, context)
      if (!command.ok) throw new Error(command.error.message)
      const decision = decide([snapshot], command.value, { now: 1_767_603_600_000, policy })
      if (!decision.ok) throw new Error(decision.error.message)
      snapshot = evolve(snapshot, decision.changes?.events ?? [])
      return decision.result.outcome
    })
    expect(outcomes).toEqual(['start', 'append'])
  })

  it('gives the same snapshot where nothing happened', () => {
    expect(evolve(emptySnapshot, [])).toBe(emptySnapshot)
  })
})
