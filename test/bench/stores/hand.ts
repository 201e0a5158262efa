import type { Conversation } from '../../../src/index.ts'
import { digest, eventOf } from './event.ts'
import type { Connections } from './server.ts'
import { customerOf, type Side } from './side.ts'

/** Every lookup that the desk makes of this message, each by its whole key, as somebody writes it who knows the tables. */
const readText = (schema: string): string => `select c.state as customer,
  (select a.holder from ${schema}.addresses a where a.tenant = $1 and a.address = $3) as holder,
  (select max(e.seq) from ${schema}.events e where e.tenant = $1 and e.customer = $2) as head,
  (select v.state from ${schema}.conversations v
    where v.tenant = $1 and v.owner = $2 and v.status <> 'closed') as active,
  (select v.state from ${schema}.conversations v
    where v.tenant = $1 and v.owner = $2 and v.status = 'closed' and v.merged_into is null
    order by v.closed_at desc, v.closed_seq desc limit 1) as closed,
  (select e.body from ${schema}.events e
    where e.tenant = $1 and e.customer = $2 and e.command = $4 and e.n = 0) as seen,
  (select string_agg(e.body, ',') from ${schema}.refs r
    join ${schema}.events e on e.tenant = r.tenant and e.customer = r.customer and e.seq = r.seq
    where r.tenant = $1 and r.ref = $5) as quoted
from ${schema}.customers c where c.tenant = $1 and c.id = $2`

// Where somebody else has taken the place in the stream, `events_place` fails, and with it the whole statement; where the
// stream ends before the head that was read, as after a restore, there is no row.
const writeText = (schema: string): string => `with said as (
  insert into ${schema}.events (tenant, customer, seq, command, n, conversation, occurred_at, recorded_at, body)
  values ($1, $2, $3 + 1, $4, 0, $5, $6, $6, $7)),
named as (insert into ${schema}.refs (tenant, ref, customer, seq) values ($1, $8, $2, $3 + 1)),
kept as (insert into ${schema}.conversations (tenant, owner, id, status, inbox, agent, due_at, status_at, closed_at, closed_seq,
  topics, merged_into, state)
values ($1, $2, $5, $9, $10, $11, null, $12, null, null, $13, null, $14)
on conflict (tenant, owner, id) do update set status = excluded.status, inbox = excluded.inbox,
  agent = excluded.agent, due_at = excluded.due_at, status_at = excluded.status_at, closed_at = excluded.closed_at,
  closed_seq = excluded.closed_seq, topics = excluded.topics, merged_into = excluded.merged_into,
  state = excluded.state)
select e.seq from ${schema}.events e where e.tenant = $1 and e.customer = $2 and e.seq = $3 limit 1`

type Working = Omit<{ -readonly [K in keyof Conversation]: Conversation[K] }, 'pendingReplies'> & {
  readonly pendingReplies: readonly { readonly laterTimes: number[] }[]
}

/** Times kept behind the oldest one. */
const newestKept = 16

/**
 * The same message in SQL as fast as it can be written for this one case: one read and one write, prepared, of the same rows and
 * columns. It asks no rule of the domain: it takes for granted that the message joins the open contact of an active
 * conversation that an agent has, and that an earlier message waits there.
 */
export const handSide = (
  { ask }: Pick<Connections, 'ask'>,
  schema: string,
  customers: readonly number[],
): Side => {
  const read = readText(`"${schema}"`)
  const write = writeText(`"${schema}"`)
  return {
    customers,
    message: async (number, n) => {
      const customer = customerOf(number)
      const [id, ref] = [digest(`chat/${n}`), digest(`ref/${n}`)]
      const [found] = await ask('hand-read', read, ['', customer, `handle:chat:${customer}`, id, ref])
      if (found?.['active'] == null || found['seen'] !== null)
        throw new Error(`${customer}: not as it was seeded`)
      const active = JSON.parse(found['active']) as Working
      const contact = active.contacts[0]?.id ?? ''
      const now = Date.now()
      const head = Number(found['head'])
      const seq = head + 1
      // Read for this message alone, so that it is written into.
      active.lastActivityAt = now
      active.lastCustomerMessageAt = now
      active.lastCustomerMessageSeq = seq
      const more = active.pendingReplies[0]?.laterTimes ?? []
      more.push(now)
      if (more.length > newestKept) more.shift()
      const { id: conversation, inbox, agent, statusChangedAt } = active
      const event = eventOf({ customer, conversation, contact, inbox, agent, seq, now }, n)
      const [body, after] = [JSON.stringify(event), JSON.stringify(active)]
      const said = ['', customer, head, id, conversation, now, body, ref]
      const written = await ask('hand-write', write, [
        ...said,
        'open',
        inbox,
        agent,
        statusChangedAt,
        '{}',
        after,
      ])
      if (written.length === 0) throw new Error(`${customer}: the stream is shorter than it was`)
    },
  }
}
