import { defineConfig } from 'tsup'

const folders = ['memory', 'phone', 'schema', 'replay']

// JavaScript only: declarations come from `tsc` (`build` in package.json).
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    ...Object.fromEntries(folders.map((folder) => [`${folder}/index`, `src/${folder}/index.ts`])),
    'replay/cli': 'src/replay/cli.ts',
  },
  format: 'esm',
  // Small and pure, and an import of their packages costs more than all of ours: docs/decisions/001.
  noExternal: [/^@noble\//, /^date-fns/],
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
