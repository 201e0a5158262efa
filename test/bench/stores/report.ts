import type { Figure } from '../figure.ts'
import type { Growth } from './growth.ts'
import type { Level } from './levels.ts'
import type { Summary } from './round.ts'

const figure = (what: string, value: number, unit: string, budget = '–', met = true): Figure => ({
  what,
  figure: value,
  unit,
  budget,
  met,
})

const ofSide = (name: string, { perSecond, p50, p95, p99, cpu, server }: Summary): readonly Figure[] => [
  figure(`${name}: speed`, perSecond, 'msg/s'),
  figure(`${name}: latency, p50`, p50, 'ms'),
  figure(`${name}: latency, p95`, p95, 'ms'),
  figure(`${name}: latency, p99`, p99, 'ms'),
  figure(`${name}: processor time of this process`, cpu, 'µs/msg'),
  ...(server === null ? [] : [figure(`${name}: processor time of the server`, server, 'µs/msg')]),
]

/** What so many writers reach, as lines of the benchmark. */
export const ofLevel = (level: Level): readonly Figure[] => {
  const { writers, desk, hand, emmett, ratio, cpuRatio, statements } = level
  const name = `${writers} ${writers === 1 ? 'writer' : 'writers'}, `
  return [
    ...ofSide(`${name}desk`, desk),
    ...ofSide(`${name}SQL by hand`, hand),
    ...(emmett === null ? [] : ofSide(`${name}emmett`, emmett)),
    figure(`${name}desk against SQL by hand`, ratio, '×', '≥ 0.8', ratio >= 0.8),
    ...(cpuRatio === null ? [] : [figure(`${name}… by processor time of both`, cpuRatio, '×')]),
    figure(`${name}desk: statements for a message`, statements, '', '2', statements === 2),
  ]
}

/** What a long past costs, as lines of the benchmark. */
export const ofGrowth = ({ events, short, long, growth }: Growth): readonly Figure[] => [
  ...ofSide(`desk, ${events.short} past events`, short),
  ...ofSide(`desk, ${events.long.toLocaleString('en')} past events`, long),
  figure('… latency with the long past against the short', growth, '×', '≤ 1.1', growth <= 1.1),
]

export const lineOf = ({ what, figure: value, unit, budget, met }: Figure): string =>
  `${met ? ' ' : '!'} ${what.padEnd(64)} ${value.toLocaleString('en').padStart(12)} ${unit.padEnd(8)} ${budget}`
