import { describe, expect, it, vi } from 'vitest'
import { createTopic, emptyTopicCatalogue, endpointOf, normaliseAddress } from '../../src/index.ts'
import { trimAndNormalise } from '../../src/kernel/text-keys.ts'
import { suggestStateClass } from '../../src/migration/index.ts'

/** Marks of two classes in turn: to compose them is to sort them. */
const marks = (count: number): string => `e${'\u0301\u0327'.repeat(count / 2)}`

/** The longest text that was composed meanwhile: what that costs grows with its square. */
const longestComposed = (run: () => unknown): number => {
  const composing = vi.spyOn(String.prototype, 'normalize')
  try {
    run()
    return Math.max(0, ...composing.mock.contexts.map((text) => String(text).length))
  } finally {
    composing.mockRestore()
  }
}

describe('a text of combining marks', () => {
  it.each([
    ['an email address', () => normaliseAddress(marks(40_000), { name: 'email', address: 'email' })],
    [
      'an email address with space around it',
      () => normaliseAddress(` ${marks(40_000)} `, { name: 'email', address: 'email' }),
    ],
    ['a number', () => normaliseAddress(marks(40_000), { name: 'sms', address: 'phone' })],
    ['a handle', () => normaliseAddress(marks(40_000), { name: 'chat', address: 'handle' })],
    ['an endpoint', () => endpointOf(marks(40_000))],
    ['an endpoint with an @', () => endpointOf(`${marks(40_000)}@shop.example`)],
    ['a topic', () => createTopic(emptyTopicCatalogue, { id: 'x', name: marks(40_000) })],
    ['a foreign state', () => suggestStateClass(marks(40_000))],
  ])('is composed only up to 1,000 characters as %s (B-4)', (_, run) => {
    expect(longestComposed(run)).toBeLessThanOrEqual(1_000)
  })

  it('is composed where it is short (B-4)', () => {
    expect(trimAndNormalise(' e\u0301 ')).toBe('\u00e9')
    expect(trimAndNormalise(`${'e\u0301'.repeat(500)}`)).toBe('\u00e9'.repeat(500))
    const long = 'e\u0301'.repeat(501)
    expect(trimAndNormalise(long)).toBe(long)
  })
})
