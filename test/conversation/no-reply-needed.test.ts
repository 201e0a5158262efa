import { describe, expect, it } from 'vitest'
import { status } from '../../src/index.ts'
import { bot, host } from '../support/operations.ts'
import { performFromStart, performOne } from './operation-world.ts'
import {
  agentMarksNoReplyNeeded,
  agentSends,
  answerEventData,
  answerEventTypes,
  answeredAndClosed,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
  refusalMatching,
} from './operations.ts'

const both = performFromStart([customerWrites(), customerWrites('chat')])

describe('noReplyNeeded', () => {
  it('K-6, K-2: it clears what is owed, cancels and ends the contact', () => {
    const { answer, world } = performOne(performFromStart([customerWrites()]), agentMarksNoReplyNeeded())
    expect(answerEventTypes(answer)).toEqual([
      'conversation.no_reply_needed',
      'contact.fulfilled',
      'contact.ended',
      'conversation.status_changed',
    ])
    expect(answerEventData(answer, 'conversation.no_reply_needed')).toEqual({
      contacts: [entityIdOf('c1.1')],
    })
    expect(answerEventData(answer, 'contact.fulfilled')).toEqual({ outcome: 'cancelled' })
    expect(answerEventData(answer, 'contact.ended')).toEqual({ reason: 'no_reply_needed' })
    expect(currentConversation(world)).toMatchObject({ pendingReplies: [], contacts: [] })
    expect(status(currentConversation(world))).toBe('waiting')
  })

  it('K-6: the contact is named when several are open', () => {
    const ids = currentConversation(both).contacts.map(({ id }) => id)
    expect(performOne(both, agentMarksNoReplyNeeded()).answer).toEqual(
      refusalMatching('contact.ambiguous', 'K-6', { contacts: ids, message: '2 contacts are open or owed' }),
    )
    const { world } = performOne(both, agentMarksNoReplyNeeded({ contact: 1 }))
    expect(currentConversation(world).contacts.map(({ id }) => id)).toEqual(ids.slice(1))
    expect(currentConversation(world).pendingReplies.map(({ contact }) => contact)).toEqual(ids.slice(1))
  })

  it('K-6: an ended contact that is owed counts as well', () => {
    const left = performFromStart([customerWrites(), contactEnds('agent'), customerWrites('chat')])
    expect(performOne(left, agentMarksNoReplyNeeded()).answer).toEqual(
      refusalMatching('contact.ambiguous', 'K-6'),
    )
    const { answer, world } = performOne(left, agentMarksNoReplyNeeded({ contact: 1 }))
    expect(answerEventTypes(answer)).toEqual(['conversation.no_reply_needed'])
    expect(currentConversation(world).pendingReplies).toHaveLength(1)
    expect(currentConversation(world).contacts).toHaveLength(1)
  })

  it('means the one contact with a pending reply, and leaves others open (K-6)', () => {
    const world = performFromStart([customerWrites(), agentSends(), customerWrites('chat')])
    const [mail, chat] = currentConversation(world).contacts
    expect(currentConversation(world).pendingReplies.map(({ contact }) => contact)).toEqual([chat?.id])
    const marked = performOne(world, agentMarksNoReplyNeeded()).world
    expect(currentConversation(marked).pendingReplies).toEqual([])
    expect(currentConversation(marked).contacts.map(({ id }) => id)).toEqual([mail?.id])
  })

  it('K-6: an open contact that is not owed is ended, too', () => {
    const { answer } = performOne(
      performFromStart([customerWrites(), agentSends()]),
      agentMarksNoReplyNeeded(),
    )
    expect(answerEventTypes(answer)).toEqual([
      'conversation.no_reply_needed',
      'contact.ended',
      'conversation.status_changed',
    ])
  })

  it('K-2: a fulfilled contact is not cancelled', () => {
    const again = performOne(
      performFromStart([customerWrites(), agentSends(), customerWrites()]),
      agentMarksNoReplyNeeded(),
    )
    expect(answerEventTypes(again.answer)).not.toContain('contact.fulfilled')
    expect(currentConversation(again.world).pendingReplies).toEqual([])
  })

  it('K-6: where there is nothing to mark, it says so', () => {
    const done = performFromStart([customerWrites(), agentMarksNoReplyNeeded()])
    expect(performOne(done, agentMarksNoReplyNeeded()).answer).toEqual(
      refusalMatching('contact.none', 'K-6', { message: 'no contact is open or owed' }),
    )
    expect(performOne(done, agentMarksNoReplyNeeded({ contact: 0 })).answer).toEqual(
      refusalMatching('contact.none', 'K-6', {
        message: `contact ${entityIdOf('c1.1')} is neither open nor owed`,
      }),
    )
    expect(performOne(both, agentMarksNoReplyNeeded({ contact: { id: '__proto__' } })).answer).toEqual(
      refusalMatching('contact.none', 'K-6'),
    )
  })

  it('K-6: whoever marks, nobody is assigned by that', () => {
    for (const by of [bot, host, { kind: 'agent', id: 'sam' } as const])
      expect(
        currentConversation(
          performOne(performFromStart([customerCalls()]), agentMarksNoReplyNeeded({ by })).world,
        ).agent,
      ).toBeNull()
  })

  it('C-6: not once it is closed', () => {
    expect(performOne(performFromStart(answeredAndClosed), agentMarksNoReplyNeeded()).answer).toEqual(
      refusalMatching('conversation.closed', 'C-6'),
    )
  })
})
