import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** Where `.ci/run` wants the figures of the run, next to what people read. */
const report = process.env.TEST_REPORT

/** Files that take longest, the longest first. */
const long = [
  'model/merge.model',
  'replay/real-logs-thunderbird',
  'replay/choosing',
  'replay/store-examples',
  'load/load',
  'replay/real-logs-servicenow',
  'replay/store-killed',
  'postgres/partitions',
  'postgres/law',
].map((name) => here(`./${name}.test.ts`))

/** The place of a file among the long ones, behind all of them for any other. */
const placeOf = ({ moduleId }: TestSpecification): number =>
  long.includes(moduleId) ? long.indexOf(moduleId) : long.length

/**
 * Begins with what takes longest, so that no processor waits at the end for a long file on another; then by path. The usual
 * order depends on how long the files took last time and which of them failed.
 */
class FixedOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((a, b) => placeOf(a) - placeOf(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
}

export default defineConfig({
  root: here('..'),
  resolve: {
    // Examples import the package by its name; in the checkout that is the source.
    alias: [
      { find: /^throughline$/, replacement: here('../src/index.ts') },
      { find: /^throughline\/([a-z]+)$/, replacement: here('../src/$1/index.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: [here('./services.ts')],
    setupFiles: [here('./setup.ts')],
    // Laws try many cases, also on a busy machine: these only end what hangs.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    teardownTimeout: 60_000,
    // Files share what they import: to load it anew for each took longer than most tests. A file that changes anything
    // beyond itself (a table, a global, the zone) puts it back.
    isolate: false,
    // A worker on each processor: by itself vitest leaves one free, which of two is half.
    maxWorkers: '100%',
    sequence: { sequencer: FixedOrder },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/replay/cli.ts'],
      reporter: [['text', { skipFull: true }], 'json-summary', 'html'],
    },
  },
})
