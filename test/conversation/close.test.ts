import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeConversation } from '../../src/conversation/change.ts'
import { emitClose } from '../../src/conversation/close.ts'
import { closeConversation, systemActor } from '../../src/index.ts'
import { textContent } from '../../src/kernel/event.ts'
import {
  ada,
  anyPolicy,
  bot,
  days,
  host,
  hours,
  kim,
  minutes,
  noon,
  type Operation,
  operations,
  sam,
} from '../support/operations.ts'
import { contextFor, type OperationAnswer, performFromStart, performOne, runAll } from './operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentAddsTopic,
  agentAnswersCall,
  agentCloses,
  agentMarksNoReplyNeeded,
  agentReopens,
  agentSends,
  answerEventData,
  answerEvents,
  answerEventTypes,
  answeredAndClosed,
  callEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
  policyWith,
  refusalMatching,
} from './operations.ts'

/** The event of a close. */
const closing = (answer: OperationAnswer) =>
  answerEvents(answer).find(({ type }) => type === 'conversation.closed')

const owed = performFromStart([customerWrites()])
const answered = performFromStart([customerWrites(), agentSends()])
const closed = performFromStart(answeredAndClosed)

describe('closeConversation', () => {
  it('C-4: it ends the open contacts, and records when, by whom and why', () => {
    const world = performFromStart([
      customerWrites(),
      agentSends(),
      customerWrites('chat'),
      agentSends(sam, 'chat'),
      advance(minutes(3)),
    ])
    const { answer, world: after } = performOne(world, agentCloses({ by: kim, reason: 'refunded' }))
    expect(answerEventTypes(answer)).toEqual([
      'contact.ended',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
    ])
    expect(answerEventData(answer, 'contact.ended')).toEqual({ reason: 'conversation_closed' })
    expect(answerEvents(answer).map(({ contact }) => contact)).toEqual([
      ...currentConversation(world).contacts.map(({ id }) => id),
      null,
      null,
    ])
    const record = { at: noon + minutes(3), by: kim, cause: 'close' }
    expect(currentConversation(after)).toMatchObject({ lastCountedCloseAt: noon + minutes(3) })
    expect([currentConversation(after).closed, currentConversation(after).firstClosed]).toEqual([
      record,
      record,
    ])
    expect(closing(answer)).toMatchObject({ data: { forced: false }, content: textContent('refunded') })
    expect(after.situation.active).toBeNull()
  })

  it('C-4: a reason is not needed', () => {
    const event = closing(performOne(answered, agentCloses()).answer)
    expect(event?.data).toEqual({ forced: false })
    expect(event?.content).toBeNull()
  })

  it('C-4: the first close and the last are both kept', () => {
    const again = performFromStart([
      ...answeredAndClosed,
      advance(hours(1)),
      agentReopens(),
      agentCloses({ by: kim }),
    ])
    expect(currentConversation(again).firstClosed).toMatchObject({ at: noon, by: sam })
    expect(currentConversation(again).closed).toMatchObject({ at: noon + hours(1), by: kim })
  })

  it('C-5: what is closed is told so, and when', () => {
    expect(performOne(closed, agentCloses()).answer).toEqual(
      refusalMatching('conversation.already_closed', 'C-5', { at: noon }),
    )
    expect(performOne(closed, agentCloses({ by: systemActor, force: true })).answer).toEqual(
      refusalMatching('conversation.already_closed', 'C-5'),
    )
  })

  it('C-7: customers cannot close, third parties neither, whatever they force', () => {
    for (const by of [ada, { kind: 'third_party', id: 'email:eve@example.com' } as const])
      for (const world of [answered, closed])
        expect(performOne(world, agentCloses({ by, force: true })).answer).toEqual(
          refusalMatching('conversation.customer_cannot_close', 'C-7'),
        )
  })
})

