import type { ChangeSet } from '../store/change-set.ts'
import type { Parameter } from './client.ts'
import { columns, names, parts, replaced } from './commit-parts.ts'
import type { Rows, Value } from './commit-rows.ts'

type Written = 'events' | 'refs' | 'conversations'

/** How many rows of each part a plain message brings. */
export type PlainShape = { readonly [part in Written]: number }

/** Above these the statements would be too many to keep. */
const most: PlainShape = { events: 6, refs: 6, conversations: 3 }

/** What every row says alike, and so no row by itself. */
const shared: { readonly [column: string]: string } = { customer: '$2::text', owner: '$2::text' }

const own: { readonly [part in Written]: readonly string[] } = {
  events: names.events.filter((name) => !(name in shared)),
  refs: names.refs.filter((name) => !(name in shared)),
  conversations: names.conversations.filter((name) => !(name in shared)),
}

/**
 * One statement that writes the events of a customer who is known, with his conversations, as nearly every message does.
 * The unique keys refuse what is repeated, or stale because others wrote; where the stream ends before the head that was
 * expected, it raises. `commitText` then says which it is.
 */
export const plainText = (schema: string, shape: PlainShape): string => {
  let next = 4
  const insert = (part: Written): string => {
    const row = (): string => own[part].map((name) => `$${next++}::${columns[part][name]}`).join(', ')
    const sharing = names[part].filter((name) => name in shared)
    const rows = Array.from(
      { length: shape[part] },
      () => `(${['$1::text', ...sharing.map((name) => shared[name]), row()].join(', ')})`,
    )
    return `insert into ${schema}.${part} as old (${['tenant', ...sharing, ...own[part]].join(', ')}) values ${rows.join(', ')}`
  }
  const events = insert('events')
  const refs = shape.refs === 0 ? '' : `,\nw_refs as (${insert('refs')})`
  const conversations =
    shape.conversations === 0
      ? ''
      : `,\nw_conversations as (${insert('conversations')} ${replaced('conversations', 'owner, id')})`
  return `with w_events as (${events})${refs}${conversations}
select coalesce((select '0' from ${schema}.events e where e.tenant = $1::text and e.customer = $2::text
  and e.seq = $3::bigint limit 1), 'throughline:ahead')::integer::text as done`
}

/** How many rows of each kind, if there is nothing else to write or to check: one customer who has a stream, and its next events. */
export const plainShape = (changes: ChangeSet, rows: Rows): PlainShape | null => {
  const { expected, conversations, events } = changes
  const [one] = expected
  if (one === undefined || expected.length > 1 || one.head === 0 || events.length === 0) return null
  const isHis = ({ customer }: { readonly customer: string }): boolean => customer === one.customer
  const isPlain =
    parts.every(
      (part) => part === 'expected' || rows[part].length <= (part in most ? most[part as Written] : 0),
    ) &&
    events[0]?.seq === one.head + 1 &&
    events.every(isHis) &&
    conversations.every(({ conversation }) => isHis(conversation))
  return isPlain
    ? { events: events.length, refs: rows.refs.length, conversations: conversations.length }
    : null
}

const parameterOf = (value: Value | undefined): Parameter => (value == null ? null : `${value}`)

/** The parameters of `plainText`, after the tenant. */
export const plainParameters = (rows: Rows): readonly Parameter[] => {
  const [one] = rows.expected
  const parameters = [parameterOf(one?.['customer']), parameterOf(one?.['head'])]
  for (const part of ['events', 'refs', 'conversations'] as const)
    for (const row of rows[part]) for (const name of own[part]) parameters.push(parameterOf(row[name]))
  return parameters
}
