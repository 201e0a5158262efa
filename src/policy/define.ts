import { endpointOf } from '../channel/endpoint.ts'
import { parseInstant } from '../kernel/instant.ts'
import { reopensKept } from '../kernel/limits.ts'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import { readChannels } from './channels.ts'
import type { PolicyInput } from './input.ts'
import type { Policy, ReopenWindow } from './policy.ts'
import {
  newReader,
  type Reader,
  readLength,
  readLimit,
  readRecord,
  readSpan,
  readText,
  readTexts,
  readWord,
  refuseUnknown,
} from './read.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const fields = [
  'inbox',
  'since',
  'channels',
  'reopenWindow',
  'reopenWindowByChannel',
  'messagingIdle',
  'mailLimit',
  'callLost',
  'abandoned',
  'failedAnswer',
  'acknowledgement',
  'lateMessage',
  'reopenGuard',
  'keepAgent',
  'closingTopics',
  'listEndpoints',
]

const windowFields = ['plain', 'sameTopic', 'otherTopic', 'anchor']

const readWindow = (reader: Reader, path: string, value: unknown): ReopenWindow => {
  const given = typeof value === 'object' ? readRecord(reader, path, value) : { plain: value }
  const byParts = Object.keys(given).some((key) => windowFields.includes(key))
  const parts: { readonly [key: string]: unknown } = byParts || value === undefined ? given : { plain: value }
  if (byParts) refuseUnknown(reader, path, parts, windowFields)
  const at = (part: string): string => (byParts && typeof value === 'object' ? `${path}.${part}` : path)
  const plain = readSpan(reader, at('plain'), parts['plain'], day)
  const sameTopic = readSpan(reader, at('sameTopic'), parts['sameTopic'], plain)
  const otherTopic = readSpan(reader, at('otherTopic'), parts['otherTopic'], plain)
  const anchor = readWord(reader, at('anchor'), parts['anchor'], ['close', 'last_customer_message'])
  return { plain, sameTopic, otherTopic, byTopic: sameTopic !== plain || otherTopic !== plain, anchor }
}

