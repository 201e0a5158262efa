/** The parts of a change set as rows: their columns, and what those are in SQL. */
export const partColumns: { readonly [part in ChangeSetPart]: { readonly [column: string]: string } } = {
  expected: { at: 'integer', customer: 'text', head: 'bigint' },
  events: {
    at: 'integer',
    customer: 'text',
    seq: 'bigint',
    command: 'text',
    n: 'integer',
    conversation: 'text',
    occurred_at: 'bigint',
    recorded_at: 'bigint',
    body: 'text',
  },
  refs: { ref: 'text', customer: 'text', seq: 'bigint' },
  conversations: {
    owner: 'text',
    whose: 'text',
    id: 'text',
    status: 'text',
    inbox: 'text',
    agent: 'text',
    due_at: 'bigint',
    status_at: 'bigint',
    closed_at: 'bigint',
    closed_seq: 'double precision',
    topics: 'text',
    merged_into: 'text',
    state: 'text',
  },
  customers: { id: 'text', merged_into: 'text', absorbed: 'text', state: 'text' },
  claims: { at: 'integer', address: 'text', holder: 'text', next: 'text' },
  tasks: {
    owner: 'text',
    whose: 'text',
    id: 'text',
    inbox: 'text',
    agent: 'text',
    closed: 'boolean',
    due: 'bigint',
    due_at: 'bigint',
    text_command: 'text',
    text_n: 'integer',
    state: 'text',
  },
  redacted: { customer: 'text', command: 'text', n: 'integer', body: 'text' },
  merged: { id: 'text', survivor: 'text', closed_seq: 'double precision', room: 'double precision' },
}

export type ChangeSetPart =
  | 'expected'
  | 'events'
  | 'refs'
  | 'conversations'
  | 'customers'
  | 'claims'
  | 'tasks'
  | 'redacted'
  | 'merged'

/** In the order of the statement's parameters, after the tenant. */
export const changeSetParts: readonly ChangeSetPart[] = Object.keys(partColumns) as ChangeSetPart[]

/** What a row says for the statement and no table has. */
const helperColumns = ['at', 'whose']

const tableColumnsOf = (part: ChangeSetPart): readonly string[] =>
  Object.keys(partColumns[part]).filter((name) => !helperColumns.includes(name))

/** The columns of the tables that parts are written to as they come, but for the tenant. */
export const tableColumns: {
  readonly [part in 'events' | 'refs' | 'conversations' | 'customers' | 'tasks']: readonly string[]
} = {
  events: tableColumnsOf('events'),
  refs: tableColumnsOf('refs'),
  conversations: tableColumnsOf('conversations'),
  customers: tableColumnsOf('customers'),
  tasks: tableColumnsOf('tasks'),
}

/** What a row says goes in the place of the one with the same key; what it says nothing of is null. */
export const upsertClause = (
  part: 'customers' | 'conversations' | 'tasks',
  keys: string,
  nullColumns: readonly string[] = [],
): string =>
  `on conflict (tenant, ${keys}) do update set ${tableColumns[part]
    .filter((name) => !keys.split(', ').includes(name))
    .map((name) => {
      if (nullColumns.includes(name)) return `${name} = null`
      // A conversation that was closed already keeps its place among those closed in the same millisecond.
      return name === 'closed_seq'
        ? "closed_seq = case when old.status = 'closed' and excluded.status = 'closed' then old.closed_seq else excluded.closed_seq end"
        : `${name} = excluded.${name}`
    })
    .join(', ')}`
