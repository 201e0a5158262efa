import type { Cursors } from '../outbox/consumer.ts'
import type { PostgresClient } from './client.ts'
import { consumerKey, schemaName, tenantKey } from './names.ts'
import { defaultSchema } from './schema.ts'
import { createTenantTables, withRetries } from './tables.ts'
import { decodeKey } from './text.ts'

export interface PostgresCursorsOptions {
  /** The client of the store; or that of a transaction, whose part the move is then. */
  readonly client: PostgresClient
  /** As of the store. */
  readonly tenant?: string | undefined
  /** As of the store. */
  readonly schema?: string | undefined
}

/** Where a consumer stands, for whoever watches. */
export interface ConsumerPosition {
  readonly name: string
  /** Null at the beginning. */
  readonly cursor: string | null
  /** How many events it has not acknowledged. */
  readonly behind: number
}

export interface PostgresCursors extends Cursors {
  /** Every consumer of the tenant that has a place, by name. Counts what they have before them: for a gauge, not for a loop. */
  readonly list: () => Promise<readonly ConsumerPosition[]>
}

/**
 * Cursors in the table `consumers`, beside the events they point at: a backup brings both back together (E-6). Needs the
 * tables of `migrate`. Both functions throw at a name that is no text of 1 to 255 characters (B-4).
 *
 * @example
 * const cursors = postgresCursors({ client: { query: async () => ({ rows: [] }) }, tenant: 'shop' })
 * await cursors.read('search') // null
 */
export const postgresCursors = ({
  client,
  tenant = '',
  schema = defaultSchema,
}: PostgresCursorsOptions): PostgresCursors => {
  const {
    schema: s,
    tenant: t,
    rows,
  } = createTenantTables(withRetries(client), schemaName(schema), tenantKey(tenant))
  return {
    read: async (name) => {
      const [row] = await rows(
        `select cursor from ${s}.consumers where tenant = $1::text and name = $2::text`,
        [t, consumerKey(name)],
      )
      return row?.['cursor'] ?? null
    },
    move: async (name, from, to) => {
      // A name without a row stands at the beginning: only from there may it get one.
      const moved = await rows(
        `insert into ${s}.consumers as c (tenant, name, cursor)
select $1::text, $2::text, $4::text where $3::text is null
  or exists (select 1 from ${s}.consumers e where e.tenant = $1::text and e.name = $2::text)
on conflict (tenant, name) do update set cursor = excluded.cursor where c.cursor is not distinct from $3::text
returning name`,
        [t, consumerKey(name), from, to],
      )
      return moved.length > 0
    },
    list: async () => {
      const found = await rows(
        `select c.name, c.cursor, ((select count(*) from ${s}.events e
  where e.tenant = $1::text and e.position > coalesce(c.cursor, '0')::bigint)
  + (select count(*) from ${s}.events e where e.tenant = $1::text and e.position is null))::text as behind
from ${s}.consumers c where c.tenant = $1::text order by c.name`,
        [t],
      )
      return found.map(({ name, cursor, behind }) => ({
        name: decodeKey(name ?? ''),
        cursor: cursor ?? null,
        behind: Number(behind),
      }))
    },
  }
}
