import { endpointOf } from '../channel/endpoint.ts'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import { readBefore } from './before.ts'
import { readChannels } from './channels.ts'
import type { PolicyInput } from './input.ts'
import { readClosingTopics, readGuard, readInbox, readKeepAgent, readSince, readWindow } from './parts.ts'
import type { Policy } from './policy.ts'
import {
  newReader,
  type Reader,
  readLimit,
  readRecord,
  readTexts,
  readWhole,
  readWord,
  refuseUnknown,
} from './read.ts'
import { checkCalendars, readCalendars, readTargets } from './service.ts'

const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

const fields = [
  'inbox',
  'since',
  'before',
  'calendars',
  'channels',
  'reopenWindow',
  'reopenWindowByChannel',
  'messagingIdle',
  'mailLimit',
  'callLost',
  'openContacts',
  'autoClose',
  'firstResponse',
  'abandoned',
  'failedAnswer',
  'acknowledgement',
  'maxLateness',
  'lateMessage',
  'callTaken',
  'reopenGuard',
  'keepAgent',
  'closingTopics',
  'listEndpoints',
]

const knownChannels = (reader: Reader, path: string, names: readonly string[], policy: Policy): void => {
  for (const name of names)
    if (!Object.hasOwn(policy.channels, name)) reader.wrong(`${path}.${name}`, 'is no declared channel')
}

/** What makes no sense only when taken together. */
const check = (reader: Reader, policy: Policy): void => {
  knownChannels(reader, 'inbox.byChannel', Object.keys(policy.inbox.byChannel), policy)
  knownChannels(reader, 'reopenWindowByChannel', Object.keys(policy.reopenWindowByChannel), policy)
  const longest = Math.max(day, ...Object.values(policy.channels).map((c) => c.longestSilence ?? 0))
  if (policy.messagingIdle !== null && policy.messagingIdle > longest)
    reader.wrong('messagingIdle', 'is more than 24 hours, and no channel allows a longer silence (K-4)')
}

/**
 * Reads a policy from anywhere, a configuration file say; all that is wrong with it is told at once, with paths (B-1).
 *
 * @example
 * parsePolicy({ inbox: 'support', mailLimit: { months: 1 } }) // refused: months have no fixed length
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
    before: null,
    calendars: readCalendars(reader, given['calendars']),
    channels: readChannels(reader, given['channels']),
    inbox: readInbox(reader, given['inbox']),
    reopenWindow: readWindow(reader, 'reopenWindow', given['reopenWindow']),
    reopenWindowByChannel: Object.fromEntries(
      windows.map(([name, value]) => [name, readWindow(reader, `reopenWindowByChannel.${name}`, value)]),
    ),
    messagingIdle: readLimit(reader, 'messagingIdle', given['messagingIdle'], 'off', 15 * minute),
    mailLimit: readLimit(reader, 'mailLimit', given['mailLimit'], 'off', hour),
    callLost: readLimit(reader, 'callLost', given['callLost'], 'off', day),
    openContacts: readWhole(reader, 'openContacts', given['openContacts'], 256, 32),
    autoClose: readLimit(reader, 'autoClose', given['autoClose'], 'off', null),
    firstResponse: readTargets(reader, given['firstResponse']),
    abandoned: readWord(reader, 'abandoned', given['abandoned'], ['close', 'wait']),
    failedAnswer: readWord(reader, 'failedAnswer', given['failedAnswer'], ['record', 'reopen']),
    acknowledgement: readWord(reader, 'acknowledgement', given['acknowledgement'], ['message', 'quiet']),
    maxLateness: readLimit(reader, 'maxLateness', given['maxLateness'], 'off', day),
    lateMessage: readWord(reader, 'lateMessage', given['lateMessage'], ['reopen', 'append']),
    callTaken: readWord(reader, 'callTaken', given['callTaken'], ['assign', 'keep']),
    reopenGuard: readGuard(reader, given['reopenGuard']),
    keepAgentFor: readKeepAgent(reader, given['keepAgent']),
    closingTopics: readClosingTopics(reader, given['closingTopics']),
    listEndpoints: readTexts(reader, 'listEndpoints', given['listEndpoints']).map(
      (text) => endpointOf(text) ?? text,
    ),
  }
  check(reader, policy)
  checkCalendars(reader, given['calendars'])
  const whole = readBefore(reader, given['before'], policy, given['since'])
  return reader.issues.length === 0 ? ok(whole) : refuse(reader.issues)
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
