import { median, quantile, rounded } from './numbers.ts'
import type { Connections } from './server.ts'
import type { Side } from './side.ts'

/** What one side did in one round. */
export interface Round {
  readonly messages: number
  readonly seconds: number
  /** Processor time of this process, in seconds. */
  readonly cpu: number
  /** The server's, for these connections; null where it cannot be known. */
  readonly server: number | null
  /** Milliseconds of each message. */
  readonly latencies: readonly number[]
  /** Statements of the library. */
  readonly statements: number
}

/** So many writers, each with customers of its own, send one message after the other until the time is up. */
const round = async (
  side: Side,
  writers: number,
  seconds: number,
  nextId: () => number,
  { backends, statements }: Pick<Connections, 'backends' | 'statements'>,
): Promise<Round> => {
  const latencies: number[] = []
  const spent = await backends()
  const before = statements()
  const cpu = process.cpuUsage()
  const began = performance.now()
  const until = began + seconds * 1_000
  const writer = async (own: readonly number[]): Promise<void> => {
    // Each sends one at least, also where the machine is so busy that the time is up before.
    for (let turn = 0; turn === 0 || performance.now() < until; turn++) {
      const sent = performance.now()
      await side.message(own[turn % own.length] ?? Number.NaN, nextId())
      latencies.push(performance.now() - sent)
    }
  }
  const shares = Array.from({ length: writers }, (_, n) =>
    side.customers.filter((_, at) => at % writers === n),
  )
  await Promise.all(shares.map(writer))
  const took = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  const now = await backends()
  const server = now === null || spent === null ? null : now - spent
  return {
    messages: latencies.length,
    seconds: took,
    cpu: (user + system) / 1e6,
    server,
    latencies,
    statements: statements() - before,
  }
}

/** One side on connections of its own, in this process or in another. */
export interface Contender {
  readonly round: (seconds: number) => Promise<Round>
  readonly end: () => Promise<void>
}

/** A side in this process. `from`: no message of a run is given twice. */
export const contenderOf = (
  side: Side,
  connections: Connections,
  writers: number,
  from: number,
): Contender => {
  const ids = { given: from }
  const nextId = (): number => {
    ids.given += 1
    return ids.given
  }
  return {
    round: async (seconds) => {
      await side.between?.()
      return round(side, writers, seconds, nextId, connections)
    },
    end: connections.end,
  }
}

/** Rounds of all in turns, so that what disturbs the machine disturbs each alike; the first ones do not count. */
export const inTurns = async (
  contenders: readonly Contender[],
  seconds: number,
  rounds: number,
): Promise<readonly (readonly Round[])[]> => {
  const all: Round[][] = contenders.map(() => [])
  for (const one of contenders) await one.round(seconds / 2)
  for (let turn = 0; turn < rounds; turn++) {
    const order = [...contenders.entries()]
    for (const [at, one] of turn % 2 === 0 ? order : order.reverse()) all[at]?.push(await one.round(seconds))
  }
  return all
}

const speedOf = ({ messages, seconds }: Round): number => messages / seconds

const typical = ({ latencies }: Round): number => median(latencies)

const ratios = (ones: readonly Round[], others: readonly Round[], of: (one: Round) => number): number =>
  median(
    ones.flatMap((one, n) => {
      const other = others[n]
      return other === undefined ? [] : [of(one) / of(other)]
    }),
  )

/** How fast the ones were against the others: the median of the rounds that ran next to each other. */
export const speedRatio = (ones: readonly Round[], others: readonly Round[]): number =>
  rounded(ratios(ones, others, speedOf), 3)

/** How much longer the ones took for the message in the middle. */
export const latencyRatio = (ones: readonly Round[], others: readonly Round[]): number =>
  rounded(ratios(ones, others, typical), 3)

/** What the rounds of one side say together. */
export interface Summary {
  readonly perSecond: number
  /** Milliseconds for a message, of all rounds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Microseconds of this process's processor for a message. */
  readonly cpu: number
  /** Of the server's; null where it cannot be known. */
  readonly server: number | null
}

export const summaryOf = (rounds: readonly Round[]): Summary => {
  const latencies = rounds.flatMap((one) => one.latencies)
  const each = (of: (one: Round) => number): number =>
    rounded((rounds.reduce((sum, one) => sum + of(one), 0) / latencies.length) * 1e6, 0)
  return {
    perSecond: rounded(median(rounds.map(speedOf)), 0),
    p50: rounded(quantile(latencies, 0.5), 2),
    p95: rounded(quantile(latencies, 0.95), 2),
    p99: rounded(quantile(latencies, 0.99), 2),
    cpu: each(({ cpu }) => cpu),
    server: rounds.some(({ server }) => server === null) ? null : each(({ server }) => server ?? 0),
  }
}
