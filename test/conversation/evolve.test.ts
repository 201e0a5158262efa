import { describe, expect, it } from 'vitest'
import { evolveConversation, foldConversation, type StoredEvent } from '../../src/index.ts'
import { noon, sam } from '../support/operations.ts'
import { deepFreeze } from './deep-freeze.ts'
import { performAll, performFromStart, performOne } from './operation-world.ts'
import {
  agentAddsNote,
  agentAddsTopic,
  agentSends,
  answerEvents,
  currentConversation,
  customerCalls,
  customerWrites,
} from './operations.ts'

const world = performFromStart([customerWrites(), agentSends(), agentAddsTopic('vase')])
const conversation = currentConversation(world)
const events = world.log.filter((event) => event.conversation === conversation.id)

describe('foldConversation', () => {
  it('E-1: replaying the stream gives the stored state', () => {
    expect(foldConversation(events)).toEqual(conversation)
  })

  it('E-1: no events, no conversation; or the one that was there', () => {
    expect(foldConversation([])).toBeNull()
    expect(foldConversation([], conversation)).toBe(conversation)
  })

  it('E-1: it goes on from a state, and leaves that alone', () => {
    const half = foldConversation(events.slice(0, 4))
    expect(foldConversation(events.slice(4), deepFreeze(half))).toEqual(conversation)
  })

  it('E-1: an event of a later version that nobody here knows changes nothing', () => {
    const unknown = { ...events[0], type: 'conversation.pondered' } as never
    expect(foldConversation([unknown], conversation)).toEqual(conversation)
  })

  it('E-1, K-11: the end and the fulfilment of a contact that is not there change nothing', () => {
    const about = (type: string, data: object) => ({ ...events[0], type, data, contact: 'gone' }) as never
    for (const event of [
      about('contact.ended', { reason: 'idle' }),
      about('contact.fulfilled', { outcome: 'responded' }),
      about('delivery.failed', { message: 'x', pendingAgain: false }),
    ])
      expect(foldConversation([event], conversation)).toEqual(conversation)
  })
})

describe('what is quiet', () => {
  const heard = performFromStart([customerCalls('s1', { from: '+4930123456' }), customerWrites('chat')])
  const later = noon + 5

  it.each(['call.started', 'call.answered', 'message.received'])(
    'K-3, I-6: a quiet %s changes nothing, whatever it says',
    (type) => {
      const loud = heard.log.find(
        (event) => event.type === (type === 'call.answered' ? 'call.started' : type),
      )
      const said = { ...loud, type, occurredAt: later } as StoredEvent
      const quiet = { ...said, data: { ...(said.data as object), silent: true } }
      const { contacts } = currentConversation(heard)
      const after = foldConversation([quiet], currentConversation(heard))
      // Only the order of contacts says that a call was told of again (K-3).
      const ordered = type === 'call.started' ? [...contacts].reverse() : contacts
      expect(after).toEqual({ ...currentConversation(heard), contacts: ordered })
      expect(foldConversation([said], currentConversation(heard))).not.toEqual(currentConversation(heard))
    },
  )

  it('C-1: a word that stands in no contact is heard, and owed by none', () => {
    const word = heard.log.find(({ type }) => type === 'message.received') as StoredEvent
    const c = foldConversation([{ ...word, contact: null, occurredAt: later }], currentConversation(heard))
    expect(c).toEqual({ ...currentConversation(heard), lastActivityAt: later, lastCustomerMessageAt: later })
  })
})

describe('evolveConversation', () => {
  it('E-1: one event further, and what did not change keeps its identity', () => {
    const { answer, world: after } = performOne(world, agentAddsTopic('refunds'))
    const next = answerEvents(answer).reduce(evolveConversation, conversation)
    expect(next).toEqual(currentConversation(after))
    expect(next.contacts).toBe(conversation.contacts)
    expect(next.topics).not.toBe(conversation.topics)
  })

  it('E-1: a note gives back the very same state', () => {
    expect(
      answerEvents(performOne(world, agentAddsNote()).answer).reduce(evolveConversation, conversation),
    ).toBe(conversation)
  })

  it('E-1: from nothing it begins with whose it is', () => {
    expect(evolveConversation(null, events[0] as never)).toMatchObject({
      id: conversation.id,
      customer: 'ada',
      startedAt: noon,
    })
    const beside = { ...events[0], conversation: null, type: 'note.added' } as never
    expect(evolveConversation(null, beside)).toMatchObject({ id: '', customer: 'ada', inbox: '' })
  })

  it('E-1: closing and reopening leave the first close as it was', () => {
    const closed = performAll(world, { do: 'close', by: sam })
    const again = performAll(closed, { do: 'reopen', by: sam }, { do: 'close', by: sam })
    expect(currentConversation(again).firstClosed).toEqual(currentConversation(closed).closed)
  })
})
