import type { ChangeSet } from '../store/change-set.ts'
import type { Parameter } from './client.ts'
import { columns, names, replaced } from './commit-parts.ts'
import { conversationRows, eventRows, type Rows, type Value } from './commit-rows.ts'
import { key } from './text.ts'

const written = ['events', 'refs', 'conversations'] as const
type Written = (typeof written)[number]

/** What a plain message brings. */
export type PlainRows = Pick<Rows, Written>
/** How many rows of each, and whether no conversation is closed: then nothing is said of its close. */
export type PlainShape = { readonly [part in Written]: number } & { readonly isOpen: boolean }

/** Above these the statements would be too many to keep. */
const most: { readonly [part in Written]: number } = { events: 6, refs: 6, conversations: 3 }

/** What every row says alike, and so no row by itself. */
const shared: { readonly [column: string]: string } = { customer: '$2::text', owner: '$2::text' }

const ofClose = ['closed_at', 'closed_seq', 'merged_into']

/** What each row of a part says by itself. */
const own = (part: Written, { isOpen }: Pick<PlainShape, 'isOpen'>): readonly string[] =>
  ownNames[`${isOpen}`][part]

const ownNamesOf = (isOpen: boolean): { readonly [part in Written]: readonly string[] } => {
  const of = (part: Written): readonly string[] =>
    names[part].filter((name) => !(name in shared) && !(isOpen && ofClose.includes(name)))
  return { events: of('events'), refs: of('refs'), conversations: of('conversations') }
}
const ownNames = { true: ownNamesOf(true), false: ownNamesOf(false) }

/** The shape of rows. */
export const shapeOf = ({ events, refs, conversations }: PlainRows): PlainShape => ({
  events: events.length,
  refs: refs.length,
  conversations: conversations.length,
  isOpen: conversations.every((row) => ofClose.every((name) => row[name] === null)),
})

/**
 * One statement that writes the events of a customer who is known, with his conversations, as nearly every message does.
 * The unique keys refuse what is repeated, or stale because others wrote; where the stream ends before the head that was
 * expected, it raises. `commitText` then says which it is.
 */
export const plainText = (schema: string, shape: PlainShape): string => {
  let next = 4
  const insert = (part: Written): string => {
    const said = own(part, shape)
    const row = (): string => said.map((name) => `$${next++}::${columns[part][name]}`).join(', ')
    const sharing = names[part].filter((name) => name in shared)
    const rows = Array.from(
      { length: shape[part] },
      () => `(${['$1::text', ...sharing.map((name) => shared[name]), row()].join(', ')})`,
    )
    return `insert into ${schema}.${part} as old (${['tenant', ...sharing, ...said].join(', ')}) values ${rows.join(', ')}`
  }
  const events = insert('events')
  const refs = shape.refs === 0 ? '' : `,\nw_refs as (${insert('refs')})`
  const conversations =
    shape.conversations === 0
      ? ''
      : `,\nw_conversations as (${insert('conversations')} ${replaced('conversations', 'owner, id', shape.isOpen ? ofClose : [])})`
  return `with w_events as (${events})${refs}${conversations}
select coalesce((select '0' from ${schema}.events e where e.tenant = $1::text and e.customer = $2::text
  and e.seq = $3::bigint limit 1), 'throughline:ahead')::integer::text as done`
}

/** Nothing to write or to check but the next events of one customer who has a stream, and his conversations. */
const isPlain = (changes: ChangeSet): boolean => {
  const { expected, events, conversations, customers, claims, tasks, redacted } = changes
  const [one] = expected
  if (one === undefined || expected.length > 1 || one.head === 0) return false
  const isHis = ({ customer }: { readonly customer: string }): boolean => customer === one.customer
  return (
    events[0]?.seq === one.head + 1 &&
    [customers, claims, tasks, redacted].every(({ length }) => length === 0) &&
    events.every(isHis) &&
    conversations.every(({ conversation }) => isHis(conversation))
  )
}

/** The rows of a change set that is plain enough for `plainText`; else null. */
export const plainRows = (changes: ChangeSet): PlainRows | null => {
  if (!isPlain(changes)) return null
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
  return written.every((part) => rows[part].length <= most[part]) ? rows : null
}

const parameterOf = (value: Value | undefined): Parameter => (value == null ? null : `${value}`)

/** The parameters of `plainText`, after the tenant. */
export const plainParameters = (
  { expected: [one] }: ChangeSet,
  rows: PlainRows,
  shape: PlainShape,
): readonly Parameter[] => {
  const parameters: Parameter[] = [key(one?.customer ?? ''), `${one?.head}`]
  for (const part of written)
    for (const row of rows[part]) for (const name of own(part, shape)) parameters.push(parameterOf(row[name]))
  return parameters
}
