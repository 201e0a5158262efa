import { endpointOf } from '../channel/endpoint.ts'
import { parseInstant } from '../kernel/instant.ts'
import { reopensKept } from '../kernel/limits.ts'
import type { Policy, ReopenWindow, Span } from './policy.ts'
import {
  type Reader,
  readLength,
  readRecord,
  readSpan,
  readText,
  readTexts,
  readWhole,
  readWord,
  refuseUnknown,
} from './read.ts'

const day = 86_400_000
const windowFields = ['plain', 'sameTopic', 'otherTopic', 'anchor']

const isSameSpan = (a: Span, b: Span): boolean =>
  typeof a === 'object' && typeof b === 'object'
    ? a.business === b.business && a.calendar === b.calendar
    : a === b

/** One span for all, or its parts (W-1, W-4, W-6). */
export const readWindow = (reader: Reader, path: string, value: unknown): ReopenWindow => {
  const given = typeof value === 'object' ? readRecord(reader, path, value) : { plain: value }
  const byParts = Object.keys(given).some((key) => windowFields.includes(key))
  const parts: { readonly [key: string]: unknown } = byParts || value === undefined ? given : { plain: value }
  if (byParts) refuseUnknown(reader, path, parts, windowFields)
  const at = (part: string): string => (byParts && typeof value === 'object' ? `${path}.${part}` : path)
  const plain = readSpan(reader, at('plain'), parts['plain'], day)
  const sameTopic = readSpan(reader, at('sameTopic'), parts['sameTopic'], plain)
  const otherTopic = readSpan(reader, at('otherTopic'), parts['otherTopic'], plain)
  const anchor = readWord(reader, at('anchor'), parts['anchor'], ['close', 'last_customer_message'])
  const byTopic = !isSameSpan(sameTopic, plain) || !isSameSpan(otherTopic, plain)
  return { plain, sameTopic, otherTopic, byTopic, anchor }
}

/** One inbox for all, or by endpoint and channel. */
export const readInbox = (reader: Reader, value: unknown): Policy['inbox'] => {
  if (typeof value === 'string' || value === undefined)
    return { default: readText(reader, 'inbox', value), byEndpoint: {}, byChannel: {} }
  const given = readRecord(reader, 'inbox', value)
  refuseUnknown(reader, 'inbox', given, ['default', 'byEndpoint', 'byChannel'])
  const texts = (part: string): [string, string][] =>
    Object.entries(readRecord(reader, `inbox.${part}`, given[part])).map(([key, inbox]) => [
      key,
      readText(reader, `inbox.${part}.${key}`, inbox),
    ])
  return {
    default: readText(reader, 'inbox.default', given['default']),
    byEndpoint: Object.fromEntries(
      texts('byEndpoint').map(([key, inbox]) => [endpointOf(key) ?? key, inbox]),
    ),
    byChannel: Object.fromEntries(texts('byChannel')),
  }
}

/** The guard counts no further back than conversations remember (I-10). */
export const readGuard = (reader: Reader, value: unknown): Policy['reopenGuard'] => {
  if (value === undefined) return null
  const given = readRecord(reader, 'reopenGuard', value)
  refuseUnknown(reader, 'reopenGuard', given, ['reopens', 'within'])
  const reopens = readWhole(reader, 'reopenGuard.reopens', given['reopens'], reopensKept)
  if (given['within'] === undefined)
    reader.wrong('reopenGuard.within', 'must be a duration such as { hours: 1 }')
  return {
    reopens,
    within: readLength(reader, 'reopenGuard.within', given['within'], 0),
  }
}

/** */
export const readKeepAgent = (reader: Reader, value: unknown): Policy['keepAgentFor'] =>
  value === undefined || value === 'always'
    ? null
    : value === 'never'
      ? 0
      : readLength(reader, 'keepAgent', value, 0)

/** C-2. */
export const readClosingTopics = (reader: Reader, value: unknown): Policy['closingTopics'] => {
  if (value === undefined || value === 'none') return { required: false, under: [] }
  if (value === 'any') return { required: true, under: [] }
  const given = readRecord(reader, 'closingTopics', value)
  refuseUnknown(reader, 'closingTopics', given, ['under'])
  const under = readTexts(reader, 'closingTopics.under', given['under'])
  if (under.length === 0) reader.wrong('closingTopics.under', "must name a topic; for any topic write 'any'")
  return { required: true, under }
}

/** D-2. */
export const readSince = (reader: Reader, value: unknown): number => {
  if (value === undefined) return 0
  const parsed = parseInstant(value, 'since')
  if (parsed.ok) return parsed.value
  reader.issues.push(parsed.error)
  return 0
}
