import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasSameKey } from '../../src/contact/contact.ts'
import type { ContactKey } from '../../src/index.ts'
import { performFromStart, performOne } from '../conversation/operation-world.ts'
import {
  agentSends,
  answerEventTypes,
  contactEnds,
  currentConversation,
  customerCalls,
  customerWrites,
  entityIdOf,
  policyWith,
} from '../conversation/operations.ts'
import { bot, kim, type Operation, sam } from '../support/operations.ts'

const contactsAfter = (...operations: readonly Operation[]) =>
  currentConversation(performFromStart(operations)).contacts

const home = { from: 'ada@example.com', endpoint: 'help@shop.com' }

describe('the key of a contact', () => {
  it('K-1: messages of either side with one key are one contact', () => {
    const contacts = contactsAfter(
      customerWrites('email', home),
      agentSends(),
      customerWrites('email', home),
      agentSends(kim),
      agentSends(bot, 'email', { answers: true }),
    )
    expect(contacts).toMatchObject([
      {
        channel: 'email',
        endpoint: 'help@shop.com',
        address: 'email:ada@example.com',
        session: null,
        class: 'mail',
        direction: 'inbound',
        opensConversation: true,
      },
    ])
  })

  it.each([
    ['channel', customerWrites('sms', home)],
    ['endpoint', customerWrites('email', { ...home, endpoint: 'sales@shop.com' })],
    ['address', customerWrites('email', { ...home, from: 'ada@work.example' })],
  ])('K-1: another %s is a contact beside it', (part, operation) => {
    const [first, second, ...more] = contactsAfter(customerWrites('email', home), operation)
    expect(more).toEqual([])
    expect(second?.[part as 'session']).not.toBe(first?.[part as 'session'])
    expect(second).toMatchObject({ opensConversation: false })
  })

  it('K-1: each session of a chat is one, and an answer names it', () => {
    const chats = [customerWrites('chat', { session: 's1' }), customerWrites('chat', { session: 's2' })]
    const world = performFromStart([...chats, agentSends(sam, 'chat', { session: 's1' })])
    expect(currentConversation(world).contacts).toMatchObject([
      { session: 's1', fulfilled: 'responded' },
      { session: 's2', fulfilled: null },
    ])
  })

  it('K-1: where the channel has no sessions, whatever a provider calls one makes no difference', () => {
    expect(
      contactsAfter(customerWrites('email', home), customerWrites('email', { ...home, session: 's1' })),
    ).toMatchObject([{ session: null }])
    const threads = policyWith({ channels: { email: { sessions: true } } })
    const world = performFromStart(
      [customerWrites('email', home), customerWrites('email', { ...home, session: 's1' })],
      threads,
    )
    expect(currentConversation(world).contacts.map(({ session }) => session)).toEqual([null, 's1'])
    const fax = policyWith({ channels: { fax: { class: 'voice' } } })
    expect(
      currentConversation(performFromStart([customerCalls('s1', { channel: 'fax' })], fax)).contacts,
    ).toMatchObject([{ session: 's1' }])
  })

  it('K-1: once it has ended, the next message starts another', () => {
    const world = performFromStart([customerWrites('email', home), contactEnds('agent')])
    const { answer, world: after } = performOne(world, customerWrites('email', home))
    expect(answerEventTypes(answer)).toContain('contact.started')
    expect(currentConversation(after).contacts.map(({ id }) => id)).toEqual([entityIdOf('c3.0')])
  })

  it('K-9: each keeps its own counterpart address, whatever the customer’s profile says later', () => {
    const world = performFromStart([
      customerWrites('email', home),
      customerWrites('email', { ...home, from: 'ada@work.example' }),
    ])
    expect(currentConversation(world).contacts.map(({ address }) => address)).toEqual([
      'email:ada@example.com',
      'email:ada@work.example',
    ])
  })

  it('K-11: an ended contact leaves the conversation and stays in the timeline', () => {
    const world = performFromStart([customerWrites(), agentSends(), contactEnds('agent')])
    expect(currentConversation(world).contacts).toEqual([])
    expect(JSON.stringify(currentConversation(world))).not.toContain(entityIdOf('c1.1'))
    expect(world.log.filter(({ contact }) => contact === entityIdOf('c1.1'))).not.toEqual([])
  })
})

describe('sameKey', () => {
  const part = fc.constantFrom(null, 'a', 'b')
  const key: fc.Arbitrary<ContactKey> = fc.record({
    channel: fc.constantFrom('email', 'sms'),
    endpoint: part,
    address: part,
    session: part,
  })

  it('K-1: two keys are one if all four parts are', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(hasSameKey(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b))
        expect(hasSameKey(a, { ...a })).toBe(true)
      }),
    )
  })
})
