import { inboundKinds } from '../intake/inbound-issues.ts'
import type { Issue, Refusal } from '../kernel/result.ts'

/** A command of the wrong shape: nothing was looked up, and nothing was written (B-1). */
export type CommandInvalid = Refusal<'command.invalid'> & { readonly issues: readonly Issue[] }

type Check = readonly [fits: (value: unknown) => boolean, message: string]
type Checks = { readonly [field: string]: Check }

const isObject = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const word = (...words: readonly unknown[]): Check => [
  (value) => words.includes(value),
  `must be ${words.join(' or ')}`,
]

const all = (check: Check, fields: string): Checks =>
  Object.fromEntries(fields.split(' ').map((field) => [field, check]))

/** What is wrong with the fields of an object; null and undefined are as good as nothing said. */
const issuesIn = (input: unknown, checks: Checks, must: string, own = ''): readonly Issue[] => {
  if (!isObject(input)) return [{ path: '', message: 'must be an object' }]
  const isWrong = (path: string, [fits]: Check): boolean =>
    input[path] == null ? must.split(' ').includes(path) : !fits(input[path])
  return Object.entries(checks)
    .filter(([path, check]) => !own.split(' ').includes(path) && isWrong(path, check))
    .map(([path, [, message]]) => ({ path, message }))
}

/** How many addresses a customer is registered with: the holder of each is looked up. */
const mostAddresses = 100

/** A field means the same in every command. */
const makeChecks = (): Checks => {
  const { text, flag, texts, files } = inboundKinds
  const address = { ...all(text, 'channel address'), shared: flag }
  return {
    ...all(
      [(value) => typeof value === 'string' && value !== '', 'must be a text that is not empty'],
      'customer agent automation api commandId from into to inbox',
    ),
    ...all(text, 'conversation contact task message key topic reason expected text'),
    ...all(text, 'endpoint session id token fingerprint'),
    ...all(texts, 'cc contacts topics'),
    ...all(flag, 'force imported blocked template answers starts'),
    ...address,
    attachments: files,
    addresses: [
      (value) =>
        Array.isArray(value) &&
        value.length <= mostAddresses &&
        value.every((one) => issuesIn(one, address, 'channel address').length === 0),
      `must be a list of at most ${mostAddresses} { channel, address, shared }`,
    ],
    attributes: [
      (value) => isObject(value) && isObject(value['from']) && isObject(value['into']),
      'must be { from, into }, both objects',
    ],
    // One that is no number has seen nothing (C-8).
    version: [(value) => typeof value === 'number' && Math.abs(value) !== Infinity, 'must be a number'],
    now: [Number.isSafeInteger, 'must be an instant in milliseconds'],
    intent: word('continue', 'new'),
    onReply: word('wake', 'keep'),
    by: word('agent', 'customer'),
  }
}

const checks: Checks = /* @__PURE__ */ makeChecks()

/** What has to be said: without it a command would be about nobody, or about everybody. */
const needed: { readonly [command: string]: string } = {
  send: 'customer',
  dial: 'customer id',
  answerCall: 'agent',
  endCall: 'by',
  endContact: 'by',
  note: 'text',
  releaseAgent: 'from',
  moveInbox: 'from to',
  addAddress: 'address channel',
  removeAddress: 'address channel',
  moveAddress: 'address channel to',
  redact: 'message',
}

/** What is read further in, and refused there in words of its own. */
const own: { readonly [command: string]: string } = {
  answerCall: 'id customer from channel endpoint topics shared',
  endCall: 'id customer from channel endpoint topics shared',
  createTask: 'text to inbox',
  editTask: 'text',
  assignTask: 'to inbox',
  commentOnTask: 'text',
  canReply: 'by',
}

const unchecked: readonly string[] = [
  'receive',
  'startCall',
  'current',
  'timeline',
  'list',
  'counts',
  'tasks',
  'refreshDeadlines',
]

/** Whether a command is looked at before it runs; the others look for themselves. */
export const isChecked = (command: string): boolean => !unchecked.includes(command)

/** What is wrong with the shape of a command (B-1). */
export const commandIssues = (command: string, input: unknown): readonly Issue[] =>
  command === 'tick' && input === undefined
    ? []
    : issuesIn(input, checks, needed[command] ?? '', own[command] ?? '')
