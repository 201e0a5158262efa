import type { ThreadErrors } from './threads.ts'
import type { TriedWindow } from './windows.ts'

/** What one window does to a log's threads, as a score: the lower the better. */
export interface ScoredWindow extends ThreadErrors {
  readonly window: TriedWindow
  /** Whether what lanes part was left out of *glued* (W-9). */
  readonly lanes: boolean
  /** *Glued on* and *cut*, in per cent, added: one mistake weighs as much as the other. */
  readonly score: number
}

/** On how many threads the two shares rest, and how many of each make it worth while to name a best window. */
export interface Evidence {
  readonly falseMerge: number
  readonly falseSplit: number
  readonly needed: number
}

/** With fewer threads than this one of them is more than one per cent, and chance moves a share by up to ten. */
export const minThreads = 100

export const isEnough = ({ falseMerge, falseSplit, needed }: Evidence): boolean =>
  falseMerge >= needed && falseSplit >= needed

/** What is glued on and what is cut, in per cent. */
export interface ErrorRates {
  readonly falseMerge: number
  readonly falseSplit: number
}

const share = (part: number, of: number): number => (of === 0 ? 0 : (100 * part) / of)

export const errorRatesOf = ({
  falseMerge,
  separatedByLanes,
  falseSplit,
  lanes,
}: Omit<ScoredWindow, 'score' | 'window'>): ErrorRates => ({
  falseMerge: share(
    falseMerge.active + falseMerge.reopened - (lanes ? separatedByLanes : 0),
    falseMerge.total,
  ),
  falseSplit: share(falseSplit.split, falseSplit.total),
})

export const scoreWindow = (window: TriedWindow, lanes: boolean, seen: ThreadErrors): ScoredWindow => {
  const point = errorRatesOf({ lanes, ...seen })
  return { window, lanes, score: point.falseMerge + point.falseSplit, ...seen }
}

/** The lowest score; of equal ones that which was tried first. */
export const bestOf = (rows: readonly ScoredWindow[]): ScoredWindow =>
  rows.reduce((best, row) => (row.score < best.score ? row : best))

/** Those to which none is better in one respect and as good in the other, from the fewest cut. */
export const paretoFrontOf = (rows: readonly ScoredWindow[]): readonly ScoredWindow[] => {
  const front: ScoredWindow[] = []
  const sorted = rows
    .map((row) => ({ row, point: errorRatesOf(row) }))
    .toSorted((a, b) => a.point.falseSplit - b.point.falseSplit || a.point.falseMerge - b.point.falseMerge)
  let least = Number.POSITIVE_INFINITY
  for (const { row, point } of sorted)
    if (point.falseMerge < least) {
      front.push(row)
      least = point.falseMerge
    }
  return front
}
