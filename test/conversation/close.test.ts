import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { change } from '../../src/conversation/change.ts'
import { emitClose } from '../../src/conversation/close.ts'
import { closeConversation, system } from '../../src/index.ts'
import { textOnly } from '../../src/kernel/event.ts'
import {
  ada,
  bot,
  days,
  host,
  hours,
  kim,
  minutes,
  noon,
  type Operation,
  operations,
  policy,
  sam,
} from '../support/operations.ts'
import {
  closes,
  dataOf,
  eventsOf,
  hangs,
  marks,
  notes,
  refused,
  reopens,
  rings,
  sends,
  solved,
  tags,
  takes,
  the,
  thing,
  typesOf,
  under,
  waits,
  writes,
} from './scene.ts'
import { type Answer, contextFor, play, runAll, tell } from './world.ts'

/** The event of a close. */
const closing = (answer: Answer) => eventsOf(answer).find(({ type }) => type === 'conversation.closed')

const owed = play([writes()])
const answered = play([writes(), sends()])
const closed = play(solved)

describe('closeConversation', () => {
  it('C-4: it ends the open contacts, and records when, by whom and why', () => {
    const world = play([writes(), sends(), writes('chat'), sends(sam, 'chat'), waits(minutes(3))])
    const { answer, world: after } = tell(world, closes({ by: kim, reason: 'refunded' }))
    expect(typesOf(answer)).toEqual([
      'contact.ended',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
    ])
    expect(dataOf(answer, 'contact.ended')).toEqual({ reason: 'conversation_closed' })
    expect(eventsOf(answer).map(({ contact }) => contact)).toEqual([
      ...the(world).contacts.map(({ id }) => id),
      null,
      null,
    ])
    const record = { at: noon + minutes(3), by: kim, cause: 'close' }
    expect(the(after)).toMatchObject({ anchor: noon + minutes(3) })
    expect([the(after).closed, the(after).firstClosed]).toEqual([record, record])
    expect(closing(answer)).toMatchObject({ data: { forced: false }, content: textOnly('refunded') })
    expect(after.situation.active).toBeNull()
  })

  it('C-4: a reason is not needed', () => {
    const event = closing(tell(answered, closes()).answer)
    expect(event?.data).toEqual({ forced: false })
    expect(event?.content).toBeNull()
  })

  it('C-4: the first close and the last are both kept', () => {
    const again = play([...solved, waits(hours(1)), reopens(), closes({ by: kim })])
    expect(the(again).firstClosed).toMatchObject({ at: noon, by: sam })
    expect(the(again).closed).toMatchObject({ at: noon + hours(1), by: kim })
  })

  it('C-5: what is closed is told so, and when', () => {
    expect(tell(closed, closes()).answer).toEqual(refused('conversation.already_closed', 'C-5', { at: noon }))
    expect(tell(closed, closes({ by: system, force: true })).answer).toEqual(
      refused('conversation.already_closed', 'C-5'),
    )
  })

  it('C-7: customers cannot close, third parties neither, whatever they force', () => {
    for (const by of [ada, { kind: 'other', id: 'email:eve@example.com' } as const])
      for (const world of [answered, closed])
        expect(tell(world, closes({ by, force: true })).answer).toEqual(
          refused('conversation.customer_cannot_close', 'C-7'),
        )
  })
})

describe('what is owed', () => {
  it('C-1: it stands against a close, which names the contacts', () => {
    const both = play([writes(), writes('chat')])
    expect(tell(both, closes()).answer).toEqual(
      refused('conversation.awaiting_reply', 'C-1', { contacts: the(both).contacts.map(({ id }) => id) }),
    )
  })

  it('C-1: a call that nobody took is owed like a message', () => {
    const ringing = play([rings()])
    expect(tell(ringing, closes()).answer).toEqual(refused('conversation.awaiting_reply', 'C-1'))
    expect(tell(tell(ringing, takes()).world, closes()).answer.ok).toBe(true)
  })

  it('C-1: forced, it is closed all the same, and says that it was forced', () => {
    const { answer, world } = tell(owed, closes({ force: true }))
    expect(dataOf(answer, 'conversation.closed')).toMatchObject({ forced: true })
    expect(the(world).owed).toEqual([])
  })

  it('C-1: force where nothing is owed forces nothing', () => {
    const { answer } = tell(answered, closes({ force: true }))
    expect(dataOf(answer, 'conversation.closed')).toMatchObject({ forced: false })
  })

  it('C-1: an ended contact may still be owed', () => {
    const left = play([writes(), { do: 'end', by: 'agent' }])
    expect(the(left).contacts).toEqual([])
    expect(tell(left, closes()).answer).toEqual(
      refused('conversation.awaiting_reply', 'C-1', { contacts: [thing('c1.1')] }),
    )
  })

  it('C-1: an answer or no reply needed clears the way', () => {
    expect(tell(answered, closes()).answer.ok).toBe(true)
    expect(tell(play([writes(), marks()]), closes()).answer.ok).toBe(true)
  })
})

