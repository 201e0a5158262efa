import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Acknowledged } from './check-messages.ts'
import { alone, type Crew, type Listener, processes } from './crew.ts'
import { drive, type Figures } from './drive.ts'
import { follow, type Reader, readerOf } from './follow.ts'
import type { JobOutcome } from './jobs.ts'
import type { LoadOptions } from './options.ts'
import { type Place, placeOf, schemaFor } from './places.ts'
import type { Plan } from './plan.ts'
import { type Shelf, shelvesOf } from './shelves.ts'
import { type Verdict, verify } from './verify.ts'

/** What a load came to: one object for `--json`. */
export interface LoadReport extends Omit<Verdict, 'faults'> {
  readonly store: string
  readonly schema: string
  readonly messages: number
  readonly perSecond: number
  readonly seconds: number
  /** Jobs of every kind that the desk answered. */
  readonly acknowledged: number
  readonly jobsPerSecond: number
  readonly medianMs: number
  readonly p99Ms: number
  readonly conflicts: number
  readonly swept: number
  /** How often each legal refusal was given. */
  readonly refusals: { readonly [code: string]: number }
  readonly kills: number
  readonly redelivered: number
  readonly restarts: number
  readonly retries: number
  readonly verifySeconds: number
  readonly faults: readonly string[]
}

/** What workers wrote down before they told anybody; a line that a death cut short was told to nobody. */
const readAcknowledged = async (
  files: readonly string[],
  heard: ReadonlyMap<number, JobOutcome>,
): Promise<Map<number, JobOutcome>> => {
  const all = new Map(heard)
  for (const file of files)
    for (const line of (await readFile(file, 'utf8')).split('\n').slice(0, -1)) {
      const [job, outcome]: [number, JobOutcome] = JSON.parse(line)
      if (outcome.ok) all.set(job, outcome)
    }
  return all
}

const quantile = (sorted: readonly number[], share: number): number =>
  Math.round(10 * (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)) / 10

const rounded = (number: number): number => Math.round(10 * number) / 10

/** How often workers are killed: at least a few times, else once for every so many messages. */
const killsFor = ({ kill, messages }: LoadOptions): number =>
  kill ? Math.max(4, Math.round(messages / 2_000)) : 0

/** What a load did, before it is judged. */
export interface Filled {
  readonly figures: Figures
  readonly seconds: number
  readonly acknowledged: Acknowledged
  /** Readers that followed the feed of each tenant all the time, each at its own pace. */
  readonly during: readonly (readonly Reader[])[]
}

/** Runs the load in a schema that is there. */
export const fill = async (
  { urls, restart }: Place,
  schema: string,
  shelves: readonly Shelf[],
  options: LoadOptions,
  progress: (figures: Figures) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<Filled> => {
  const { messages, customers, seed, writers, tenants } = options
  if (urls === null && options.kill) throw new Error('--kill needs a server: PGlite lives in this process')
  const plan: Plan = { seed, messages, customers }
  const folder = await mkdtemp(join(tmpdir(), 'throughline-load-'))
  const began = Date.now()
  const size = urls === null ? 1 : options.processes
  const crewOf = (listener: Listener): Crew =>
    urls === null
      ? alone(
          { plan, began, writers },
          shelves.map(({ store }) => store),
          listener,
        )
      : processes(size, { plan, began, writers, urls, tenants, schema }, folder, listener)
  const disturbances = {
    kills: killsFor(options),
    restarts: restart === null ? 0 : options.restarts,
    restart: restart ?? (async () => undefined),
  }
  const during = shelves.map(() => [readerOf(), readerOf()] as const)
  const state = { isOver: false }
  const following = Promise.all(
    shelves.flatMap(({ store }, at) =>
      (during[at] ?? []).map((reader, n) => follow(store, reader, () => state.isOver, n === 0 ? 500 : 120)),
    ),
  )
  const end = new AbortController()
  following.catch((error: unknown) => end.abort(error))
  const ends = AbortSignal.any([signal, end.signal])
  try {
    const { figures, files } = await drive(plan, writers, size, disturbances, crewOf, progress, ends)
    const seconds = (Date.now() - began) / 1_000
    state.isOver = true
    await following
    return { figures, seconds, during, acknowledged: await readAcknowledged(files, figures.acknowledged) }
  } finally {
    state.isOver = true
    await following.catch(() => undefined)
    await rm(folder, { recursive: true, force: true })
  }
}

const runAt = async (
  place: Place,
  options: LoadOptions,
  progress?: (figures: Figures) => void,
  signal?: AbortSignal,
): Promise<LoadReport> => {
  const { schema, drop } = await schemaFor(place.clients, options.partitions)
  const shelves = shelvesOf(place.clients, schema, options.tenants)
  try {
    const { figures, seconds, acknowledged, during } = await fill(
      place,
      schema,
      shelves,
      options,
      progress,
      signal,
    )
    const since = Date.now()
    const verdict = await verify(shelves, schema, acknowledged, during)
    const times = figures.milliseconds.sort((a, b) => a - b)
    return {
      store: place.name,
      schema,
      messages: options.messages,
      perSecond: rounded(options.messages / seconds),
      seconds: rounded(seconds),
      ...verdict,
      acknowledged: acknowledged.size,
      jobsPerSecond: rounded(acknowledged.size / seconds),
      medianMs: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
      conflicts: figures.conflicts,
      swept: figures.swept,
      refusals: Object.fromEntries([...figures.refusals].sort()),
      kills: figures.kills,
      redelivered: figures.redelivered,
      restarts: figures.restarts,
      retries: figures.retries,
      verifySeconds: rounded((Date.now() - since) / 1_000),
    }
  } finally {
    if (!options.keep) await drop()
  }
}

/** Runs a load and judges what it left; `signal` ends it, and what it made is removed all the same. */
export const runLoad = async (
  options: LoadOptions,
  progress?: (figures: Figures) => void,
  signal?: AbortSignal,
): Promise<LoadReport> => {
  const place = await placeOf(options)
  try {
    return await runAt(place, options, progress, signal)
  } finally {
    await place.close()
  }
}
