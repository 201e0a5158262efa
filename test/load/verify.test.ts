import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../src/index.ts'
import { readerOf } from './follow.ts'
import { readOptions } from './options.ts'
import { embedded, type Place, schemaFor } from './places.ts'
import { jobsOf } from './plan.ts'
import { type Filled, fill } from './run.ts'
import { type Shelf, shelvesOf } from './shelves.ts'
import { isSound, type Verdict, verify } from './verify.ts'

/** What is done to the database, and which of the figures must see it. */
interface Damage {
  readonly what: string
  readonly by: readonly string[]
  readonly seen: readonly ('twoActive' | 'lost' | 'doubled' | 'foldMismatches' | 'outboxGaps')[]
}

/** The place of the n-th event of a kind in the middle of a stream that goes on after it. */
const middle = (type: string): string =>
  `(select e.customer, e.seq from events e where e.body like '%"type":"${type}"%'
    and e.seq < (select max(l.seq) from events l where l.customer = e.customer) order by e.customer, e.seq limit 1)`

const someone = `(select customer from events group by customer having count(*) > 8 order by customer limit 1)`

const damages: readonly Damage[] = [
  {
    what: 'a message is gone',
    by: [`delete from events where (customer, seq) = ${middle('message.received')}`],
    seen: ['lost', 'outboxGaps'],
  },
  {
    what: "a command's last word is gone",
    by: [
      `delete from events where (customer, seq) = (select customer, seq from events
         where body like '%"type":"task.created"%' limit 1)`,
    ],
    seen: ['lost', 'foldMismatches'],
  },
  {
    what: 'a message stands there a second time',
    by: [
      `insert into events select e.tenant, e.customer, l.seq, e.command || '~', e.n, e.conversation, e.occurred_at,
         e.recorded_at, null, replace(replace(e.body, '"seq":' || e.seq, '"seq":' || l.seq), '"id":"' || e.command, '"id":"' || e.command || '~')
       from events e, (select customer, max(seq) + 1 as seq from events group by customer) l
       where l.customer = e.customer and (e.customer, e.seq) = ${middle('message.received')}`,
    ],
    seen: ['doubled'],
  },
  {
    what: 'a command was done in two streams',
    by: [
      `insert into events select e.tenant, l.customer, l.seq, e.command, e.n, null, e.occurred_at, e.recorded_at, null,
         replace(replace(e.body, '"seq":' || e.seq, '"seq":' || l.seq), '"customer":"' || e.customer, '"customer":"' || l.customer)
       from events e, (select customer, max(seq) + 1 as seq from events group by customer) l
       where l.customer <> e.customer and (e.customer, e.seq) = ${middle('message.sent')}
         and l.customer = ${someone}`,
    ],
    seen: ['doubled'],
  },
  {
    what: 'a customer has two active conversations, by their columns',
    by: [
      `insert into conversations select tenant, owner, id || '~', 'new', inbox, agent, due_at, status_at, null, null,
         topics, merged_into, state from conversations where status <> 'closed' limit 1`,
    ],
    seen: ['twoActive'],
  },
  {
    what: 'a customer has two active conversations, by their states alone',
    by: [
      `insert into conversations select tenant, owner, id || '~', 'closed', inbox, agent, due_at, status_at, 1, 1,
         topics, merged_into, state from conversations where status <> 'closed' limit 1`,
    ],
    seen: ['twoActive', 'foldMismatches'],
  },
  {
    what: 'a conversation is not what happened to it',
    by: [
      `update conversations set state = replace(state, '"inbox":"', '"inbox":"not ')
       where (owner, id) = (select owner, id from conversations order by owner, id limit 1)`,
    ],
    seen: ['foldMismatches'],
  },
  {
    what: 'a customer is not what happened to him',
    by: [
      `update customers set state = replace(state, '"blocked":false', '"blocked":true') where id = ${someone}`,
    ],
    seen: ['foldMismatches'],
  },
  {
    what: 'a task is not what happened to it',
    by: [`update tasks set state = replace(state, '"inbox":"', '"inbox":"not ')`],
    seen: ['foldMismatches'],
  },
  {
    what: 'a column does not say what the state says',
    by: [
      `update conversations set due_at = coalesce(due_at, 0) + 1
       where (owner, id) = (select owner, id from conversations order by owner, id limit 1)`,
    ],
    seen: ['foldMismatches'],
  },
  {
    what: 'a conversation is gone',
    by: [
      'delete from conversations where (owner, id) = (select owner, id from conversations order by owner, id limit 1)',
    ],
    seen: ['foldMismatches'],
  },
  {
    what: 'the feed gives two events of a customer the wrong way round',
    by: [
      `update events e set position = case e.seq when 2 then o.third else o.second end
       from (select customer, max(position) filter (where seq = 2) as second,
         max(position) filter (where seq = 3) as third from events group by customer) o
       where o.customer = e.customer and e.customer = ${someone} and e.seq in (2, 3)`,
    ],
    seen: ['outboxGaps'],
  },
  {
    what: 'the feed skips an event, for its position was given away',
    by: [`update events set position = -1 where (customer, seq) = ${middle('message.received')}`],
    seen: ['outboxGaps'],
  },
]

