import { deskSide } from './desk.ts'
import type { Sizes } from './levels.ts'
import { contenderOf, inTurns, latencyRatio, type Summary, summaryOf } from './round.ts'
import { historyOf, seedReturning } from './seed.ts'
import { inSchemas, type Server } from './server.ts'
import { upTo } from './side.ts'

/** A message of the desk to customers with a short past and with a long one, in the same tables. */
export interface Growth {
  /** Events of a customer before the first message. */
  readonly events: { readonly short: number; readonly long: number }
  readonly short: Summary
  readonly long: Summary
  /** The latency in the middle with a long past to that with a short one. */
  readonly growth: number
}

/** Most have a short past, as a planner’s figures will say of all; so many that none of them has a long one at the end. */
const short = upTo(400)
const long = upTo(2, short.length)

export const runGrowth = (server: Server, { seconds, rounds, past }: Sizes): Promise<Growth> =>
  inSchemas(server, 1, async ([schema = '']) => {
    const connections = await server.connect(1)
    await seedReturning(connections, schema, short, long, past)
    const before = await historyOf(connections, schema, 0)
    const contender = (customers: readonly number[], from: number) =>
      contenderOf(deskSide(connections.client, schema, customers), connections, 1, from)
    const contenders = [contender(short, 0), contender(long, 1e7)]
    const [shorts = [], longs = []] = await inTurns(contenders, seconds / 4, rounds * 4)
    await connections.end()
    return {
      events: { short: before.length, long: past },
      short: summaryOf(shorts),
      long: summaryOf(longs),
      growth: latencyRatio(longs, shorts),
    }
  })
