import { describe, expect, it } from 'vitest'
import { definePolicy, type PolicyInput, parsePolicy } from '../../src/index.ts'
import { responseDueAt } from '../../src/policy/targets.ts'
import { hours, minutes } from '../support/operations.ts'

const office = { zone: 'Europe/Berlin', hours: { friday: '09:00-17:00', monday: '09:00-17:00' } }
const friday = (time: string): number => Date.parse(`2026-01-30T${time}+01:00`)
const monday = (time: string): number => Date.parse(`2026-02-02T${time}+01:00`)

const policyOf = (firstResponse: NonNullable<PolicyInput['firstResponse']>) =>
  definePolicy({ inbox: 'support', calendars: { office }, firstResponse })

/** The issues of a policy with these fields, as `path: message`. */
const issuesOf = (more: object): readonly string[] => {
  const parsed = parsePolicy({ inbox: 'support', ...more })
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`)
}

describe('when a first response is due', () => {
  const policy = policyOf({
    byEndpoint: {
      ' Sales@Shop.com ': { business: { hours: 1 }, calendar: 'office' },
      '+49 30 123456': { minutes: 1 },
    },
    byInbox: { sales: { hours: 2 }, support: { business: { hours: 8 }, calendar: 'office' } },
  })
  const due = (endpoint: string | null, inbox: string, since: number) =>
    responseDueAt(policy, { endpoint, inbox, waitingSince: since })

  it('D-6: by the endpoint, else by the inbox, else never', () => {
    expect(due('sales@shop.com', 'sales', friday('12:00'))).toBe(friday('13:00'))
    expect(due('+4930123456', 'sales', friday('12:00'))).toBe(friday('12:01'))
    expect(due('other@shop.com', 'sales', friday('12:00'))).toBe(friday('14:00'))
    expect(due(null, 'sales', friday('12:00'))).toBe(friday('14:00'))
    expect(due('other@shop.com', 'billing', friday('12:00'))).toBeNull()
    expect(due(null, 'billing', friday('12:00'))).toBeNull()
    expect(due('__proto__', 'constructor', friday('12:00'))).toBeNull()
  })

  it('D-6, CU-10: in business time or plain time', () => {
    expect(due('sales@shop.com', 'sales', friday('16:30'))).toBe(monday('09:30'))
    expect(due(null, 'support', friday('09:00'))).toBe(friday('17:00'))
    expect(due(null, 'support', friday('09:00') + 1)).toBe(monday('09:00') + 1)
    expect(due(null, 'sales', friday('16:30'))).toBe(friday('18:30'))
  })

  it('D-6: nobody has a target until the host says so', () => {
    expect(
      responseDueAt(definePolicy({ inbox: 'x' }), { endpoint: null, inbox: 'x', waitingSince: 0 }),
    ).toBeNull()
  })

  it('D-6: resolved it is plain data', () => {
    expect(policy.firstResponse).toEqual({
      byEndpoint: {
        'sales@shop.com': { length: hours(1), calendar: 'office' },
        '+4930123456': { length: minutes(1), calendar: null },
      },
      byInbox: {
        sales: { length: hours(2), calendar: null },
        support: { length: hours(8), calendar: 'office' },
      },
    })
  })
})

describe('what makes no sense', () => {
  const calendars = { office }
  const duration = 'must be a duration such as { hours: 24 }'
  const tooShort = 'must be longer than nothing, or nobody could answer in time'
  const text = 'must be a text that is not empty'

  it.each([
    [{ byInbox: { a: 5 } }, `byInbox.a: ${duration}`],
    [{ byInbox: { a: undefined } }, `byInbox.a: ${duration}`],
    [{ byInbox: { a: 'never' } }, `byInbox.a: ${duration}`],
    [{ byInbox: { a: { hours: 0 } } }, `byInbox.a: ${tooShort}`],
    [{ byInbox: { a: { business: { hours: 0 }, calendar: 'office' } } }, `byInbox.a: ${tooShort}`],
    [
      { byInbox: { a: { business: { hours: -1 }, calendar: 'office' } } },
      'byInbox.a.business: hours must be a number of 0 or more',
    ],
    [{ byInbox: { a: { business: { hours: 1 } } } }, `byInbox.a.calendar: ${text}`],
    [{ byInbox: { a: { calendar: 'office' } } }, `byInbox.a.business: ${duration}`],
    [
      { byInbox: { a: { business: { hours: 1 }, calendar: 'home' } } },
      'byInbox.a.calendar: "home" is no declared calendar',
    ],
    [
      { byInbox: { a: { business: { hours: 1 }, calendar: 'toString' } } },
      'byInbox.a.calendar: "toString" is no declared calendar',
    ],
    [
      { byInbox: { a: { business: { hours: 1 }, calendar: 'office', hours: 2 } } },
      'byInbox.a.hours: is no field; known are business, calendar',
    ],
    [
      { byEndpoint: { 'A@b.c': { months: 1 } } },
      'byEndpoint.A@b.c: months have no fixed length (W-5); use weeks or smaller',
    ],
    [{ byEndpoint: 3 }, 'byEndpoint: must be an object'],
    [{ byChannel: {} }, 'byChannel: is no field; known are byEndpoint, byInbox'],
  ])('D-6, B-1: %j', (firstResponse, issue) => {
    expect(issuesOf({ calendars, firstResponse })).toEqual([`firstResponse.${issue}`])
  })

  it.each(['days', 'weeks'])(
    'W-5: %s of business time are refused, for nobody knows how long they are',
    (unit) => {
      const span = { business: { [unit]: 1 }, calendar: 'office' }
      const words = `${unit} of business time have no fixed length; use hours or smaller`
      expect(issuesOf({ calendars, firstResponse: { byInbox: { a: span } } })).toEqual([
        `firstResponse.byInbox.a.business: ${words}`,
      ])
      expect(issuesOf({ calendars, reopenWindow: span })).toEqual([`reopenWindow.business: ${words}`])
    },
  )

  it('W-5, CU-10: a window may name declared calendars only, wherever a span is written', () => {
    const home = { business: { hours: 1 }, calendar: 'home' }
    const wrong = '"home" is no declared calendar'
    expect(issuesOf({ calendars, reopenWindow: home })).toEqual([`reopenWindow.calendar: ${wrong}`])
    expect(
      issuesOf({
        reopenWindow: { plain: home, otherTopic: home },
        reopenWindowByChannel: { chat: { sameTopic: home } },
      }),
    ).toEqual([
      `reopenWindow.plain.calendar: ${wrong}`,
      `reopenWindow.otherTopic.calendar: ${wrong}`,
      `reopenWindowByChannel.chat.sameTopic.calendar: ${wrong}`,
    ])
  })

  it('CU-10: a broken calendar is told once, not wherever it is named', () => {
    const broken = { zone: 'Mars', hours: office.hours }
    expect(
      issuesOf({ calendars: { broken }, reopenWindow: { business: { hours: 1 }, calendar: 'broken' } }),
    ).toEqual(['calendars.broken.zone: must be the name of a time zone such as Europe/Berlin'])
    expect(issuesOf({ calendars: [] })).toEqual(['calendars: must be an object'])
  })

  it('D-4, B-1: closing by itself is a duration or off', () => {
    expect(definePolicy({ inbox: 'x', autoClose: { hours: 72 } }).autoClose).toBe(hours(72))
    expect(definePolicy({ inbox: 'x', autoClose: 'off' }).autoClose).toBeNull()
    expect(issuesOf({ autoClose: 'never' })).toEqual([`autoClose: ${duration}`])
  })
})

describe('windows in business time', () => {
  const window = { business: { hours: 1 }, calendar: 'office' }
  const windowOf = (reopenWindow: NonNullable<PolicyInput['reopenWindow']>) =>
    definePolicy({ inbox: 'x', calendars: { office }, reopenWindow }).reopenWindow

  it('W-5: are resolved into plain data', () => {
    const span = { business: hours(1), calendar: 'office' }
    expect(windowOf(window)).toEqual({
      plain: span,
      sameTopic: span,
      otherTopic: span,
      byTopic: false,
      anchor: 'close',
    })
  })

  it('W-6: topics are compared only if the windows differ', () => {
    expect(
      windowOf({ plain: window, sameTopic: { business: { minutes: 60 }, calendar: 'office' } }).byTopic,
    ).toBe(false)
    expect(
      windowOf({ plain: window, sameTopic: { business: { hours: 2 }, calendar: 'office' } }).byTopic,
    ).toBe(true)
    expect(windowOf({ plain: window, otherTopic: { hours: 1 } }).byTopic).toBe(true)
    const shops = { office, shop: office }
    expect(
      definePolicy({
        inbox: 'x',
        calendars: shops,
        reopenWindow: { plain: window, sameTopic: { ...window, calendar: 'shop' } },
      }).reopenWindow.byTopic,
    ).toBe(true)
  })
})
