import { errorRatesOf, type ScoredWindow } from './fit-score.ts'
import type { Box } from './plot-labels.ts'
import { type Scale, scaleFor } from './plot-scale.ts'
import { element, label } from './plot-svg.ts'

export interface Scales {
  readonly across: Scale
  readonly up: Scale
}

/** Windows of hours cut nearly all: shown too, they would press the rest into a corner. */
const maxShownFalseSplit = 40

/** Threads cut from left to right, matters glued on from bottom to top. */
export const scalesFor = (rows: readonly ScoredWindow[], area: Box): Scales => {
  const points = rows.map(errorRatesOf)
  const cuts = points.map(({ falseSplit }) => falseSplit).filter((cut) => cut <= maxShownFalseSplit)
  const across = scaleFor(Math.max(0, ...cuts), area.left, area.right)
  const near = points
    .filter(({ falseSplit }) => falseSplit <= across.most)
    .map(({ falseMerge }) => falseMerge)
  return { across, up: scaleFor(Math.max(0, ...near), area.bottom, area.top) }
}

/** Lines across, figures at both sides, and what they count. */
export const axes = (across: Scale, up: Scale, area: Box): readonly string[] => [
  ...up.ticks.flatMap((tick) => [
    element('line', { class: 'grid', x1: area.left, x2: area.right, y1: up.at(tick), y2: up.at(tick) }),
    label(`${tick}`, { class: 'quiet', x: area.left - 10, y: up.at(tick) + 4, 'text-anchor': 'end' }),
  ]),
  ...across.ticks.map((tick) =>
    label(`${tick}`, { class: 'quiet', x: across.at(tick), y: area.bottom + 20, 'text-anchor': 'middle' }),
  ),
  element('line', { class: 'axis', x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom }),
  label('threads cut, %', { x: area.right, y: area.bottom + 42, 'text-anchor': 'end' }),
  label('matters glued on, %', { x: 16, y: area.top - 12 }),
]
