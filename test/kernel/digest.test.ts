import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { digest } from '../../src/kernel/digest.ts'

describe('digest', () => {
  it('B-4: it is the same on every machine, and short whatever went in', () => {
    expect(digest('email', '<1@mail>')).toBe('996c1d3e5ac343f91da05c24484c5ad2')
    expect(digest('x'.repeat(1_000_000))).toMatch(/^[0-9a-f]{32}$/)
  })

  it('I-1: where one part ends and the next begins makes a difference', () => {
    expect(digest('a', 'b')).not.toBe(digest('ab'))
    expect(digest(['a'], 'b')).not.toBe(digest('a', ['b']))
    expect(digest(null)).not.toBe(digest('null'))
  })

  it('B-4: different parts have different digests, lone surrogates too', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', '\udfff', '\ufffd', ''))
    fc.assert(
      fc.property(fc.array(text), fc.array(text), (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other)
        expect(digest(...one) === digest(...other)).toBe(isSame)
      }),
    )
  })
})
