import { describe, expect, it } from 'vitest'
import type { Context, Conversation, Customer } from '../../src/index.ts'
import { type NormaliseAddress, normaliseAddress, status } from '../../src/index.ts'
import { importedId } from '../../src/migration/import-command.ts'
import { type ImportTarget, importCustomer } from '../../src/migration/import-customer.ts'
import { day, eventTypesOf, hour, monday, policyOf } from '../support/world.ts'
import { planOf } from './import-desk.ts'

const context: Context = {
  now: monday,
  actor: { kind: 'api', id: null },
  commandId: '',
  head: 0,
  emitted: 0,
  policy: policyOf(),
  topics: { schema: 1, topics: [] },
}

const open = { id: '1', customer: 'ada', state: 'open', startedAt: monday - 3 * day, channel: 'email' }
const solved = { ...open, state: 'resolved', closedAt: monday - 2 * day }

const importOf = (records: readonly object[], present: Partial<ImportTarget> = {}, at = context) => {
  const [plan] = planOf(records, monday).customers
  if (plan === undefined) throw new Error('nothing is planned')
  const imported = importCustomer({ customer: null, active: null, ...present }, { name: 'old', ...plan }, at)
  if (!imported.ok) throw new Error(imported.error.message)
  return imported
}
const only = (conversations: readonly Conversation[], id = '1'): Conversation => {
  const found = conversations.find((c) => c.id === importedId('old', 'ada', id))
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}

