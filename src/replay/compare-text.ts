import type { SpanInput } from '../policy/input.ts'
import type { ComparedWindow } from './compare.ts'
import { formatNumber } from './report-text.ts'
import type { Paint } from './terminal.ts'
import { plainNote, windowText } from './windows.ts'
import { wrapText } from './wrap.ts'

/** Shares in per cent with one decimal; the parts of *glued* add up to the total that is shown. */
export interface ErrorShares {
  readonly active: number
  readonly reopened: number
  readonly falseMerge: number
  readonly falseSplit: number
}

const share = (part: number, of: number): number => (of === 0 ? 0 : Math.round((1000 * part) / of) / 10)

/** With lanes, what they part is not glued on (W-9). */
export const errorSharesOf = (
  {
    falseMerge,
    falseSplit,
    separatedByLanes,
  }: Pick<ComparedWindow, 'falseMerge' | 'falseSplit' | 'separatedByLanes'>,
  lanes = false,
): ErrorShares => {
  const activeCount = lanes ? falseMerge.active - separatedByLanes : falseMerge.active
  const active = share(activeCount, falseMerge.total)
  const total = share(activeCount + falseMerge.reopened, falseMerge.total)
  const reopened = Math.round(10 * (total - active)) / 10
  return { active, reopened, falseMerge: total, falseSplit: share(falseSplit.split, falseSplit.total) }
}

const columns = [13, 14, 10, 12, 11, 9, 8] as const

const line = ([first = '', ...rest]: readonly string[]): string =>
  `  ${first.padEnd(columns[0])}${rest.map((cell, at) => cell.padStart(columns[at + 1] ?? 0)).join('')}`.trimEnd()

/** A log without threads has nothing to compare with. */
const percent = (value: number, of: number): string => (of === 0 ? '–' : `${value.toFixed(1)} %`)

const cellsOf = (row: ComparedWindow, lanes: boolean): readonly string[] => {
  const { active, reopened, falseMerge, falseSplit } = errorSharesOf(row, lanes)
  const counts = [formatNumber(row.conversations), formatNumber(row.reopened)]
  const parts = [active, reopened, falseMerge].map((part) => percent(part, row.falseMerge.total))
  return [windowText(row.window), ...counts, ...parts, percent(falseSplit, row.falseSplit.total)]
}

/** How to read a comparison. */
interface CompareTextOptions {
  /** Whether what lanes part is left out. */
  readonly lanes: boolean
  /** The window where a topic is missing; null where none is by topic. */
  readonly plain: SpanInput | null
}

const notes = (glued: number, cut: number, { lanes, plain }: CompareTextOptions): readonly string[] => [
  ...(plain === null ? [] : [plainNote(plain)]),
  `Glued on: of ${formatNumber(glued)} later threads of customers who have several, those whose first message fell into a conversation that held another, an active one (${lanes ? 'of the same topic: others have a lane of their own' : 'which no window can part, topics can'}) or a reopened one.`,
  `Cut: of ${formatNumber(cut)} threads in which the customer came back after an agent's message, those torn apart if conversations were closed at each agent's last message.`,
]

/** Windows side by side, for people; with lanes, or without. */
export const compareText = (
  rows: readonly ComparedWindow[],
  reading: CompareTextOptions,
  { bold, dim }: Paint,
): string => {
  const [first] = rows
  return [
    '',
    dim(line(['', '', '', '', 'glued on:', '', ''])),
    bold(line(['window', 'conversations', 'reopened', 'active', 'reopened', 'total', 'cut'])),
    ...rows.map((row) => line(cellsOf(row, reading.lanes))),
    ...notes(first?.falseMerge.total ?? 0, first?.falseSplit.total ?? 0, reading).flatMap((note) => [
      '',
      ...wrapText(note, 78).map((part) => dim(`  ${part}`)),
    ]),
    '',
  ].join('\n')
}
