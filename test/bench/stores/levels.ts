import type { PostgresClient } from '../../../src/postgres/index.ts'
import { counted } from './counted.ts'
import { deskSide } from './desk.ts'
import { emmettSide, seedEmmett } from './emmett.ts'
import { handSide } from './hand.ts'
import { rounded } from './numbers.ts'
import { remembering } from './remembering.ts'
import { inTurns, round, type Summary, speedRatio, summaryOf } from './round.ts'
import { historyOf, seed } from './seed.ts'
import { type Connections, inSchemas, type Server } from './server.ts'
import { type Side, upTo } from './side.ts'

/** How much of everything to do. */
export interface Sizes {
  readonly seconds: number
  readonly rounds: number
  readonly writers: readonly number[]
  readonly customers: number
  /** Messages of each side before the first that counts, answered from memory: its code is compiled then. */
  readonly warm: number
  /** Streams of emmett, each with the ten events of one customer. */
  readonly streams: number
  /** Events of a customer with a long past. */
  readonly past: number
}

/** What so many writers at once reach. */
export interface Level {
  readonly writers: number
  readonly desk: Summary
  readonly hand: Summary
  readonly emmett: Summary | null
  /** The desk's messages per second to those by hand. */
  readonly ratio: number
  /** The processor time by hand, of process and server, to the desk's: what the ratio is where nobody waits for a disk. */
  readonly cpuRatio: number | null
  /** Statements of the desk for a message. */
  readonly statements: number
  /** What part of its time a message of the desk waits for the database, or for a connection to it. */
  readonly waiting: number
}

/** What one side has done in all levels: rows must be there for every message, and none besides. */
export interface Written {
  readonly messages: number
  readonly events: number
  readonly refs: number
  readonly conversations: number
}

const rowsOf = async ({ client }: Connections, schema: string): Promise<readonly number[]> => {
  const count = async (table: string): Promise<number> => {
    const { rows } = await client.query(`select count(*)::text as count from "${schema}".${table}`, [])
    return Number(rows[0]?.['count'])
  }
  return [await count('events'), await count('refs'), await count('conversations')]
}

/** What a side was asked to do, rounds that do not count included. */
interface Tally {
  messages: number
  milliseconds: number
}

const tallied = (side: Side, tally: Tally): Side => ({
  ...side,
  message: async (customer, n) => {
    const began = performance.now()
    await side.message(customer, n)
    tally.messages += 1
    tally.milliseconds += performance.now() - began
  },
})

const cpuRatioOf = (ones: Summary, others: Summary): number | null =>
  ones.server === null || others.server === null
    ? null
    : rounded((ones.cpu + ones.server) / (others.cpu + others.server), 3)

/** The desk, SQL by hand and emmett at each number of writers, all on the same connections. */
export const runLevels = async (
  server: Server,
  sizes: Sizes,
  say: (level: Level) => void,
): Promise<{
  readonly levels: readonly Level[]
  readonly written: { readonly desk: Written; readonly hand: Written }
}> =>
  inSchemas(server, 3, async ([ours = '', theirs = '', emmetts = '']) => {
    const { seconds, rounds, streams } = sizes
    const all = upTo(sizes.customers)
    const seeding = await server.connect(8, emmetts)
    await seed(seeding, ours, theirs, all)
    const past = await historyOf(seeding, ours, 0)
    if (seeding.pool !== null && server.url !== null)
      await seedEmmett(seeding.pool, server.url, past, streams)
    for (const side of [
      deskSide({ query: remembering(seeding.client.query, (text) => text) }, ours, [0]),
      handSide({ ask: remembering(seeding.ask, (name) => name) }, theirs, [0]),
    ])
      for (let n = 1; n <= sizes.warm; n++) await side.message(0, -n)
    const before = { desk: await rowsOf(seeding, ours), hand: await rowsOf(seeding, theirs) }
    const tallies = { desk: { messages: 0, milliseconds: 0 }, hand: { messages: 0, milliseconds: 0 } }
    const sidesOn = (connections: Connections, client: PostgresClient): readonly Side[] => [
      tallied(deskSide(client, ours, all), tallies.desk),
      tallied(handSide(connections, theirs, all), tallies.hand),
      ...(connections.pool === null || server.url === null
        ? []
        : [emmettSide(connections.pool, server.url, past.length, streams)]),
    ]
    for (const side of sidesOn(seeding, seeding.client)) await round(side, 8, seconds)
    const levels: Level[] = []
    for (const writers of sizes.writers) {
      const connections = await server.connect(writers, emmetts)
      const { client, since } = counted(connections.client)
      const earlier = { ...tallies.desk }
      const [desk = [], hand = [], emmett] = await inTurns(
        sidesOn(connections, client),
        writers,
        seconds,
        rounds,
        connections.backends,
      )
      const { statements, waited } = since()
      const [mine, other] = [summaryOf(desk), summaryOf(hand)]
      const level: Level = {
        writers,
        desk: mine,
        hand: other,
        emmett: emmett === undefined ? null : summaryOf(emmett),
        ratio: speedRatio(desk, hand),
        cpuRatio: cpuRatioOf(other, mine),
        statements: rounded(statements / (tallies.desk.messages - earlier.messages), 3),
        waiting: rounded(waited / (tallies.desk.milliseconds - earlier.milliseconds), 3),
      }
      await connections.end()
      levels.push(level)
      say(level)
    }
    const writtenBy = async (schema: string, side: 'desk' | 'hand'): Promise<Written> => {
      const now = await rowsOf(seeding, schema)
      const [events = 0, refs = 0, conversations = 0] = now.map((count, n) => count - (before[side][n] ?? 0))
      return { messages: tallies[side].messages, events, refs, conversations }
    }
    const written = { desk: await writtenBy(ours, 'desk'), hand: await writtenBy(theirs, 'hand') }
    await seeding.end()
    return { levels, written }
  })