describe('the topic it needs', () => {
  const about = (...topics: readonly Operation[]) => [writes(), sends(), ...topics]
  const any = under({ closingTopics: 'any' })
  const below = under({ closingTopics: { under: ['orders'] } })
  const missing = refused('conversation.topic_required', 'C-2')

  it('C-2: where policy wants one, a close without it is refused', () => {
    expect(tell(play(about(), any), closes()).answer).toEqual(missing)
    expect(tell(play(about(tags('vase')), any), closes()).answer.ok).toBe(true)
  })

  it('C-2: where policy names parents, only a topic below them will do', () => {
    expect(tell(play(about(), below), closes()).answer).toEqual(missing)
    expect(tell(play(about(tags('orders')), below), closes()).answer).toEqual(missing)
    expect(tell(play(about(tags('orders'), tags('refunds')), below), closes()).answer.ok).toBe(true)
  })

  it('C-2: force does not override it', () => {
    expect(tell(play([writes()], any), closes({ force: true })).answer).toEqual(missing)
  })

  it('C-3: the library itself does not need one', () => {
    expect(tell(play([writes()], any), closes({ by: system })).answer.ok).toBe(true)
    expect(the(play([rings(), hangs()], any)).closed).toMatchObject({ cause: 'abandoned', by: system })
  })
})

describe('the version it saw', () => {
  const seen = owed.situation.head
  const unseen = refused('conversation.unseen_message', 'C-8')

  it('C-8: a message recorded after it stands against the close, even when forced', () => {
    const later = tell(owed, writes()).world
    expect(tell(later, closes({ version: seen, force: true })).answer).toEqual(
      refused('conversation.unseen_message', 'C-8', { version: later.situation.head }),
    )
    expect(tell(later, closes({ version: later.situation.head, force: true })).answer.ok).toBe(true)
  })

  it('C-8: so does a call', () => {
    expect(tell(tell(owed, rings()).world, closes({ version: seen, force: true })).answer).toEqual(unseen)
  })

  it('C-8: a late message counts by its place, not by its time', () => {
    const late = tell(owed, writes('email', { late: days(3) })).world
    expect(tell(late, closes({ version: seen, force: true })).answer).toEqual(unseen)
  })

  it('C-8: exactly the version of the last word has seen it', () => {
    const { heardSeq } = the(owed)
    expect(tell(owed, closes({ version: heardSeq, force: true })).answer.ok).toBe(true)
    expect(tell(owed, closes({ version: heardSeq - 1, force: true })).answer).toEqual(unseen)
  })

  it('C-8: other changes do not matter', () => {
    for (const operation of [notes(), tags('vase'), sends(kim), writes('email', { automated: true })])
      expect(tell(tell(owed, operation).world, closes({ version: seen, force: true })).answer.ok).toBe(true)
  })

  it('is none if it is no place of the stream, and has seen nothing (B-4, C-8)', () => {
    for (const version of [Number.NaN, -Infinity, Infinity, 1.5, -1, answered.situation.head + 1])
      expect(tell(answered, closes({ version, force: true })).answer).toEqual(unseen)
  })

  it('C-3: an imported close skips it, and what is owed as well', () => {
    const { answer } = tell(owed, closes({ by: system, version: 0 }))
    expect(closing(answer)).toMatchObject({
      cause: 'imported',
      actor: system,
      data: { forced: false },
      content: null,
    })
  })

  it('C-3: machines and programs are bound as agents are', () => {
    for (const by of [bot, host]) {
      expect(tell(owed, closes({ by })).answer).toEqual(refused('conversation.awaiting_reply', 'C-1'))
      expect(tell(owed, closes({ by, version: 0, force: true })).answer).toEqual(unseen)
      expect(the(tell(owed, closes({ by, force: true })).world).closed).toMatchObject({ cause: 'close', by })
    }
  })
})

describe('laws', () => {
  it('C-1, C-2, C-5, C-7, C-8: a close is refused for one of five reasons, and for none other', () => {
    const actor = fc.constantFrom(sam, bot, host, system, ada)
    fc.assert(
      fc.property(operations, policy, actor, fc.nat(60), fc.boolean(), (story, given, by, version, force) => {
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
              : by === system
                ? null
                : version < c.heardSeq || version > context.head
                  ? 'conversation.unseen_message'
                  : c.owed.length > 0 && !force
                    ? 'conversation.awaiting_reply'
                    : lacksTopic
                      ? 'conversation.topic_required'
                      : null
        expect(result.ok ? null : result.error.code).toBe(wanted)
      }),
    )
  })
})

describe('a close by the library', () => {
  it('has one actor and one time for the contacts that end and for the close (C-3, C-4)', () => {
    const world = play([writes(), waits(minutes(5))])
    const closing = change(the(world), contextFor(world), 'receive')
    emitClose(closing, 'abandoned', {}, { actor: system, occurredAt: noon + minutes(1) })
    const ends = closing.done().events.slice(0, 2)
    expect(ends.map(({ type }) => type)).toEqual(['contact.ended', 'conversation.closed'])
    for (const event of ends) expect(event).toMatchObject({ actor: system, occurredAt: noon + minutes(1) })
  })
})
