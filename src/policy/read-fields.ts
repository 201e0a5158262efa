import { endpointOf } from '../channel/endpoint.ts'
import { parseInstant } from '../kernel/instant.ts'
import { maxRecordedReopens } from '../kernel/limits.ts'
import type { Policy, ReopenWindow, Span } from './policy.ts'
import {
  type PolicyReader,
  readChoice,
  readDuration,
  readPositiveInteger,
  readRecord,
  readSpan,
  readText,
  readTexts,
  refuseUnknownFields,
} from './policy-reader.ts'

const day = 86_400_000
const reopenWindowFields = ['plain', 'sameTopic', 'otherTopic', 'anchor']

const isSameSpan = (a: Span, b: Span): boolean =>
  typeof a === 'object' && typeof b === 'object'
    ? a.business === b.business && a.calendar === b.calendar
    : a === b

/** One span for all, or its parts (W-1, W-4, W-6). */
export const readReopenWindow = (reader: PolicyReader, path: string, value: unknown): ReopenWindow => {
  const given = typeof value === 'object' ? readRecord(reader, path, value) : { plain: value }
  const isDetailed = Object.keys(given).some((key) => reopenWindowFields.includes(key))
  const parts: { readonly [key: string]: unknown } =
    isDetailed || value === undefined ? given : { plain: value }
  if (isDetailed) refuseUnknownFields(reader, path, parts, reopenWindowFields)
  const pathOf = (part: string): string =>
    isDetailed && typeof value === 'object' ? `${path}.${part}` : path
  const plain = readSpan(reader, pathOf('plain'), parts['plain'], day)
  const sameTopic = readSpan(reader, pathOf('sameTopic'), parts['sameTopic'], plain)
  const otherTopic = readSpan(reader, pathOf('otherTopic'), parts['otherTopic'], plain)
  const anchor = readChoice(reader, pathOf('anchor'), parts['anchor'], ['close', 'last_customer_message'])
  const byTopic = !isSameSpan(sameTopic, plain) || !isSameSpan(otherTopic, plain)
  return { plain, sameTopic, otherTopic, byTopic, anchor }
}

/** One inbox for all, or by endpoint and channel. */
export const readInbox = (reader: PolicyReader, value: unknown): Policy['inbox'] => {
  if (typeof value === 'string' || value === undefined)
    return { default: readText(reader, 'inbox', value), byEndpoint: {}, byChannel: {} }
  const given = readRecord(reader, 'inbox', value)
  refuseUnknownFields(reader, 'inbox', given, ['default', 'byEndpoint', 'byChannel'])
  const inboxesBy = (part: string): [string, string][] =>
    Object.entries(readRecord(reader, `inbox.${part}`, given[part])).map(([key, inbox]) => [
      key,
      readText(reader, `inbox.${part}.${key}`, inbox),
    ])
  return {
    default: readText(reader, 'inbox.default', given['default']),
    byEndpoint: Object.fromEntries(
      inboxesBy('byEndpoint').map(([key, inbox]) => [endpointOf(key) ?? key, inbox]),
    ),
    byChannel: Object.fromEntries(inboxesBy('byChannel')),
  }
}

/** The guard counts no further back than conversations remember (I-10). */
export const readReopenGuard = (reader: PolicyReader, value: unknown): Policy['reopenGuard'] => {
  if (value === undefined) return null
  const given = readRecord(reader, 'reopenGuard', value)
  refuseUnknownFields(reader, 'reopenGuard', given, ['reopens', 'within'])
  const reopens = readPositiveInteger(reader, 'reopenGuard.reopens', given['reopens'], maxRecordedReopens)
  if (given['within'] === undefined)
    reader.wrong('reopenGuard.within', 'must be a duration such as { hours: 1 }')
  return {
    reopens,
    within: readDuration(reader, 'reopenGuard.within', given['within'], 0),
  }
}

/** */
export const readKeepAssignee = (reader: PolicyReader, value: unknown): Policy['keepAssigneeFor'] =>
  value === undefined || value === 'always'
    ? null
    : value === 'never'
      ? 0
      : readDuration(reader, 'keepAssignee', value, 0)

/** C-2. */
export const readClosingTopics = (reader: PolicyReader, value: unknown): Policy['closingTopics'] => {
  if (value === undefined || value === 'none') return { required: false, under: [] }
  if (value === 'any') return { required: true, under: [] }
  const given = readRecord(reader, 'closingTopics', value)
  refuseUnknownFields(reader, 'closingTopics', given, ['under'])
  const under = readTexts(reader, 'closingTopics.under', given['under'])
  if (under.length === 0) reader.wrong('closingTopics.under', "must name a topic; for any topic write 'any'")
  return { required: true, under }
}

/** D-2. */
export const readEffectiveFrom = (reader: PolicyReader, value: unknown): number => {
  if (value === undefined) return 0
  const parsed = parseInstant(value, 'effectiveFrom')
  if (parsed.ok) return parsed.value
  reader.issues.push(parsed.error)
  return 0
}
