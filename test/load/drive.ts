import type { Crew, Listener } from './crew.ts'
import type { JobOutcome } from './jobs.ts'
import { chance, jobById, type Plan } from './plan.ts'
import { type Queue, queueOf } from './queue.ts'

/** What was seen while the load ran. */
export interface Figures {
  readonly acknowledged: Map<number, JobOutcome>
  readonly refusals: Map<string, number>
  readonly milliseconds: number[]
  conflicts: number
  /** Conversations and tasks that sweeps changed. */
  swept: number
  /** How often a job was tried again because the server was away. */
  retries: number
  kills: number
  /** Jobs that were delivered again because their process died. */
  redelivered: number
  restarts: number
}

export interface Disturbances {
  /** How many times a worker is killed. */
  readonly kills: number
  /** How many times the server is restarted, and how. */
  readonly restarts: number
  readonly restart: () => Promise<void>
}

/** After how many acknowledgements something happens: random places that a seed names. */
const places = (plan: Plan, times: number, of: number, salt: number): readonly number[] =>
  Array.from({ length: times }, (_, n) => Math.floor(of * ((n + 0.1 + 0.8 * chance(plan, n, salt)) / times)))

/** How many jobs lie with a worker for each that it does at once: it never waits for the next. */
const ahead = 2

const figuresOf = (): Figures => ({
  acknowledged: new Map(),
  refusals: new Map(),
  milliseconds: [],
  conflicts: 0,
  swept: 0,
  retries: 0,
  kills: 0,
  redelivered: 0,
  restarts: 0,
})

/**
 * Gives out the jobs and hears what becomes of them, until all are done. A job that nobody acknowledged is given again;
 * so is whatever a dead process had.
 */
export const drive = async (
  plan: Plan,
  writers: number,
  size: number,
  { kills, restarts, restart }: Disturbances,
  crewOf: (listener: Listener) => Crew,
  progress: (figures: Figures) => void,
  signal: AbortSignal,
): Promise<{ readonly figures: Figures; readonly files: readonly string[] }> => {
  const figures = figuresOf()
  const queue: Queue = queueOf(plan, size)
  const ready = new Set<number>()
  const toKill = [...places(plan, kills, plan.messages, 200)]
  const toRestart = [...places(plan, restarts, plan.messages, 201)]
  const state: {
    messages: number
    /** One restart after the other. */
    restarting: Promise<void>
    finish: () => void
    fail: (error: unknown) => void
  } = {
    messages: 0,
    restarting: Promise.resolve(),
    finish: () => undefined,
    fail: () => undefined,
  }
  const finished = new Promise<void>((resolve, reject) => {
    state.finish = resolve
    state.fail = reject
  })
  signal.addEventListener('abort', () => state.fail(signal.reason), { once: true })

  const pump = (): void => {
    for (const worker of ready)
      while (queue.held(worker) < ahead * writers) {
        const job = queue.take(worker)
        if (job === null) break
        crew.give(worker, job.id)
      }
    if (queue.isDone()) state.finish()
  }
  const disturb = (): void => {
    while ((toKill[0] ?? Number.POSITIVE_INFINITY) <= state.messages) {
      toKill.shift()
      const worker = Math.floor(chance(plan, toKill.length, 202) * crew.size)
      // A moment later, so that it is not always the one that has just answered.
      setTimeout(() => crew.kill?.(worker), 30 * chance(plan, toKill.length, 203))
    }
    while ((toRestart[0] ?? Number.POSITIVE_INFINITY) <= state.messages) {
      toRestart.shift()
      state.restarting = state.restarting.then(restart).then(() => {
        figures.restarts++
      })
      state.restarting.catch(state.fail)
    }
  }
  const done = (worker: number, job: number, outcome: JobOutcome): void => {
    queue.acknowledge(worker, job)
    const isNew = !figures.acknowledged.has(job)
    figures.acknowledged.set(job, outcome)
    if (!outcome.ok) figures.refusals.set(outcome.code, (figures.refusals.get(outcome.code) ?? 0) + 1)
    if (isNew && jobById(job).kind === 'message') state.messages++
    progress(figures)
    disturb()
  }
  const crew: Crew = crewOf({
    heard: (worker, word) => {
      if (word.said === 'ready') ready.add(worker)
      if (word.said === 'broken') state.fail(new Error(word.message))
      if (word.said === 'counted') {
        figures.conflicts += word.conflicts
        figures.swept += word.swept
      }
      if (word.said === 'done') {
        figures.retries += word.tries - 1
        figures.milliseconds.push(word.milliseconds)
        done(worker, word.job, word.outcome)
      }
      pump()
    },
    gone: (worker, wasKilled) => {
      ready.delete(worker)
      if (!wasKilled) return state.fail(new Error(`worker ${worker} ended by itself`))
      figures.kills++
      figures.redelivered += queue.giveBack(worker)
      pump()
    },
  })
  try {
    await finished
    await state.restarting
  } finally {
    await crew.stop()
    await state.restarting.catch(() => undefined)
  }
  return { figures, files: crew.files }
}
