import { describe, expect, it } from 'vitest'
import { definePolicy, parsePolicy } from '../../src/index.ts'

const day = '2026-01-31T12:00:00Z'
const earlier = definePolicy({ inbox: 'support', mailLimit: { hours: 4 } })

/** The issues of a policy with these fields, as `path: message`. */
const issuesOf = (more: object): readonly string[] => {
  const parsed = parsePolicy({ inbox: 'support', ...more })
  return parsed.ok ? [] : parsed.error.map(({ path, message }) => `${path}: ${message}`)
}

describe('the policy before', () => {
  it('D-2: is kept whole beside the one that took its place, and so is the one before that', () => {
    const second = definePolicy({ inbox: 'support', since: '2026-01-01T00:00:00Z', before: earlier })
    const third = definePolicy({ inbox: 'support', since: day, before: second })
    expect(second.before).toEqual(earlier)
    expect(third.before?.before).toEqual(earlier)
    expect(
      definePolicy({ inbox: 'support', since: day, before: JSON.parse(JSON.stringify(second)) }),
    ).toEqual(third)
  })

  it('D-2: without one there is none', () => {
    expect(definePolicy({ inbox: 'support', since: day }).before).toBeNull()
    expect(parsePolicy({ inbox: 'support', before: null })).toMatchObject({
      ok: true,
      value: { before: null },
    })
  })

  it.each([
    ['an input', { inbox: 'support' }],
    ['a text', 'support'],
    ['a list', []],
    ['of a later shape', { ...earlier, schema: 2 }],
    ['without a beginning', { ...earlier, since: '2025' }],
    ['with a field that is missing', Object.fromEntries(Object.entries(earlier).slice(0, -1))],
  ])('D-2, B-1: %s is none', (_, before) => {
    expect(issuesOf({ since: day, before })).toEqual(['before: must be a policy made by definePolicy'])
  })

  it('D-2, B-1: it must be known when the one took the place of the other', () => {
    expect(issuesOf({ before: earlier })).toEqual([
      'since: is needed beside `before`: when did this policy take effect?',
    ])
    const second = definePolicy({ inbox: 'support', since: day })
    expect(issuesOf({ since: day, before: second })).toEqual([
      'since: must be later than that of the policy before it',
    ])
    expect(issuesOf({ since: '2026-01-31T12:00:00.001Z', before: second })).toEqual([])
    expect(issuesOf({ since: 'soon', before: second })).toEqual([
      'since: must be ISO 8601 with a zone, like 2026-01-31T09:00:00Z',
    ])
  })
})
