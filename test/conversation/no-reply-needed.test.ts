import { describe, expect, it } from 'vitest'
import { status } from '../../src/index.ts'
import { bot, host } from '../support/operations.ts'
import { dataOf, ends, marks, refused, rings, sends, solved, the, thing, typesOf, writes } from './scene.ts'
import { play, tell } from './world.ts'

const both = play([writes(), writes('chat')])

describe('noReplyNeeded', () => {
  it('K-6, K-2: it clears what is owed, cancels and ends the contact', () => {
    const { answer, world } = tell(play([writes()]), marks())
    expect(typesOf(answer)).toEqual([
      'conversation.no_reply_needed',
      'contact.fulfilled',
      'contact.ended',
      'conversation.status_changed',
    ])
    expect(dataOf(answer, 'conversation.no_reply_needed')).toEqual({ contacts: [thing('c1.1')] })
    expect(dataOf(answer, 'contact.fulfilled')).toEqual({ as: 'cancelled' })
    expect(dataOf(answer, 'contact.ended')).toEqual({ reason: 'no_reply_needed' })
    expect(the(world)).toMatchObject({ owed: [], contacts: [] })
    expect(status(the(world))).toBe('waiting')
  })

  it('K-6: the contact is named when several are open', () => {
    const ids = the(both).contacts.map(({ id }) => id)
    expect(tell(both, marks()).answer).toEqual(
      refused('contact.ambiguous', 'K-6', { contacts: ids, message: '2 contacts are open or owed' }),
    )
    const { world } = tell(both, marks({ contact: 1 }))
    expect(the(world).contacts.map(({ id }) => id)).toEqual(ids.slice(1))
    expect(the(world).owed.map(({ contact }) => contact)).toEqual(ids.slice(1))
  })

  it('K-6: an ended contact that is owed counts as well', () => {
    const left = play([writes(), ends('agent'), writes('chat')])
    expect(tell(left, marks()).answer).toEqual(refused('contact.ambiguous', 'K-6'))
    const { answer, world } = tell(left, marks({ contact: 1 }))
    expect(typesOf(answer)).toEqual(['conversation.no_reply_needed'])
    expect(the(world).owed).toHaveLength(1)
    expect(the(world).contacts).toHaveLength(1)
  })

  it('means the one contact with a pending reply, and leaves others open (K-6)', () => {
    const world = play([writes(), sends(), writes('chat')])
    const [mail, chat] = the(world).contacts
    expect(the(world).owed.map(({ contact }) => contact)).toEqual([chat?.id])
    const marked = tell(world, marks()).world
    expect(the(marked).owed).toEqual([])
    expect(the(marked).contacts.map(({ id }) => id)).toEqual([mail?.id])
  })

  it('K-6: an open contact that is not owed is ended, too', () => {
    const { answer } = tell(play([writes(), sends()]), marks())
    expect(typesOf(answer)).toEqual([
      'conversation.no_reply_needed',
      'contact.ended',
      'conversation.status_changed',
    ])
  })

  it('K-2: a fulfilled contact is not cancelled', () => {
    const again = tell(play([writes(), sends(), writes()]), marks())
    expect(typesOf(again.answer)).not.toContain('contact.fulfilled')
    expect(the(again.world).owed).toEqual([])
  })

  it('K-6: where there is nothing to mark, it says so', () => {
    const done = play([writes(), marks()])
    expect(tell(done, marks()).answer).toEqual(
      refused('contact.none', 'K-6', { message: 'no contact is open or owed' }),
    )
    expect(tell(done, marks({ contact: 0 })).answer).toEqual(
      refused('contact.none', 'K-6', { message: `contact ${thing('c1.1')} is neither open nor owed` }),
    )
    expect(tell(both, marks({ contact: { id: '__proto__' } })).answer).toEqual(refused('contact.none', 'K-6'))
  })

  it('K-6: whoever marks, nobody is assigned by that', () => {
    for (const by of [bot, host, { kind: 'agent', id: 'sam' } as const])
      expect(the(tell(play([rings()]), marks({ by })).world).agent).toBeNull()
  })

  it('C-6: not once it is closed', () => {
    expect(tell(play(solved), marks()).answer).toEqual(refused('conversation.closed', 'C-6'))
  })
})
