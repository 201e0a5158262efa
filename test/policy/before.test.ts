import { describe, expect, it } from 'vitest'
import { definePolicy, parsePolicy } from '../../src/index.ts'

const day = '2026-01-31T12:00:00Z'
const earlier = definePolicy({ inbox: 'support', mailIdle: { hours: 4 } })

const open = definePolicy({
  inbox: 'support',
  calendars: { a: { zone: 'Europe/Berlin', hours: { monday: '09:00-17:00' }, holidays: ['2026-12-25'] } },
}).calendars['a']!

/** Two policies of which each says that the other was before it. */
const circle = (): object => {
  const [one, other] = [
    { ...earlier, effectiveFrom: 5 },
    { ...earlier, effectiveFrom: 4 },
  ]
  return Object.assign(one, { previous: Object.assign(other, { previous: one }) })
}

/** The issues of a policy with these fields, as `path: message`. */
const issuesOf = (more: object): readonly string[] => {
  const parsed = parsePolicy({ inbox: 'support', ...more })
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`)
}

const notMade = 'must be a policy made by definePolicy, and so must those before it, each earlier'

describe('the policy before', () => {
  it('D-2: is kept whole beside the one that took its place, and so is the one before that', () => {
    const second = definePolicy({
      inbox: 'support',
      effectiveFrom: '2026-01-01T00:00:00Z',
      previous: earlier,
    })
    const third = definePolicy({ inbox: 'support', effectiveFrom: day, previous: second })
    expect(second.previous).toEqual(earlier)
    expect(third.previous?.previous).toEqual(earlier)
    expect(
      definePolicy({ inbox: 'support', effectiveFrom: day, previous: JSON.parse(JSON.stringify(second)) }),
    ).toEqual(third)
  })

  it('D-2: without one there is none', () => {
    expect(definePolicy({ inbox: 'support', effectiveFrom: day }).previous).toBeNull()
    expect(parsePolicy({ inbox: 'support', previous: null })).toMatchObject({
      ok: true,
      value: { previous: null },
    })
  })

  it.each([
    ['an input', { inbox: 'support' }],
    ['a text', 'support'],
    ['a list', []],
    ['of a later shape', { ...earlier, schema: 2 }],
    ['without a beginning', { ...earlier, effectiveFrom: '2025' }],
    ['without channels', { ...earlier, channels: null }],
    [
      'with a channel of a wrong class',
      { ...earlier, channels: { a: { ...earlier.channels['sms'], class: 'fax' } } },
    ],
    ['with an endless limit', { ...earlier, mailIdle: Number.NaN }],
    ['with a negative limit', { ...earlier, messagingIdle: -1 }],
    [
      'with a window of a wrong kind',
      { ...earlier, reopenWindow: { ...earlier.reopenWindow, plain: 'soon' } },
    ],
    ['with a target of a wrong kind', { ...earlier, firstResponse: { byEndpoint: {}, byInbox: { a: 5 } } }],
    ['with a list that has holes', { ...earlier, listEndpoints: new Array(2) }],
    ['with a calendar in no zone', { ...earlier, calendars: { a: { ...open, zone: 'Nowhere' } } }],
    [
      'with a calendar that never opens',
      { ...earlier, calendars: { a: { ...open, week: open.week.map(() => []) } } },
    ],
    [
      'with hours that end before they begin',
      { ...earlier, calendars: { a: { ...open, week: open.week.map(() => [[9, 8]]) } } },
    ],
    [
      'with hours that overlap',
      {
        ...earlier,
        calendars: {
          a: {
            ...open,
            week: open.week.map(() => [
              [1, 5],
              [4, 9],
            ]),
          },
        },
      },
    ],
    ['with a broken one before it', { ...earlier, effectiveFrom: 5, previous: { ...earlier, inbox: null } }],
    [
      'with a later one before it',
      { ...earlier, effectiveFrom: 5, previous: { ...earlier, effectiveFrom: 6 } },
    ],
    [
      'with one of the same instant before it',
      { ...earlier, effectiveFrom: 5, previous: { ...earlier, effectiveFrom: 5 } },
    ],
    ['that leads in a circle', circle()],
    ['with a field that is missing', Object.fromEntries(Object.entries(earlier).slice(0, -1))],
  ])('D-2, B-1: %s is none', (_, before) => {
    expect(issuesOf({ effectiveFrom: day, previous: before })).toEqual([`previous: ${notMade}`])
  })

  it('D-2, B-1: it must be known when the one took the place of the other', () => {
    expect(issuesOf({ previous: earlier })).toEqual([
      'effectiveFrom: is needed beside `previous`: when did this policy take effect?',
    ])
    const second = definePolicy({ inbox: 'support', effectiveFrom: day })
    expect(issuesOf({ effectiveFrom: day, previous: second })).toEqual([
      'effectiveFrom: must be later than that of the policy before it',
    ])
    expect(issuesOf({ effectiveFrom: '2026-01-31T12:00:00.001Z', previous: second })).toEqual([])
    expect(issuesOf({ effectiveFrom: 'soon', previous: second })).toEqual([
      'effectiveFrom: must be ISO 8601 with a zone, like 2026-01-31T09:00:00Z',
    ])
  })
  it('keeps the last 16, however often a policy is loaded again (D-2)', () => {
    let policy = earlier
    for (let n = 1; n <= 12_000; n += 1)
      policy = definePolicy({ inbox: `support ${n}`, effectiveFrom: Date.parse(day) + n, previous: policy })
    const kept: string[] = []
    for (let { previous } = policy; previous !== null; previous = previous.previous)
      kept.push(previous.inbox.default)
    expect(kept).toEqual(Array.from({ length: 16 }, (_, n) => `support ${11_999 - n}`))
  })

  it('takes every policy that definePolicy makes, also from plain JSON (D-2)', () => {
    const full = definePolicy({
      inbox: { default: 'a', byEndpoint: { 'a@b.c': 'x' }, byChannel: { sms: 'y' } },
      calendars: {
        a: {
          zone: 'Europe/Berlin',
          hours: { monday: ['09:00-12:00', '13:00-24:00'], sunday: '22:00-06:00' },
        },
      },
      channels: { letters: { class: 'mail', replyWindow: { agent: { days: 7 }, automation: { days: 1 } } } },
      reopenWindow: {
        plain: { business: { hours: 8 }, calendar: 'a' },
        sameTopic: 'always',
        otherTopic: 'never',
      },
      reopenWindowByChannel: { sms: { hours: 1 } },
      firstResponse: {
        byInbox: { a: { hours: 1 } },
        byEndpoint: { x: { business: { hours: 1 }, calendar: 'a' } },
      },
      reopenGuard: { reopens: 3, within: { hours: 1 } },
      keepAssignee: { days: 1 },
      closingTopics: { under: ['t'] },
      listEndpoints: ['list@b.c'],
      maxLateness: 'off',
      onCallAnswered: 'keep',
      autoClose: { days: 3 },
      messagingIdle: 'off',
    })
    expect(issuesOf({ effectiveFrom: day, previous: full })).toEqual([])
    expect(issuesOf({ effectiveFrom: day, previous: JSON.parse(JSON.stringify(full)) })).toEqual([])
  })

  it('refuses more entries than a policy can mean, and takes no time for it (B-1)', () => {
    const names = Array.from({ length: 200_000 }, (_, n) => `c${n}`)
    const many = (value: unknown) => Object.fromEntries(names.map((name) => [name, value]))
    const said = 'has 200000 entries; at most 10000 are allowed'
    expect(issuesOf({ channels: many({}) })).toEqual([`channels: ${said}`])
    expect(issuesOf({ inbox: { default: 'a', byChannel: many('b') } })).toEqual([`inbox.byChannel: ${said}`])
    expect(issuesOf({ listEndpoints: names })).toEqual([`listEndpoints: ${said}`])
    expect(issuesOf({ calendars: many({}) })).toEqual([`calendars: ${said}`])
    const [some, more] = [names.slice(0, 1_000), names.slice(0, 10_000)].map((those) => {
      const channels = Object.fromEntries(those.map((name) => [name, {}]))
      const began = performance.now()
      expect(
        issuesOf({
          channels,
          reopenWindowByChannel: Object.fromEntries(those.map((name) => [name, 'never'])),
        }),
      ).toEqual([])
      return performance.now() - began
    })
    expect(more!).toBeLessThan(Math.max(500, 40 * some!))
  })
})
