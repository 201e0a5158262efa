import type { ComparedWindow } from './compare.ts'
import { inFigures } from './report-text.ts'
import { spanText } from './spans.ts'
import type { Paint } from './terminal.ts'
import { wrapped } from './wrap.ts'

/** Shares in per cent with one decimal; the parts of *glued* add up to the total that is shown. */
export interface Shares {
  readonly active: number
  readonly reopened: number
  readonly glued: number
  readonly cut: number
}

const share = (part: number, of: number): number => (of === 0 ? 0 : Math.round((1000 * part) / of) / 10)

export const sharesOf = ({ glued, cut }: Pick<ComparedWindow, 'glued' | 'cut'>): Shares => {
  const active = share(glued.active, glued.of)
  const total = share(glued.active + glued.reopened, glued.of)
  const reopened = Math.round(10 * (total - active)) / 10
  return { active, reopened, glued: total, cut: share(cut.cut, cut.of) }
}

const columns = [10, 15, 10, 12, 11, 9, 10] as const

const line = ([first = '', ...rest]: readonly string[]): string =>
  `  ${first.padEnd(columns[0])}${rest.map((cell, at) => cell.padStart(columns[at + 1] ?? 0)).join('')}`.trimEnd()

/** A log without threads has nothing to compare with. */
const percent = (value: number, of: number): string => (of === 0 ? '–' : `${value.toFixed(1)} %`)

const cellsOf = (row: ComparedWindow): readonly string[] => {
  const { active, reopened, glued, cut } = sharesOf(row)
  const counts = [inFigures(row.conversations), inFigures(row.reopened)]
  const parts = [active, reopened, glued].map((part) => percent(part, row.glued.of))
  return [spanText(row.window), ...counts, ...parts, percent(cut, row.cut.of)]
}

const notes = (glued: number, cut: number): readonly string[] => [
  `Glued on: of ${inFigures(glued)} later threads of customers who have several, those whose first message fell into a conversation that held another, an active one (which no window can part, topics can) or a reopened one.`,
  `Cut: of ${inFigures(cut)} threads in which the customer came back after an agent's message, those torn apart if conversations were closed at each agent's last message.`,
]

/** Windows side by side, for people. */
export const compareText = (rows: readonly ComparedWindow[], { bold, dim }: Paint): string => {
  const [first] = rows
  return [
    '',
    dim(line(['', '', '', '', 'glued on:', '', ''])),
    bold(line(['window', 'conversations', 'reopened', 'active', 'reopened', 'total', 'cut'])),
    ...rows.map((row) => line(cellsOf(row))),
    ...notes(first?.glued.of ?? 0, first?.cut.of ?? 0).flatMap((note) => [
      '',
      ...wrapped(note, 78).map((part) => dim(`  ${part}`)),
    ]),
    '',
  ].join('\n')
}
