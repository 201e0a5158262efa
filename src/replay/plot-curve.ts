import { errorRatesOf, type ScoredWindow } from './fit-score.ts'
import { around, type Box } from './plot-labels.ts'
import type { Scale } from './plot-scale.ts'
import { element, rounded } from './plot-svg.ts'

/** A window's place on the picture. */
export interface Dot {
  readonly x: number
  readonly y: number
  readonly row: ScoredWindow
}

/** Those that are on the picture at all. */
export const dotsOf = (rows: readonly ScoredWindow[], across: Scale, up: Scale): readonly Dot[] =>
  rows
    .map((row) => ({ row, point: errorRatesOf(row) }))
    .filter(({ point }) => point.falseSplit <= across.most && point.falseMerge <= up.most)
    .toSorted(
      (one, other) =>
        one.point.falseSplit - other.point.falseSplit || other.point.falseMerge - one.point.falseMerge,
    )
    .map(({ row, point }) => ({ x: across.at(point.falseSplit), y: up.at(point.falseMerge), row }))

export const curveLine = (dots: readonly Dot[], name: string): string =>
  element('polyline', {
    class: name,
    points: dots.map(({ x, y }) => `${rounded(x)},${rounded(y)}`).join(' '),
  })

export const dotMarks = (
  dots: readonly Dot[],
  best: ScoredWindow | undefined,
  name: string,
): readonly string[] =>
  dots.map(({ x, y, row }) =>
    element('circle', { class: `${name}Dot`, cx: x, cy: y, r: row.window === best?.window ? 7 : 3.5 }),
  )

const curveStep = 6

/** The ground that a curve covers, so that no text stands on it. */
export const curveBoxes = (dots: readonly Dot[]): readonly Box[] =>
  dots.slice(1).flatMap((to, at) => {
    const from = dots[at] ?? to
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / curveStep)
    return Array.from({ length: steps }, (_, n) => {
      const part = n / steps
      return around({ x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }, 2)
    })
  })
