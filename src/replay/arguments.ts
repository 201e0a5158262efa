import { ok, type Result, refuse } from '../kernel/result.ts'
import type { Kept } from './open-store.ts'
import { keptBy, oneOf, onlyFor, optionsOf, parse, timeZoneOf, type Values, wrong } from './option-values.ts'
import type { ReplayOptions } from './options.ts'
import { parseWindow, type TriedWindow } from './windows.ts'

/** What the command line asks for. */
export type Request =
  | { readonly does: 'help' }
  | (Asked & { readonly does: 'replay'; readonly kept: Kept | null })
  | (Asked & { readonly does: 'compare' } & Compare)
  | (Asked & { readonly does: 'windows'; readonly svg: string | null })
  | (Asked & Shown & { readonly does: 'timeline' })
  | (AskedOfStore & Shown & { readonly does: 'stored timeline' })

export interface AskedOfStore {
  readonly kept: Kept
  readonly json: boolean
}

/** Whose timeline, and in which zone its times are shown. */
export interface Shown {
  readonly customer: string
  readonly timeZone: string
}

export interface Asked {
  readonly path: string
  readonly options: ReplayOptions
  readonly json: boolean
  readonly stopAtBadLine: boolean
}

export interface Compare {
  readonly windows: readonly TriedWindow[]
  /** Whether what lanes part is left out of what is glued on (W-9). */
  readonly lanes: boolean
}

const commands = ['replay', 'timeline', 'windows'] as const
type Named = (typeof commands)[number]

/** Options that say how a log is replayed. */
const ofReplay = [
  'reopen-window',
  'same-topic-window',
  'other-topic-window',
  'contact-timers',
  'close',
  'on-bad-line',
] as const

const windowsOf = (list: string): readonly TriedWindow[] =>
  list.split(',').map((text) => {
    const window = parseWindow(text.trim())
    return window.ok ? window.value : wrong(`--compare: ${window.error}.`)
  })

/** A store takes what one policy makes of a log; trials keep nothing. */
const refuseStore = (values: Values, command: Named): void => {
  if (values.store === undefined) {
    if (values.tenant !== undefined) wrong('--tenant goes with --store.')
    return
  }
  if (command === 'windows')
    wrong('--store goes with replay and timeline: windows tries many policies and keeps none.')
  if (values.compare !== undefined)
    wrong('--store goes without --compare, which tries many policies and keeps none.')
  if (values.close === 'after-reply')
    wrong('--store goes without --close after-reply, which closes for a trial only.')
}

/** One customer of a store is asked for, or of a log. */
const timelineOf = (values: Values, path: string | undefined): Request => {
  const kept = keptBy(values)
  const customer =
    values.customer ??
    wrong(`Name the customer: throughline timeline ${kept === null ? 'LOG' : '--store …'} --customer ID.`)
  const json = values.json === true
  const timeZone = timeZoneOf(values)
  if (kept === null) return { ...askedOf(values, path, 'timeline'), does: 'timeline', customer, timeZone }
  if (path !== undefined) return wrong(`timeline reads a log or a store: leave out "${path}" or --store.`)
  for (const option of ofReplay)
    if (values[option] !== undefined) wrong(`--${option} goes with a log: what is stored has been decided.`)
  return { does: 'stored timeline', kept, customer, json, timeZone }
}

const askedOf = (values: Values, path: string | undefined, command: Named): Asked => {
  const stopAtBadLine = oneOf(values, 'on-bad-line', ['skip', 'stop']) === 'stop'
  if (path === undefined) return wrong(`Name the log: throughline ${command} LOG.`)
  return { path, options: optionsOf(values), json: values.json === true, stopAtBadLine }
}

/** What only one of the commands understands. */
const refuseOthers = (values: Values, command: Named): void => {
  onlyFor(values, 'compare', 'replay', command)
  onlyFor(values, 'customer', 'timeline', command)
  onlyFor(values, 'time-zone', 'timeline', command)
  onlyFor(values, 'svg', 'windows', command)
  refuseStore(values, command)
  if (values.lanes === true && values.compare === undefined) wrong('--lanes goes with --compare.')
  if (command !== 'windows') return
  for (const option of ['same-topic-window', 'other-topic-window', 'close'] as const)
    if (values[option] !== undefined) wrong(`--${option} goes with replay: windows tries them all.`)
}

const requestOf = (args: readonly string[]): Request => {
  const { values, positionals } = parse(args)
  const [named, path, ...more] = positionals
  if (values.help === true) return { does: 'help' }
  if (named === undefined)
    return wrong(
      'Say what to do: throughline replay LOG, throughline timeline LOG or throughline windows LOG.',
    )
  const command = commands.find((known) => known === named)
  if (command === undefined) return wrong(`"${named}" is no command; there are replay, timeline and windows.`)
  if (more.length > 0) return wrong(`One log at a time: what is "${more[0]}"?`)
  refuseOthers(values, command)
  if (command === 'timeline') return timelineOf(values, path)
  const asked = askedOf(values, path, command)
  if (command === 'windows') return { ...asked, does: 'windows', svg: values.svg ?? null }
  return values.compare === undefined
    ? { ...asked, does: 'replay', kept: keptBy(values) }
    : { ...asked, does: 'compare', windows: windowsOf(values.compare), lanes: values.lanes === true }
}

const isExpected = (code: unknown): boolean =>
  code === 'WRONG_ARGUMENT' || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))

/** Reads a command line; what makes no sense is one sentence. */
export const readArguments = (args: readonly string[]): Result<Request, string> => {
  try {
    return ok(requestOf(args))
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: unknown }
    if (!isExpected(code)) throw error
    const [sentence = message] = message.split(/\. To specify|\n/)
    return refuse(/[.?]$/.test(sentence) ? sentence : `${sentence}.`)
  }
}
