import { seedEmmett } from './emmett.ts'
import { type Entry, enter } from './entry.ts'
import { rounded } from './numbers.ts'
import { inTurns, type Round, type Summary, speedRatio, summaryOf } from './round.ts'
import { historyOf, seed } from './seed.ts'
import { type Connections, inSchemas, type Server } from './server.ts'
import { upTo } from './side.ts'

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
}

/** What stands in the tables of one side. */
export interface Written {
  readonly events: number
  readonly refs: number
  readonly conversations: number
}

const writtenIn = async ({ client }: Pick<Connections, 'client'>, schema: string): Promise<Written> => {
  const count = async (table: string): Promise<number> => {
    const { rows } = await client.query(`select count(*)::text as count from "${schema}".${table}`, [])
    return Number(rows[0]?.['count'])
  }
  return {
    events: await count('events'),
    refs: await count('refs'),
    conversations: await count('conversations'),
  }
}

const cpuRatioOf = (ones: Summary, others: Summary): number | null =>
  ones.server === null || others.server === null
    ? null
    : rounded((ones.cpu + ones.server) / (others.cpu + others.server), 3)

const sum = (rounds: readonly Round[], of: (one: Round) => number): number =>
  rounds.reduce((total, one) => total + of(one), 0)

const levelOf = (
  writers: number,
  desk: readonly Round[],
  hand: readonly Round[],
  emmett?: readonly Round[],
): Level => {
  const [mine, other] = [summaryOf(desk), summaryOf(hand)]
  return {
    writers,
    desk: mine,
    hand: other,
    emmett: emmett === undefined ? null : summaryOf(emmett),
    ratio: speedRatio(desk, hand),
    cpuRatio: cpuRatioOf(other, mine),
    statements: rounded(sum(desk, (one) => one.statements) / sum(desk, (one) => one.messages), 3),
  }
}

/** Ids of one level, so far apart that no two levels meet. */
const apart = 1e7

/** The desk, SQL by hand and emmett at each number of writers, in turns, each with connections and a process of its own. */
export const runLevels = async (
  server: Server,
  sizes: Sizes,
  say: (level: Level) => void,
): Promise<{
  readonly levels: readonly Level[]
  /** What the tables of each hold afterwards: the same rows for every message, and none besides. */
  readonly written: { readonly seeded: Written; readonly desk: Written; readonly hand: Written }
}> =>
  inSchemas(server, 3, async ([ours = '', theirs = '', emmetts = '']) => {
    const { seconds, rounds, customers, streams, warm } = sizes
    const seeding = await server.connect(8, emmetts)
    await seed(seeding, ours, theirs, upTo(customers))
    const seeded = await writtenIn(seeding, ours)
    const past = await historyOf(seeding, ours, 0)
    if (seeding.pool !== null && server.url !== null)
      await seedEmmett(seeding.pool, server.url, past, streams)
    // Three times 32 connections are nearly all that a server gives by default.
    await seeding.end()
    const sides: readonly Entry['side'][] =
      server.url === null ? ['desk', 'hand'] : ['desk', 'hand', 'emmett']
    const levels: Level[] = []
    for (const [at, writers] of sizes.writers.entries()) {
      const contenders = []
      for (const side of sides)
        contenders.push(
          await enter(server, {
            side,
            writers,
            schema: side === 'desk' ? ours : theirs,
            emmetts,
            customers,
            streams,
            past: past.length,
            warm,
            from: at * apart,
          }),
        )
      const [desk = [], hand = [], emmett] = await inTurns(contenders, seconds, rounds)
      const level = levelOf(writers, desk, hand, emmett)
      for (const one of contenders) await one.end()
      levels.push(level)
      say(level)
    }
    const counting = await server.connect(1)
    const written = { seeded, desk: await writtenIn(counting, ours), hand: await writtenIn(counting, theirs) }
    await counting.end()
    return { levels, written }
  })
