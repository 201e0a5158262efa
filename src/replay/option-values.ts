import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { SpanInput } from '../policy/input.ts'
import { defaultTenant, type StoreTarget } from './open-store.ts'
import type { ReplayOptions } from './options.ts'
import { parseSpan } from './spans.ts'
import { parseStoreLocation } from './store-location.ts'

const textOptions = [
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

type TextOption = (typeof textOptions)[number]

/** What stands behind each option. */
export type OptionValues = { readonly [option in TextOption]?: string } & {
  readonly json?: boolean
  readonly lanes?: boolean
  readonly help?: boolean
}

const parseConfig: ParseArgsConfig['options'] = {
  ...Object.fromEntries(textOptions.map((option) => [option, { type: 'string' as const }])),
  json: { type: 'boolean' },
  lanes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
}

/** Options and the rest; an unknown option throws. */
export const parseOptions = (
  args: readonly string[],
): { readonly values: OptionValues; readonly positionals: readonly string[] } =>
  parseArgs({ args: [...args], options: parseConfig, allowPositionals: true, strict: true })

/** A command line that makes no sense: what is wrong with it, in one sentence. */
export const throwUsageError = (sentence: string): never => {
  throw Object.assign(new Error(sentence), { code: 'WRONG_ARGUMENT' })
}

/** A length of time behind an option. */
const spanOf = (values: OptionValues, option: TextOption): SpanInput | undefined => {
  const text = values[option]
  if (text === undefined) return undefined
  const span = parseSpan(text)
  return span.ok ? span.value : throwUsageError(`--${option}: ${span.error}.`)
}

/** One of a few words behind an option; the first is the default. */
export const oneOf = <const Word extends string>(
  values: OptionValues,
  option: TextOption,
  words: readonly [Word, ...Word[]],
): Word => {
  const text = values[option] ?? words[0]
  return (
    words.find((word) => word === text) ??
    throwUsageError(`--${option} "${text}" is neither ${words.join(' nor ')}.`)
  )
}

/** Refuses an option that goes with another command. */
export const refuseUnlessFor = (
  values: OptionValues,
  option: keyof OptionValues,
  command: string,
  asked: string,
): void => {
  if (asked !== command && values[option] !== undefined)
    throwUsageError(`--${option} goes with ${command}, not with ${asked}.`)
}

/** The zone in which times are shown. */
export const timeZoneOf = ({ 'time-zone': zone = 'UTC' }: OptionValues): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return throwUsageError(
      `--time-zone "${zone}" is no time zone of the IANA list; write UTC or Europe/Berlin.`,
    )
  }
}

/** Where what comes of a log is to stay; null in memory. */
export const storeTargetOf = ({ store, tenant = defaultTenant }: OptionValues): StoreTarget | null => {
  if (store === undefined) return null
  const place = parseStoreLocation(store)
  return place.ok ? { location: place.value, tenant } : throwUsageError(`--store ${place.error}.`)
}

/** How the log is to be replayed. */
export const replayOptionsOf = (values: OptionValues): ReplayOptions => ({
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
