import { setTimeout as pause } from 'node:timers/promises'
import { createDesk, type Store } from '../../src/index.ts'
import { type JobContext, type JobOutcome, runJob } from './jobs.ts'
import { isOutage, persist } from './outage.ts'
import { chance, jobById, type Plan } from './plan.ts'
import { clockFrom, policy, topics } from './setting.ts'
import { tenantOf } from './shelves.ts'

/** What one worker is told of the load; it survives the way to another process. */
export interface Settings {
  readonly plan: Plan
  readonly began: number
  /** How many jobs it does at once. */
  readonly writers: number
  /** Its number: no two workers draw the same chances. */
  readonly worker: number
}

/** What a worker tells whoever gives it jobs. */
export type Word =
  | { readonly said: 'ready' }
  | {
      readonly said: 'done'
      readonly job: number
      readonly outcome: JobOutcome
      readonly milliseconds: number
      readonly tries: number
    }
  | { readonly said: 'counted'; readonly conflicts: number; readonly swept: number }
  | { readonly said: 'broken'; readonly message: string }

export interface Worker {
  readonly give: (job: number) => void
  /** Ends the sweeps; what is under way is done first. */
  readonly stop: () => Promise<void>
}

/** The store, and how many of its commits met another. */
const counting = (store: Store, counts: { conflicts: number }): Store => {
  const commit: Store['commit'] = async (changes) => {
    const committed = await store.commit(changes)
    if (!committed.ok) counts.conflicts++
    return committed
  }
  return { ...store, commit }
}

/** Beside those of the plan, which end before 1,000. */
const salts = { job: 1_000, worker: 1_000_000 }

const wordsOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : `${error}`

/** Others may keep writing first: then nothing was written, and the job is given again (O-4). */
const settled = async (offices: readonly JobContext[], id: number): Promise<JobOutcome> => {
  const job = jobById(id)
  const office = offices[tenantOf(job, offices.length)]
  if (office === undefined) throw new Error('there is no tenant')
  for (;;) {
    const outcome = await runJob(office, job)
    if (outcome.ok || outcome.code !== 'desk.conflict') return outcome
  }
}

/** Does jobs, so many at once, and sweeps beside them: one process of a host, as far as the library is concerned. */
export const work = (
  { plan, began, writers, worker }: Settings,
  stores: readonly Store[],
  tell: (word: Word) => void,
): Worker => {
  const counts = { conflicts: 0, swept: 0 }
  const now = clockFrom(began)
  const drawn = { times: 0 }
  const random = (): number => chance(plan, drawn.times++, salts.worker + worker)
  const offices = stores.map((given): JobContext => {
    const store = counting(given, counts)
    return { plan, began, now, desk: createDesk({ store, policy, topics, clock: now, random }) }
  })
  const inbox: number[] = []
  const state = { busy: 0, isOver: false }

  const count = (): void => {
    tell({ said: 'counted', ...counts })
    counts.conflicts = 0
    counts.swept = 0
  }
  const broken = (what: string, error: unknown): void =>
    tell({ said: 'broken', message: `${what}: ${wordsOf(error)}` })
  const doOne = async (job: number): Promise<void> => {
    const started = performance.now()
    const { value: outcome, tries } = await persist(
      () => settled(offices, job),
      (tried) => chance(plan, job, salts.job + tried),
    )
    tell({ said: 'done', job, outcome, milliseconds: performance.now() - started, tries })
  }
  const pump = (): void => {
    while (state.busy < writers) {
      const job = inbox.shift()
      if (job === undefined) return
      state.busy++
      doOne(job)
        .catch((error) => broken(`job ${JSON.stringify(jobById(job))}`, error))
        .finally(() => {
          state.busy--
          pump()
        })
    }
  }
  const sweep = async (): Promise<void> => {
    while (!state.isOver) {
      for (const { desk } of offices)
        try {
          const swept = await desk.applyDeadlines({ limit: 50 })
          if (swept.ok) counts.swept += swept.done
        } catch (error) {
          if (!isOutage(error)) broken('tick', error)
        }
      count()
      await pause(100 + 200 * random())
    }
  }
  const sweeping = sweep()
  tell({ said: 'ready' })
  return {
    give: (job) => {
      inbox.push(job)
      pump()
    },
    stop: async () => {
      state.isOver = true
      await sweeping
    },
  }
}
