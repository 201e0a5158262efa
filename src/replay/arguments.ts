import { ok, type Result, refuse } from '../kernel/result.ts'
import type { SpanInput } from '../policy/input.ts'
import { oneOf, optionsOf, parse, wrong } from './option-values.ts'
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

const windowsOf = (list: string): readonly SpanInput[] =>
  list.split(',').map((text) => {
    const span = parseSpan(text.trim())
    return span.ok ? span.value : wrong(`--compare: ${span.error}.`)
  })

const requestOf = (args: readonly string[]): Request => {
  const { values, positionals } = parse(args)
  const [command, path, ...more] = positionals
  if (values.help === true) return { does: 'help' }
  if (command === undefined)
    return wrong('Say what to do: throughline replay LOG, or throughline timeline LOG.')
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
