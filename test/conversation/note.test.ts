import { describe, expect, it } from 'vitest'
import { noteOnCustomer } from '../../src/index.ts'
import { days, host, noon } from '../support/operations.ts'
import { contextFor, performAll, performFromStart, performOne } from './operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentSends,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  currentConversation,
  customerWrites,
  refusalMatching,
} from './operations.ts'

describe('notes', () => {
  it('N-1: a note is shown and changes nothing, neither status nor any clock', () => {
    const world = performFromStart([customerWrites(), agentSends(), advance(1_000)])
    const { answer, world: after } = performOne(world, agentAddsNote())
    expect(answerEvents(answer)).toMatchObject([
      {
        type: 'note.added',
        conversation: currentConversation(world).id,
        contact: null,
        data: {},
        cause: 'note',
        content: { text: 'nice', attachments: [], externalId: null, address: null },
      },
    ])
    expect(currentConversation(after)).toEqual(currentConversation(world))
  })

  it('E-7: its text is content, which no state holds', () => {
    const secret = 'the code is 4711'
    const { world } = performOne(performFromStart([customerWrites()]), agentAddsNote({ text: secret }))
    expect(JSON.stringify(world.situation)).not.toContain(secret)
    expect(JSON.stringify(world.log)).toContain(secret)
  })

  it('C-6: not on a closed conversation', () => {
    expect(performOne(performFromStart(answeredAndClosed), agentAddsNote()).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
  })

  it('C-6: on the customer always, in no conversation', () => {
    for (const world of [
      performFromStart([]),
      performFromStart(answeredAndClosed),
      performFromStart([customerWrites()]),
    ]) {
      const { answer, world: after } = performOne(world, agentAddsNote({ beside: true }))
      expect(answerEvents(answer)).toMatchObject([
        { type: 'note.added', customer: 'ada', conversation: null, assignee: null },
      ])
      expect(after.situation.closed).toEqual(world.situation.closed)
    }
  })

  it('C-6: it says who wrote it, and when', () => {
    const world = performAll(performFromStart([]), advance(days(1)))
    expect(noteOnCustomer('ada', { text: '' }, contextFor(world, host))).toMatchObject({
      id: 'c1.0',
      seq: 2,
      actor: host,
      occurredAt: noon + days(1),
      content: { text: '' },
    })
    expect(answerEventTypes(performOne(world, agentAddsNote()).answer)).toEqual(['note.added'])
  })
})