const options = () => {
  const read = readOptions(['--messages', '60', '--customers', '8', '--writers', '4'])
  if (read === null) throw new Error('no options')
  return read
}

describe('the verdict on a load', () => {
  const now: { place?: Place; schema?: string; shelves?: readonly Shelf[]; filled?: Filled } = {}
  const set = (): Required<typeof now> => {
    const { place, schema, shelves, filled } = now
    if (place === undefined || schema === undefined || shelves === undefined || filled === undefined)
      throw new Error('nothing was filled')
    return { place, schema, shelves, filled }
  }
  const judged = async (acknowledged?: Filled['acknowledged']): Promise<Verdict> => {
    const { shelves, schema, filled } = set()
    return verify(shelves, schema, acknowledged ?? filled.acknowledged, filled.during)
  }

  const ask = async (statement: string): Promise<void> => {
    for (const client of set().place.clients) await client.query(statement, [])
  }
  const tables = ['customers', 'conversations', 'tasks', 'events', 'feeds']
  const save = async (): Promise<void> => {
    await ask('create schema saved')
    for (const table of tables) await ask(`create table saved.${table} as table ${table}`)
  }
  const restore = async (): Promise<void> => {
    for (const table of tables) {
      await ask(`delete from ${table}`)
      await ask(`insert into ${table} select * from saved.${table}`)
    }
  }

  beforeAll(async () => {
    const place = await embedded()
    const { schema } = await schemaFor(place.clients, null)
    const shelves = shelvesOf(place.clients, schema, 1)
    const filled = await fill(place, schema, shelves, options())
    Object.assign(now, { place, schema, shelves, filled })
    await ask(`set search_path = "${schema}"`)
    // What keeps two active conversations apart is taken away, so that they can be put there.
    await ask('drop index conversations_one_active')
    await save()
  }, 120_000)
  afterAll(() => now.place?.close())

  it('E-1, O-1, I-1, E-6: finds no fault with a store that kept its word', async () => {
    const verdict = await judged()
    expect(verdict.faults).toEqual([])
    expect(isSound(verdict)).toBe(true)
    expect(verdict.events).toBeGreaterThan(120)
    expect(set().filled.acknowledged.size).toBeGreaterThan(80)
    for (const reader of set().filled.during.flat()) expect(reader.events()).toBe(verdict.events)
  })

  it.each(damages)('sees that $what', async ({ by, seen }) => {
    for (const statement of by) await ask(statement)
    const verdict = await judged()
    await restore()
    for (const figure of seen) expect([figure, verdict[figure]]).not.toEqual([figure, 0])
    expect(isSound(verdict)).toBe(false)
    expect(verdict.faults).not.toEqual([])
    expect((await judged()).faults).toEqual([])
  })

  it('I-13: sees that what was acknowledged was never written', async () => {
    const { acknowledged } = set().filled
    const next = [...jobsOf({ seed: 1, messages: 61, customers: 8 })].findLast(
      ({ kind }) => kind === 'message',
    )
    const more = new Map([...acknowledged, [next?.id ?? -1, { ok: true, wrote: false }] as const])
    expect((await judged(more)).faults).toEqual(['lost: in-60'])
    const refused = new Map([...acknowledged, [next?.id ?? -1, { ok: false, code: 'any' }] as const])
    expect((await judged(refused)).lost).toBe(1)
  })
})

describe('a reader of the feed', () => {
  const events = (...places: readonly string[]): readonly Pick<StoredEvent, 'customer' | 'seq'>[] =>
    places.map((place) => ({ customer: place.slice(0, 1), seq: Number(place.slice(1)) }))

  it.each([
    ['skips an event', ['a1', 'b1', 'a3'], 1],
    ['meets one twice', ['a1', 'a1', 'a2'], 1],
    ['meets one too early', ['a2', 'a1', 'a3'], 3],
    ['meets all of two customers', ['a1', 'b1', 'b2', 'a2'], 0],
  ])('E-6: that %s has as many faults as come of it', (_, places, faults) => {
    const reader = readerOf()
    reader.read(events(...places))
    expect(reader.faults()).toBe(faults)
    expect(reader.events()).toBe(places.length)
  })
})
