import { type Fitted, pointOf } from './fit-score.ts'
import { around, type Box } from './plot-labels.ts'
import type { Scale } from './plot-scale.ts'
import { element, rounded } from './plot-svg.ts'

/** A window's place on the picture. */
export interface Dot {
  readonly x: number
  readonly y: number
  readonly row: Fitted
}

/** Those that are on the picture at all. */
export const dotsOf = (rows: readonly Fitted[], across: Scale, up: Scale): readonly Dot[] =>
  rows
    .map((row) => ({ row, point: pointOf(row) }))
    .filter(({ point }) => point.cut <= across.most && point.glued <= up.most)
    .toSorted((one, other) => one.point.cut - other.point.cut || other.point.glued - one.point.glued)
    .map(({ row, point }) => ({ x: across.at(point.cut), y: up.at(point.glued), row }))

export const curveOf = (dots: readonly Dot[], name: string): string =>
  element('polyline', {
    class: name,
    points: dots.map(({ x, y }) => `${rounded(x)},${rounded(y)}`).join(' '),
  })

export const marksOf = (dots: readonly Dot[], best: Fitted | undefined, name: string): readonly string[] =>
  dots.map(({ x, y, row }) =>
    element('circle', { class: `${name}Dot`, cx: x, cy: y, r: row.window === best?.window ? 7 : 3.5 }),
  )

const step = 6

/** The ground that a curve covers, so that no text stands on it. */
export const roadOf = (dots: readonly Dot[]): readonly Box[] =>
  dots.slice(1).flatMap((to, at) => {
    const from = dots[at] ?? to
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step)
    return Array.from({ length: steps }, (_, n) => {
      const part = n / steps
      return around({ x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) }, 2)
    })
  })