describe('what is owed', () => {
  it('C-1: it stands against a close, which names the contacts', () => {
    const both = performFromStart([customerWrites(), customerWrites('chat')])
    expect(performOne(both, agentCloses()).answer).toEqual(
      refusalMatching('conversation.awaiting_reply', 'C-1', {
        contacts: currentConversation(both).contacts.map(({ id }) => id),
      }),
    )
  })

  it('C-1: a call that nobody took is owed like a message', () => {
    const ringing = performFromStart([customerCalls()])
    expect(performOne(ringing, agentCloses()).answer).toEqual(
      refusalMatching('conversation.awaiting_reply', 'C-1'),
    )
    expect(performOne(performOne(ringing, agentAnswersCall()).world, agentCloses()).answer.ok).toBe(true)
  })

  it('C-1: forced, it is closed all the same, and says that it was forced', () => {
    const { answer, world } = performOne(owed, agentCloses({ force: true }))
    expect(answerEventData(answer, 'conversation.closed')).toMatchObject({ forced: true })
    expect(currentConversation(world).pendingReplies).toEqual([])
  })

  it('C-1: force where nothing is owed forces nothing', () => {
    const { answer } = performOne(answered, agentCloses({ force: true }))
    expect(answerEventData(answer, 'conversation.closed')).toMatchObject({ forced: false })
  })

  it('C-1: an ended contact may still be owed', () => {
    const left = performFromStart([customerWrites(), { do: 'end', by: 'agent' }])
    expect(currentConversation(left).contacts).toEqual([])
    expect(performOne(left, agentCloses()).answer).toEqual(
      refusalMatching('conversation.awaiting_reply', 'C-1', { contacts: [entityIdOf('c1.1')] }),
    )
  })

  it('C-1: an answer or no reply needed clears the way', () => {
    expect(performOne(answered, agentCloses()).answer.ok).toBe(true)
    expect(
      performOne(performFromStart([customerWrites(), agentMarksNoReplyNeeded()]), agentCloses()).answer.ok,
    ).toBe(true)
  })
})

describe('the topic it needs', () => {
  const about = (...topics: readonly Operation[]) => [customerWrites(), agentSends(), ...topics]
  const any = policyWith({ closingTopics: 'any' })
  const below = policyWith({ closingTopics: { under: ['orders'] } })
  const missing = refusalMatching('conversation.topic_required', 'C-2')

  it('C-2: where policy wants one, a close without it is refused', () => {
    expect(performOne(performFromStart(about(), any), agentCloses()).answer).toEqual(missing)
    expect(performOne(performFromStart(about(agentAddsTopic('vase')), any), agentCloses()).answer.ok).toBe(
      true,
    )
  })

  it('C-2: where policy names parents, only a topic below them will do', () => {
    expect(performOne(performFromStart(about(), below), agentCloses()).answer).toEqual(missing)
    expect(
      performOne(performFromStart(about(agentAddsTopic('orders')), below), agentCloses()).answer,
    ).toEqual(missing)
    expect(
      performOne(
        performFromStart(about(agentAddsTopic('orders'), agentAddsTopic('refunds')), below),
        agentCloses(),
      ).answer.ok,
    ).toBe(true)
  })

  it('C-2: force does not override it', () => {
    expect(
      performOne(performFromStart([customerWrites()], any), agentCloses({ force: true })).answer,
    ).toEqual(missing)
  })

  it('C-3: the library itself does not need one', () => {
    expect(
      performOne(performFromStart([customerWrites()], any), agentCloses({ by: systemActor })).answer.ok,
    ).toBe(true)
    expect(currentConversation(performFromStart([customerCalls(), callEnds()], any)).closed).toMatchObject({
      cause: 'abandoned',
      by: systemActor,
    })
  })
})

