import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assignConversation } from '../../src/index.ts'
import { bot, host, kim, operations } from '../support/operations.ts'
import { contextFor, performFromStart, performOne, runAll } from './operation-world.ts'
import {
  agentAssigns,
  agentSends,
  answerEventData,
  answerEvents,
  answeredAndClosed,
  currentConversation,
  customerWrites,
  refusalMatching,
  unchangedAnswer,
} from './operations.ts'

const taken = performFromStart([customerWrites(), agentSends()])
const emptySnapshot = performFromStart([customerWrites()])

describe('assignConversation', () => {
  it('A-1: it gives the conversation to an agent, and it says so', () => {
    const { answer, world } = performOne(emptySnapshot, agentAssigns('kim'))
    expect(answerEvents(answer)[0]).toMatchObject({
      type: 'conversation.assigned',
      data: { inbox: 'support', agent: 'kim', reason: 'manual' },
      assignee: { inbox: 'support', agent: null },
      cause: 'assign',
    })
    expect(currentConversation(world)).toMatchObject({ agent: 'kim', inbox: 'support' })
  })

  it('A-1: whoever believes that another has it is refused, and told who has it', () => {
    expect(performOne(taken, agentAssigns('kim', { expected: null })).answer).toEqual(
      refusalMatching('conversation.assigned_elsewhere', 'A-1', {
        assignee: { inbox: 'support', agent: 'sam' },
        message: 'sam has it',
      }),
    )
    expect(performOne(emptySnapshot, agentAssigns('kim', { expected: 'sam' })).answer).toEqual(
      refusalMatching('conversation.assigned_elsewhere', 'A-1', {
        assignee: { inbox: 'support', agent: null },
        message: 'nobody has it any more',
      }),
    )
  })

  it('A-1: so is whoever would move it or let go of it', () => {
    expect(performOne(taken, agentAssigns(null, { expected: 'kim' })).answer).toMatchObject({ ok: false })
    const move = { do: 'assign', by: kim, inbox: 'sales', expected: 'kim' } as const
    expect(performOne(taken, move).answer).toMatchObject({ ok: false })
  })

  it('A-1: giving it to its present holder is no change, whatever was expected', () => {
    expect(performOne(taken, agentAssigns('sam')).answer).toEqual(unchangedAnswer(taken))
    expect(performOne(taken, agentAssigns('sam', { expected: 'kim', inbox: 'support' })).answer).toEqual(
      unchangedAnswer(taken),
    )
    expect(performOne(emptySnapshot, agentAssigns(null, { expected: 'kim' })).answer).toEqual(
      unchangedAnswer(emptySnapshot),
    )
  })

  it('A-1: the agent stays when only the inbox changes, and the inbox when only the agent does', () => {
    const moved = performOne(taken, { do: 'assign', by: kim, inbox: 'sales' })
    expect(currentConversation(moved.world)).toMatchObject({ agent: 'sam', inbox: 'sales' })
    expect(currentConversation(performOne(moved.world, agentAssigns('kim')).world)).toMatchObject({
      agent: 'kim',
      inbox: 'sales',
    })
  })

  it('A-2: each change carries its reason, and the assignee before', () => {
    const reasonOf = (more: object, world = taken) =>
      answerEventData(performOne(world, agentAssigns('kim', more)).answer, 'conversation.assigned')
    expect(reasonOf({})).toMatchObject({ reason: 'manual' })
    expect(reasonOf({ by: bot })).toMatchObject({ reason: 'manual' })
    expect(reasonOf({ by: host })).toMatchObject({ reason: 'api' })
    expect(reasonOf({ agent: null })).toMatchObject({ reason: 'unassigned' })
    expect(reasonOf({ agent: 'sam', inbox: 'sales' })).toMatchObject({ reason: 'moved' })
    expect(reasonOf({ agent: null, inbox: 'sales' }, emptySnapshot)).toMatchObject({ reason: 'moved' })
    expect(reasonOf({ agent: null, reason: 'declined', by: host })).toMatchObject({ reason: 'declined' })
    const moved = performOne(taken, agentAssigns(null, { inbox: 'sales' })).answer
    expect(answerEvents(moved)[0]?.assignee).toEqual({ inbox: 'support', agent: 'sam' })
  })

  it('C-6: not once it is closed', () => {
    expect(performOne(performFromStart(answeredAndClosed), agentAssigns('kim')).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
  })

  it('A-1, B-2: an inbox without a name is refused', () => {
    const move = { inbox: ' ', expected: 'sam' }
    expect(assignConversation(currentConversation(taken), move, contextFor(taken))).toMatchObject({
      ok: false,
      error: { code: 'assign.no_inbox', rule: 'A-1' },
    })
  })

  it('A-1: only who knows the present holder can change anything', () => {
    const agent = fc.constantFrom(null, 'sam', 'kim')
    const inbox = fc.constantFrom('support', 'sales')
    fc.assert(
      fc.property(operations, agent, inbox, agent, (story, to, into, expected) => {
        const { world } = runAll(story)
        const c = world.situation.active
        if (c === null) return
        const result = assignConversation(c, { agent: to, inbox: into, expected }, contextFor(world))
        const isPresent = c.agent === to && c.inbox === into
        expect(result.ok).toBe(isPresent || expected === c.agent)
        if (result.ok) expect(result.state).toMatchObject({ agent: to, inbox: into })
        if (result.ok && isPresent) expect(result.state).toBe(c)
      }),
    )
  })
})
