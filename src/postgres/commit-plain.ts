import type { ChangeSet } from '../store/change-set.ts'
import type { Parameter } from './client.ts'
import { partColumns, tableColumns, upsertClause } from './commit-parts.ts'
import { type ChangeSetRows, type ColumnValue, conversationRows, eventRows } from './commit-rows.ts'
import { encodeKey } from './text.ts'

const plainParts = ['events', 'refs', 'conversations'] as const
type PlainPart = (typeof plainParts)[number]

/** What a plain message brings. */
export type PlainRows = Pick<ChangeSetRows, PlainPart>
/** How many rows of each, and whether no conversation is closed: then nothing is said of its close. */
export type PlainShape = { readonly [part in PlainPart]: number } & { readonly isOpen: boolean }

/** Above these the statements would be too many to keep. */
const maxPlainRows: { readonly [part in PlainPart]: number } = { events: 6, refs: 6, conversations: 3 }

/** What every row says alike, and so no row by itself. */
const sharedColumns: { readonly [column: string]: string } = { customer: '$2::text', owner: '$2::text' }

const closeColumns = ['closed_at', 'closed_seq', 'merged_into']

/** What each row of a part says by itself. */
const ownColumns = (part: PlainPart, { isOpen }: Pick<PlainShape, 'isOpen'>): readonly string[] =>
  ownColumnsByState[`${isOpen}`][part]

const ownColumnsOf = (isOpen: boolean): { readonly [part in PlainPart]: readonly string[] } => {
  const columnsOf = (part: PlainPart): readonly string[] =>
    tableColumns[part].filter((name) => !(name in sharedColumns) && !(isOpen && closeColumns.includes(name)))
  return { events: columnsOf('events'), refs: columnsOf('refs'), conversations: columnsOf('conversations') }
}
const ownColumnsByState = { true: ownColumnsOf(true), false: ownColumnsOf(false) }

/** The shape of rows. */
export const plainShapeOf = ({ events, refs, conversations }: PlainRows): PlainShape => ({
  events: events.length,
  refs: refs.length,
  conversations: conversations.length,
  isOpen: conversations.every((row) => closeColumns.every((name) => row[name] === null)),
})

/**
 * One statement that writes the events of a customer who is known, with his conversations, as nearly every message does.
 * The unique keys refuse what is repeated, or stale because others wrote; where the stream ends before the head that was
 * expected, it raises. `commitText` then says which it is.
 */
export const plainCommitText = (schema: string, shape: PlainShape): string => {
  let next = 4
  const insert = (part: PlainPart): string => {
    const columns = ownColumns(part, shape)
    const row = (): string => columns.map((name) => `$${next++}::${partColumns[part][name]}`).join(', ')
    const shared = tableColumns[part].filter((name) => name in sharedColumns)
    const rows = Array.from(
      { length: shape[part] },
      () => `(${['$1::text', ...shared.map((name) => sharedColumns[name]), row()].join(', ')})`,
    )
    return `insert into ${schema}.${part} as old (${['tenant', ...shared, ...columns].join(', ')}) values ${rows.join(', ')}`
  }
  const events = insert('events')
  const refs = shape.refs === 0 ? '' : `,\nw_refs as (${insert('refs')})`
  const conversations =
    shape.conversations === 0
      ? ''
      : `,\nw_conversations as (${insert('conversations')} ${upsertClause('conversations', 'owner, id', shape.isOpen ? closeColumns : [])})`
  return `with w_events as (${events})${refs}${conversations}
select coalesce((select '0' from ${schema}.events e where e.tenant = $1::text and e.customer = $2::text
  and e.seq = $3::bigint limit 1), 'throughline:ahead')::integer::text as done`
}

/** Nothing to write or to check but the next events of one customer who has a stream, and his conversations. */
const isPlainChangeSet = (changes: ChangeSet): boolean => {
  const { expected, events, conversations, customers, claims, tasks, redacted } = changes
  const [one] = expected
  if (one === undefined || expected.length > 1 || one.head === 0) return false
  const isOfCustomer = ({ customer }: { readonly customer: string }): boolean => customer === one.customer
  return (
    events[0]?.seq === one.head + 1 &&
    [customers, claims, tasks, redacted].every(({ length }) => length === 0) &&
    events.every(isOfCustomer) &&
    conversations.every(({ conversation }) => isOfCustomer(conversation))
  )
}

/** The rows of a change set that is plain enough for `plainCommitText`; else null. */
export const plainCommitRows = (changes: ChangeSet): PlainRows | null => {
  if (!isPlainChangeSet(changes)) return null
  const { events, conversations, expected } = changes
  const { customer = '', head = 0 } = expected[0] ?? {}
  const rows = {
    ...eventRows(events),
    conversations: conversationRows(
      conversations,
      () => customer,
      () => head,
    ),
  }
  return plainParts.every((part) => rows[part].length <= maxPlainRows[part]) ? rows : null
}

const parameterOf = (value: ColumnValue | undefined): Parameter => (value == null ? null : `${value}`)

/** The parameters of `plainCommitText`, after the tenant. */
export const plainCommitParameters = (
  { expected: [one] }: ChangeSet,
  rows: PlainRows,
  shape: PlainShape,
): readonly Parameter[] => {
  const parameters: Parameter[] = [encodeKey(one?.customer ?? ''), `${one?.head}`]
  for (const part of plainParts)
    for (const row of rows[part])
      for (const name of ownColumns(part, shape)) parameters.push(parameterOf(row[name]))
  return parameters
}
