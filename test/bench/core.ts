import { contend } from './contend.ts'
import type { Figure } from './figure.ts'

/** The cost of the core against a baseline in the same run: ratios, not seconds. */
export const benchCore = (): readonly Figure[] => {
  const { library, hand, xstate } = contend('./inbound.ts', ['library', 'hand', 'xstate'])
  const folded = contend('./fold.ts', ['library', 'hand'])
  const fold = folded.library / folded.hand
  const past = contend('./growth.ts', ['100000', '10'])
  const growth = past['100000'] / past['10']
  const ratio = (what: string, figure: number, budget: string, met: boolean): Figure => ({
    what,
    figure: Math.round(figure * 100) / 100,
    unit: '×',
    budget,
    met,
  })
  return [
    {
      what: 'one inbound decided and applied',
      figure: Math.round(library),
      unit: 'ns',
      budget: '–',
      met: true,
    },
    ratio('… against the same result by hand, with literals', library / hand, '≤ 4', library / hand <= 4),
    ratio('… XState actor.send against it', xstate / library, '≥ 10', xstate / library >= 10),
    ratio('fold of stored events against a switch by hand', fold, '≤ 1.5', fold <= 1.5),
    ratio('a message with 100,000 past events against 10', growth, '≤ 1.1', growth <= 1.1),
  ]
}
