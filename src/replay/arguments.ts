import { ok, type Result, refuse } from '../kernel/result.ts'
import type { StoreTarget } from './open-store.ts'
import {
  type OptionValues,
  oneOf,
  parseOptions,
  refuseUnlessFor,
  replayOptionsOf,
  storeTargetOf,
  throwUsageError,
  timeZoneOf,
} from './option-values.ts'
import type { ReplayOptions } from './options.ts'
import { parseWindow, type TriedWindow } from './windows.ts'

/** What the command line asks for. */
export type CliRequest =
  | { readonly does: 'help' }
  | (LogRequest & { readonly does: 'replay'; readonly target: StoreTarget | null })
  | (LogRequest & { readonly does: 'compare' } & CompareRequest)
  | (LogRequest & { readonly does: 'windows'; readonly svg: string | null })
  | (LogRequest & TimelineRequest & { readonly does: 'timeline' })
  | (StoreRequest & TimelineRequest & { readonly does: 'stored timeline' })

export interface StoreRequest {
  readonly target: StoreTarget
  readonly json: boolean
}

/** Whose timeline, and in which zone its times are shown. */
export interface TimelineRequest {
  readonly customer: string
  readonly timeZone: string
}

export interface LogRequest {
  readonly path: string
  readonly options: ReplayOptions
  readonly json: boolean
  readonly stopAtBadLine: boolean
}

export interface CompareRequest {
  readonly windows: readonly TriedWindow[]
  /** Whether what lanes part is left out of what is glued on (W-9). */
  readonly lanes: boolean
}

const commands = ['replay', 'timeline', 'windows'] as const
type CommandName = (typeof commands)[number]

/** Options that say how a log is replayed. */
const logOnlyOptions = [
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
    return window.ok ? window.value : throwUsageError(`--compare: ${window.error}.`)
  })

/** A store takes what one policy makes of a log; trials keep nothing. */
const refuseStore = (values: OptionValues, command: CommandName): void => {
  if (values.store === undefined) {
    if (values.tenant !== undefined) throwUsageError('--tenant goes with --store.')
    return
  }
  if (command === 'windows')
    throwUsageError('--store goes with replay and timeline: windows tries many policies and keeps none.')
  if (values.compare !== undefined)
    throwUsageError('--store goes without --compare, which tries many policies and keeps none.')
  if (values.close === 'after-reply')
    throwUsageError('--store goes without --close after-reply, which closes for a trial only.')
}

/** One customer of a store is asked for, or of a log. */
const timelineRequestOf = (values: OptionValues, path: string | undefined): CliRequest => {
  const target = storeTargetOf(values)
  const customer =
    values.customer ??
    throwUsageError(
      `Name the customer: throughline timeline ${target === null ? 'LOG' : '--store …'} --customer ID.`,
    )
  const json = values.json === true
  const timeZone = timeZoneOf(values)
  if (target === null)
    return { ...logRequestOf(values, path, 'timeline'), does: 'timeline', customer, timeZone }
  if (path !== undefined)
    return throwUsageError(`timeline reads a log or a store: leave out "${path}" or --store.`)
  for (const option of logOnlyOptions)
    if (values[option] !== undefined)
      throwUsageError(`--${option} goes with a log: what is stored has been decided.`)
  return { does: 'stored timeline', target, customer, json, timeZone }
}

const logRequestOf = (values: OptionValues, path: string | undefined, command: CommandName): LogRequest => {
  const stopAtBadLine = oneOf(values, 'on-bad-line', ['skip', 'stop']) === 'stop'
  if (path === undefined) return throwUsageError(`Name the log: throughline ${command} LOG.`)
  return { path, options: replayOptionsOf(values), json: values.json === true, stopAtBadLine }
}

/** What only one of the commands understands. */
const refuseOptionsOfOtherCommands = (values: OptionValues, command: CommandName): void => {
  refuseUnlessFor(values, 'compare', 'replay', command)
  refuseUnlessFor(values, 'customer', 'timeline', command)
  refuseUnlessFor(values, 'time-zone', 'timeline', command)
  refuseUnlessFor(values, 'svg', 'windows', command)
  refuseStore(values, command)
  if (values.lanes === true && values.compare === undefined) throwUsageError('--lanes goes with --compare.')
  if (command !== 'windows') return
  for (const option of ['same-topic-window', 'other-topic-window', 'close'] as const)
    if (values[option] !== undefined) throwUsageError(`--${option} goes with replay: windows tries them all.`)
}

const requestOf = (args: readonly string[]): CliRequest => {
  const { values, positionals } = parseOptions(args)
  const [named, path, ...more] = positionals
  if (values.help === true) return { does: 'help' }
  if (named === undefined)
    return throwUsageError(
      'Say what to do: throughline replay LOG, throughline timeline LOG or throughline windows LOG.',
    )
  const command = commands.find((known) => known === named)
  if (command === undefined)
    return throwUsageError(`"${named}" is no command; there are replay, timeline and windows.`)
  if (more.length > 0) return throwUsageError(`One log at a time: what is "${more[0]}"?`)
  refuseOptionsOfOtherCommands(values, command)
  if (command === 'timeline') return timelineRequestOf(values, path)
  const logRequest = logRequestOf(values, path, command)
  if (command === 'windows') return { ...logRequest, does: 'windows', svg: values.svg ?? null }
  return values.compare === undefined
    ? { ...logRequest, does: 'replay', target: storeTargetOf(values) }
    : { ...logRequest, does: 'compare', windows: windowsOf(values.compare), lanes: values.lanes === true }
}

const isUsageError = (code: unknown): boolean =>
  code === 'WRONG_ARGUMENT' || (typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS'))

/** Reads a command line; what makes no sense is one sentence. */
export const readArguments = (args: readonly string[]): Result<CliRequest, string> => {
  try {
    return ok(requestOf(args))
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: unknown }
    if (!isUsageError(code)) throw error
    const [sentence = message] = message.split(/\. To specify|\n/)
    return refuse(/[.?]$/.test(sentence) ? sentence : `${sentence}.`)
  }
}
