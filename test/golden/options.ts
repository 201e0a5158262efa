import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

export const usage = `npm run golden -- [options]   compares what the library does with test/golden/expected.json
  --write           writes the hashes down as expected
  --dump DIR        writes the lines that are hashed: two checkouts can be compared with diff -r
  --part NAME       only parts that begin so, given as often as wished: demo, contract, stories, 'stories 1', thunderbird, …
  --quick           only the demo, the contract and the first 500 of the 2,000 stories
  --names FILE      present names to old ones; default test/golden/names.json
  --logs DIR        the logs; default $THROUGHLINE_LOGS, else ../shared/data
  --jobs N          parts at once; default one for each processor, at most four
  --all             prints every sub-part and every command
`

export const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export const readOptions = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      write: { type: 'boolean', default: false },
      dump: { type: 'string' },
      part: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      names: { type: 'string', default: here('names.json') },
      logs: { type: 'string', default: process.env['THROUGHLINE_LOGS'] ?? here('../../../shared/data') },
      jobs: { type: 'string', default: `${Math.min(4, availableParallelism())}` },
      all: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      // Given to processes of its own: the one part to run.
      run: { type: 'string' },
    },
  })
  return values.quick ? { ...values, part: ['demo', 'contract', 'stories 1'] } : values
}

export type Options = ReturnType<typeof readOptions>
