import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Store } from '../../src/index.ts'
import type { Order, ProcessSettings } from './process.ts'
import { type Settings, type Word, type Worker, work } from './work.ts'

/** Those who do the jobs, by their numbers. */
export interface Crew {
  readonly size: number
  readonly give: (worker: number, job: number) => void
  /** Ends a worker in the middle of whatever it does, and starts another in its place; null where that cannot be. */
  readonly kill: ((worker: number) => void) | null
  readonly stop: () => Promise<void>
  /** The files in which workers wrote down what was acknowledged. */
  readonly files: readonly string[]
}

export interface Listener {
  readonly heard: (worker: number, word: Word) => void
  /** A worker is no more; one that nobody killed is a failure. */
  readonly gone: (worker: number, wasKilled: boolean) => void
}

/** How long a worker may take to end what it does, in milliseconds. */
const patience = 10_000

/** Workers that are processes of their own. */
export const processes = (
  size: number,
  settings: Omit<ProcessSettings, 'acknowledged' | 'worker'>,
  folder: string,
  { heard, gone }: Listener,
): Crew => {
  const files = Array.from({ length: size }, (_, worker) => join(folder, `acknowledged-${worker}`))
  const children: ChildProcess[] = []
  const state = { isOver: false }
  const start = (worker: number): void => {
    const given: ProcessSettings = { ...settings, worker, acknowledged: files[worker] ?? '' }
    const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), [JSON.stringify(given)], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    children[worker] = child
    child.on('message', (word: Word) => heard(worker, word))
    child.on('exit', (_, signal) => {
      if (state.isOver) return
      gone(worker, signal === 'SIGKILL')
      start(worker)
    })
  }
  for (let worker = 0; worker < size; worker++) start(worker)
  const order = (worker: number, given: Order): void => {
    const child = children[worker]
    if (child?.connected === true) child.send(given, () => undefined)
  }
  return {
    size,
    files,
    give: (worker, job) => order(worker, { job }),
    kill: (worker) => children[worker]?.kill('SIGKILL'),
    stop: async () => {
      state.isOver = true
      await Promise.all(
        children.map(async (child, worker) => {
          if (child.exitCode !== null || child.signalCode !== null) return
          const ended = new Promise((done) => child.once('exit', done))
          const impatience = setTimeout(() => child.kill('SIGKILL'), patience)
          order(worker, { stop: true })
          await ended
          clearTimeout(impatience)
        }),
      )
    },
  }
}

/** One worker in this very process, where the database is in it too. */
export const alone = (
  settings: Omit<Settings, 'worker'>,
  stores: readonly Store[],
  { heard }: Listener,
): Crew => {
  const worker: Worker = work({ ...settings, worker: 0 }, stores, (word) =>
    queueMicrotask(() => heard(0, word)),
  )
  return { size: 1, files: [], give: (_, job) => worker.give(job), kill: null, stop: worker.stop }
}
