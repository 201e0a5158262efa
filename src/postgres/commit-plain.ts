import type { ChangeSet } from '../store/change-set.ts'
import type { Parameter } from './client.ts'
import { columns, names, parts, replaced } from './commit-parts.ts'
import type { Rows, Value } from './commit-rows.ts'

/** How many rows of each part a plain message brings. */
export interface PlainShape {
  readonly events: number
  readonly refs: number
  readonly conversations: number
  /** Of so many customers. */
  readonly expected: number
}

/**
 * One statement that writes the events of customers who are known, with their conversations, as nearly every message does.
 * The unique keys of `events` refuse what is repeated, or stale because others wrote; where a stream ends before the head
 * that was expected, it raises. `commitText` then says which it is.
 */
export const plainText = (schema: string, shape: PlainShape): string => {
  let next = 2
  const rows = (part: Written): string =>
    Array.from(
      { length: shape[part] },
      () => `($1::text, ${names[part].map((name) => `$${next++}::text::${columns[part][name]}`).join(', ')})`,
    ).join(', ')
  const insert = (part: Written): string =>
    `insert into ${schema}.${part} as old (tenant, ${names[part].join(', ')}) values ${rows(part)}`
  const events = insert('events')
  const refs = shape.refs === 0 ? '' : `,\nw_refs as (${insert('refs')} on conflict do nothing)`
  const conversations =
    shape.conversations === 0
      ? ''
      : `,\nw_conversations as (${insert('conversations')} ${replaced('conversations', 'owner, id')})`
  const width = names.events.length
  const [whose, place] = ['customer', 'seq'].map((name) => 2 + names.events.indexOf(name))
  const before = Array.from(
    { length: shape.events },
    (_, at) => `(select count(*) from ${schema}.events e where e.tenant = $1::text
    and e.customer = $${Number(whose) + at * width}::text and e.seq = $${Number(place) + at * width}::text::bigint - 1)`,
  ).join(' + ')
  return `with w_events as (${events})${refs}${conversations}
select case when found = ${shape.expected} then 'written' else ('throughline:ahead:' || found)::integer::text end as done
from (select ${before} as found) heads`
}

type Written = 'events' | 'refs' | 'conversations'

/** Above these the statements would be too many to keep. */
const most: { readonly [part in Written]: number } = { events: 6, refs: 6, conversations: 3 }

/** How many rows of each kind, if there is nothing else to write or to check: each customer is known, and has an event. */
export const plainShape = (changes: ChangeSet, rows: Rows): PlainShape | null => {
  const { expected, conversations, events } = changes
  const isKnown = (customer: string): boolean => expected.some((one) => one.customer === customer)
  const isPlain =
    parts.every((part) => part === 'expected' || part in most || rows[part].length === 0) &&
    expected.every(
      ({ customer, head }) =>
        head > 0 && events.some((event) => event.customer === customer && event.seq === head + 1),
    ) &&
    events.every(({ customer }) => isKnown(customer)) &&
    conversations.every(({ conversation }) => isKnown(conversation.customer))
  const shape = {
    events: rows.events.length,
    refs: rows.refs.length,
    conversations: rows.conversations.length,
    expected: expected.length,
  }
  const fits =
    shape.events <= most.events && shape.refs <= most.refs && shape.conversations <= most.conversations
  return isPlain && fits && shape.events > 0 ? shape : null
}

const parameterOf = (value: Value | undefined): Parameter => (value == null ? null : `${value}`)

/** The parameters of `plainText`, after the tenant. */
export const plainParameters = (rows: Rows): readonly Parameter[] => {
  const parameters: Parameter[] = []
  for (const part of ['events', 'refs', 'conversations'] as const)
    for (const row of rows[part]) for (const name of names[part]) parameters.push(parameterOf(row[name]))
  return parameters
}
