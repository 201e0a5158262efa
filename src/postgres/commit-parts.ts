/** The parts of a change set as rows: their columns, and what those are in SQL. */
export const columns: { readonly [part in Part]: { readonly [column: string]: string } } = {
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

export type Part =
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
export const parts: readonly Part[] = Object.keys(columns) as Part[]

/** What a row says for the statement and no table has. */
const asides = ['at', 'whose']

const namesOf = (part: Part): readonly string[] =>
  Object.keys(columns[part]).filter((name) => !asides.includes(name))

/** The columns of the tables that parts are written to as they come, but for the tenant. */
export const names: {
  readonly [part in 'events' | 'refs' | 'conversations' | 'customers' | 'tasks']: readonly string[]
} = {
  events: namesOf('events'),
  refs: namesOf('refs'),
  conversations: namesOf('conversations'),
  customers: namesOf('customers'),
  tasks: namesOf('tasks'),
}

/** What a row says goes in the place of the one with the same key; what it says nothing of is null. */
export const replaced = (
  part: 'customers' | 'conversations' | 'tasks',
  keys: string,
  unsaid: readonly string[] = [],
): string =>
  `on conflict (tenant, ${keys}) do update set ${names[part]
    .filter((name) => !keys.split(', ').includes(name))
    .map((name) => {
      if (unsaid.includes(name)) return `${name} = null`
      // A conversation that was closed already keeps its place among those closed in the same millisecond.
      return name === 'closed_seq'
        ? "closed_seq = case when old.status = 'closed' and excluded.status = 'closed' then old.closed_seq else excluded.closed_seq end"
        : `${name} = excluded.${name}`
    })
    .join(', ')}`
