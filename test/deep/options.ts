import { parseArgs } from 'node:util'

/** How long to search for failures, and how. */
export interface DeepOptions {
  readonly minutes: number
  /** The seed of the first round; each round after it has the next one. */
  readonly seed: number
  /** As `FC_RUNS`: so many cases of each law, or so many times the usual number. */
  readonly runs: string
  /** At most so many rounds. */
  readonly rounds: number
  /** The files that hold laws; empty for all. */
  readonly files: readonly string[]
}

export const usage = `npm run test:deep -- [options] [file ...]

  --minutes 10    how long to search (10)
  --runs 5x       cases of each law: a number, or a multiple of the usual number (3x)
  --seed 42       seed of the first round (random)
  --rounds 1      stop after so many rounds
`

const numberOf = (name: string, text: string | undefined, usual: number, least: number): number => {
  const value = text === undefined ? usual : Number(text)
  if (!(value >= least) || text === '')
    throw new Error(`Cannot read --${name}: it is "${text}". Give a number from ${least}.`)
  return value
}

/** Reads the command line; null if it asks for help. */
export const readDeepOptions = (args: readonly string[], random: () => number): DeepOptions | null => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      minutes: { type: 'string' },
      runs: { type: 'string', default: '3x' },
      seed: { type: 'string' },
      rounds: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) return null
  if (!/^[1-9]\d*x?$/.test(values.runs))
    throw new Error(`Cannot read --runs: it is "${values.runs}". Give a number, or a multiple such as 5x.`)
  return {
    minutes: numberOf('minutes', values.minutes, 10, 0),
    seed: Math.floor(numberOf('seed', values.seed, random() * 2 ** 30, 0)),
    runs: values.runs,
    rounds: numberOf('rounds', values.rounds, Number.POSITIVE_INFINITY, 1),
    files: positionals,
  }
}
