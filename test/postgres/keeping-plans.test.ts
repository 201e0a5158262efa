import { describe, expect, it } from 'vitest'
import { postgresStore } from '../../src/postgres/index.ts'
import { createWorld, expectOk } from '../support/world.ts'
import { databases } from './databases.ts'
import { explaining, widest } from './plans.ts'

const [, server] = await databases()

/** A server tries a plan with the values so often before it thinks of one without. */
const tries = 5
const times = (n: number) => Array.from({ length: n }, (_, at) => at)

/** More events and closed conversations for everybody, so that a planner has other numbers to guess from. */
const more = (schema: string, events: number): readonly string[] => [
  `insert into "${schema}".events (tenant, customer, seq, command, n, conversation, occurred_at, recorded_at, position, body)
select '', c.id, head.seq + g, md5(c.id || head.seq + g), 0, null, 0, 0, null, e.body
from "${schema}".customers c cross join generate_series(1, ${events}) g
cross join lateral (select max(seq) as seq from "${schema}".events h where h.customer = c.id) head
join "${schema}".events e on e.customer = c.id and e.seq = 1`,
  `insert into "${schema}".conversations (tenant, owner, id, status, inbox, agent, due_at, status_at, closed_at, closed_seq,
  topics, merged_into, state)
select tenant, owner, gen_random_uuid()::text, 'closed', inbox, agent, null, status_at, 1, 1, topics, null, state
from "${schema}".conversations cross join generate_series(1, ${Math.ceil(events / 10)}) g where status <> 'closed'`,
]

const tables = ['events', 'conversations', 'customers', 'addresses', 'refs']

/** No figures but those of these tests: the server would count by itself, at any time. */
const uncounted = (schema: string): readonly string[] =>
  tables.map((table) => `alter table "${schema}".${table} set (autovacuum_enabled = off)`)

const analyse = (schema: string): readonly string[] => tables.map((table) => `analyze "${schema}".${table}`)

describe.skipIf(server === undefined)('the plans of a server', () => {
  it.each([
    ['few events of each customer', (schema: string) => analyse(schema)],
    ['many', (schema: string) => [...more(schema, 400), ...analyse(schema)]],
    [
      'many more than when it last looked',
      (schema: string) => [...more(schema, 12), ...analyse(schema), ...more(schema, 400)],
    ],
  ])('O-4: are kept for every statement of a message, with %s', async (_, past) => {
    if (server === undefined) throw new Error('no server')
    const { schema } = await server.fresh()
    for (const statement of uncounted(schema)) await server.run(statement)
    const { client, end } = await server.alone()
    const seeding = createWorld({ store: postgresStore({ client: server.client, schema }) })
    for (const n of times(60))
      await seeding.customerWrites('hello', {
        customer: `c${n}`,
        from: `c${n}@example.com`,
        id: `<first-${n}@mail>`,
      })
    for (const statement of past(schema)) await server.run(statement)
    const w = createWorld({ store: postgresStore({ client, schema }) })
    for (const n of times(tries + 7)) {
      const from = `c${n}@example.com`
      await w.customerWrites(`named ${n}`, { customer: `c${n}`, from })
      await expectOk(
        w.desk.receive({ channel: 'email', from, id: `<addressed-${n}@mail>`, text: 'addressed' }),
      )
      await w.customerWrites(`answers ${n}`, {
        customer: `c${n}`,
        from,
        thread: { inReplyTo: `<first-${n}@mail>` },
      })
      await w.customerWrites(`new ${n}`, { customer: `new-${n}`, from: `new-${n}@example.com` })
    }
    const { rows } = await client.query(
      `select left(statement, 60) as text, generic_plans::text as kept, custom_plans::text as made
from pg_prepared_statements where generic_plans + custom_plans > ${tries + 5}`,
      [],
    )
    await end()
    // The plain finds by name and by address, the whole one for two queries; the plain commit and the whole one.
    expect(rows.length).toBeGreaterThanOrEqual(5)
    for (const { text, kept, made } of rows)
      expect([text, Number(made), Number(kept) > 0]).toEqual([text, tries, true])
  })

  it('O-4: read a handful of rows, where one customer has a long past and a planner thinks of the others', async () => {
    if (server === undefined) throw new Error('no server')
    const { schema } = await server.fresh()
    for (const statement of uncounted(schema)) await server.run(statement)
    const { client, end } = await server.alone()
    await client.query('set plan_cache_mode = force_generic_plan', [])
    const widths: number[] = []
    const plain = createWorld({ store: postgresStore({ client: server.client, schema }) })
    const hear = (n: number) =>
      plain.customerWrites('hello', { customer: `c${n}`, from: `c${n}@example.com` })
    for (const n of times(100)) await hear(n)
    const { message } = await plain.customerWrites('first', {
      customer: 'old',
      from: 'old@example.com',
      id: '<first@mail>',
    })
    expect(message).not.toBeNull()
    for (const statement of analyse(schema)) await server.run(statement)
    const [events = '', closed = ''] = more(schema, 3_000)
    await server.run(events.concat(" where c.id = 'old'"))
    await server.run(`${closed} and owner = 'old'`)
    const w = createWorld({
      store: postgresStore({ client: explaining(client, (plan) => widths.push(widest(plan))), schema }),
    })
    const old = { customer: 'old', from: 'old@example.com' }
    await w.customerWrites('one', old)
    await w.customerWrites('two', old)
    await expectOk(
      w.desk.receive({ channel: 'email', from: 'old@example.com', id: '<three@mail>', text: 'three' }),
    )
    await w.customerWrites('four', { ...old, thread: { inReplyTo: '<first@mail>' } })
    await end()
    expect(widths.length).toBeGreaterThanOrEqual(8)
    expect(Math.max(...widths)).toBeLessThan(40)
  })
})
