import { describe, expect, it } from 'vitest'
import { evolveCustomer, foldCustomer } from '../../src/index.ts'
import { type OperationWorld, performAll, performFromStart } from '../conversation/operation-world.ts'
import {
  advance,
  agentAddsNote,
  agentCloses,
  agentSends,
  answeredAndClosed,
  contactEnds,
  customerWrites,
} from '../conversation/operations.ts'
import { hours, minutes, noon, type Operation } from '../support/operations.ts'

const phone = { from: '+4930123456' }
const linesOf = ({ situation: { customer } }: OperationWorld) => customer?.lastInbounds
const wrote = (...operations: readonly Operation[]) => linesOf(performFromStart(operations))

describe('lines', () => {
  it('K-10: the last incoming message of a limited platform is kept with the customer', () => {
    expect(wrote(customerWrites('whatsapp', { ...phone, endpoint: '+49800' }))).toEqual([
      { channel: 'whatsapp', endpoint: '+49800', address: 'phone:+4930123456', at: noon },
    ])
  })

  it('K-10: on other channels there is nothing to keep', () => {
    expect(wrote(customerWrites('sms', phone), customerWrites(), customerWrites('chat'))).toEqual([])
  })

  it('K-10: it outlives contacts and conversations', () => {
    const world = performFromStart([
      customerWrites('whatsapp', phone),
      contactEnds('customer'),
      agentSends(),
      agentCloses(),
    ])
    expect(linesOf(world)).toHaveLength(1)
  })

  it('K-10, I-14: it is the latest by counted time, not the last that came', () => {
    const world = performFromStart([customerWrites('whatsapp', phone), advance(minutes(5))])
    const late = performAll(world, customerWrites('whatsapp', { ...phone, late: hours(1) }))
    expect(linesOf(late)).toMatchObject([{ at: noon }])
    expect(linesOf(performAll(late, customerWrites('whatsapp', phone)))).toMatchObject([
      { at: noon + minutes(5) },
    ])
  })

  it('K-10: channel, address and endpoint each make a line of their own', () => {
    const lines = wrote(
      customerWrites('whatsapp', phone),
      customerWrites('whatsapp', { from: '+4930999999' }),
      customerWrites('whatsapp', { ...phone, endpoint: '+49800' }),
      customerWrites('messenger', { from: 'ada.m' }),
    )
    expect(lines).toHaveLength(4)
  })

  it('K-10: what a machine of the customer’s writes opens the window as well', () => {
    expect(wrote(customerWrites(), customerWrites('whatsapp', { ...phone, automated: true }))).toHaveLength(1)
  })

  it('K-10: the 32 most recently heard are kept', () => {
    const many = Array.from({ length: 40 }, (_, n) => customerWrites('messenger', { from: `ada.${n}` }))
    const world = performFromStart(many)
    expect(linesOf(world)).toHaveLength(32)
    expect(linesOf(world)?.[0]?.address).toBe('handle:messenger:ada.8')
    const again = linesOf(performAll(world, customerWrites('messenger', { from: 'ada.20' })))
    expect(again).toHaveLength(32)
    expect(again?.at(-1)?.address).toBe('handle:messenger:ada.20')
    expect(again?.[0]?.address).toBe('handle:messenger:ada.8')
  })
})

describe('foldCustomer', () => {
  const world = performFromStart([...answeredAndClosed, customerWrites('whatsapp', phone)])
  const { customer } = world.situation

  it('E-1: the stream adds up to the customer', () => {
    expect(foldCustomer(world.log)).toEqual(customer)
  })

  it('E-1: what concerns no customer leaves the very same one', () => {
    const plain = performAll(world, agentAddsNote(), customerWrites()).log.slice(world.log.length)
    const unheard = plain.filter(({ type }) => type !== 'customer.address_added')
    expect(unheard.length).toBeGreaterThan(1)
    expect(foldCustomer(unheard, customer)).toBe(customer)
    expect(foldCustomer(unheard)).toBeNull()
    expect(foldCustomer([])).toBeNull()
  })

  it('E-1: it goes on from a customer, or from nothing', () => {
    const added = performAll(
      world,
      customerWrites('sms', phone),
      customerWrites('email', { from: 'ada@work.example' }),
    )
    const more = added.log.slice(world.log.length)
    expect(foldCustomer(more, customer)).toEqual(added.situation.customer)
    expect(foldCustomer(more)).toMatchObject({ id: 'ada', addresses: [{ value: 'ada@work.example' }] })
  })

  it('E-1: one event further keeps what did not change', () => {
    if (customer === null) throw new Error('ada is registered')
    const [event] = performFromStart([
      ...answeredAndClosed,
      customerWrites('whatsapp', phone),
      { do: 'block', by: { kind: 'api', id: null } },
    ]).log.slice(world.log.length)
    if (event === undefined) throw new Error('she was blocked')
    const next = evolveCustomer(customer, event)
    expect(next).toEqual({ ...customer, blocked: true })
    expect(next.lastInbounds).toBe(customer.lastInbounds)
    const mail = world.log.find(({ type }) => type === 'message.received')
    expect(mail?.data).toMatchObject({ channel: 'email' })
    if (mail !== undefined) expect(evolveCustomer(customer, mail)).toBe(customer)
    expect(evolveCustomer(null, event)).toMatchObject({ id: 'ada', blocked: true, registeredAt: 0 })
  })
})