describe('the import of a customer', () => {
  it('O-6, E-1: tells a closed conversation at its own times', () => {
    const { events, conversations, customer } = importOf([solved])
    expect(eventTypesOf(events)).toEqual([
      'customer.registered',
      'conversation.started',
      'conversation.status_changed',
      'conversation.closed',
      'conversation.status_changed',
    ])
    expect(events.map(({ occurredAt }) => (monday - occurredAt) / day)).toEqual([3, 3, 3, 2, 2])
    expect(events.every(({ recordedAt }) => recordedAt === monday)).toBe(true)
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    expect(events.map(({ cause }) => cause)).toEqual(Array(5).fill('imported'))
    expect(only(conversations)).toMatchObject({
      inbox: 'support',
      startedAt: monday - 3 * day,
      lastCountedCloseAt: monday - 2 * day,
      closed: { at: monday - 2 * day, by: { kind: 'system', id: null }, cause: 'imported' },
    })
    expect(customer).toMatchObject({ id: 'ada', registeredAt: monday - 3 * day })
  })

  it('O-6, S-3: each change of status has its event, one for each command', () => {
    const { events } = importOf([{ ...open, lastCustomerMessageAt: monday - hour, agent: 'sam' }])
    expect(
      events.filter(({ type }) => type === 'conversation.status_changed').map(({ data }) => data),
    ).toEqual([
      { from: null, to: 'waiting' },
      { from: 'waiting', to: 'open' },
    ])
  })

  it('O-6, S-1: an active one that waits for an answer has a contact that is owed', () => {
    const record = { ...open, address: 'Ada@Example.com', endpoint: 'Help@Shop.example' }
    const { conversations, claims } = importOf([{ ...record, lastCustomerMessageAt: monday - hour }])
    const c = only(conversations)
    expect(status(c)).toBe('new')
    expect(c.contacts).toMatchObject([
      { channel: 'email', endpoint: 'help@shop.example', address: 'email:ada@example.com' },
    ])
    expect(c.pendingReplies).toMatchObject([{ contact: c.contacts[0]?.id, waitingSince: monday - hour }])
    expect([c.lastCustomerMessageAt, c.lastActivityAt]).toEqual([monday - hour, monday - hour])
    expect(claims).toEqual([{ address: 'email:ada@example.com', from: null, to: 'ada' }])
  })

  it('O-6, S-1: one in which ours was the last word is Waiting', () => {
    const times = { lastCustomerMessageAt: monday - 2 * hour, lastActivityAt: monday - hour }
    const c = only(importOf([{ ...open, ...times, agent: 'sam' }]).conversations)
    expect(status(c)).toBe('waiting')
    expect(c).toMatchObject({
      agent: 'sam',
      pendingReplies: [],
      lastCustomerMessageAt: monday - 2 * hour,
      lastActivityAt: monday - hour,
    })
  })

  it('O-6: a last word of both at once waits for an answer', () => {
    const times = { lastCustomerMessageAt: monday - hour, lastActivityAt: monday - hour }
    expect(status(only(importOf([{ ...open, ...times }]).conversations))).toBe('new')
  })

  it('O-6, W-1: a closed one knows when the customer was last heard', () => {
    const heard = only(importOf([{ ...solved, lastCustomerMessageAt: monday - 60 * hour }]).conversations)
    expect(heard).toMatchObject({
      lastCustomerMessageAt: monday - 60 * hour,
      pendingReplies: [],
      contacts: [],
    })
  })

  it('O-6, I-13: a word after the close is kept, and changes nothing', () => {
    const { conversations, events } = importOf([{ ...solved, lastCustomerMessageAt: monday - hour }])
    expect(events.at(-1)).toMatchObject({ type: 'message.received', data: { silent: true } })
    expect(only(conversations)).toMatchObject({
      lastCustomerMessageAt: null,
      lastCountedCloseAt: monday - 2 * day,
    })
  })

  it('O-6: a word at the very close came before it', () => {
    const { conversations } = importOf([{ ...solved, lastCustomerMessageAt: solved.closedAt }])
    expect(only(conversations).lastCustomerMessageAt).toBe(solved.closedAt)
  })

  it('O-6, I-17: an address that is shared is listed, and claimed by nobody', () => {
    const [plan] = planOf([{ ...open, address: 'office@example.com' }], monday).customers
    const normalise: NormaliseAddress = (raw, channel) => {
      const address = normaliseAddress(raw, channel)
      return address === null ? null : { ...address, shared: true }
    }
    const owners = { 'email:office@example.com': 'bob' }
    const input = { name: 'old', ...(plan ?? { customer: '', conversations: [] }), normalise }
    const imported = importCustomer({ customer: null, active: null, owners }, input, context)
    expect(imported).toMatchObject({ ok: true, claims: [], customer: { addresses: [{ shared: true }] } })
    expect(imported.ok && eventTypesOf(imported.events)).not.toContain('customer.address_conflict')
    const customer = imported.ok ? imported.customer : null
    const again = importCustomer({ customer, active: null, owners }, { ...input, name: 'older' }, context)
    expect(again.ok && eventTypesOf(again.events)).not.toContain('customer.address_added')
  })

  it('O-6: nothing to import makes nothing but the customer', () => {
    const input = { name: 'old', customer: 'ada', conversations: [] }
    const imported = importCustomer({ customer: null, active: null }, input, context)
    expect(imported.ok && eventTypesOf(imported.events)).toEqual(['customer.registered'])
  })

  it('O-6, A-5: an inbox that nobody names is the policy’s', () => {
    const policy = policyOf({
      inbox: { default: 'support', byChannel: { chat: 'live' }, byEndpoint: { 'vip@shop.example': 'vip' } },
    })
    const inboxOf = (record: object) =>
      only(importOf([record], {}, { ...context, policy }).conversations).inbox
    expect(inboxOf({ ...open, channel: 'chat' })).toBe('live')
    expect(inboxOf({ ...open, channel: 'chat', inbox: 'old' })).toBe('old')
    expect(inboxOf({ ...open, endpoint: 'VIP@shop.example' })).toBe('vip')
  })

  it('O-6, O-1, CU-4: the others are merged into the newest, and lead to it', () => {
    const heard = { address: 'ada@example.com', lastCustomerMessageAt: monday - hour }
    const { conversations, events } = importOf([
      { ...open, ...heard, topics: ['vase'] },
      { ...open, ...heard, id: '2', channel: 'chat', address: 'ada', startedAt: monday - 2 * day },
      { ...open, ...heard, id: '3', startedAt: monday - day, lastCustomerMessageAt: monday - 30 * 60_000 },
    ])
    const newest = only(conversations, '3')
    expect(only(conversations, '1')).toMatchObject({
      mergedInto: newest.id,
      contacts: [],
      pendingReplies: [],
      closed: { at: monday, cause: 'merged' },
    })
    expect(newest.contacts.map(({ channel }) => channel).sort()).toEqual(['chat', 'email'])
    expect(newest.pendingReplies.map(({ waitingSince }) => waitingSince)).toEqual([
      monday - hour,
      monday - hour,
    ])
    expect(newest).toMatchObject({ topics: ['vase'], mergedInto: null, closed: null })
    const ends = events.filter(({ type }) => type === 'contact.ended').map(({ data }) => data)
    expect(ends).toEqual([{ reason: 'superseded' }, { reason: 'merged' }])
    expect(eventTypesOf(events).filter((type) => /merged|joined/.test(type))).toEqual([
      'conversation.merged',
      'conversation.merged',
      'conversation.joined',
      'conversation.joined',
    ])
  })

  it('K-1, CU-4: two of the others that have one contact bring one', () => {
    const heard = (id: string, hours: number, more = {}) => ({
      ...open,
      id,
      address: 'ada@example.com',
      startedAt: monday - 10 * hour + Number(id),
      lastCustomerMessageAt: monday - hours * hour,
      ...more,
    })
    const records = [heard('1', 3), heard('2', 4), heard('3', 1, { channel: 'chat', address: 'ada' })]
    const newest = only(importOf(records).conversations, '3')
    expect(newest.contacts.map(({ channel }) => channel)).toEqual(['email', 'chat'])
    expect(newest.pendingReplies.map(({ waitingSince }) => waitingSince)).toEqual([
      monday - hour,
      monday - 4 * hour,
    ])
  })

  it('O-1: beside one that is active here already, that one stays and takes over', () => {
    const [here] = importOf([{ ...open, id: 'live' }]).conversations
    const present = { customer: importOf([open]).customer, active: here ?? null }
    const record = { ...open, agent: 'kim', topics: ['vase'], lastCustomerMessageAt: monday - hour }
    const { conversations } = importOf([record], present, { ...context, head: 3 })
    expect(only(conversations)).toMatchObject({ mergedInto: here?.id, closed: { cause: 'merged' } })
    expect(conversations.find(({ id }) => id === here?.id)).toMatchObject({ agent: 'kim', topics: ['vase'] })
  })

  it('I-0, CU-1: an address that another has stays with him', () => {
    const owners = { 'email:ada@example.com': 'bob' }
    const { customer, events, claims } = importOf([{ ...open, address: 'ada@example.com' }], { owners })
    expect([customer.addresses, claims]).toEqual([[], []])
    expect(events[1]).toMatchObject({
      type: 'customer.address_conflict',
      data: { key: 'email:ada@example.com', owner: 'bob' },
    })
  })

  it('CU-1: a customer who is there gains what is new, once', () => {
    const customer: Customer = importOf([{ ...open, address: 'ada@example.com' }]).customer
    const records = [
      { ...solved, id: '2', address: 'ada@example.com' },
      { ...solved, id: '3', channel: 'sms', address: '+49 30 123456' },
      { ...solved, id: '4', channel: 'sms', address: 'tel:+4930123456' },
    ]
    const owners = { 'email:ada@example.com': 'ada' }
    const imported = importOf(records, { customer, owners })
    expect(imported.customer.addresses.map(({ key }) => key)).toEqual([
      'email:ada@example.com',
      'phone:+4930123456',
    ])
    expect(eventTypesOf(imported.events)).not.toContain('customer.registered')
    expect(eventTypesOf(imported.events)).not.toContain('customer.address_conflict')
    expect(imported.claims).toEqual([{ address: 'phone:+4930123456', from: null, to: 'ada' }])
  })

  it('I-5: a blocked customer has no active conversation', () => {
    const customer = { ...importOf([open]).customer, blocked: true }
    expect(only(importOf([{ ...open, id: '2' }], { customer }).conversations, '2').closed?.cause).toBe(
      'blocked',
    )
  })

  it('K-1: a channel that nobody declared is refused', () => {
    const [plan] = planOf([{ ...open, channel: 'fax' }], monday).customers
    const input = { name: 'old', ...(plan ?? { customer: '', conversations: [] }) }
    expect(importCustomer({ customer: null, active: null }, input, context)).toMatchObject({
      ok: false,
      error: { code: 'channel.unknown' },
    })
  })
})