describe('the version it saw', () => {
  const seen = owed.situation.head
  const unseen = refusalMatching('conversation.unseen_message', 'C-8')

  it('C-8: a message recorded after it stands against the close, even when forced', () => {
    const later = performOne(owed, customerWrites()).world
    expect(performOne(later, agentCloses({ version: seen, force: true })).answer).toEqual(
      refusalMatching('conversation.unseen_message', 'C-8', { version: later.situation.head }),
    )
    expect(performOne(later, agentCloses({ version: later.situation.head, force: true })).answer.ok).toBe(
      true,
    )
  })

  it('C-8: so does a call', () => {
    expect(
      performOne(performOne(owed, customerCalls()).world, agentCloses({ version: seen, force: true })).answer,
    ).toEqual(unseen)
  })

  it('C-8: a late message counts by its place, not by its time', () => {
    const late = performOne(owed, customerWrites('email', { late: days(3) })).world
    expect(performOne(late, agentCloses({ version: seen, force: true })).answer).toEqual(unseen)
  })

  it('C-8: exactly the version of the last word has seen it', () => {
    const { lastCustomerMessageSeq } = currentConversation(owed)
    expect(performOne(owed, agentCloses({ version: lastCustomerMessageSeq, force: true })).answer.ok).toBe(
      true,
    )
    expect(
      performOne(owed, agentCloses({ version: lastCustomerMessageSeq - 1, force: true })).answer,
    ).toEqual(unseen)
  })

  it('C-8: other changes do not matter', () => {
    for (const operation of [
      agentAddsNote(),
      agentAddsTopic('vase'),
      agentSends(kim),
      customerWrites('email', { automated: true }),
    ])
      expect(
        performOne(performOne(owed, operation).world, agentCloses({ version: seen, force: true })).answer.ok,
      ).toBe(true)
  })

  it('is none if it is no place of the stream, and has seen nothing (B-4, C-8)', () => {
    for (const version of [Number.NaN, -Infinity, Infinity, 1.5, -1, answered.situation.head + 1])
      expect(performOne(answered, agentCloses({ version, force: true })).answer).toEqual(unseen)
  })

  it('C-3: an imported close skips it, and what is owed as well', () => {
    const { answer } = performOne(owed, agentCloses({ by: systemActor, version: 0 }))
    expect(closing(answer)).toMatchObject({
      cause: 'imported',
      actor: systemActor,
      data: { forced: false },
      content: null,
    })
  })

  it('C-3: machines and programs are bound as agents are', () => {
    for (const by of [bot, host]) {
      expect(performOne(owed, agentCloses({ by })).answer).toEqual(
        refusalMatching('conversation.awaiting_reply', 'C-1'),
      )
      expect(performOne(owed, agentCloses({ by, version: 0, force: true })).answer).toEqual(unseen)
      expect(
        currentConversation(performOne(owed, agentCloses({ by, force: true })).world).closed,
      ).toMatchObject({ cause: 'close', by })
    }
  })
})

describe('laws', () => {
  it('C-1, C-2, C-5, C-7, C-8: a close is refused for one of five reasons, and for none other', () => {
    const actor = fc.constantFrom(sam, bot, host, systemActor, ada)
    fc.assert(
      fc.property(
        operations,
        anyPolicy,
        actor,
        fc.nat(60),
        fc.boolean(),
        (story, given, by, version, force) => {
          const { world } = runAll(story, given)
          const c = world.situation.active ?? world.situation.closed[0]
          if (c === undefined) return
          const context = contextFor(world, by)
          const result = closeConversation(c, { version, force }, context)
          const needed = given.closingTopics
          const fits = needed.under.length > 0 ? ['refunds', 'vase'] : ['orders', 'refunds', 'vase']
          const lacksTopic = needed.required && !c.topics.some((topic) => fits.includes(topic))
          const wanted =
            by === ada
              ? 'conversation.customer_cannot_close'
              : c.closed !== null
                ? 'conversation.already_closed'
                : by === systemActor
                  ? null
                  : version < c.lastCustomerMessageSeq || version > context.head
                    ? 'conversation.unseen_message'
                    : c.pendingReplies.length > 0 && !force
                      ? 'conversation.awaiting_reply'
                      : lacksTopic
                        ? 'conversation.topic_required'
                        : null
          expect(result.ok ? null : result.error.code).toBe(wanted)
        },
      ),
    )
  })
})

describe('a close by the library', () => {
  it('has one actor and one time for the contacts that end and for the close (C-3, C-4)', () => {
    const world = performFromStart([customerWrites(), advance(minutes(5))])
    const closing = changeConversation(currentConversation(world), contextFor(world), 'receive')
    emitClose(closing, 'abandoned', {}, { actor: systemActor, occurredAt: noon + minutes(1) })
    const ends = closing.done().events.slice(0, 2)
    expect(ends.map(({ type }) => type)).toEqual(['contact.ended', 'conversation.closed'])
    for (const event of ends)
      expect(event).toMatchObject({ actor: systemActor, occurredAt: noon + minutes(1) })
  })
})
