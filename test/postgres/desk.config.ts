import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const memory = here('../../src/memory/index.ts')

/**
 * The tests of the desk once more, with a PostgreSQL store wherever they ask for a memory store: PGlite, or the server at
 * `STORE_URL`. `FC_RUNS` keeps the laws short.
 */
export default defineConfig({
  root: here('../..'),
  resolve: {
    alias: [
      { find: /^throughline$/, replacement: here('../../src/index.ts') },
      { find: /^throughline\/memory$/, replacement: here('./instead.ts') },
      { find: /^throughline\/([a-z]+)$/, replacement: here('../../src/$1/index.ts') },
    ],
  },
  plugins: [
    {
      name: 'instead',
      enforce: 'pre',
      resolveId: async function (specifier, importer) {
        if (importer === undefined || importer.endsWith('/instead.ts')) return undefined
        const found = await this.resolve(specifier, importer, { skipSelf: true })
        return found?.id === memory ? here('./instead.ts') : undefined
      },
    },
  ],
  test: {
    include: ['test/{desk,memory,merge,model,metrics,migration,timeline}/**/*.test.ts'],
    globalSetup: [here('./clean.ts')],
    setupFiles: [here('../setup.ts')],
    testTimeout: 300_000,
    isolate: false,
  },
})
