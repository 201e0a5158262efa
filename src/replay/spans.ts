import { ok, type Result, refuse } from '../kernel/result.ts'
import type { SpanInput } from '../policy/input.ts'

const units: { readonly [letter: string]: 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds' } = {
  w: 'weeks',
  d: 'days',
  h: 'hours',
  m: 'minutes',
  s: 'seconds',
}

/** How lengths of time are written on a command line. */
const spanForms = '0, 15m, 24h, 7d, 2w, never or always'

/** Reads a length of time such as `24h`; months and years have no fixed length (W-5). */
export const parseSpan = (text: string): Result<SpanInput, string> => {
  if (text === 'never' || text === 'always') return ok(text)
  if (text === '0') return ok({ seconds: 0 })
  const [, digits = '', letter = ''] = /^(\d{1,9})([wdhms])$/.exec(text) ?? []
  const unit = units[letter]
  return unit === undefined
    ? refuse(`"${text}" is no length of time; write ${spanForms}`)
    : ok({ [unit]: Number(digits) })
}

/** The same length in words, as a table shows it. */
export const spanText = (span: SpanInput): string => {
  if (typeof span === 'string') return span
  if ('business' in span) return `${spanText(span.business)} of ${span.calendar}`
  const parts = Object.entries(units).flatMap(([letter, unit]) =>
    span[unit] ? [`${span[unit]} ${letter}`] : [],
  )
  return parts.length === 0 ? '0' : parts.join(' ')
}
