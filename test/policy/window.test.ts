import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { definePolicy, type Policy, type PolicyInput, reopenableUntil } from '../../src/index.ts'
import { spanEndOf } from '../../src/policy/add-length.ts'
import { isWithin, topicRelationOf } from '../../src/policy/window.ts'
import { days, hours, minutes, noon } from '../support/operations.ts'

const withWindow = (reopenWindow: NonNullable<PolicyInput['reopenWindow']>): Policy =>
  definePolicy({ inbox: 'support', reopenWindow, reopenWindowByChannel: { chat: { hours: 1 } } })

const closed = (more: object = {}) => ({
  lastCountedCloseAt: noon,
  lastCustomerMessageAt: noon - hours(3),
  topics: [],
  ...more,
})

describe('the end of the window', () => {
  it('W-7: it is an instant that a screen can show, or one of the two words', () => {
    expect(reopenableUntil(closed(), withWindow({ days: 7 }))).toBe(noon + days(7))
    expect(reopenableUntil(closed(), withWindow('never'))).toBe('never')
    expect(reopenableUntil(closed(), withWindow('always'))).toBe('always')
  })

  it('W-4: it is 24 hours after the close unless the policy says otherwise', () => {
    expect(reopenableUntil(closed(), definePolicy({ inbox: 'support' }))).toBe(noon + hours(24))
  })

  it('W-1: it may be measured from the last customer message', () => {
    const policy = withWindow({ plain: { days: 7 }, anchor: 'last_customer_message' })
    expect(reopenableUntil(closed(), policy)).toBe(noon - hours(3) + days(7))
    expect(reopenableUntil(closed({ lastCustomerMessageAt: null }), policy)).toBe(noon + days(7))
  })

  it('W-1: the channel of the inbound may have its own', () => {
    const policy = withWindow({ days: 7 })
    expect(reopenableUntil(closed(), policy, { channel: 'chat' })).toBe(noon + hours(1))
    expect(reopenableUntil(closed(), policy, { channel: 'email' })).toBe(noon + days(7))
    expect(reopenableUntil(closed(), policy, { channel: '__proto__' })).toBe(noon + days(7))
  })

  it('W-6: the same matter and another matter may have their own', () => {
    const policy = withWindow({ plain: { hours: 1 }, sameTopic: { days: 30 }, otherTopic: 'never' })
    const about = (...topics: string[]) => reopenableUntil(closed({ topics: ['vase'] }), policy, { topics })
    expect(about('vase', 'bill')).toBe(noon + days(30))
    expect(about('bill')).toBe('never')
    expect(about()).toBe(noon + hours(1))
    expect(reopenableUntil(closed(), policy, { topics: ['vase'] })).toBe(noon + hours(1))
  })

  it('W-5: a day is 24 hours, also where clocks are put forward', () => {
    const before = Date.UTC(2026, 2, 28, 12)
    expect(reopenableUntil(closed({ lastCountedCloseAt: before }), withWindow({ days: 1 }))).toBe(
      Date.UTC(2026, 2, 29, 12),
    )
  })

  it('W-5, CU-10: a window in business time ends in open hours, and at closing time if it is used up then', () => {
    const policy = definePolicy({
      inbox: 'support',
      calendars: {
        office: { zone: 'Europe/Berlin', hours: { friday: '09:00-17:00', monday: '09:00-17:00' } },
      },
      reopenWindow: { plain: { business: { hours: 8 }, calendar: 'office' }, otherTopic: 'never' },
      reopenWindowByChannel: { chat: { business: { minutes: 30 }, calendar: 'office' } },
    })
    const friday = (time: string): number => Date.parse(`2026-01-30T${time}+01:00`)
    const until = (lastCountedCloseAt: number, inbound?: Parameters<typeof reopenableUntil>[2]) =>
      reopenableUntil(closed({ lastCountedCloseAt, topics: ['vase'] }), policy, inbound)
    expect(until(friday('12:00'))).toBe(friday('12:00') + days(3))
    expect(until(friday('09:00'))).toBe(friday('17:00'))
    expect(until(friday('07:00'))).toBe(friday('17:00'))
    expect(until(friday('17:00'))).toBe(friday('17:00') + days(3))
    expect(until(friday('17:00'), { channel: 'chat' })).toBe(friday('09:30') + days(3))
    expect(until(friday('12:00'), { topics: ['vase'] })).toBe(friday('12:00') + days(3))
    expect(until(friday('12:00'), { topics: ['bill'] })).toBe('never')
  })

  it('W-7: what was never closed has no lastCountedCloseAt but the epoch', () => {
    expect(reopenableUntil(closed({ lastCountedCloseAt: null }), withWindow({ days: 1 }))).toBe(days(1))
  })
})

describe('spanEnd and holds', () => {
  const policy = withWindow('never')

  it('W-1: exactly the length is inside, a millisecond more is not', () => {
    const end = spanEndOf(policy, days(7), noon)
    expect([days(7) - 1, days(7), days(7) + 1].map((elapsed) => isWithin(end, noon + elapsed))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('W-1: `never` is shorter than nothing, `always` has no end', () => {
    const [never, always] = [spanEndOf(policy, 'never', noon), spanEndOf(policy, 'always', noon)]
    expect([isWithin(never, noon), isWithin(never, noon - 1), isWithin(always, Infinity)]).toEqual([
      false,
      false,
      true,
    ])
    const none = spanEndOf(policy, 0, noon)
    expect([isWithin(none, noon), isWithin(none, noon + 1)]).toEqual([true, false])
  })

  it('W-1: a window of no length is for ever open before its anchor', () => {
    expect(isWithin(spanEndOf(policy, 0, noon), noon - days(1))).toBe(true)
    expect(isWithin(spanEndOf(policy, { business: 0, calendar: 'x' }, noon), noon - days(1))).toBe(true)
  })

  it('W-5, B-3: a calendar that a stored policy has lost counts every hour', () => {
    expect(spanEndOf(policy, { business: minutes(5), calendar: 'gone' }, noon)).toBe(noon + minutes(5))
  })
})

describe('relationOf', () => {
  it('W-6: two sides are about the same if they share a topic; without topics nobody knows', () => {
    expect(topicRelationOf(['a', 'b'], ['b', 'c'])).toBe('same')
    expect(topicRelationOf(['a'], ['b'])).toBe('other')
    expect([topicRelationOf([], ['a']), topicRelationOf(['a'], []), topicRelationOf([], [])]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ])
  })
})

describe('laws', () => {
  const span = fc.oneof(
    fc.constantFrom('never' as const, 'always' as const),
    fc.nat(60).map((n) => ({ days: n })),
  )
  const topics = fc.subarray(['vase', 'bill', 'account'])

  it('W-1, W-6: the end shown is the last instant at which the window holds', () => {
    fc.assert(
      fc.property(span, span, span, topics, topics, (plain, sameTopic, otherTopic, theirs, ours) => {
        const policy = withWindow({ plain, sameTopic, otherTopic })
        const until = reopenableUntil(closed({ topics: ours }), policy, { topics: theirs })
        const windows = { same: sameTopic, other: otherTopic, unknown: plain }
        const wanted = windows[topicRelationOf(theirs, ours)]
        expect(until).toBe(typeof wanted === 'string' ? wanted : noon + days(wanted.days))
      }),
    )
  })

  it('W-6: the order of the two sides makes no difference', () => {
    fc.assert(
      fc.property(topics, topics, (a, b) => {
        expect(topicRelationOf(a, b)).toBe(topicRelationOf(b, a))
      }),
    )
  })
})
