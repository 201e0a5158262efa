import { defineConfig } from 'tsup'

const folders = [
  'contract',
  'memory',
  'metrics',
  'migration',
  'outbox',
  'phone',
  'postgres',
  'schema',
  'testing',
  'replay',
]

// JavaScript only: declarations come from `tsc` (`build` in package.json).
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    // A chunk of its own for immer, so that whoever does not evolve drops it whole.
    'kernel/immer': 'src/kernel/immer.ts',
    ...Object.fromEntries(folders.map((folder) => [`${folder}/index`, `src/${folder}/index.ts`])),
    'replay/cli': 'src/replay/cli.ts',
  },
  format: 'esm',
  // Runtimes without `process` cannot import immer as it comes: docs/decisions/001.
  noExternal: ['immer'],
  define: { 'process.env.NODE_ENV': '"production"' },
  target: 'es2022',
  platform: 'node',
  removeNodeProtocol: false,
  splitting: true,
  sourcemap: true,
  esbuildOptions: (options) => {
    options.sourcesContent = false
  },
  dts: false,
  clean: true,
})
