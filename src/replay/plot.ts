import type { WindowFit } from './fit.ts'
import { errorRatesOf, type ScoredWindow } from './fit-score.ts'
import { axes, scalesFor } from './plot-axes.ts'
import { curveBoxes, curveLine, type Dot, dotMarks, dotsOf } from './plot-curve.ts'
import { around, type Box, type LabelRequest, type PlacedLabel, placeLabels } from './plot-labels.ts'
import { style } from './plot-style.ts'
import { element, escaped, label } from './plot-svg.ts'
import { windowText } from './windows.ts'

const width = 760
const height = 480
const area: Box = { left: 64, top: 84, right: 736, bottom: 424 }

const percent = (value: number): string => `${value.toFixed(1)} %`

const errorRatesText = (row: ScoredWindow): string => {
  const { falseMerge, falseSplit } = errorRatesOf(row)
  return `${percent(falseMerge)} glued on, ${percent(falseSplit)} cut`
}

const describe = ({ best }: WindowFit): string =>
  [
    'Share of threads cut, from left to right, against share of matters glued on, from bottom to top.',
    ...(best === null
      ? ['The log has too few threads to name a best window.']
      : [
          `Best by time alone: ${windowText(best.byTime.window)}, ${errorRatesText(best.byTime)}.`,
          `Best by topic: ${windowText(best.byTopic.window)} (same topic / another), ${errorRatesText(best.byTopic)}.`,
        ]),
  ].join(' ')

const labelOf = (placed: PlacedLabel): string =>
  label(placed.text, { class: placed.class, x: placed.x, y: placed.y, 'text-anchor': placed.anchor })

/** What the dots of a curve are called: the best first, then the curve, then whichever windows find room. */
const labelRequestsOf = (
  dots: readonly Dot[],
  best: ScoredWindow | undefined,
  curve: string,
  kind: string,
): readonly LabelRequest[] => {
  const last = dots.at(-1)
  const isBest = ({ row }: Dot): boolean => row.window === best?.window
  return [
    ...dots.filter(isBest).map(({ x, y, row }) => ({
      text: `best: ${windowText(row.window)}`,
      x,
      y,
      class: `${kind}Text strong`,
    })),
    ...(last === undefined ? [] : [{ text: curve, x: last.x, y: last.y, class: `${kind}Text strong` }]),
    ...dots
      .filter((dot) => !isBest(dot))
      .map(({ x, y, row }) => ({ text: windowText(row.window), x, y, class: `${kind}Text` })),
  ]
}

/** A picture of what windows cut and glue on, by time alone and by topic: an SVG for light and dark that needs nothing else. */
export const plotOf = (fit: WindowFit, name: string): string => {
  const { byTime, paretoFront, best, perfect } = fit
  const { across, up } = scalesFor([...byTime, ...paretoFront], area)
  const time = dotsOf(byTime, across, up)
  const topic = dotsOf(paretoFront, across, up)
  const [judge] = dotsOf([perfect], across, up)
  const floor = up.at(
    Math.min(
      ...byTime.map(
        (row) => errorRatesOf({ ...row, falseMerge: { ...row.falseMerge, reopened: 0 } }).falseMerge,
      ),
    ),
  )
  const floorBox = { left: area.left, top: floor - 2, right: area.right, bottom: floor + 2 }
  const floorLabel = { left: area.right - 240, top: floor - 16, right: area.right, bottom: floor }
  const ground = { x1: area.left, x2: area.right, y1: floor, y2: floor }
  const taken = [...time, ...topic].map((dot) => around(dot, 5))
  const labels = placeLabels(
    [
      ...(judge === undefined
        ? []
        : [{ text: 'a perfect judge', x: judge.x, y: judge.y, class: 'topicText' }]),
      ...labelRequestsOf(time, best?.byTime, 'by time alone', 'time'),
      ...labelRequestsOf(topic, best?.byTopic, 'by topic (same / another)', 'topic'),
    ],
    [
      ...taken,
      floorBox,
      floorLabel,
      ...curveBoxes(time),
      ...curveBoxes(topic),
      ...(judge === undefined ? [] : [around(judge, 7)]),
    ],
    { ...area, top: area.top - 8 },
  )
  const heading = 'What reopen windows cut and what they glue on'
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': 'title desc',
    },
    [
      element('title', { id: 'title' }, [escaped(heading)]),
      element('desc', { id: 'desc' }, [escaped(describe(fit))]),
      element('style', {}, [style]),
      element('rect', { class: 'paper', width, height, rx: 6 }),
      label(heading, { class: 'heading', x: 16, y: 30 }),
      label(`${name}; further to the lower left is better`, { class: 'quiet', x: 16, y: 50 }),
      ...axes(across, up, area),
      element('line', { class: 'floor', ...ground }),
      label('no window by time gets below this', {
        class: 'quiet',
        x: area.right,
        y: floor - 6,
        'text-anchor': 'end',
      }),
      curveLine(time, 'time'),
      curveLine(topic, 'topic'),
      ...dotMarks(time, best?.byTime, 'time'),
      ...dotMarks(topic, best?.byTopic, 'topic'),
      ...(judge === undefined
        ? []
        : [element('circle', { class: 'perfect', cx: judge.x, cy: judge.y, r: 5 })]),
      ...labels.map(labelOf),
    ].map((line) => `\n${line}`),
  )}\n`
}
