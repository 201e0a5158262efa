import { parseArgs } from 'node:util'
import { ok, type Result, refuse } from '../kernel/result.ts'
import type { SpanInput } from '../policy/input.ts'
import type { ReplayOptions } from './options.ts'
import { parseSpan } from './spans.ts'

/** What the command line asks for. */
export type Request =
  | { readonly does: 'help' }
  | (Asked & { readonly does: 'replay' })
  | (Asked & { readonly does: 'compare'; readonly windows: readonly SpanInput[] })
  | (Asked & { readonly does: 'timeline'; readonly customer: string })

export interface Asked {
  readonly path: string
  readonly options: ReplayOptions
  readonly json: boolean
  readonly stopAtBadLine: boolean
}

const known = {
  'reopen-window': { type: 'string' },
  'same-topic-window': { type: 'string' },
  'other-topic-window': { type: 'string' },
  'contact-timers': { type: 'string' },
  close: { type: 'string' },
  compare: { type: 'string' },
  customer: { type: 'string' },
  'on-bad-line': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

type Values = ReturnType<typeof parse>['values']
type Textual = { [K in keyof Values]-?: Values[K] extends string | undefined ? K : never }[keyof Values]

const parse = (args: readonly string[]) =>
  parseArgs({ args: [...args], options: known, allowPositionals: true, strict: true })

/** A command line that makes no sense: what is wrong with it, in one sentence. */
const wrong = (sentence: string): never => {
  throw Object.assign(new Error(sentence), { code: 'WRONG_ARGUMENT' })
}

const spanOf = (values: Values, option: Textual): SpanInput | undefined => {
  const text = values[option]
  if (text === undefined) return undefined
  const span = parseSpan(text)
  return span.ok ? span.value : wrong(`--${option}: ${span.error}.`)
}

const oneOf = <const Word extends string>(values: Values, option: Textual, words: readonly [Word, ...Word[]]): Word => {
  const text = values[option] ?? words[0]
  return words.find((word) => word === text) ?? wrong(`--${option} "${text}" is neither ${words.join(' nor ')}.`)
}

const optionsOf = (values: Values): ReplayOptions => ({
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

const windowsOf = (list: string): readonly SpanInput[] =>
  list.split(',').map((text) => {
    const span = parseSpan(text.trim())
    return span.ok ? span.value : wrong(`--compare: ${span.error}.`)
  })

const requestOf = (args: readonly string[]): Request => {
  const { values, positionals } = parse(args)
  const [command, path, ...more] = positionals
  if (values.help === true) return { does: 'help' }
  if (command === undefined) return wrong('Say what to do: throughline replay LOG, or throughline timeline LOG.')
  if (command !== 'replay' && command !== 'timeline')
    return wrong(`"${command}" is no command; there are replay and timeline.`)
  if (path === undefined) return wrong(`Name the log: throughline ${command} LOG.`)
  if (more.length > 0) return wrong(`One log at a time: what is "${more[0]}"?`)
  const stopAtBadLine = oneOf(values, 'on-bad-line', ['skip', 'stop']) === 'stop'
  const asked = { path, options: optionsOf(values), json: values.json === true, stopAtBadLine }
  if (command === 'timeline') {
    if (values.compare !== undefined) return wrong('--compare goes with replay, not with timeline.')
    const customer = values.customer ?? wrong('Name the customer: throughline timeline LOG --customer ID.')
    return { ...asked, does: 'timeline', customer }
  }
  if (values.customer !== undefined) return wrong('--customer goes with timeline, not with replay.')
  return values.compare === undefined
    ? { ...asked, does: 'replay' }
    : { ...asked, does: 'compare', windows: windowsOf(values.compare) }
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
