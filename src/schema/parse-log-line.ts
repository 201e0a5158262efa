import * as v from 'valibot'
import { type Issue, ok, type Result, refuse } from '../kernel/result.ts'
import { count, flag, instant, name, nameOrNone, oneOf, text } from './log-fields.ts'
import type { LogLine } from './log-line.ts'

type Fields = Parameters<typeof v.looseObject>[0]

const may = v.exactOptional
const who = { agent: may(nameOrNone) }
const content = { id: may(nameOrNone), automated: may(flag), text: may(text), length: may(count) }
const call = { channel: oneOf('voice'), direction: oneOf('inbound', 'outbound'), id: name, ...who }
const remark = { agent: name, text: may(text) }
const assignment = { ...who, inbox: may(nameOrNone) }
const state = { ...who, force: may(flag), until: may(instant) }
const task = { id: name, text: may(text), dueAt: may(instant), ...assignment }

const types: { readonly [type in LogLine['type']]: Fields } = {
  'message.in': { channel: name, topic: may(nameOrNone), address: may(text), echo: may(flag), ...content },
  'message.out': { channel: name, intent: may(oneOf('continue', 'new')), ...who, ...content },
  'call.started': call,
  'call.answered': call,
  'call.ended': call,
  'contact.end': { channel: name, reason: may(text) },
  no_reply_needed: remark,
  note: remark,
  assign: assignment,
  unassign: assignment,
  'topic.add': { topic: name },
  'topic.remove': { topic: name },
  close: state,
  reopen: state,
  snooze: state,
  'task.create': task,
  'task.close': task,
  'task.reopen': task,
  'customer.merge': { into: name, ...who },
  separate: { channel: name, topic: may(nameOrNone), force: may(flag), ...who },
  rejoin: who,
}

const base = { at: instant, customer: name, thread: may(nameOrNone) }
const schemas = new Map<unknown, v.GenericSchema<unknown, Record<string, unknown>>>(
  Object.entries(types).map(([type, fields]) => [
    type,
    v.looseObject({ type: oneOf(type), ...base, ...fields }),
  ]),
)
const ofNoType = v.looseObject(
  { type: oneOf(...Object.keys(types)), ...base },
  'must be an object with at, customer and type',
)

const typeOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value ? value.type : null

const issueOf = (issue: v.BaseIssue<unknown>): Issue => ({
  path: v.getDotPath(issue) ?? '',
  message: issue.received === 'undefined' ? 'is missing' : issue.message,
})

/** Empty names are absent fields: nothing else in a parsed line can be undefined. */
const withoutNone = (line: Record<string, unknown>): Record<string, unknown> =>
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
  const parsed = v.safeParse(schemas.get(typeOf(value)) ?? ofNoType, value)
  return parsed.success
    ? ok(withoutNone(parsed.output) as unknown as LogLine)
    : refuse(parsed.issues.map(issueOf))
}
