import { isCustomerId, mustBeCustomerId } from '../customer/grant-address.ts'
import { parseInstant } from '../kernel/instant.ts'
import { isListWhere } from '../kernel/list.ts'
import type { Issue } from '../kernel/result.ts'
import type { Inbound } from './inbound.ts'
import { missingIssues } from './missing-issues.ts'
import type { InboundKind } from './parsed-inbound.ts'
import { unknownFields } from './unknown-fields.ts'

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): boolean => typeof value === 'string'
const isAttachment = (value: unknown): boolean => {
  if (!isObject(value)) return false
  const { id, name, type, url } = value as { readonly [field: string]: unknown }
  return isText(id) && [name, type, url].every((field) => field == null || isText(field))
}

const isTextOrTexts = (value: unknown): boolean =>
  value == null || isText(value) || isListWhere(value, isText)

const messageKinds: readonly unknown[] = ['message', 'echo', 'signal', 'bounce']
const signalKinds: readonly unknown[] = [
  'edited',
  'deleted',
  'reaction',
  'delivered',
  'read',
  'survey',
  'confirmed',
]

/** What a field of an inbound may hold, and how to say so. */
export const fieldRules: {
  readonly [kind in 'kind' | 'signal' | 'text' | 'id' | 'flag' | 'named' | 'texts' | 'files']: readonly [
    fits: (value: unknown) => boolean,
    message: string,
  ]
} = {
  kind: [(value: unknown) => messageKinds.includes(value), 'must be message, echo, signal or bounce'],
  signal: [
    (value: unknown) => signalKinds.includes(value),
    'must be edited, deleted, reaction, delivered, read, survey or confirmed',
  ],
  text: [isText, 'must be a text'],
  // An empty customer id is none.
  id: [(value: unknown) => value === '' || isCustomerId(value), mustBeCustomerId],
  flag: [(value: unknown) => typeof value === 'boolean', 'must be true or false'],
  named: [
    (value: unknown) => isObject(value) && Object.values(value as object).every(isTextOrTexts),
    'must be an object whose fields are texts or lists of texts',
  ],
  texts: [(value: unknown) => isListWhere(value, isText), 'must be a list of texts'],
  files: [(value: unknown) => isListWhere(value, isAttachment), 'must be a list of { id, name, type, url }'],
}

const ruleOfField: { readonly [field in keyof Inbound]: keyof typeof fieldRules } = {
  kind: 'kind',
  channel: 'text',
  from: 'text',
  customer: 'id',
  endpoint: 'text',
  id: 'text',
  text: 'text',
  attachments: 'files',
  session: 'text',
  shared: 'flag',
  thread: 'named',
  headers: 'named',
  automated: 'flag',
  topics: 'texts',
  call: 'text',
  of: 'text',
  signal: 'signal',
  value: 'text',
  fingerprint: 'text',
}
const fieldEntries = /* @__PURE__ */ Object.entries(ruleOfField) as readonly [
  keyof Inbound,
  keyof typeof fieldRules,
][]
const makeKnownFields = (): readonly string[] => [...Object.keys(ruleOfField), 'at']
const knownFields = /* @__PURE__ */ makeKnownFields()

/** What is wrong with the shape of an inbound: callers without types get issues, not a half-made state (B-1). */
export const inboundIssues = (input: Inbound, as?: InboundKind): readonly Issue[] => {
  if (!isObject(input))
    return [{ path: '', message: 'must be an object such as { channel, from, id, text }' }]
  const issues: Issue[] = [...unknownFields(input, knownFields)]
  for (const [path, kind] of fieldEntries) {
    const value: unknown = input[path]
    if (value === undefined || value === null) continue
    const [fits, message] = fieldRules[kind]
    if (!fits(value)) issues.push({ path, message })
  }
  const at = input.at === undefined ? null : parseInstant(input.at)
  if (at?.ok === false) issues.push(at.error)
  const token: unknown = input.thread?.token
  if (token != null && !isText(token)) issues.push({ path: 'thread.token', message: 'must be a text' })
  const kind = as ?? (messageKinds.includes(input.kind) ? input.kind : null) ?? 'message'
  issues.push(...missingIssues(input, kind, issues.length === 0))
  if (input.kind === 'signal' && input.signal == null)
    issues.push({ path: 'signal', message: `must say what happened: ${signalKinds.join(', ')}` })
  return issues
}
