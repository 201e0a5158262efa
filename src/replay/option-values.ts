import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { SpanInput } from '../policy/input.ts'
import { defaultTenant, type Kept } from './open-store.ts'
import type { ReplayOptions } from './options.ts'
import { parseSpan } from './spans.ts'
import { parsePlace } from './store-place.ts'

const textual = [
  'reopen-window',
  'same-topic-window',
  'other-topic-window',
  'contact-timers',
  'close',
  'compare',
  'customer',
  'svg',
  'on-bad-line',
  'store',
  'tenant',
  'time-zone',
] as const

type Textual = (typeof textual)[number]

/** What stands behind each option. */
export type Values = { readonly [option in Textual]?: string } & {
  readonly json?: boolean
  readonly lanes?: boolean
  readonly help?: boolean
}

const known: ParseArgsConfig['options'] = {
  ...Object.fromEntries(textual.map((option) => [option, { type: 'string' as const }])),
  json: { type: 'boolean' },
  lanes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

/** Options and the rest; an unknown option throws. */
export const parse = (
  args: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } =>
  parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true })

/** A command line that makes no sense: what is wrong with it, in one sentence. */
export const wrong = (sentence: string): never => {
  throw Object.assign(new Error(sentence), { code: 'WRONG_ARGUMENT' })
}

/** A length of time behind an option. */
const spanOf = (values: Values, option: Textual): SpanInput | undefined => {
  const text = values[option]
  if (text === undefined) return undefined
  const span = parseSpan(text)
  return span.ok ? span.value : wrong(`--${option}: ${span.error}.`)
}

/** One of a few words behind an option; the first is the default. */
export const oneOf = <const Word extends string>(
  values: Values,
  option: Textual,
  words: readonly [Word, ...Word[]],
): Word => {
  const text = values[option] ?? words[0]
  return (
    words.find((word) => word === text) ?? wrong(`--${option} "${text}" is neither ${words.join(' nor ')}.`)
  )
}

/** Refuses an option that goes with another command. */
export const onlyFor = (values: Values, option: keyof Values, command: string, asked: string): void => {
  if (asked !== command && values[option] !== undefined)
    wrong(`--${option} goes with ${command}, not with ${asked}.`)
}

/** The zone in which times are shown. */
export const timeZoneOf = ({ 'time-zone': zone = 'UTC' }: Values): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return wrong(`--time-zone "${zone}" is no time zone of the IANA list; write UTC or Europe/Berlin.`)
  }
}

/** Where what comes of a log is to stay; null in memory. */
export const keptBy = ({ store, tenant = defaultTenant }: Values): Kept | null => {
  if (store === undefined) return null
  const place = parsePlace(store)
  return place.ok ? { place: place.value, tenant } : wrong(`--store ${place.error}.`)
}

/** How the log is to be replayed. */
export const optionsOf = (values: Values): ReplayOptions => ({
  policy: {
    reopenWindow: {
      plain: spanOf(values, 'reopen-window'),
      sameTopic: spanOf(values, 'same-topic-window'),
      otherTopic: spanOf(values, 'other-topic-window'),
    },
  },
  contactTimers: oneOf(values, 'contact-timers', ['on', 'off']),
  close: oneOf(values, 'close', ['as-logged', 'after-reply']),
})
