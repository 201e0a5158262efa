import { postgresStore } from '../../../src/postgres/index.ts'
import { deskOf, greet, returnOnce } from './desk.ts'
import type { Connections } from './server.ts'
import { customerOf } from './side.ts'

const tables = ['customers', 'addresses', 'events', 'refs', 'conversations'] as const

const analyze = async ({ client }: Connections, schema: string): Promise<void> => {
  for (const table of tables) await client.query(`analyze "${schema}".${table}`, [])
}

/** Conversations that are under way, written by the desk into the first schema and copied to the second. */
export const seed = async (
  connections: Connections,
  first: string,
  second: string,
  customers: readonly number[],
): Promise<void> => {
  const desk = deskOf(connections.client, first)
  await Promise.all(customers.map((customer) => greet(desk, customerOf(customer))))
  for (const table of tables)
    await connections.client.query(`insert into "${second}".${table} select * from "${first}".${table}`, [])
  for (const schema of [first, second]) await analyze(connections, schema)
}

/** All events that a customer has. */
export const historyOf = async ({ client }: Connections, schema: string, customer: number) => {
  const query = { customer: customerOf(customer), order: 'oldest_first', after: null, limit: 1_000 } as const
  return (await postgresStore({ client, schema }).timeline(query)).items
}

/** A text of JSON in which some fields of `from` have other values. */
const changed = (text: string, fields: readonly (readonly [string, string])[]): string =>
  fields.reduce((before, [from, to]) => `replace(${before}, ${from}, ${to})`, text)

/**
 * Customers who come back: short ones with what two visits leave, long ones with so many events more, copies of their last message
 * with ids and places of their own, and one closed conversation for every hundred of them.
 */
export const seedReturning = async (
  connections: Connections,
  schema: string,
  short: readonly number[],
  long: readonly number[],
  past: number,
): Promise<void> => {
  const desk = deskOf(connections.client, schema)
  for (const customer of [...short, ...long]) await returnOnce(desk, customerOf(customer))
  const name = `"${schema}"`
  for (const customer of long.map(customerOf)) {
    const copied = `with last as (
  select * from ${name}.events where tenant = '' and customer = $1 and body like '%"message.received"%' order by seq desc limit 1),
head as (select max(seq) as seq from ${name}.events where tenant = '' and customer = $1),
made as (select last.*, g as place, md5(last.customer || g) as made_command, md5(g || last.customer) as made_ref
  from last cross join head cross join generate_series(head.seq + 1, $2::text::bigint) g)`
    const body = changed('m.body', [
      [`'"id":"' || m.command || '.' || m.n || '"'`, `'"id":"' || m.made_command || '.0"'`],
      [`'"seq":' || m.seq || ','`, `'"seq":' || m.place || ','`],
      [`r.ref`, 'm.made_ref'],
    ])
    await connections.client.query(
      `${copied}, w_refs as (insert into ${name}.refs (tenant, ref, customer, seq)
  select '', made_ref, customer, place from made)
insert into ${name}.events (tenant, customer, seq, command, n, conversation, occurred_at, recorded_at, body)
select '', m.customer, m.place, m.made_command, 0, m.conversation, m.occurred_at, m.recorded_at, ${body}
from made m join ${name}.refs r on r.tenant = '' and r.customer = m.customer and r.seq = m.seq`,
      [customer, `${past}`],
    )
    const state = changed('c.state', [
      [
        `substring(c.state from '"lastCustomerMessageSeq":[0-9]+')`,
        `'"lastCustomerMessageSeq":' || $2::text`,
      ],
    ])
    await connections.client.query(
      `update ${name}.conversations c set state = ${state} where tenant = '' and owner = $1 and status <> 'closed'`,
      [customer, `${past}`],
    )
    await connections.client.query(
      `insert into ${name}.conversations (tenant, owner, id, status, inbox, agent, due_at, status_at, closed_at,
  closed_seq, topics, merged_into, state)
select tenant, owner, id || '-' || g, status, inbox, agent, due_at, status_at - g, closed_at - g, closed_seq,
  topics, merged_into, replace(state, '"id":"' || id || '"', '"id":"' || id || '-' || g || '"')
from ${name}.conversations cross join generate_series(1, $2::text::integer / 100) g
where tenant = '' and owner = $1 and status = 'closed'`,
      [customer, `${past}`],
    )
  }
  await analyze(connections, schema)
}
