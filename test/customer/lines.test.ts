import { describe, expect, it } from 'vitest'
import { evolveCustomer, foldCustomer } from '../../src/index.ts'
import { closes, ends, notes, sends, solved, waits, writes } from '../conversation/scene.ts'
import { goOn, play, type World } from '../conversation/world.ts'
import { hours, minutes, noon, type Operation } from '../support/operations.ts'

const phone = { from: '+4930123456' }
const linesOf = ({ situation: { customer } }: World) => customer?.lines
const wrote = (...operations: readonly Operation[]) => linesOf(play(operations))

describe('lines', () => {
  it('K-10: the last incoming message of a limited platform is kept with the customer', () => {
    expect(wrote(writes('whatsapp', { ...phone, endpoint: '+49800' }))).toEqual([
      { channel: 'whatsapp', endpoint: '+49800', address: 'phone:+4930123456', lastIn: noon },
    ])
  })

  it('K-10: on other channels there is nothing to keep', () => {
    expect(wrote(writes('sms', phone), writes(), writes('chat'))).toEqual([])
  })

  it('K-10: it outlives contacts and conversations', () => {
    const world = play([writes('whatsapp', phone), ends('customer'), sends(), closes()])
    expect(linesOf(world)).toHaveLength(1)
  })

  it('K-10, I-14: it is the latest by counted time, not the last that came', () => {
    const world = play([writes('whatsapp', phone), waits(minutes(5))])
    const late = goOn(world, writes('whatsapp', { ...phone, late: hours(1) }))
    expect(linesOf(late)).toMatchObject([{ lastIn: noon }])
    expect(linesOf(goOn(late, writes('whatsapp', phone)))).toMatchObject([{ lastIn: noon + minutes(5) }])
  })

  it('K-10: channel, address and endpoint each make a line of their own', () => {
    const lines = wrote(
      writes('whatsapp', phone),
      writes('whatsapp', { from: '+4930999999' }),
      writes('whatsapp', { ...phone, endpoint: '+49800' }),
      writes('messenger', { from: 'ada.m' }),
    )
    expect(lines).toHaveLength(4)
  })

  it('K-10: what a machine of the customer’s writes opens the window as well', () => {
    expect(wrote(writes(), writes('whatsapp', { ...phone, automated: true }))).toHaveLength(1)
  })

  it('K-10: the 32 most recently heard are kept', () => {
    const many = Array.from({ length: 40 }, (_, n) => writes('messenger', { from: `ada.${n}` }))
    const world = play(many)
    expect(linesOf(world)).toHaveLength(32)
    expect(linesOf(world)?.[0]?.address).toBe('handle:messenger:ada.8')
    const again = linesOf(goOn(world, writes('messenger', { from: 'ada.20' })))
    expect(again).toHaveLength(32)
    expect(again?.at(-1)?.address).toBe('handle:messenger:ada.20')
    expect(again?.[0]?.address).toBe('handle:messenger:ada.8')
  })
})

describe('foldCustomer', () => {
  const world = play([...solved, writes('whatsapp', phone)])
  const { customer } = world.situation

  it('E-1: the stream adds up to the customer', () => {
    expect(foldCustomer(world.log)).toEqual(customer)
  })

  it('E-1: what concerns no customer leaves the very same one', () => {
    const plain = goOn(world, notes(), writes()).log.slice(world.log.length)
    const unheard = plain.filter(({ type }) => type !== 'customer.address_added')
    expect(unheard.length).toBeGreaterThan(1)
    expect(foldCustomer(unheard, customer)).toBe(customer)
    expect(foldCustomer(unheard)).toBeNull()
    expect(foldCustomer([])).toBeNull()
  })

  it('E-1: it goes on from a customer, or from nothing', () => {
    const added = goOn(world, writes('sms', phone), writes('email', { from: 'ada@work.example' }))
    const more = added.log.slice(world.log.length)
    expect(foldCustomer(more, customer)).toEqual(added.situation.customer)
    expect(foldCustomer(more)).toMatchObject({ id: 'ada', addresses: [{ value: 'ada@work.example' }] })
  })

  it('E-1: one event further keeps what did not change', () => {
    if (customer === null) throw new Error('ada is registered')
    const [event] = play([
      ...solved,
      writes('whatsapp', phone),
      { do: 'block', by: { kind: 'api', id: null } },
    ]).log.slice(world.log.length)
    if (event === undefined) throw new Error('she was blocked')
    const next = evolveCustomer(customer, event)
    expect(next).toEqual({ ...customer, blocked: true })
    expect(next.lines).toBe(customer.lines)
    const mail = world.log.find(({ type }) => type === 'message.received')
    expect(mail?.data).toMatchObject({ channel: 'email' })
    if (mail !== undefined) expect(evolveCustomer(customer, mail)).toBe(customer)
    expect(evolveCustomer(null, event)).toMatchObject({ id: 'ada', blocked: true, registeredAt: 0 })
  })
})
