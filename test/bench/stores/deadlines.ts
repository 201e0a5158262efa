import { createDesk, definePolicy } from '../../../src/index.ts'
import { postgresStore } from '../../../src/postgres/index.ts'
import type { Figure } from '../figure.ts'
import { deskOf, greet } from './desk.ts'
import { type Connections, inSchemas, type Server } from './server.ts'
import { customerOf, upTo } from './side.ts'

/** Deadlines of all conversations computed anew, a page at a time, against the same rows read and written by hand. */
export interface Deadlines {
  readonly conversations: number
  /** Milliseconds for all, in the middle of all rounds. */
  readonly desk: number
  readonly hand: number
  readonly ratio: number
}

const page = 100

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const timed = async (work: () => Promise<void>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** The fastest way without the library: a page of states, then one update of their deadlines. */
const byHand = async ({ client }: Connections, schema: string): Promise<void> => {
  for (let after: string | null = ''; after !== null; ) {
    const { rows } = await client.query(
      `select owner, id, state from "${schema}".conversations where tenant = '' and status <> 'closed' and owner > $1::text
order by owner limit ${page}`,
      [after],
    )
    const places = rows.map(({ owner, id, state }) => ({
      owner,
      id,
      due_at: JSON.parse(state ?? '').lastActivityAt + 1,
    }))
    await client.query(
      `update "${schema}".conversations c set due_at = g.due_at
from json_to_recordset($1::text::json) as g(owner text, id text, due_at bigint)
where c.tenant = '' and c.owner = g.owner and c.id = g.id`,
      [JSON.stringify(places)],
    )
    after = rows.length < page ? null : (rows.at(-1)?.['owner'] ?? null)
  }
}

export const runDeadlines = (server: Server, conversations: number, rounds: number): Promise<Deadlines> =>
  inSchemas(server, 1, async ([schema = '']) => {
    const connections = await server.connect(1)
    const writing = deskOf(connections.client, schema)
    for (const customer of upTo(conversations)) await greet(writing, customerOf(customer))
    for (const table of ['conversations', 'customers', 'events'])
      await connections.client.query(`analyze "${schema}".${table}`, [])
    let days = 1
    const desk = createDesk({
      store: postgresStore({ client: connections.client, schema }),
      policy: () => definePolicy({ inbox: 'support', reopenWindow: 'never', autoClose: { days } }),
    })
    const refresh = async (): Promise<void> => {
      for (let after: string | null = null, first = true; first || after !== null; first = false) {
        const answer = await desk.refreshDeadlines({ after, limit: page })
        if (!answer.ok) throw new Error(answer.error.message)
        after = answer.next
      }
    }
    const [desks, hands]: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      days++
      desks.push(await timed(refresh))
      hands.push(await timed(() => byHand(connections, schema)))
    }
    await connections.end()
    const [mid, other] = [median(desks), median(hands)]
    return { conversations, desk: mid, hand: other, ratio: mid / other }
  })

const rounded = (value: number): number => Math.round(value * 100) / 100

/** What it costs, as lines of the benchmark. */
export const ofDeadlines = ({ conversations, desk, hand, ratio }: Deadlines): readonly Figure[] => {
  const name = `deadlines of ${conversations.toLocaleString('en')} conversations`
  return [
    { what: `${name}, desk`, figure: rounded(desk), unit: 'ms', budget: '–', met: true },
    { what: `${name}, SQL by hand`, figure: rounded(hand), unit: 'ms', budget: '–', met: true },
    {
      what: '… desk against SQL by hand',
      figure: rounded(ratio),
      unit: '×',
      budget: '≤ 4',
      met: ratio <= 4,
    },
  ]
}
