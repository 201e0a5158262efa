import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandIdOf, contextAfter, emptyTopicCatalogue, type Origin, systemActor } from '../../src/index.ts'
import { entityId } from '../../src/kernel/ids.ts'
import { createEvent } from '../../src/kernel/origin.ts'
import { defaultPolicy, noon, sam } from '../support/operations.ts'

const origin: Origin = { now: noon, actor: sam, commandId: 'c7', head: 40, emitted: 2 }

const made = (n: number, from: Origin = origin, options: Parameters<typeof createEvent>[8] = {}) =>
  createEvent(from, n, 'note', 'ada', 'c1.0', { inbox: 'support', agent: null }, 'note.added', {}, options)

describe('envelope', () => {
  it('E-2: an event says all there is to know of it', () => {
    expect(made(0)).toEqual({
      id: 'c7.2',
      type: 'note.added',
      v: 1,
      seq: 41,
      customer: 'ada',
      conversation: 'c1.0',
      contact: null,
      task: null,
      occurredAt: noon,
      recordedAt: noon,
      actor: sam,
      cause: 'note',
      assignee: { inbox: 'support', agent: null },
      data: {},
      content: null,
    })
  })

  it('O-7: the n-th event of a command takes the n-th place after the head', () => {
    expect([0, 1, 2].map((n) => made(n)).map(({ id, seq }) => [id, seq])).toEqual([
      ['c7.2', 41],
      ['c7.3', 42],
      ['c7.4', 43],
    ])
  })

  it('E-2: what is special about an event takes the place of what its command says', () => {
    const content = { text: 'hello', attachments: [], externalId: null, address: null }
    const special = {
      contact: 'c2.1',
      occurredAt: noon - 5,
      cause: 'idle',
      actor: systemActor,
      content,
    } as const
    expect(made(0, origin, special)).toMatchObject({ ...special, recordedAt: noon })
  })

  it('E-2, CU-5: a contact has an id of the event that starts it and of whose it is', () => {
    const { id, contact, customer } = made(1, origin, { contact: 'self' })
    expect([id, contact]).toEqual(['c7.3', entityId('c7.3', customer)])
  })

  it('CU-5: what two customers were given under one command has two ids, all of the same form', () => {
    const name = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(entityId('c7.3', one)).toMatch(/^c7\.3~[0-9a-z]{2,14}$/)
        expect(entityId('c7.3', one) === entityId('c7.3', other)).toBe(one === other)
      }),
    )
    const many = Array.from({ length: 200_000 }, (_, n) => entityId('c7.3', `customer ${n}`))
    expect(new Set(many).size).toBe(many.length)
  })

  it('I-14: what comes from outside happened when its provider says, but never later than now', () => {
    const at = (occurredAt: number): number => made(0, origin, { occurredAt }).occurredAt
    expect([at(noon - 1), at(noon), at(noon + 1)]).toEqual([noon - 1, noon, noon])
  })

  it('D-2: what a deadline decides happened when it was due, unless an event has its own time', () => {
    const due = { ...origin, decidedAt: noon - 60_000 }
    expect(made(0, due)).toMatchObject({ occurredAt: noon - 60_000, recordedAt: noon })
    expect(made(0, due, { occurredAt: noon - 90_000 }).occurredAt).toBe(noon - 90_000)
    expect(made(0, { ...origin, decidedAt: noon + 1 }).occurredAt).toBe(noon)
  })
})

describe('after', () => {
  const context = { ...origin, policy: defaultPolicy, topics: emptyTopicCatalogue }

  it('O-7: what the same command decides next goes on where its events end', () => {
    expect(contextAfter(context, 3)).toEqual({ ...context, head: 43, emitted: 5 })
  })

  it('E-2: it may be decided by another, at the same time', () => {
    const due = { ...context, decidedAt: noon - 1 }
    expect(contextAfter(due, 1, systemActor)).toEqual({ ...due, head: 41, emitted: 3, actor: systemActor })
  })
})

describe('system', () => {
  it('E-2: the library has no name', () => {
    expect(systemActor).toEqual({ kind: 'system', id: null })
  })
})

describe('commandOf', () => {
  it('D-2: a deadline’s command has the contact’s id in its name', () => {
    expect(commandIdOf('m1.1.idle.0')).toBe('m1.1.idle')
    expect(commandIdOf('m1.12')).toBe('m1')
  })

  it('E-2: an event id names its command, whatever that is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(99), (commandId, n) => {
        const { id } = made(n, { ...origin, commandId, emitted: 0 })
        expect(id).toBe(`${commandId}.${n}`)
        expect(commandIdOf(id)).toBe(commandId)
      }),
    )
  })
})
