import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lawRuns } from '../support/world.ts'

it("says that numbers are small (it doesn't hold)", () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), (n) => {
      expect(n).toBeLessThan(500)
    }),
    lawRuns(20),
  )
})

it('says that sums are even, which does not hold either', () => {
  fc.assert(
    fc.property(fc.nat(9), fc.nat(9), (a, b) => (a + b) % 2 === 0),
    lawRuns(20),
  )
})

it('holds', () => {
  fc.assert(fc.property(fc.nat(), (n) => n >= 0))
})
