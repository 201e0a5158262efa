import { isCustomerId, mustBeCustomerId } from '../customer/grant-address.ts'
import { fieldRules } from '../intake/inbound-issues.ts'
import { parseInstant } from '../kernel/instant.ts'
import { isId, mustBeId } from '../kernel/limits.ts'
import type { Issue } from '../kernel/result.ts'

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

const filled: Check = [
  (value) => typeof value === 'string' && value !== '',
  'must be a text that is not empty',
]

const customerId: Check = [isCustomerId, mustBeCustomerId]

/** A field means the same in every command, but for `elsewhere`. */
const makeChecks = (): Checks => {
  const { text, flag, texts, files } = fieldRules
  const address = { ...all(text, 'channel address'), shared: flag }
  return {
    ...all([isId, mustBeId], 'agent automation api from to inbox'),
    ...all(customerId, 'customer into'),
    commandId: filled,
    ...all(text, 'conversation contact task message key topic reason expected text'),
    ...all(text, 'endpoint session id token fingerprint'),
    ...all(texts, 'cc contacts topics'),
    ...all(flag, 'force imported blocked template answers starts closed'),
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
    version: [
      (value) => Number.isSafeInteger(value) && Number(value) >= 0,
      'must be the `version` of an answer or of `current`: a whole number from 0',
    ],
    ...all(
      [
        (value) => parseInstant(value).ok,
        'must be an instant: milliseconds, a Date, or an ISO time with a zone',
      ],
      'now dueBy',
    ),
    limit: [(value) => typeof value === 'number', 'must be a number'],
    order: word('oldest_first', 'newest_first'),
    status: word('new', 'open', 'waiting', 'closed'),
    intent: word('continue', 'new'),
    onReply: word('wake', 'keep'),
    by: word('agent', 'customer'),
  }
}

const checks: Checks = /* @__PURE__ */ makeChecks()

const isAssignee = (value: unknown): boolean =>
  isObject(value) &&
  Object.entries(value).every(
    ([field, id]) => (field === 'inbox' || field === 'agent') && (id == null || isId(id)),
  )
const assignee: Check = [isAssignee, 'must be { inbox, agent }, both ids']

/** Where a field is something else than everywhere else. */
const elsewhere: { readonly [command: string]: Checks } = {
  reassign: { from: assignee, to: assignee },
  reassignTask: { from: assignee, to: assignee },
  send: { to: filled },
  dial: { to: filled },
  canReply: { to: filled },
  moveAddress: { to: customerId },
}

/** What has to be said: without it a command would be about no customer, or about all of them. */
const needed: { readonly [command: string]: string } = {
  dial: 'customer id',
  answerCall: 'agent',
  endCall: 'by',
  endContact: 'customer by',
  close: 'customer version',
  note: 'customer text',
  reassign: 'customer conversation from to',
  reassignTask: 'customer task from to',
  releaseAgent: 'from',
  moveInbox: 'from to',
  planMerge: 'customer into',
  merge: 'customer into',
  addAddress: 'customer address channel',
  removeAddress: 'customer address channel',
  moveAddress: 'customer address channel to',
  redact: 'customer message',
  register: '',
  applyDeadlines: '',
  conversations: '',
  counts: '',
  tasks: '',
  refreshDeadlines: '',
}

/** What is read further in, and refused there in words of its own. */
const own: { readonly [command: string]: string } = {
  answerCall: 'id session customer from channel endpoint topics shared',
  endCall: 'id session customer from channel endpoint topics shared',
  createTask: 'text to inbox',
  editTask: 'text',
  assignTask: 'to inbox',
  commentOnTask: 'text',
  canReply: 'by',
}

/** Read by `parseInbound`, which names issues of its own. */
export const isInbound = (command: string): boolean => command === 'receive' || command === 'startCall'

/** Of these the input may be left out. */
const optional: readonly string[] = ['applyDeadlines', 'counts', 'refreshDeadlines']

/** What is wrong with the shape of a command or of a question (B-1). */
export const commandIssues = (command: string, input: unknown): readonly Issue[] => {
  if (input === undefined && optional.includes(command)) return []
  if (command === 'current') return issuesIn({ customer: input }, checks, 'customer')
  const fields = isInbound(command) ? {} : { ...checks, ...elsewhere[command] }
  return issuesIn(input, fields, needed[command] ?? 'customer', own[command] ?? '')
}
