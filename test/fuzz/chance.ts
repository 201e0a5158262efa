/** A source of choices that gives the same ones for the same seed. */
export interface Chance {
  /** A whole number from 0 to below `below`. */
  readonly number: (below: number) => number
  readonly of: <T>(items: readonly T[]) => T
  readonly in: (share: number) => boolean
}

/** Mulberry32: small, quick, and good enough to choose by. */
export const chanceOf = (seed: number): Chance => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const number = (below: number): number => Math.floor(next() * below)
  return {
    number,
    of: (items) => items[number(items.length)] as (typeof items)[number],
    in: (share) => next() < share,
  }
}
