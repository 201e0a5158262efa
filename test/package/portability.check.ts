import { isBuiltin } from 'node:module'
import type { Plugin } from 'esbuild'
import { bundle } from './bundle.ts'
import type { Check, Finding } from './check.ts'

/** Entries that run anywhere: Node, Bun, Deno, workers, browsers. */
const entries = [
  '',
  '/contract',
  '/memory',
  '/metrics',
  '/migration',
  '/outbox',
  '/phone',
  '/postgres',
  '/schema',
  '/testing',
].map((path) => `throughline${path}`)

/** Globals that only Node has. A free use of one is renamed to a mark, so that a text or a property is none. */
const globals = ['process', 'Buffer', 'require', '__dirname', '__filename', 'setImmediate', 'global']
const mark = (name: string): string => `__NODE_${name.toUpperCase()}__`

/** Takes note of built-ins, and leaves immer out: its one look at `process.env` is known. */
const watch = (seen: Set<string>): Plugin => ({
  name: 'watch',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^immer$/ }, ({ path }) => ({ path, external: true, sideEffects: false }))
    onResolve({ filter: /.*/ }, ({ path }) => {
      if (!isBuiltin(path)) return undefined
      seen.add(path)
      return { path, external: true }
    })
  },
})

const inspect = async (entry: string): Promise<Finding> => {
  const seen = new Set<string>()
  const { code } = await bundle(`export * from '${entry}'`, {
    define: Object.fromEntries(globals.map((name) => [name, mark(name)])),
    plugins: [watch(seen)],
  })
  for (const name of globals) if (code.includes(mark(name))) seen.add(name)
  const found = [...seen].join(', ')
  return { ok: seen.size === 0, text: `${entry} reaches ${found || 'nothing of Node'}` }
}

export const portability: Check = {
  name: 'portability',
  of: 'built',
  run: () => Promise.all(entries.map(inspect)),
}
