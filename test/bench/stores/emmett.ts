import { CommandHandler, type Event } from '@event-driven-io/emmett'
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql'
import type { Pool } from 'pg'
import type { StoredEvent } from '../../../src/index.ts'
import { digest, eventOf, type Joined } from './event.ts'
import { customerOf, type Side, upTo } from './side.ts'

type Stored = Event<string, { readonly said: StoredEvent }>

interface Known {
  readonly joined: Omit<Joined, 'customer' | 'now'>
  readonly ids: ReadonlySet<string>
}

const nothing = (): Known => ({
  joined: { conversation: '', contact: '', inbox: '', agent: null, seq: 0 },
  ids: new Set(),
})

/** What the decision needs of the stream: who has the active conversation, and which commands have run. */
const evolve = ({ joined, ids }: Known, { data: { said } }: Stored): Known => ({
  joined: {
    seq: said.seq,
    conversation: said.conversation ?? joined.conversation,
    contact: said.contact ?? joined.contact,
    inbox: said.assignee?.inbox ?? joined.inbox,
    agent: said.assignee?.agent ?? joined.agent,
  },
  ids: new Set([...ids, said.id]),
})

const handle = CommandHandler<Known, Stored>({ evolve, initialState: nothing })

const decide =
  (customer: string, n: number) =>
  ({ joined, ids }: Known): Stored[] => {
    if (ids.has(`${digest(`chat/${n}`)}.0`)) return []
    const said = eventOf({ ...joined, customer, seq: joined.seq + 1, now: Date.now() }, n)
    return [{ type: said.type, data: { said } }]
  }

/** One stream is written, and copied in SQL to as many as are needed. */
const copies = [
  `insert into emt_streams select 'customer-' || g, stream_position, partition, stream_type, stream_metadata, is_archived
from emt_streams, generate_series(1, $1::integer) g where stream_id = 'customer-0'`,
  `insert into emt_messages (stream_id, stream_position, partition, message_kind, message_data, message_metadata,
  message_schema_version, message_type, message_id, is_archived, transaction_id)
select 'customer-' || g, stream_position, partition, message_kind,
  replace(message_data::text, 'customer-0', 'customer-' || g)::jsonb, message_metadata, message_schema_version,
  message_type, message_id || g, is_archived, transaction_id
from emt_messages, generate_series(1, $1::integer) g where stream_id = 'customer-0'`,
]

// It would make its tables on a second connection while it holds a first: with a pool of one that never ends.
const storeOf = (pool: Pool, url: string) =>
  getPostgreSQLEventStore(url, { connectionOptions: { pool }, schema: { autoMigration: 'None' } })

/** Makes its tables where the pool's `search_path` leads, and so many streams with the same past. */
export const seedEmmett = async (
  pool: Pool,
  url: string,
  past: readonly StoredEvent[],
  streams: number,
): Promise<void> => {
  const all = past.map((said): Stored => ({ type: said.type, data: { said } }))
  const store = storeOf(pool, url)
  await store.schema.migrate()
  await store.appendToStream<Stored>(customerOf(0), all)
  for (const copy of copies) await pool.query(copy, [streams - 1])
  for (const table of ['emt_streams', 'emt_messages']) await pool.query(`analyze ${table}`)
}

/**
 * The same message as a command of emmett on the stream of its customer: it reads the stream, folds it, and appends one
 * event of the same size if nobody has appended since. It keeps neither states nor ids of messages as rows. What it
 * costs grows with the stream, which is cut back to its past between rounds.
 */
export const emmettSide = (pool: Pool, url: string, past: number, streams: number): Side => {
  const store = storeOf(pool, url)
  return {
    customers: upTo(streams),
    message: async (number, n) => {
      const customer = customerOf(number)
      await handle(store, customer, decide(customer, n))
    },
    between: async () => {
      await pool.query('delete from emt_messages where stream_position > $1', [past])
      await pool.query('update emt_streams set stream_position = $1 where stream_position > $1', [past])
    },
  }
}
