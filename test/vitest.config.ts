import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
/** Where `.ci/run` wants the figures of the run, next to what people read. */
const report = process.env.TEST_REPORT

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
    setupFiles: [here('./setup.ts')],
    // Laws try many cases, also on a busy machine: this only ends what hangs.
    testTimeout: 120_000,
    // Files share what they import: to load it anew for each took longer than most tests. A file that changes anything
    // beyond itself (a table, a global, the zone) puts it back.
    isolate: false,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/replay/cli.ts'],
      reporter: [['text', { skipFull: true }], 'json-summary', 'html'],
    },
  },
})
