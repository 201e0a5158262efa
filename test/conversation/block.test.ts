import { describe, expect, it } from 'vitest'
import { systemActor } from '../../src/index.ts'
import { textContent } from '../../src/kernel/event.ts'
import { noon, type Operation, sam } from '../support/operations.ts'
import { performAll, performFromStart, performOne } from './operation-world.ts'
import {
  agentCloses,
  agentReopens,
  agentSends,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  currentConversation,
  customerWrites,
  policyWith,
} from './operations.ts'

const blocks = (more: object = {}): Operation => ({ do: 'block', by: sam, ...more })
const unblocks: Operation = { do: 'unblock', by: sam }

describe('blockCustomer', () => {
  it('I-5, C-3: it closes the active conversation by the system, whatever is owed', () => {
    const demanding = performFromStart([customerWrites()], policyWith({ closingTopics: 'any' }))
    const { answer, world } = performOne(demanding, blocks({ reason: 'threats' }))
    expect(answerEvents(answer)).toMatchObject([
      { type: 'customer.blocked', actor: sam, data: {}, content: textContent('threats'), conversation: null },
      { type: 'contact.ended', actor: systemActor, data: { reason: 'conversation_closed' } },
      {
        type: 'conversation.closed',
        actor: systemActor,
        cause: 'blocked',
        data: { forced: true },
        content: textContent('threats'),
      },
      { type: 'conversation.status_changed', actor: systemActor, data: { from: 'new', to: 'closed' } },
    ])
    expect(world.situation.customer?.blocked).toBe(true)
    expect(currentConversation(world).closed).toEqual({ at: noon, by: systemActor, cause: 'blocked' })
  })

  it('O-7: both go into one stream, without gaps', () => {
    const world = performFromStart([customerWrites()])
    const events = answerEvents(performOne(world, blocks()).answer)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => world.situation.head + 1 + n))
    expect(events.map(({ id }) => id)).toEqual(events.map((_, n) => `c${world.commands}.${n}`))
  })

  it('C-3: where nothing was owed, nothing was forced', () => {
    expect(
      answerEvents(performOne(performFromStart([customerWrites(), agentSends()]), blocks()).answer),
    ).toContainEqual(
      expect.objectContaining({ type: 'conversation.closed', data: { forced: false }, content: null }),
    )
  })

  it('I-5: without an active conversation it only blocks', () => {
    for (const world of [performFromStart([]), performFromStart(answeredAndClosed)])
      expect(answerEvents(performOne(world, blocks()).answer)).toMatchObject([
        { type: 'customer.blocked', data: {}, content: null },
      ])
  })

  it('I-5: blocking twice changes nothing, even if an agent has reopened since', () => {
    const blocked = performFromStart([customerWrites(), blocks(), agentReopens()])
    const { answer, world } = performOne(blocked, blocks())
    expect(answerEventTypes(answer)).toEqual([])
    expect(world.situation.customer).toBe(blocked.situation.customer)
    expect(world.situation.active).toBe(blocked.situation.active)
  })

  it('I-5: what a blocked customer writes is kept, and changes nothing', () => {
    const blocked = performFromStart([customerWrites(), blocks()])
    const { answer, world } = performOne(blocked, customerWrites())
    expect(answerEvents(answer)).toMatchObject([
      { type: 'message.received', conversation: null, data: { silent: true, reasons: [{ rule: 'I-5' }] } },
    ])
    expect(world.situation.closed).toEqual(blocked.situation.closed)
  })
})

describe('unblockCustomer', () => {
  it('I-5: it reopens nothing, and the next message counts again', () => {
    const { answer, world } = performOne(performFromStart([customerWrites(), blocks()]), unblocks)
    expect(answerEvents(answer)).toMatchObject([{ type: 'customer.unblocked', data: {} }])
    expect(world.situation.active).toBeNull()
    expect(world.situation.customer?.blocked).toBe(false)
    expect(answerEventTypes(performOne(world, customerWrites()).answer)).toContain('conversation.reopened')
  })

  it('I-5: lifting no block changes nothing', () => {
    const world = performAll(performFromStart([customerWrites(), agentSends(), agentCloses()]))
    const { answer, world: after } = performOne(world, unblocks)
    expect(answerEventTypes(answer)).toEqual([])
    expect(after.situation.customer).toBe(world.situation.customer)
  })
})
