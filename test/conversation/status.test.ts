import { describe, expect, it } from 'vitest'
import { isActive, rowOf, type Status, status, system } from '../../src/index.ts'
import type { Operation } from '../support/operations.ts'
import { ada, days, host, minutes, noon, plain, sam } from '../support/operations.ts'
import {
  assigns,
  closes,
  dataOf,
  ends,
  eventsOf,
  hangs,
  marks,
  notes,
  reopens,
  rings,
  sends,
  solved,
  tags,
  takes,
  the,
  typesOf,
  waits,
  writes,
} from './scene.ts'
import { play, tell } from './world.ts'

const statusAfter = (...operations: readonly Operation[]): Status => status(the(play(operations)))

describe('status', () => {
  it('S-1: it is computed from three facts: closed, open contacts, an agent', () => {
    const { contacts } = the(play([writes()]))
    const { closed } = the(play(solved))
    expect(status({ closed, contacts: [], agent: 'sam' })).toBe('closed')
    expect(status({ closed, contacts, agent: null })).toBe('closed')
    expect(status({ closed: null, contacts: [], agent: 'sam' })).toBe('waiting')
    expect(status({ closed: null, contacts: [], agent: null })).toBe('waiting')
    expect(status({ closed: null, contacts, agent: 'sam' })).toBe('open')
    expect(status({ closed: null, contacts, agent: null })).toBe('new')
  })

  it.each<[Status, string, ...Operation[]]>([
    ['new', 'a customer writes', writes()],
    ['new', 'he writes again, and again', writes(), writes(), writes('chat')],
    ['new', 'he calls', rings()],
    ['new', 'an agent lets go of it', writes(), assigns('sam'), assigns(null)],
    ['new', 'a bot answers', writes(), sends({ kind: 'automation', id: 'bot' }, 'email', { answers: true })],
    ['open', 'an agent is assigned', writes(), assigns('sam')],
    ['open', 'an agent answers', writes(), sends()],
    ['open', 'an agent takes the call', rings(), takes()],
    ['open', 'an agent writes first', sends()],
    ['waiting', 'the last contact ends', writes(), sends(), ends('agent')],
    ['waiting', 'no reply is needed', writes(), marks()],
    ['waiting', 'both hang up', rings(), takes(), hangs()],
    ['waiting', 'an agent reopens it and does no more', ...solved, reopens()],
    [
      'open',
      'one contact ends and another goes on',
      writes(),
      writes('chat'),
      sends(),
      ends('agent', { contact: 1 }),
    ],
    ['open', 'the customer writes while it waits for him', writes(), sends(), ends('agent'), writes()],
    ['new', 'the customer writes while it waits and nobody has it', writes(), ends('agent'), writes()],
    ['closed', 'an agent closes it', ...solved],
    ['closed', 'nobody took the call', rings(), hangs()],
    ['open', 'the customer answers a closed one that an agent had', ...solved, writes()],
    ['new', 'the window was over', ...solved, waits(days(2)), writes()],
  ])('S-1, S-2: it is %s when %s', (wanted, _, ...operations) => {
    expect(statusAfter(...operations)).toBe(wanted)
  })

  it('O-1: all but Closed is active', () => {
    expect(isActive(the(play([writes(), marks()])))).toBe(true)
    expect(isActive(the(play(solved)))).toBe(false)
  })

  it('S-4: the column that a store lists by is computed at the write', () => {
    const c = the(play([writes(), sends()]))
    expect(rowOf(c, plain)).toEqual({ conversation: c, status: 'open', dueAt: noon + 60 * 60_000 })
    expect(rowOf(the(play(solved)), plain)).toMatchObject({ status: 'closed', dueAt: null })
  })
})

describe('a change of status', () => {
  const change = (operation: Operation, ...before: readonly Operation[]) =>
    eventsOf(tell(play(before), operation).answer).filter(
      ({ type }) => type === 'conversation.status_changed',
    )

  it('S-3: it is one event with from and to, cause and actor; null at birth', () => {
    expect(change(writes())).toMatchObject([
      { data: { from: null, to: 'new' }, cause: 'receive', actor: ada },
    ])
    expect(change(sends(), writes())).toMatchObject([
      { data: { from: 'new', to: 'open' }, cause: 'send', actor: sam },
    ])
    expect(change(assigns(null, { by: host }), writes(), sends())).toMatchObject([
      { data: { from: 'open', to: 'new' }, cause: 'assign', actor: host },
    ])
    expect(change(closes(), writes(), sends())).toMatchObject([
      { data: { from: 'open', to: 'closed' }, cause: 'close', actor: sam },
    ])
    expect(change(reopens(), ...solved)).toMatchObject([
      { data: { from: 'closed', to: 'waiting' }, cause: 'reopen', actor: sam },
    ])
  })

  it('S-3: what happens between is no change of its own', () => {
    const { answer } = tell(play([rings()]), hangs())
    expect(typesOf(answer)).toEqual([
      'call.ended',
      'contact.ended',
      'conversation.closed',
      'conversation.status_changed',
    ])
    expect(dataOf(answer, 'conversation.status_changed')).toEqual({ from: 'new', to: 'closed' })
  })

  it('S-3: by a deadline it is the system’s, at the time it was due', () => {
    const world = play([writes('chat'), sends(sam, 'chat'), waits(days(1))])
    const { answer } = tell(world, { do: 'sweep' })
    expect(eventsOf(answer).at(-1)).toMatchObject({
      data: { from: 'open', to: 'waiting' },
      cause: 'idle',
      actor: system,
      occurredAt: noon + minutes(15),
    })
  })

  it.each<[string, Operation]>([
    ['a note', notes()],
    ['a topic', tags('vase')],
    ['another message of the customer', writes()],
    ['another message of the agent', sends()],
    ['a message of another agent', sends({ kind: 'agent', id: 'kim' })],
    ['another inbox', assigns('sam', { inbox: 'sales' })],
    ['another agent', assigns('kim')],
  ])('S-2, S-5: %s is none', (_, operation) => {
    const world = play([writes(), sends(), waits(minutes(1))])
    const { world: after } = tell(world, operation)
    expect(change(operation, writes(), sends(), waits(minutes(1)))).toEqual([])
    expect(the(after).statusAt).toBe(noon)
  })

  it('S-5: a message that changes no status changes nothing but what is heard and owed', () => {
    const world = play([writes(), sends(), tags('vase'), waits(minutes(5))])
    const before = the(world)
    const { world: after } = tell(world, writes())
    expect(the(after)).toEqual({
      ...before,
      owed: [
        {
          contact: before.contacts[0]?.id,
          channel: 'email',
          endpoint: null,
          address: null,
          session: null,
          since: noon + minutes(5),
          more: [],
          overdueAt: null,
        },
      ],
      activeAt: noon + minutes(5),
      heardAt: noon + minutes(5),
      heardSeq: world.situation.head + 1,
    })
  })

  it('S-6: however many messages come, New stays New', () => {
    const world = play(Array.from({ length: 40 }, () => writes()))
    expect(status(the(world))).toBe('new')
    expect(world.log.filter(({ type }) => type === 'conversation.status_changed')).toHaveLength(1)
  })
})
