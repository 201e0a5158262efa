import type { SpanInput } from '../policy/input.ts'
import type { ComparedWindow } from './compare.ts'
import { inFigures } from './report-text.ts'
import type { Paint } from './terminal.ts'
import { plainNote, windowText } from './windows.ts'
import { wrapped } from './wrap.ts'

/** Shares in per cent with one decimal; the parts of *glued* add up to the total that is shown. */
export interface Shares {
  readonly active: number
  readonly reopened: number
  readonly glued: number
  readonly cut: number
}

const share = (part: number, of: number): number => (of === 0 ? 0 : Math.round((1000 * part) / of) / 10)

/** With lanes, what they part is not glued on (W-9). */
export const sharesOf = (
  { glued, cut, parted }: Pick<ComparedWindow, 'glued' | 'cut' | 'parted'>,
  lanes = false,
): Shares => {
  const held = lanes ? glued.active - parted : glued.active
  const active = share(held, glued.of)
  const total = share(held + glued.reopened, glued.of)
  const reopened = Math.round(10 * (total - active)) / 10
  return { active, reopened, glued: total, cut: share(cut.cut, cut.of) }
}

const columns = [13, 14, 10, 12, 11, 9, 8] as const

const line = ([first = '', ...rest]: readonly string[]): string =>
  `  ${first.padEnd(columns[0])}${rest.map((cell, at) => cell.padStart(columns[at + 1] ?? 0)).join('')}`.trimEnd()

/** A log without threads has nothing to compare with. */
const percent = (value: number, of: number): string => (of === 0 ? '–' : `${value.toFixed(1)} %`)

const cellsOf = (row: ComparedWindow, lanes: boolean): readonly string[] => {
  const { active, reopened, glued, cut } = sharesOf(row, lanes)
  const counts = [inFigures(row.conversations), inFigures(row.reopened)]
  const parts = [active, reopened, glued].map((part) => percent(part, row.glued.of))
  return [windowText(row.window), ...counts, ...parts, percent(cut, row.cut.of)]
}

/** How to read a comparison. */
interface Reading {
  /** Whether what lanes part is left out. */
  readonly lanes: boolean
  /** The window where a topic is missing; null where none is by topic. */
  readonly plain: SpanInput | null
}

const notes = (glued: number, cut: number, { lanes, plain }: Reading): readonly string[] => [
  ...(plain === null ? [] : [plainNote(plain)]),
  `Glued on: of ${inFigures(glued)} later threads of customers who have several, those whose first message fell into a conversation that held another, an active one (${lanes ? 'of the same topic: others have a lane of their own' : 'which no window can part, topics can'}) or a reopened one.`,
  `Cut: of ${inFigures(cut)} threads in which the customer came back after an agent's message, those torn apart if conversations were closed at each agent's last message.`,
]

/** Windows side by side, for people; with lanes, or without. */
export const compareText = (
  rows: readonly ComparedWindow[],
  reading: Reading,
  { bold, dim }: Paint,
): string => {
  const [first] = rows
  return [
    '',
    dim(line(['', '', '', '', 'glued on:', '', ''])),
    bold(line(['window', 'conversations', 'reopened', 'active', 'reopened', 'total', 'cut'])),
    ...rows.map((row) => line(cellsOf(row, reading.lanes))),
    ...notes(first?.glued.of ?? 0, first?.cut.of ?? 0, reading).flatMap((note) => [
      '',
      ...wrapped(note, 78).map((part) => dim(`  ${part}`)),
    ]),
    '',
  ].join('\n')
}
