import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endpointOf } from '../../src/index.ts'
import { hostileText } from '../support/operations.ts'

describe('endpointOf', () => {
  it.each([
    [' Support@Shop.com ', 'support@shop.com'],
    ['Rene\u0301@shop.com', 'ren\u00e9@shop.com'],
    ['+49 (30) 123-456', '+4930123456'],
    ['030.123.456', '030123456'],
    ['@ShopHandle', '@shophandle'],
    ['Page 42', 'Page 42'],
    ['1234', '1234'],
    ['12 34', '1234'],
    ['1-23', '1-23'],
    ['shop +49 30 123456', 'shop +49 30 123456'],
  ])('A-5, K-1: %j is spelled %j', (raw, endpoint) => {
    expect(endpointOf(raw)).toBe(endpoint)
  })

  it.each(['', '  ', '\ufeff', null, undefined])('K-1: %j is no endpoint', (raw) => {
    expect(endpointOf(raw)).toBeNull()
  })

  it('B-4: whatever it is called, it is short, storable, and spelled the same the second time', () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, fc.emailAddress(), fc.string({ unit: 'grapheme' })), (raw) => {
        const once = endpointOf(raw)
        if (once === null) return
        expect(once.length).toBeLessThanOrEqual(200)
        expect(once).not.toMatch(/[\p{Cc}\p{Cs}]/u)
        expect(endpointOf(once)).toBe(once)
        expect(endpointOf(`  ${raw}\n`)).toBe(once)
      }),
    )
  })
})
