import * as v from 'valibot'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import {
  booleanField,
  choiceField,
  countField,
  instantField,
  nameField,
  optionalNameField,
  textField,
} from './log-fields.ts'
import type { LogLine } from './log-line.ts'

type Fields = Parameters<typeof v.looseObject>[0]

const optional = v.exactOptional
const agentFields = { agent: optional(optionalNameField) }
const contentFields = {
  id: optional(optionalNameField),
  automated: optional(booleanField),
  text: optional(textField),
  length: optional(countField),
}
const callFields = {
  channel: choiceField('voice'),
  direction: choiceField('inbound', 'outbound'),
  id: nameField,
  ...agentFields,
}
const remarkFields = { agent: nameField, text: optional(textField) }
const assignmentFields = { ...agentFields, inbox: optional(optionalNameField) }
const stateFields = { ...agentFields, force: optional(booleanField), until: optional(instantField) }
const taskFields = {
  id: nameField,
  text: optional(textField),
  dueAt: optional(instantField),
  ...assignmentFields,
}

const fieldsByType: { readonly [type in LogLine['type']]: Fields } = {
  'message.in': {
    channel: nameField,
    topic: optional(optionalNameField),
    address: optional(textField),
    echo: optional(booleanField),
    ...contentFields,
  },
  'message.out': {
    channel: nameField,
    intent: optional(choiceField('continue', 'new')),
    ...agentFields,
    ...contentFields,
  },
  'call.started': callFields,
  'call.answered': callFields,
  'call.ended': callFields,
  'contact.end': { channel: nameField, reason: optional(textField) },
  no_reply_needed: remarkFields,
  note: remarkFields,
  assign: assignmentFields,
  unassign: assignmentFields,
  'topic.add': { topic: nameField },
  'topic.remove': { topic: nameField },
  close: stateFields,
  reopen: stateFields,
  snooze: stateFields,
  'task.create': taskFields,
  'task.close': taskFields,
  'task.reopen': taskFields,
  'customer.merge': { into: nameField, ...agentFields },
  separate: {
    channel: nameField,
    topic: optional(optionalNameField),
    force: optional(booleanField),
    ...agentFields,
  },
  rejoin: agentFields,
}

const baseFields = { at: instantField, customer: nameField, thread: optional(optionalNameField) }
const schemas = new Map<unknown, v.GenericSchema<unknown, Record<string, unknown>>>(
  Object.entries(fieldsByType).map(([type, fields]) => [
    type,
    v.looseObject({ type: choiceField(type), ...baseFields, ...fields }),
  ]),
)
const untypedSchema = v.looseObject(
  { type: choiceField(...Object.keys(fieldsByType)), ...baseFields },
  'must be an object with at, customer and type',
)

const typeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value ? value.type : null

const issueOf = (issue: v.BaseIssue<unknown>): Issue => ({
  path: v.getDotPath(issue) ?? '',
  message: issue.received === 'undefined' ? 'is missing' : issue.message,
})

/** Empty names are absent fields: nothing else in a parsed line can be undefined. */
const dropUndefined = (line: Record<string, unknown>): Record<string, unknown> =>
  Object.values(line).includes(undefined)
    ? Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined))
    : line

/**
 * Parses one line of an interaction log, given as what JSON.parse made of it (B-1). Unknown fields are kept.
 *
 * @example
 * parseLogLine({ at: '2026-01-31T09:00:00Z', customer: 'ada', type: 'close' })
 * // { ok: true, value: { at: 1769850000000, customer: 'ada', type: 'close' } }
 */
export const parseLogLine = (value: unknown): Result<LogLine, readonly Issue[]> => {
  const parsed = v.safeParse(schemas.get(typeOf(value)) ?? untypedSchema, value)
  return parsed.success
    ? ok(dropUndefined(parsed.output) as unknown as LogLine)
    : refuse(parsed.issues.map(issueOf))
}
