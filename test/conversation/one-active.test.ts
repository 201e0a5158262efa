import { describe, expect, it } from 'vitest'
import { days, kim, sam } from '../support/operations.ts'
import {
  closes,
  eventsOf,
  refused,
  reopens,
  rings,
  sends,
  solved,
  the,
  typesOf,
  waits,
  writes,
} from './scene.ts'
import { play, tell } from './world.ts'

describe('one active conversation', () => {
  it('O-1, O-2: whatever the channel, address or endpoint, the customer’s words are in one conversation', () => {
    const world = play([
      writes('email', { from: 'ada@example.com', endpoint: 'help@shop.com' }),
      writes('chat', { from: 'ada_1815', session: 's1' }),
      writes('sms', { from: '+4930123456' }),
      rings('s2', { from: '+4930999999' }),
      writes('email', { from: 'ada@work.example', endpoint: 'sales@shop.com' }),
    ])
    expect(the(world).contacts).toHaveLength(5)
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
  })

  it('O-1: our own words join it, too', () => {
    const { world } = tell(play([writes()]), sends(sam, 'sms'))
    expect(world.log.filter(({ type }) => type === 'conversation.started')).toHaveLength(1)
    expect(the(world).contacts.map(({ channel }) => channel)).toEqual(['email', 'sms'])
  })

  it('O-3: a reopen counts as a create: beside an active one it is refused', () => {
    const world = play([...solved, waits(days(2)), writes()])
    expect(tell(world, reopens()).answer).toEqual(
      refused('conversation.another_active', 'O-3', { active: the(world).id }),
    )
  })

  it('O-3: what is not closed cannot be reopened', () => {
    expect(tell(play([writes()]), reopens()).answer).toEqual(refused('conversation.not_closed', 'O-3'))
  })

  it('O-3: once the other is closed, it can', () => {
    const world = play([...solved, waits(days(2)), writes(), closes({ force: true })])
    const { answer, target } = tell(world, reopens(kim, { which: 1 }))
    expect(typesOf(answer)).toContain('conversation.reopened')
    expect(answer).not.toHaveProperty('conversation.id', target?.id)
  })

  it('O-5: a conversation and the word that starts it are written together', () => {
    for (const operation of [writes(), sends(), rings()]) {
      const types = typesOf(tell(play([]), operation).answer)
      expect(types.slice(0, 2)).toEqual(['conversation.started', 'contact.started'])
      expect(types.filter((type) => /^(message|call)\./.test(type))).toHaveLength(1)
    }
  })

  it('O-5: so are a reopening and the word that reopens', () => {
    const types = typesOf(tell(play(solved), writes()).answer)
    expect(types).toEqual([
      'conversation.reopened',
      'contact.started',
      'message.received',
      'conversation.status_changed',
    ])
  })

  it('O-7: events take the places after the head that was read', () => {
    const world = play([writes()])
    const events = eventsOf(tell(world, sends()).answer)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => world.situation.head + 1 + n))
  })
})
