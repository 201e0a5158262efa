import { endpointOf } from '../channel/endpoint.ts'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import { readChannels } from './channels.ts'
import type { PolicyInput } from './input.ts'
import type { Policy } from './policy.ts'
import {
  createPolicyReader,
  type PolicyReader,
  readChoice,
  readDurationOrOff,
  readPositiveInteger,
  readRecord,
  readTexts,
  refuseUnknownFields,
} from './policy-reader.ts'
import { readPrevious } from './previous.ts'
import {
  readClosingTopics,
  readEffectiveFrom,
  readInbox,
  readKeepAssignee,
  readReopenGuard,
  readReopenWindow,
} from './read-fields.ts'
import { checkCalendars, readCalendars, readTargets } from './read-response-targets.ts'

const minute = 60_000
const hour = 3_600_000
const day = 86_400_000

const policyFields = [
  'inbox',
  'effectiveFrom',
  'previous',
  'calendars',
  'channels',
  'reopenWindow',
  'reopenWindowByChannel',
  'messagingIdle',
  'mailIdle',
  'callTimeout',
  'maxOpenContacts',
  'autoClose',
  'firstResponse',
  'onAbandoned',
  'onBouncedReply',
  'onAcknowledgement',
  'maxLateness',
  'onLateMessage',
  'onCallAnswered',
  'reopenGuard',
  'keepAssignee',
  'closingTopics',
  'listEndpoints',
]

const requireDeclaredChannels = (
  reader: PolicyReader,
  path: string,
  names: readonly string[],
  policy: Policy,
): void => {
  for (const name of names)
    if (!Object.hasOwn(policy.channels, name)) reader.wrong(`${path}.${name}`, 'is no declared channel')
}

/** What makes no sense only when taken together. */
const checkCombinations = (reader: PolicyReader, policy: Policy): void => {
  requireDeclaredChannels(reader, 'inbox.byChannel', Object.keys(policy.inbox.byChannel), policy)
  requireDeclaredChannels(reader, 'reopenWindowByChannel', Object.keys(policy.reopenWindowByChannel), policy)
  const maxIdle = Math.max(day, ...Object.values(policy.channels).map((c) => c.maxIdle ?? 0))
  if (policy.messagingIdle !== null && policy.messagingIdle > maxIdle)
    reader.wrong('messagingIdle', 'is more than 24 hours, and no channel allows a longer silence (K-4)')
}

/**
 * Reads a policy from anywhere, a configuration file say; all that is wrong with it is told at once, with paths (B-1).
 *
 * @example
 * parsePolicy({ inbox: 'support', mailIdle: { months: 1 } }) // refused: months have no fixed length
 */
export const parsePolicy = (input: unknown): Result<Policy, readonly Issue[]> => {
  const reader = createPolicyReader()
  const given = readRecord(reader, '', input)
  if (input === undefined) reader.wrong('', 'must be an object')
  refuseUnknownFields(reader, '', given, policyFields)
  const windows = Object.entries(readRecord(reader, 'reopenWindowByChannel', given['reopenWindowByChannel']))
  const policy: Policy = {
    schema: 1,
    effectiveFrom: readEffectiveFrom(reader, given['effectiveFrom']),
    previous: null,
    calendars: readCalendars(reader, given['calendars']),
    channels: readChannels(reader, given['channels']),
    inbox: readInbox(reader, given['inbox']),
    reopenWindow: readReopenWindow(reader, 'reopenWindow', given['reopenWindow']),
    reopenWindowByChannel: Object.fromEntries(
      windows.map(([name, value]) => [
        name,
        readReopenWindow(reader, `reopenWindowByChannel.${name}`, value),
      ]),
    ),
    messagingIdle: readDurationOrOff(reader, 'messagingIdle', given['messagingIdle'], 'off', 15 * minute),
    mailIdle: readDurationOrOff(reader, 'mailIdle', given['mailIdle'], 'off', hour),
    callTimeout: readDurationOrOff(reader, 'callTimeout', given['callTimeout'], 'off', day),
    maxOpenContacts: readPositiveInteger(reader, 'maxOpenContacts', given['maxOpenContacts'], 256, 32),
    autoClose: readDurationOrOff(reader, 'autoClose', given['autoClose'], 'off', null),
    firstResponse: readTargets(reader, given['firstResponse']),
    onAbandoned: readChoice(reader, 'onAbandoned', given['onAbandoned'], ['close', 'wait']),
    onBouncedReply: readChoice(reader, 'onBouncedReply', given['onBouncedReply'], ['record', 'reopen']),
    onAcknowledgement: readChoice(reader, 'onAcknowledgement', given['onAcknowledgement'], [
      'message',
      'silent',
    ]),
    maxLateness: readDurationOrOff(reader, 'maxLateness', given['maxLateness'], 'off', day),
    onLateMessage: readChoice(reader, 'onLateMessage', given['onLateMessage'], ['reopen', 'append']),
    onCallAnswered: readChoice(reader, 'onCallAnswered', given['onCallAnswered'], ['assign', 'keep']),
    reopenGuard: readReopenGuard(reader, given['reopenGuard']),
    keepAssigneeFor: readKeepAssignee(reader, given['keepAssignee']),
    closingTopics: readClosingTopics(reader, given['closingTopics']),
    listEndpoints: readTexts(reader, 'listEndpoints', given['listEndpoints']).map(
      (text) => endpointOf(text) ?? text,
    ),
  }
  checkCombinations(reader, policy)
  checkCalendars(reader, given['calendars'])
  const withPrevious = readPrevious(reader, given['previous'], policy, given['effectiveFrom'])
  return reader.issues.length === 0 ? ok(withPrevious) : refuse(reader.issues)
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
