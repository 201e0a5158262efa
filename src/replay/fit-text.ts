import type { WindowFit } from './fit.ts'
import { errorRatesOf, type ScoredWindow } from './fit-score.ts'
import { formatNumber } from './report-text.ts'
import type { Paint } from './terminal.ts'
import { plainNote, windowText } from './windows.ts'
import { wrapText } from './wrap.ts'

const line = (first: string, cells: readonly string[]): string =>
  `  ${first.padEnd(20)}${cells.map((cell) => cell.padStart(11)).join('')}`

const percent = (value: number, of: number): string => (of === 0 ? '–' : `${value.toFixed(1)} %`)

const rowOf = (
  row: ScoredWindow,
  best: ScoredWindow | null,
  name: string = windowText(row.window),
): string => {
  const { falseMerge, falseSplit } = errorRatesOf(row)
  const isMeasured = row.falseMerge.total > 0 && row.falseSplit.total > 0
  const cells = [
    percent(falseMerge, row.falseMerge.total),
    percent(falseSplit, row.falseSplit.total),
    isMeasured ? row.score.toFixed(1) : '–',
  ]
  return `${line(name, cells)}${row.window === best?.window ? '  ← best' : ''}`
}

/** Why no window is called the best; nothing where one is. */
const noBest = ({ best, evidence }: WindowFit): readonly string[] => {
  const { falseMerge, falseSplit, needed } = evidence
  if (best !== null) return []
  if (falseSplit === 0)
    return [
      'No window is called the best: what it cuts cannot be measured, for in no thread did the customer come back after an agent’s message.',
    ]
  if (falseMerge === 0)
    return [
      'No window is called the best: what it glues on cannot be measured, for no customer has several threads.',
    ]
  return [
    `No window is called the best: what is glued on rests on ${formatNumber(falseMerge)} threads, what is cut on ${formatNumber(falseSplit)}, and at least ${formatNumber(needed)} of each are needed. With fewer, chance decides.`,
  ]
}

const notes = (fit: WindowFit): readonly string[] => {
  const { byTopic, evidence, plain } = fit
  return [
    ...noBest(fit),
    `Glued on: of ${formatNumber(evidence.falseMerge)} later threads of customers who have several, those that fell into a conversation which held another, with the log's own closes. By topic: but for those in a lane of their own.`,
    `Cut: of ${formatNumber(evidence.falseSplit)} threads in which the customer came back after an agent's message, those torn apart if conversations were closed at each agent's last message.`,
    `Of ${formatNumber(byTopic.length)} pairs of windows by topic those are listed to which none is better in both. Together is the sum: one mistake weighs as much as the other.`,
    plainNote(plain),
    'A perfect judge: as if topics were the threads themselves. What it cuts came back while a conversation about something else was active.',
  ]
}

/** The windows that suit a log, for people. */
export const fitText = (fit: WindowFit, { bold, dim }: Paint): string => {
  const { byTime, paretoFront, best, perfect } = fit
  const heads = ['glued on', 'cut', 'together']
  const table = (
    head: string,
    rows: readonly ScoredWindow[],
    chosen: ScoredWindow | undefined,
  ): readonly string[] => [
    '',
    bold(line(head, heads)),
    ...rows.map((row) => (row.window === chosen?.window ? bold(rowOf(row, chosen)) : rowOf(row, null))),
  ]
  return [
    ...table('by time alone', byTime, best?.byTime),
    ...table('same topic / another', paretoFront, best?.byTopic),
    '',
    rowOf(perfect, null, 'a perfect judge'),
    ...notes(fit).flatMap((note) => ['', ...wrapText(note, 78).map((part) => dim(`  ${part}`))]),
    '',
  ].join('\n')
}
