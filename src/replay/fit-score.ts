import type { Seen } from './threads.ts'
import type { TriedWindow } from './windows.ts'

/** What one window does to a log's threads, as a score: the lower the better. */
export interface Fitted extends Seen {
  readonly window: TriedWindow
  /** Whether what lanes part was left out of *glued* (W-9). */
  readonly lanes: boolean
  /** *Glued on* and *cut*, in per cent, added: one mistake weighs as much as the other. */
  readonly score: number
}

/** On how many threads the two shares rest, and how many of each make it worth while to name a best window. */
export interface Evidence {
  readonly glued: number
  readonly cut: number
  readonly needed: number
}

/** With fewer threads than this one of them is more than one per cent, and chance moves a share by up to ten. */
export const fewestThreads = 100

export const isEnough = ({ glued, cut, needed }: Evidence): boolean => glued >= needed && cut >= needed

/** What is glued on and what is cut, in per cent. */
export interface Point {
  readonly glued: number
  readonly cut: number
}

const share = (part: number, of: number): number => (of === 0 ? 0 : (100 * part) / of)

export const pointOf = ({ glued, parted, cut, lanes }: Omit<Fitted, 'score' | 'window'>): Point => ({
  glued: share(glued.active + glued.reopened - (lanes ? parted : 0), glued.of),
  cut: share(cut.cut, cut.of),
})

export const fitted = (window: TriedWindow, lanes: boolean, seen: Seen): Fitted => {
  const point = pointOf({ lanes, ...seen })
  return { window, lanes, score: point.glued + point.cut, ...seen }
}

/** The lowest score; of equal ones that which was tried first. */
export const bestOf = (rows: readonly Fitted[]): Fitted =>
  rows.reduce((best, row) => (row.score < best.score ? row : best))

/** Those to which none is better in one respect and as good in the other, from the fewest cut. */
export const frontOf = (rows: readonly Fitted[]): readonly Fitted[] => {
  const front: Fitted[] = []
  const sorted = rows
    .map((row) => ({ row, point: pointOf(row) }))
    .toSorted((a, b) => a.point.cut - b.point.cut || a.point.glued - b.point.glued)
  let least = Number.POSITIVE_INFINITY
  for (const { row, point } of sorted)
    if (point.glued < least) {
      front.push(row)
      least = point.glued
    }
  return front
}
