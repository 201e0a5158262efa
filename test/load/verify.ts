import { familyOf, misfitsOf } from './check-folds.ts'
import { type Acknowledged, tallyOf } from './check-messages.ts'
import { follow, type Reader, readerOf } from './follow.ts'
import { jobById } from './plan.ts'
import { policy } from './setting.ts'
import { type Shelf, tenantOf } from './shelves.ts'
import { rowsOf, timelineOf } from './streams.ts'

/** What a load left behind. Each number is 0 where the store kept its word. */
export interface Verdict {
  /** Customers with two active conversations (O-1). */
  readonly twoActive: number
  /** What was acknowledged and is not in the timeline (I-13). */
  readonly lost: number
  /** What is in the timelines twice (I-1). */
  readonly doubled: number
  /** States and columns that are not the fold of their events (E-1, S-4). */
  readonly foldMismatches: number
  /** Events that a reader of the feed missed, met twice or met too early, and places that nobody has (E-6, O-7). */
  readonly outboxGaps: number
  readonly events: number
  readonly conversations: number
  /** The first of the faults, in words. */
  readonly faults: readonly string[]
}

const shown = 20

/** What a reader has not read of what is there, or has read beyond it. */
const missedBy = (
  { places, faults }: Reader,
  streams: readonly { readonly customer: string; readonly last: number }[],
): number =>
  streams.reduce((sum, { customer, last }) => sum + Math.abs(last - (places.get(customer) ?? 0)), faults())

/**
 * Reads everything afresh, by plain SQL and through the ports, and judges it. `during`: readers that followed the
 * feed while the load ran, and have come to its end.
 */
const verifyOne = async (
  shelf: Shelf,
  schema: string,
  acknowledged: Acknowledged,
  during: readonly Reader[],
): Promise<Verdict> => {
  const rows = rowsOf(shelf, schema)
  const { store } = shelf
  const tally = tallyOf()
  const twoActive = new Set(await rows.severalActive())
  const mismatches: string[] = []
  const missing: string[] = []
  const counts = { conversations: 0 }
  const streams = await rows.places()
  for (const id of new Set([...(await rows.customers()), ...streams.map(({ customer }) => customer)])) {
    const state = await rows.customer(id)
    if (state !== null && JSON.parse(state).mergedInto !== null) continue
    const family = await familyOf(rows, id)
    const misfits = await misfitsOf(rows, store, policy, id, family)
    mismatches.push(...misfits.mismatches)
    if (misfits.hasTwoActive) twoActive.add(id)
    const unseen = new Set(
      family.flatMap(({ stream }) => stream.map((event) => `${event.customer}/${event.id}`)),
    )
    counts.conversations += new Set(
      family.flatMap(({ stream }) => stream.map((event) => event.conversation)),
    ).size
    for await (const event of timelineOf(store, id)) {
      tally.show(event)
      unseen.delete(`${event.customer}/${event.id}`)
    }
    missing.push(...unseen)
  }
  const after = readerOf()
  await follow(store, after, () => true)
  const holes = streams.reduce((sum, { last, size }) => sum + last - size, 0)
  const gaps = [...during, after].map((reader) => missedBy(reader, streams))
  const lost = [...tally.lost(acknowledged), ...missing]
  const doubled = tally.doubled()
  return {
    twoActive: twoActive.size,
    lost: lost.length,
    doubled: doubled.length,
    foldMismatches: mismatches.length,
    outboxGaps: gaps.reduce((sum, gap) => sum + gap, holes),
    events: streams.reduce((sum, { size }) => sum + size, 0),
    conversations: counts.conversations,
    faults: [
      ...[...twoActive].map((id) => `two active: ${id}`),
      ...lost.map((what) => `lost: ${what}`),
      ...doubled.map((what) => `doubled: ${what}`),
      ...mismatches,
      ...(holes > 0 ? [`places that nobody has: ${holes}`] : []),
      ...gaps.flatMap((gap, at) =>
        gap > 0 ? [`reader ${at < during.length ? 'during' : 'after'} the load: ${gap} gaps`] : [],
      ),
    ],
  }
}

/** Judges all tenants of a load, each by itself; `during` has the readers of each. */
export const verify = async (
  shelves: readonly Shelf[],
  schema: string,
  acknowledged: Acknowledged,
  during: readonly (readonly Reader[])[],
): Promise<Verdict> => {
  const verdicts: Verdict[] = []
  for (const [at, shelf] of shelves.entries()) {
    const own = [...acknowledged].filter(([job]) => tenantOf(jobById(job), shelves.length) === at)
    verdicts.push(await verifyOne(shelf, schema, new Map(own), during[at] ?? []))
  }
  const sum = (figure: Exclude<keyof Verdict, 'faults'>): number =>
    verdicts.reduce((total, verdict) => total + verdict[figure], 0)
  return {
    twoActive: sum('twoActive'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    foldMismatches: sum('foldMismatches'),
    outboxGaps: sum('outboxGaps'),
    events: sum('events'),
    conversations: sum('conversations'),
    faults: verdicts.flatMap(({ faults }) => faults).slice(0, shown),
  }
}

/** Whether the store kept its word. */
export const isSound = ({ twoActive, lost, doubled, foldMismatches, outboxGaps }: Verdict): boolean =>
  twoActive + lost + doubled + foldMismatches + outboxGaps === 0
