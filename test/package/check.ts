import { fileURLToPath } from 'node:url'

export interface Finding {
  readonly ok: boolean
  readonly text: string
}

/** One build check. It measures and reports; `run.ts` prints and decides the exit code. */
export interface Check {
  readonly name: string
  /** `source` reads `src`; `built` reads `dist` and what `npm pack` would send. */
  readonly of: 'source' | 'built'
  run(): Promise<readonly Finding[]>
}

/** The folder of the checkout. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url))

export const within = (what: string, value: number, limit: number, unit: string): Finding => ({
  ok: value <= limit,
  text: `${what}: ${value} of ${limit} ${unit}`,
})
