import { contend } from './contend.ts'
import type { Figure } from './figure.ts'

/** The cost of the core against a baseline in the same run: ratios, not seconds. */
export const benchCore = (): readonly Figure[] => {
  const library = contend('./inbound.ts', 'library')
  const hand = contend('./inbound.ts', 'hand')
  const xstate = contend('./inbound.ts', 'xstate')
  const fold = contend('./fold.ts', 'library') / contend('./fold.ts', 'hand')
  const growth = contend('./growth.ts', '100000') / contend('./growth.ts', '10')
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
    ratio('… against the same result by hand', library / hand, '≤ 3', library / hand <= 3),
    ratio('… XState actor.send against it', xstate / library, '≥ 10', xstate / library >= 10),
    ratio('fold of stored events against a switch by hand', fold, '≤ 2', fold <= 2),
    ratio('a message with 100,000 past events against 10', growth, '≤ 1.1', growth <= 1.1),
  ]
}
