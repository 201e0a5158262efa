import { parseArgs } from 'node:util'
import type { Figure } from '../figure.ts'
import { ofDeadlines, runDeadlines } from './deadlines.ts'
import { runGrowth } from './growth.ts'
import { runLevels } from './levels.ts'
import { lineOf, ofGrowth, ofLevel } from './report.ts'
import { openServer } from './server.ts'

const usage =
  'bench:stores [--json] [--tuned] [--url postgres://…] [--seconds 2] [--rounds 9] [--writers 1,8,32] [--only levels,growth,deadlines]'
const read = () =>
  parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      /** With the settings that some hosts give their connections; without it, as a driver connects by itself. */
      tuned: { type: 'boolean', default: false },
      url: { type: 'string' },
      /** Of one round. */
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '9' },
      writers: { type: 'string', default: '1,8,32' },
      only: { type: 'string', default: 'levels,growth,deadlines' },
    },
  })
const readOrTell = (): ReturnType<typeof read>['values'] => {
  try {
    return read().values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`)
    process.exit(2)
  }
}
const values = readOrTell()
const sizes = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  writers: values.writers.split(',').map(Number),
  customers: 1_000,
  warm: 20_000,
  streams: 2_000,
  past: 100_000,
}
const show = (figures: readonly Figure[]): void => {
  if (!values.json) console.log(figures.map(lineOf).join('\n'))
}

const server = await openServer(values.url, values.tuned)
if (!values.json) console.log(`on ${server.name}`)
const { levels, written } = values.only.includes('levels')
  ? await runLevels(server, sizes, (level) => show(ofLevel(level)))
  : { levels: [], written: null }
const growth = values.only.includes('growth') ? await runGrowth(server, sizes) : null
if (growth !== null) show(ofGrowth(growth))
const deadlines = values.only.includes('deadlines') ? await runDeadlines(server, 1_000, sizes.rounds) : null
if (deadlines !== null) show(ofDeadlines(deadlines))
await server.close()
if (values.json)
  console.log(JSON.stringify({ server: server.name, sizes, levels, written, growth, deadlines }, null, 2))
