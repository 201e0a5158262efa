import type { Store, StoredEvent } from '../../src/index.ts'
import type { Parameter } from '../../src/postgres/index.ts'
import { schemaName as quoted } from '../../src/postgres/names.ts'
import { encodeKey } from '../../src/postgres/text.ts'
import type { Shelf } from './shelves.ts'

/** The rows of a load, read by plain statements and not by the store that wrote them. */
export interface Rows {
  /** Every customer's id. */
  readonly customers: () => Promise<readonly string[]>
  /** The stored state of a customer, merged away or not. */
  readonly customer: (id: string) => Promise<string | null>
  /** A customer's own stream, in the order of its places. */
  readonly stream: (id: string) => Promise<readonly StoredEvent[]>
  readonly conversations: (owner: string) => Promise<readonly StoredRow[]>
  readonly tasks: (owner: string) => Promise<readonly StoredRow[]>
  /** Customers who have several conversations that are not closed, by the column. */
  readonly severalActive: () => Promise<readonly string[]>
  /** How many places each customer's stream has, and the last of them. */
  readonly places: () => Promise<
    readonly { readonly customer: string; readonly last: number; readonly size: number }[]
  >
}

export interface StoredRow {
  readonly id: string
  readonly state: string
  /** The status of a conversation; null for a task. */
  readonly status: string | null
  readonly dueAt: number | null
}

const instantOf = (text: string | null | undefined): number | null => (text == null ? null : Number(text))

export const rowsOf = ({ client, tenant }: Pick<Shelf, 'client' | 'tenant'>, schemaName: string): Rows => {
  const schema = quoted(schemaName)
  const ask = async (text: string, ...more: Parameter[]) => (await client.query(text, [tenant, ...more])).rows
  const states = async (table: string, status: string, owner: string): Promise<readonly StoredRow[]> =>
    (
      await ask(
        `select id, state, ${status} as status, due_at::text as due_at from ${schema}.${table}
where tenant = $1::text and owner = $2::text order by id`,
        encodeKey(owner),
      )
    ).map((row) => ({
      id: row['id'] ?? '',
      state: row['state'] ?? '',
      status: row['status'] ?? null,
      dueAt: instantOf(row['due_at']),
    }))
  return {
    customers: async () =>
      (await ask(`select id from ${schema}.customers where tenant = $1::text order by id`)).map(
        ({ id }) => id ?? '',
      ),
    customer: async (id) =>
      (
        await ask(
          `select state from ${schema}.customers where tenant = $1::text and id = $2::text`,
          encodeKey(id),
        )
      )[0]?.['state'] ?? null,
    stream: async (id) =>
      (
        await ask(
          `select body from ${schema}.events where tenant = $1::text and customer = $2::text order by seq`,
          encodeKey(id),
        )
      ).map(({ body }): StoredEvent => JSON.parse(body ?? '')),
    conversations: (owner) => states('conversations', 'status', owner),
    tasks: (owner) => states('tasks', 'null::text', owner),
    severalActive: async () =>
      (
        await ask(
          `select owner from ${schema}.conversations where tenant = $1::text and status <> 'closed'
group by owner having count(*) > 1`,
        )
      ).map(({ owner }) => owner ?? ''),
    places: async () =>
      (
        await ask(
          `select customer, max(seq)::text as last, count(*)::text as size from ${schema}.events
where tenant = $1::text group by customer`,
        )
      ).map(({ customer, last, size }) => ({
        customer: customer ?? '',
        last: Number(last),
        size: Number(size),
      })),
  }
}

/** All pages of a customer's timeline, through the port. */
export const timelineOf = async function* (store: Store, customer: string): AsyncGenerator<StoredEvent> {
  for (let after: string | null = null; ; ) {
    const page = await store.timeline({ customer, order: 'oldest_first', after, limit: 500 })
    yield* page.items
    if (page.next === null) return
    after = page.next
  }
}