const readInbox = (reader: Reader, value: unknown): Policy['inbox'] => {
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

const readGuard = (reader: Reader, value: unknown): Policy['reopenGuard'] => {
  if (value === undefined) return null
  const given = readRecord(reader, 'reopenGuard', value)
  refuseUnknown(reader, 'reopenGuard', given, ['reopens', 'within'])
  const reopens = given['reopens']
  if (typeof reopens !== 'number' || !Number.isInteger(reopens) || reopens < 1 || reopens > reopensKept)
    reader.wrong('reopenGuard.reopens', `must be a whole number from 1 to ${reopensKept}`)
  if (given['within'] === undefined)
    reader.wrong('reopenGuard.within', 'must be a duration such as { hours: 1 }')
  return {
    reopens: typeof reopens === 'number' ? reopens : 1,
    within: readLength(reader, 'reopenGuard.within', given['within'], 0),
  }
}

const readKeepAgent = (reader: Reader, value: unknown): Policy['keepAgentFor'] =>
  value === undefined || value === 'always'
    ? null
    : value === 'never'
      ? 0
      : readLength(reader, 'keepAgent', value, 0)

const readClosingTopics = (reader: Reader, value: unknown): Policy['closingTopics'] => {
  if (value === undefined || value === 'none') return { required: false, under: [] }
  if (value === 'any') return { required: true, under: [] }
  const given = readRecord(reader, 'closingTopics', value)
  refuseUnknown(reader, 'closingTopics', given, ['under'])
  const under = readTexts(reader, 'closingTopics.under', given['under'])
  if (under.length === 0) reader.wrong('closingTopics.under', "must name a topic; for any topic write 'any'")
  return { required: true, under }
}

const readSince = (reader: Reader, value: unknown): number => {
  if (value === undefined) return 0
  const parsed = parseInstant(value, 'since')
  if (parsed.ok) return parsed.value
  reader.issues.push(parsed.error)
  return 0
}

const knownChannels = (reader: Reader, path: string, names: readonly string[], policy: Policy): void => {
  for (const name of names)
    if (!Object.hasOwn(policy.channels, name)) reader.wrong(`${path}.${name}`, 'is no declared channel')
}

/** What makes no sense only when taken together. */
const check = (reader: Reader, policy: Policy): void => {
  const day24 = day
  knownChannels(reader, 'inbox.byChannel', Object.keys(policy.inbox.byChannel), policy)
  knownChannels(reader, 'reopenWindowByChannel', Object.keys(policy.reopenWindowByChannel), policy)
  const longest = Math.max(day24, ...Object.values(policy.channels).map((c) => c.longestSilence ?? 0))
  if (policy.messagingIdle !== null && policy.messagingIdle > longest)
    reader.wrong('messagingIdle', 'is more than 24 hours, and no channel allows a longer silence (K-4)')
}

/**
 * Reads a policy from anywhere, a configuration file say; all that is wrong with it is told at once, with paths (B-1).
 */
export const parsePolicy = (input: unknown): Result<Policy, readonly Issue[]> => {
  const reader = newReader()
  const given = readRecord(reader, '', input)
  if (input === undefined) reader.wrong('', 'must be an object')
  refuseUnknown(reader, '', given, fields)
  const windows = Object.entries(readRecord(reader, 'reopenWindowByChannel', given['reopenWindowByChannel']))
  const policy: Policy = {
    schema: 1,
    since: readSince(reader, given['since']),
    channels: readChannels(reader, given['channels']),
    inbox: readInbox(reader, given['inbox']),
    reopenWindow: readWindow(reader, 'reopenWindow', given['reopenWindow']),
    reopenWindowByChannel: Object.fromEntries(
      windows.map(([name, value]) => [name, readWindow(reader, `reopenWindowByChannel.${name}`, value)]),
    ),
    messagingIdle: readLimit(reader, 'messagingIdle', given['messagingIdle'], 'off', 15 * minute),
    mailLimit: readLimit(reader, 'mailLimit', given['mailLimit'], 'off', hour),
    callLost: readLimit(reader, 'callLost', given['callLost'], 'off', day),
    abandoned: readWord(reader, 'abandoned', given['abandoned'], ['close', 'wait']),
    failedAnswer: readWord(reader, 'failedAnswer', given['failedAnswer'], ['record', 'reopen']),
    acknowledgement: readWord(reader, 'acknowledgement', given['acknowledgement'], ['message', 'quiet']),
    lateMessage: readWord(reader, 'lateMessage', given['lateMessage'], ['reopen', 'append']),
    reopenGuard: readGuard(reader, given['reopenGuard']),
    keepAgentFor: readKeepAgent(reader, given['keepAgent']),
    closingTopics: readClosingTopics(reader, given['closingTopics']),
    listEndpoints: readTexts(reader, 'listEndpoints', given['listEndpoints']).map(
      (text) => endpointOf(text) ?? text,
    ),
  }
  check(reader, policy)
  return reader.issues.length === 0 ? ok(policy) : refuse(reader.issues)
}

/** A policy that makes no sense: a mistake of whoever wrote it, so it throws (B-3). */
export interface PolicyError extends Error {
  readonly issues: readonly Issue[]
}

/**
 * Makes a policy: defaults filled in, durations turned into milliseconds. Throws a `PolicyError` with all issues and
 * their paths; `parsePolicy` returns them instead.
 *
 * @example
 * const policy = definePolicy({ inbox: 'support', reopenWindow: { days: 7 } })
 */
export const definePolicy = (input: PolicyInput): Policy => {
  const parsed = parsePolicy(input)
  if (parsed.ok) return parsed.value
  const lines = parsed.error.map(({ path, message }) => `  ${path === '' ? 'the policy' : path}: ${message}`)
  throw Object.assign(new Error(`this policy makes no sense:\n${lines.join('\n')}`), { issues: parsed.error })
}
