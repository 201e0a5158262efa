import { type Job, jobsOf, originalOf, type Plan } from './plan.ts'

/** What is still to be done, and by whom it is being done: as at a provider, whatever is not acknowledged comes again. */
export interface Queue {
  /** The next job for a worker; null while there is none for him. */
  readonly take: (worker: number) => Job | null
  readonly acknowledge: (worker: number, job: number) => void
  /** A worker is no more: what he had is delivered again. Says how much that was. */
  readonly giveBack: (worker: number) => number
  readonly held: (worker: number) => number
  readonly isDone: () => boolean
}

/** A second delivery is kept from the worker who had the first, so that the two meet in the database. */
export const queueOf = (plan: Plan, workers: number): Queue => {
  const rest: Iterator<Job, undefined> = jobsOf(plan)
  const waiting: Job[] = []
  const holding = Array.from({ length: workers }, () => new Map<number, Job>())
  const recent = new Map<number, number>()
  const state = { isExhausted: false }

  const mayHave = (worker: number, job: Job): boolean => {
    const original = originalOf(job)
    return workers === 1 || original === null || recent.get(original) !== worker
  }
  const given = (worker: number, job: Job): Job => {
    holding[worker]?.set(job.id, job)
    recent.set(job.id, worker)
    for (const old of recent.keys()) {
      if (recent.size <= 1_000) break
      recent.delete(old)
    }
    return job
  }
  return {
    take: (worker) => {
      const at = waiting.findIndex((job) => mayHave(worker, job))
      const [again] = at === -1 ? [] : waiting.splice(at, 1)
      if (again !== undefined) return given(worker, again)
      for (;;) {
        const { value: job } = rest.next()
        if (job === undefined) break
        if (mayHave(worker, job)) return given(worker, job)
        waiting.push(job)
      }
      state.isExhausted = true
      return null
    },
    acknowledge: (worker, job) => {
      holding[worker]?.delete(job)
    },
    giveBack: (worker) => {
      const lost = [...(holding[worker]?.values() ?? [])]
      holding[worker]?.clear()
      waiting.unshift(...lost)
      return lost.length
    },
    held: (worker) => holding[worker]?.size ?? 0,
    isDone: () => state.isExhausted && waiting.length === 0 && holding.every(({ size }) => size === 0),
  }
}
